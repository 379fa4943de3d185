"""Choosing a password with a code, by somebody who is nobody yet."""

import pytest

from ledger.store.access.codes import code_text
from tests.api.pages.visiting import VisitedPage, Visitor
from tests.api.site import PASSWORD, Site


@pytest.fixture
def login(site: Site) -> str:
    """The login of somebody who was invited."""
    staff_id, login = site.enrol(), f"moi-{site.book.new_id()}"
    site.services.vault.gate.invite(staff_id, login, code_of(login), site.book.clock.now)
    return login


def code_of(login: str) -> str:
    return code_text(login[-10:].encode())


def choose(
    site: Site, code: str, password: str = PASSWORD, again: str | None = None
) -> VisitedPage:
    visitor = Visitor(site)
    form = visitor.open("/login").link_ending("/password")
    again = password if again is None else again
    return visitor.send(visitor.open(form).form(), code=code, password=password, again=again)


def test_it_takes_a_code_once(site: Site, login: str) -> None:
    code = code_of(login)
    assert choose(site, code.lower().replace("-", " ")).path == "/login"
    assert Visitor(site).log_in(login).path == "/book"
    assert "Mã này không dùng được" in choose(site, code).words


@pytest.mark.parametrize(
    "password, again, told",
    [
        (PASSWORD, "khác hẳn thế", "Hai lần gõ không giống nhau."),
        ("ngắn", None, "Mật khẩu có từ 10 đến 200 ký tự."),
        ("1234567890", None, "Mật khẩu này dễ đoán."),
    ],
)
def test_a_refused_password_leaves_the_code_good(
    site: Site, login: str, password: str, again: str | None, told: str
) -> None:
    code = code_of(login)
    page = choose(site, code, password, again)
    assert page.status == 422
    assert told in page.words
    assert page.form().fields["code"] == code
    assert page.form().fields["password"] == ""
    assert choose(site, code).path == "/login"


def test_a_form_without_its_token_is_refused(site: Site) -> None:
    visitor = Visitor(site)
    form = visitor.open("/password").form()
    assert visitor.post(form, code=code_of("0123456789"), csrf_token="x").status == 403
