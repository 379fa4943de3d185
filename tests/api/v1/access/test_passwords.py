"""Passwords over HTTP: chosen with a code, changed by who knows the present one."""

from itertools import count

import pytest

from ledger.store.access.attempts import FREE, Kind
from ledger.values import Role
from tests.api.site import PASSWORD, Caller, Site, a_gift
from tests.api.v1.access.test_sessions import OTHER, is_in, log_in

NETWORKS = count(1)


def invited(site: Site) -> tuple[str, str]:
    """Return the login of somebody who was invited, and the code."""
    login = f"moi-{site.book.new_id()}"
    member = {"association_id": str(site.book.commune), "name": "Trần Thị Bình", "login": login}
    answer = site.administrator.post("/staff", member)
    assert answer.status_code == 201
    assert answer.json is not None
    return login, answer.json["code"]


def choose(site: Site, code: str, password: str = PASSWORD) -> tuple[int, str]:
    answer = site.public.post("/password", {"code": code, "password": password})
    return answer.status_code, answer.json["code"] if answer.json else ""


def may_log_in(site: Site, login: str, password: str = PASSWORD) -> bool:
    nobody = Caller(site, {})
    answer = nobody.post("/session", {"login": login, "password": password})
    return answer.status_code == 200


def test_whoever_is_invited_chooses_a_password_and_logs_in(site: Site) -> None:
    login, code = invited(site)
    assert not may_log_in(site, login)
    assert choose(site, code) == (204, "")
    assert may_log_in(site, login)
    assert choose(site, code, OTHER) == (422, "bad_code")
    assert may_log_in(site, login)


def test_an_invitation_expires(site: Site) -> None:
    _, code = invited(site)
    site.book.clock.advance(days=7)
    assert choose(site, code) == (422, "bad_code")


def test_a_password_that_many_would_guess_is_refused_and_the_code_stays_good(site: Site) -> None:
    login, code = invited(site)
    assert choose(site, code, "1234567890") == (422, "guessable_password")
    assert choose(site, code, "quá ngắn") == (422, "invalid_request")
    assert choose(site, code) == (204, "")
    assert may_log_in(site, login)


def test_no_code_and_no_password_stands_in_the_book_or_in_the_answer(site: Site) -> None:
    login, code = invited(site)
    stored = b"".join(row.state for row in site.services.ledger.rows(0, 1_000_000))
    for secret in code, code.replace("-", ""), login:
        assert secret.encode() not in stored
    wrong = site.public.post("/password", {"code": code[:-1], "password": OTHER})
    assert OTHER not in wrong.text
    assert code[:-1] not in wrong.text


def test_a_reset_stops_password_and_sessions_and_gives_a_code(site: Site) -> None:
    login = f"hoa-{site.book.new_id()}"
    staff_id = site.login_of(Role.TREASURER, login)
    caller = log_in(site, login)
    path = f"/staff/{staff_id}/password-reset"
    tried = site.administrator.post(path, None, dry_run="true")
    assert tried.json is not None
    assert (tried.status_code, tried.json["code"], is_in(caller)) == (200, None, True)
    reset = site.administrator.post(path, None, {"Idempotency-Key": login})
    assert reset.json is not None
    assert (reset.status_code, reset.json["expires_at"]) == (201, "2025-06-17T02:00:00Z")
    assert not is_in(caller)
    assert not may_log_in(site, login)
    again = site.administrator.post(path, None, {"Idempotency-Key": login})
    assert again.data == reset.data
    assert choose(site, reset.json["code"], OTHER) == (204, "")
    assert may_log_in(site, login, OTHER)
    replayed = site.administrator.post(path, None, {"Idempotency-Key": login})
    assert replayed.data == reset.data
    assert may_log_in(site, login, OTHER)  # a replay resets nothing


def test_a_reset_takes_who_manages_all_that_somebody_may_do(site: Site) -> None:
    local = site.someone(Role.ADMINISTRATOR, site.book.commune)
    staff_id = site.enrol(Role.TREASURER, site.book.commune)  # enrolled at the central association
    path = f"/staff/{staff_id}/password-reset"
    assert local.post(path, None).status_code == 403
    assert local.post(f"/staff/{staff_id}/unlocking", None).status_code == 201
    assert site.administrator.post(path, None).status_code == 201


def change(caller: Caller, old: str, new: str) -> tuple[int, str]:
    answer = caller.send("PUT", "/password", json={"password": old, "new_password": new})
    return answer.status_code, answer.json["code"] if answer.json else ""


