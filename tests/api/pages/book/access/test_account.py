"""One's own account: password, sessions and tokens, by whoever is logged in."""

import pytest

from ledger.values import Role
from tests.api.pages.visiting import Form, VisitedPage, Visitor
from tests.api.site import PASSWORD, Site, a_gift

OTHER = "cá chép hóa rồng"


@pytest.fixture
def login(site: Site) -> str:
    """The login of somebody who keeps the book."""
    login = f"hoa-{site.book.new_id()}"
    site.login_of(Role.TREASURER, login)
    return login


def logged_in(site: Site, login: str, password: str = PASSWORD) -> Visitor:
    visitor = Visitor(site)
    visitor.come_in(login, password)
    return visitor


def form_to(page: VisitedPage, end: str) -> Form:
    return next(form for form in page.forms if form.action.endswith(end))


def test_it_is_found_from_the_book_and_says_who_one_is(site: Site, login: str) -> None:
    visitor = logged_in(site, login)
    page = visitor.open(visitor.open("/book").link_ending("/account"))
    assert login in page.words
    assert "Kế toán quỹ Hội Khuyến học Việt Nam" in page.words


def test_a_password_is_changed_and_other_sessions_end(site: Site, login: str) -> None:
    here, elsewhere = logged_in(site, login), logged_in(site, login)
    form = form_to(here.open("/book/account"), "/password")
    page = here.send(form, password=PASSWORD, new_password=OTHER, again=OTHER)
    assert "Đã đổi mật khẩu." in page.words
    assert elsewhere.look_at("/book").location == "/login?next=/book"
    assert here.open("/book").path == "/book"
    logged_in(site, login, OTHER)


@pytest.mark.parametrize(
    "old, new, again, told",
    [
        ("wrong", OTHER, OTHER, "Mật khẩu hiện tại không đúng."),
        (PASSWORD, OTHER, OTHER + "!", "Hai lần gõ không giống nhau."),
        (PASSWORD, "ngắn", "ngắn", "Mật khẩu có từ 10 đến 200 ký tự."),
        (PASSWORD, "1234567890", "1234567890", "Mật khẩu này dễ đoán."),
        ("", OTHER, OTHER, "Gõ mật khẩu hiện tại."),
    ],
)
def test_a_refused_change_says_why_and_shows_no_password(
    site: Site, login: str, old: str, new: str, again: str, told: str
) -> None:
    visitor = logged_in(site, login)
    form = form_to(visitor.open("/book/account"), "/account/password")
    page = visitor.send(form, password=old, new_password=new, again=again)
    assert page.status == 422
    assert told in page.words
    assert OTHER not in page.response.text
    logged_in(site, login)


def test_a_token_is_shown_once_works_and_is_stopped(site: Site, login: str) -> None:
    visitor = logged_in(site, login)
    form = form_to(visitor.open("/book/account"), "/tokens")
    page = visitor.send(form, until="2025-06-30", present_password=PASSWORD)
    assert "Hạn dùng: 30/06/2025." in page.words
    token = next(word for word in page.words.split() if word.startswith("sq_"))
    program = site.bearer(token)
    assert program.post(f"{site.fund}/donations", a_gift(site)).status_code == 201
    listed = visitor.open("/book/account")
    assert token not in listed.response.text
    stop = next(form for form in listed.forms if "/tokens/" in form.action)
    assert "Đã dừng mã truy cập." in visitor.send(stop).words
    assert program.get("/tokens").status_code == 401


@pytest.mark.parametrize(
    "until, told",
    [
        ("2025-06-15", "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
        ("mai", "Ngày cuối phải là một ngày, hoặc để trống."),
    ],
)
def test_a_refused_token_says_why(site: Site, login: str, until: str, told: str) -> None:
    visitor = logged_in(site, login)
    form = form_to(visitor.open("/book/account"), "/tokens")
    page = visitor.send(form, until=until, present_password=PASSWORD)
    assert page.status == 422
    assert told in page.words


@pytest.mark.parametrize(
    "typed, told",
    [("", "Gõ mật khẩu hiện tại."), ("chắc là thế này", "Mật khẩu hiện tại không đúng.")],
)
def test_no_token_is_issued_in_an_open_browser_without_the_password(
    site: Site, login: str, typed: str, told: str
) -> None:
    visitor = logged_in(site, login)
    form = form_to(visitor.open("/book/account"), "/tokens")
    page = visitor.send(form, present_password=typed)
    assert page.status == 422
    assert told in page.words
    assert typed == "" or typed not in page.response.text
    assert "Chưa có mã nào." in visitor.open("/book/account").words


def test_a_session_elsewhere_is_seen_and_ended(site: Site, login: str) -> None:
    lost, here = logged_in(site, login), logged_in(site, login)
    page = here.open("/book/account")
    assert page.words.count("Phiên này") == 1
    end = next(
        f for f in page.forms if "/sessions/" in f.action and f.action[-13:] != "/sessions/end"
    )
    assert "Đã kết thúc phiên." in here.send(end).words
    assert lost.look_at("/book").location == "/login?next=/book"
    assert here.open("/book").path == "/book"


def test_all_sessions_are_ended_at_once(site: Site, login: str) -> None:
    lost, here = logged_in(site, login), logged_in(site, login)
    page = here.send(form_to(here.open("/book/account"), "/sessions/end"))
    assert page.path == "/"
    for visitor in lost, here:
        assert visitor.look_at("/book").location == "/login?next=/book"
