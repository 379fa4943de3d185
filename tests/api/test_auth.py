"""Tokens and sessions: who is let in, and how quickly nobody is any more."""

import pytest

from api.tokens import Token
from ledger.access import OPERATOR
from ledger.values import Role, StaffId, TokenId
from tests.api.site import PASSWORD, V1, Caller, Site, a_gift
from tests.books import open_ledger
from tests.builders import OPENED, an_id


def gift_by(site: Site, caller: Caller, headers: dict[str, str] | None = None) -> tuple[int, str]:
    answer = caller.post(f"{site.fund}/donations", a_gift(site), headers)
    assert answer.json is not None
    return answer.status_code, answer.json.get("code", "")


# Tokens


def test_a_token_of_a_treasurer_records(site: Site) -> None:
    assert gift_by(site, site.someone(Role.TREASURER)) == (201, "")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer sq_",
        "Bearer sq_%00",
        "Bearer sq_" + "\u00e9" * 86,
        "Basic {token}",
        "Bearer {token}x",
        "Bearer {token}=",
        "Bearer {token} {token}",
        "Bearer {all_but_one}",
        "Bearer {all_but_four}AAAA",
        "Bearer {loud}",
    ],
)
def test_a_spoilt_token_lets_nobody_in(site: Site, header: str) -> None:
    token = str(site.token_of(site.enrol(Role.TREASURER)))
    spoilt = header.format(
        token=token, all_but_one=token[:-1], all_but_four=token[:-4], loud=token.upper()
    )
    before = site.position()
    gift = a_gift(site)
    answer = site.public.post(f"{site.fund}/donations", gift, {"Authorization": spoilt})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert site.position() == before


def test_a_token_belongs_to_whom_it_was_issued(site: Site) -> None:
    token = site.token_of(site.enrol(Role.TREASURER))
    other = site.enrol(Role.ADMINISTRATOR)
    for stolen in (
        token._replace(staff_id=other),
        token._replace(staff_id=StaffId(an_id("nobody"))),
        token._replace(staff_id=StaffId(site.book.fund_id)),
        token._replace(token_id=TokenId(an_id("another"))),
        token._replace(secret="00" * 32),
    ):
        assert gift_by(site, site.bearer(str(stolen))) == (401, "unauthenticated")


def test_nobody_gets_in_as_the_operator(site: Site) -> None:
    token = Token.make(OPERATOR, TokenId(an_id("token")))
    assert gift_by(site, site.bearer(str(token))) == (401, "unauthenticated")


def test_a_revoked_token_stops_at_once_whoever_revoked_it(site: Site) -> None:
    staff_id = site.enrol(Role.TREASURER)
    token = site.token_of(staff_id)
    caller = site.bearer(str(token))
    assert gift_by(site, caller) == (201, "")
    with open_ledger(site.store) as another_process:
        another_process.revoke_token(site.book.command(), staff_id, token.token_id)
    assert gift_by(site, caller) == (401, "unauthenticated")


def test_what_another_process_allowed_holds_at_once(site: Site) -> None:
    staff_id = site.enrol()
    caller = site.caller(staff_id)
    assert gift_by(site, caller) == (403, "forbidden")
    with open_ledger(site.store) as another_process:
        command, since = site.book.command(), OPENED
        another_process.grant_role(command, staff_id, Role.TREASURER, site.book.central, since)
    assert gift_by(site, caller) == (201, "")


def test_a_token_another_process_issued_holds_at_once(site: Site) -> None:
    staff_id = site.enrol(Role.TREASURER)
    token = Token.make(staff_id, TokenId(site.book.new_id()))
    with open_ledger(site.store) as another_process:
        command = site.book.command()
        another_process.issue_token(command, staff_id, token.token_id, token.secret)
    assert gift_by(site, site.bearer(str(token))) == (201, "")


def test_a_revoked_role_stops_at_once(site: Site) -> None:
    staff_id = site.enrol(Role.TREASURER)
    caller = site.caller(staff_id)
    assert gift_by(site, caller) == (201, "")
    path = f"/staff/{staff_id}/roles/{site.book.central}/treasurer"
    assert site.administrator.delete(path).status_code == 201
    assert gift_by(site, caller) == (403, "forbidden")


# Sessions


@pytest.fixture
def treasurer_at_page(site: Site) -> Caller:
    """A treasurer who has logged in, and whose writes carry the session's CSRF token."""
    login = f"ketoan{site.position()}"
    site.login_of(Role.TREASURER, login)
    caller = Caller(site, {})
    answer = caller.post("/session", {"login": login, "password": PASSWORD})
    assert answer.json is not None
    return Caller(site, {"X-CSRF-Token": answer.json["csrf_token"]}, client=caller.client)