def elsewhere(caller: Caller) -> Caller:
    """Return the same caller at an address where nobody failed yet."""
    caller.headers = {**caller.headers, "X-Forwarded-For": f"2001:db8:0:{next(NETWORKS):x}::1"}
    return caller


@pytest.fixture
def login(site: Site) -> str:
    """The login of somebody who keeps the book."""
    login = f"hoa-{site.book.new_id()}"
    site.login_of(Role.TREASURER, login)
    return login


def test_ones_own_password_is_changed_and_other_sessions_end(site: Site, login: str) -> None:
    here, elsewhere = log_in(site, login), log_in(site, login)
    assert change(here, "wrong", OTHER) == (422, "wrong_password")
    assert change(here, PASSWORD, "aaaaaaaaaa") == (422, "guessable_password")
    assert change(here, PASSWORD, OTHER) == (204, "")
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert may_log_in(site, login, OTHER)
    assert not may_log_in(site, login, PASSWORD)


def token_of(site: Site, caller: Caller, password: str = PASSWORD) -> Caller:
    """Issue a token in somebody's session; return the program that has it."""
    answer = caller.post("/tokens", {"password": password}).json
    assert answer is not None
    return site.bearer(answer["token"])


def test_every_token_stops_with_the_password(site: Site, login: str) -> None:
    here = log_in(site, login)
    program = token_of(site, here)
    assert change(here, PASSWORD, "aaaaaaaaaa")[0] == change(here, "wrong", OTHER)[0] == 422
    assert program.get("/tokens").status_code == 200
    assert change(here, PASSWORD, OTHER) == (204, "")
    assert program.get("/tokens").status_code == 401
    assert program.post(f"{site.fund}/donations", a_gift(site)).status_code == 401
    assert token_of(site, here, OTHER).get("/tokens").status_code == 200


def test_every_token_stops_with_a_password_that_is_reset(site: Site) -> None:
    login = f"hoa-{site.book.new_id()}"
    staff_id = site.login_of(Role.TREASURER, login)
    program = token_of(site, log_in(site, login))
    path = f"/staff/{staff_id}/password-reset"
    assert site.administrator.post(path, None, dry_run="true").status_code == 200
    assert program.get("/tokens").status_code == 200
    assert site.administrator.post(path, None).status_code == 201
    assert program.get("/tokens").status_code == 401


def test_changing_it_needs_somebody_with_a_csrf_token(site: Site, login: str) -> None:
    assert change(site.public, PASSWORD, OTHER)[0] == 401
    here = log_in(site, login)
    forged = Caller(site, {"X-CSRF-Token": "x"}, client=here.client)
    assert change(forged, PASSWORD, OTHER) == (403, "bad_csrf_token")


def test_an_open_session_is_no_way_to_try_out_passwords(site: Site, login: str) -> None:
    here = elsewhere(log_in(site, login))
    for _ in range(FREE[Kind.ACCOUNT] + FREE[Kind.BROWSER]):
        assert change(here, "wrong", OTHER) == (422, "wrong_password")
    assert change(here, PASSWORD, OTHER) == (429, "too_many_attempts")


def test_who_fails_on_purpose_keeps_nobody_from_changing_the_password_and_coming_again(
    site: Site, login: str
) -> None:
    here = log_in(site, login)
    for password in PASSWORD, OTHER:
        while not_yet_waiting(site, login):
            pass
        assert not may_log_in(site, login, password)
        if password == PASSWORD:
            assert change(here, PASSWORD, OTHER) == (204, "")
    assert here.delete("/session").status_code == 204
    assert here.post("/session", {"login": login, "password": OTHER}).status_code == 200


def not_yet_waiting(site: Site, login: str) -> bool:
    stranger = elsewhere(Caller(site, {}))
    return stranger.post("/session", {"login": login, "password": "wrong"}).status_code == 401


def test_a_token_with_sessions_of_others_beside_it_is_no_way_to_try_out_passwords(
    site: Site, login: str
) -> None:
    other = f"binh-{site.book.new_id()}"
    site.login_of(Role.TREASURER, other)
    program = elsewhere(token_of(site, log_in(site, login)))
    for _ in range(FREE[Kind.ACCOUNT]):
        assert change(program, "wrong", OTHER) == (422, "wrong_password")
    beside = Caller(site, program.headers, client=log_in(site, other).client)
    assert change(beside, "wrong", OTHER) == (429, "too_many_attempts")
