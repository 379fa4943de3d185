"""Sessions over HTTP: one's own are listed and ended, and end by themselves."""

from time import time
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from ledger.values import Role
from tests.api.site import PASSWORD, Caller, Site

OTHER = "cá chép hóa rồng"


def log_in(site: Site, login: str, agent: str = "Firefox") -> Caller:
    """Return somebody in a session of his own, whose writes carry its CSRF token."""
    client: FlaskClient = site.app.test_client()
    caller = Caller(site, {"User-Agent": agent}, client=client)
    answer = caller.post("/session", {"login": login, "password": PASSWORD})
    assert answer.json is not None, answer.text
    return Caller(site, {"X-CSRF-Token": answer.json["csrf_token"]}, client=client)


@pytest.fixture
def login(site: Site) -> str:
    """The login of somebody who keeps the book."""
    login = f"hoa-{site.book.new_id()}"
    site.login_of(Role.TREASURER, login)
    return login


def is_in(caller: Caller) -> bool:
    return caller.get("/session").status_code == 200


def test_ones_own_sessions_are_listed(site: Site, login: str) -> None:
    log_in(site, login, "Phone")
    site.book.clock.advance(minutes=5)
    here = log_in(site, login, "Laptop")
    listed = here.get("/sessions").json
    assert listed is not None
    assert [(each["agent"], each["current"]) for each in listed["items"]] == [
        ("Laptop", True),
        ("Phone", False),
    ]


def test_whoever_asks_with_a_token_is_in_none_of_them(site: Site) -> None:
    listed = site.treasurer.get("/sessions").json
    assert listed == {"items": []}


def test_one_session_is_ended_from_another(site: Site, login: str) -> None:
    lost, here = log_in(site, login), log_in(site, login)
    listed = lost.get("/sessions").json
    assert listed is not None
    (lost_id,) = (each["session_id"] for each in listed["items"] if each["current"])
    assert here.delete(f"/sessions/{lost_id}").status_code == 204
    assert (is_in(lost), is_in(here)) == (False, True)
    again = here.delete(f"/sessions/{lost_id}")
    assert (again.status_code, again.json and again.json["code"]) == (404, "session_not_found")


def test_nobody_ends_the_sessions_of_others(site: Site, login: str) -> None:
    here = log_in(site, login)
    listed = here.get("/sessions").json
    assert listed is not None
    path = f"/sessions/{listed['items'][0]['session_id']}"
    assert site.administrator.delete(path).status_code == 404
    assert site.public.delete(path).status_code == 401
    assert here.delete(path, {"X-CSRF-Token": "x"}).status_code == 403
    assert is_in(here)


def test_all_sessions_are_ended_at_once(site: Site, login: str) -> None:
    callers = [log_in(site, login) for _ in range(2)]
    assert callers[0].delete("/sessions").status_code == 204
    assert [is_in(caller) for caller in callers] == [False, False]


@pytest.mark.parametrize("ahead_seconds", [1, 3_600, 30 * 86_400])
def test_whoever_logged_in_where_the_clock_goes_ahead_is_in_everywhere(
    site: Site, login: str, monkeypatch: pytest.MonkeyPatch, ahead_seconds: int
) -> None:
    """As on two machines, whose clocks are never quite the same, or on one that was set back."""
    here = log_in(site, login)
    now = int(time())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now - ahead_seconds)
    assert is_in(here)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + 30 * 86_400)
    assert not is_in(here), "but what was signed long ago opens nothing"


def test_a_session_nobody_uses_ends(site: Site, login: str) -> None:
    caller = log_in(site, login)
    site.book.clock.advance(minutes=59)
    assert is_in(caller)
    site.book.clock.advance(minutes=60)
    assert not is_in(caller)


def test_logging_out_ends_what_was_copied_of_the_cookie(site: Site, login: str) -> None:
    here = log_in(site, login)
    cookie = here.client.get_cookie("soquy_session")
    assert cookie is not None
    thief = Caller(site, here.headers, client=site.app.test_client())
    thief.client.set_cookie("soquy_session", cookie.value)
    assert is_in(thief)
    assert here.delete("/session").status_code == 204
    assert not is_in(thief)


def test_logging_in_again_ends_the_session_before_it(site: Site, login: str) -> None:
    here = log_in(site, login)
    cookie = here.client.get_cookie("soquy_session")
    assert cookie is not None
    thief = Caller(site, here.headers, client=site.app.test_client())
    thief.client.set_cookie("soquy_session", cookie.value)
    wrong = here.post("/session", {"login": login, "password": OTHER})
    assert (wrong.status_code, is_in(thief)) == (401, True)
    assert here.post("/session", {"login": login, "password": PASSWORD}).status_code == 200
    assert (is_in(thief), is_in(here)) == (False, True)


def test_over_https_the_cookies_belong_to_this_host_alone(site: Site, login: str) -> None:
    answer = site.app.test_client().post(
        "/api/v1/session",
        json={"login": login, "password": PASSWORD},
        base_url="https://soquy.example",
    )
    cookies = [each.partition("=") for each in answer.headers.getlist("Set-Cookie")]
    assert {name for name, _, _ in cookies} == {"__Host-soquy_browser", "__Host-soquy_session"}
    for _, _, attributes in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes.split("; "))
        assert "Domain" not in attributes