def test_who_logs_in_may_record_with_the_csrf_token(site: Site, treasurer_at_page: Caller) -> None:
    assert gift_by(site, treasurer_at_page) == (201, "")


@pytest.mark.parametrize("token", ["", "x", "ë", "0" * 43])
def test_a_write_in_a_session_needs_its_csrf_token(
    site: Site, treasurer_at_page: Caller, token: str
) -> None:
    before = site.position()
    forged = {"X-CSRF-Token": token}
    assert gift_by(site, treasurer_at_page, forged) == (403, "bad_csrf_token")
    assert site.position() == before


def test_a_read_in_a_session_needs_no_csrf_token(site: Site, treasurer_at_page: Caller) -> None:
    answer = treasurer_at_page.get(f"{site.fund}/debits", {"X-CSRF-Token": ""})
    assert answer.status_code == 200


def test_the_session_says_who_is_there(treasurer_at_page: Caller) -> None:
    session = treasurer_at_page.get("/session").json
    assert session is not None
    assert session["name"] == "Trần Thị Bình"
    assert [grant["role"] for grant in session["roles"]] == ["treasurer"]
    assert session["csrf_token"]


def test_who_asks_with_a_token_has_no_csrf_token(site: Site) -> None:
    session = site.treasurer.get("/session").json
    assert session is not None
    assert session["csrf_token"] is None


def test_who_logs_out_is_out(site: Site, treasurer_at_page: Caller) -> None:
    assert treasurer_at_page.delete("/session").status_code == 204
    assert gift_by(site, treasurer_at_page) == (401, "unauthenticated")


def test_logging_out_needs_the_csrf_token_too(site: Site, treasurer_at_page: Caller) -> None:
    assert treasurer_at_page.delete("/session", {"X-CSRF-Token": ""}).status_code == 403
    assert gift_by(site, treasurer_at_page) == (201, "")


@pytest.mark.parametrize(
    "login,password",
    [("ketoan-x", "sai mật khẩu"), ("nobody", PASSWORD), ("KETOAN-X ", PASSWORD + " ")],
)
def test_a_wrong_login_and_a_wrong_password_are_told_alike(
    site: Site, login: str, password: str
) -> None:
    if site.services.vault.check_password("ketoan-x", PASSWORD) is None:
        site.login_of(Role.TREASURER, "ketoan-x")
    answer = site.public.post("/session", {"login": login, "password": password})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (401, "bad_login")
    assert "Set-Cookie" not in answer.headers


def test_a_login_is_found_however_it_is_written(site: Site) -> None:
    site.login_of(Role.TREASURER, "Thu.Quy")
    answer = site.public.post("/session", {"login": " thu.quy ", "password": PASSWORD})
    assert answer.status_code == 200


def test_a_tampered_cookie_is_no_session(site: Site, treasurer_at_page: Caller) -> None:
    cookie = treasurer_at_page.client.get_cookie("soquy_session")
    assert cookie is not None
    forged = cookie.value[:-2] + ("AA" if cookie.value[-2:] != "AA" else "BB")
    treasurer_at_page.client.set_cookie("soquy_session", forged)
    assert gift_by(site, treasurer_at_page) == (401, "unauthenticated")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    site.login_of(Role.TREASURER, "cookie")
    plain = site.public.post("/session", {"login": "cookie", "password": PASSWORD})
    assert "HttpOnly" in plain.headers["Set-Cookie"]
    assert "SameSite=Lax" in plain.headers["Set-Cookie"]
    assert "Secure" not in plain.headers["Set-Cookie"]
    encrypted = site.public.client.post(
        f"{V1}/session",
        json={"login": "cookie", "password": PASSWORD},
        base_url="https://soquy.example",
    )
    assert "Secure" in encrypted.headers["Set-Cookie"]


def test_a_login_in_the_vault_of_nobody_in_the_book_lets_nobody_in(site: Site) -> None:
    site.services.vault.set_password(an_id("not enrolled"), "waiting", PASSWORD)
    answer = site.public.post("/session", {"login": "waiting", "password": PASSWORD})
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers


def test_a_token_wins_over_a_session(site: Site, treasurer_at_page: Caller) -> None:
    token = site.token_of(site.enrol(Role.AUDITOR))
    header = {"Authorization": f"Bearer {token}"}
    assert gift_by(site, treasurer_at_page, header) == (403, "forbidden")