def test_a_session_id_that_is_none_is_not_found(site: Site) -> None:
    assert site.treasurer.delete(f"/sessions/{uuid4()}").status_code == 404


# Trying out passwords


def attempt(
    site: Site, login: str, password: str = OTHER, **environ: str
) -> tuple[int, str, int | None]:
    """Return status, code and how long to wait."""
    answer = site.app.test_client().post(
        "/api/v1/session",
        json={"login": login, "password": password},
        environ_overrides={"REMOTE_ADDR": f"203.0.113.{hash(login) % 200}", **environ},
    )
    wait = answer.headers.get("Retry-After")
    code = answer.json["code"] if answer.json and "code" in answer.json else ""
    return answer.status_code, code, None if wait is None else int(wait)


@pytest.mark.parametrize("exists", [True, False])
def test_a_login_that_failed_often_waits_and_tells_for_how_long(
    site: Site, login: str, *, exists: bool
) -> None:
    tried = login if exists else f"nobody-{login}"
    assert {attempt(site, tried) for _ in range(5)} == {(401, "bad_login", None)}
    assert attempt(site, tried) == (429, "too_many_attempts", 31)
    assert attempt(site, tried, PASSWORD) == (429, "too_many_attempts", 31)


def test_it_may_try_again_when_the_wait_is_over(site: Site, login: str) -> None:
    for _ in range(5):
        attempt(site, login)
    site.book.clock.advance(seconds=31)
    assert attempt(site, login, PASSWORD)[0] == 200


def test_an_administrator_lets_somebody_try_at_once(site: Site) -> None:
    login = f"hoa-{site.book.new_id()}"
    staff_id = site.login_of(Role.TREASURER, login)
    for _ in range(5):
        attempt(site, login)
    shown = site.administrator.get(f"/staff/{staff_id}").json
    assert shown is not None
    assert shown["account"]["locked_until"] == "2025-06-16T02:00:30Z"
    unlocked = site.administrator.post(f"/staff/{staff_id}/unlocking", None)
    assert unlocked.status_code == 201
    assert attempt(site, login, PASSWORD)[0] == 200


def test_an_administrator_ends_all_sessions_and_nothing_else(site: Site) -> None:
    login = f"hoa-{site.book.new_id()}"
    staff_id = site.login_of(Role.TREASURER, login)
    sessions, program = [log_in(site, login), log_in(site, login)], site.caller(staff_id)
    path = f"/staff/{staff_id}/sessions"
    tried = site.administrator.send("DELETE", f"{path}?dry_run=true")
    assert (tried.status_code, [is_in(each) for each in sessions]) == (200, [True, True])
    key = {"Idempotency-Key": f"end-{staff_id}"}
    assert site.administrator.delete(path, key).status_code == 201
    assert [is_in(each) for each in sessions] == [False, False]
    assert (is_in(program), is_in(log_in(site, login))) == (True, True)
    assert site.administrator.delete(path, key).headers["Idempotent-Replayed"] == "true"


def test_only_who_manages_somebody_ends_his_sessions(site: Site, login: str) -> None:
    here = log_in(site, login)
    session = here.get("/session").json
    assert session is not None
    for caller in (site.treasurer, site.auditor, here):
        assert caller.delete(f"/staff/{session['staff_id']}/sessions").status_code == 403
    assert is_in(here)


def test_behind_a_proxy_on_this_machine_each_visitor_has_an_address(site: Site) -> None:
    for number in range(20):
        attempt(
            site,
            f"u{number}-{site.book.new_id()}",
            REMOTE_ADDR="127.0.0.1",
            HTTP_X_FORWARDED_FOR="9.9.9.9, 198.51.100.1",
        )
    forged = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "8.8.8.8, 198.51.100.1"}
    other = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.2"}
    assert attempt(site, "somebody", **forged)[0] == 429
    assert attempt(site, "somebody", **other)[0] == 401


def test_nobody_from_elsewhere_chooses_his_address(site: Site) -> None:
    for number in range(20):
        attempt(
            site,
            f"v{number}-{site.book.new_id()}",
            REMOTE_ADDR="2001:db8::1",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
        )
    one_network = {"REMOTE_ADDR": "2001:db8::2", "HTTP_X_FORWARDED_FOR": "198.51.100.99"}
    assert attempt(site, "somebody else", **one_network)[0] == 429


@pytest.mark.parametrize(
    "method,path,body",
    [
        ("POST", "/session", {"login": "x", "password": PASSWORD}),
        ("DELETE", "/session", None),
        ("DELETE", "/sessions", None),
        ("DELETE", f"/sessions/{UUID(int=1)}", None),
        ("PUT", "/password", {"password": PASSWORD, "new_password": OTHER}),
        ("POST", "/password", {"code": "x", "password": OTHER}),
    ],
)
def test_what_cannot_be_tried_is_refused_and_not_done(
    site: Site, login: str, method: str, path: str, body: object
) -> None:
    here, elsewhere = log_in(site, login), log_in(site, login)
    for query, headers, status, code in (
        ("?dry_run=true", {}, 422, "invalid_request"),
        ("", {"Idempotency-Key": "k"}, 400, "bad_idempotency_key"),
        ("", {"If-Match": '"1"'}, 400, "bad_condition"),
    ):
        answer = here.send(method, path + query, headers, json=body)
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (status, code)
    assert (is_in(here), is_in(elsewhere)) == (True, True)
    assert is_in(log_in(site, login))
