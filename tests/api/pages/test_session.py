import pytest

from api.operations.bodies import BODY_BYTES_MAX
from api.operations.body_limits import FORM_FIELDS_MAX
from ledger.values import Role
from tests.api.pages.visiting import Visitor, staff, treasurer
from tests.api.site import PASSWORD, Site


@pytest.fixture
def login(site: Site) -> str:
    """The login of somebody who keeps the book, whose password is `PASSWORD`."""
    login = f"hoa-{site.book.new_id()}"
    site.login_of(Role.TREASURER, login)
    return login


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Somebody who is not logged in yet."""
    return Visitor(site)


def test_whoever_logs_in_comes_to_the_book(visitor: Visitor, login: str) -> None:
    page = visitor.log_in(login)
    assert page.path == "/book"
    assert "Xin chào, Trần Thị Bình" in page.words


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    visitor: Visitor, login: str
) -> None:
    form = visitor.open("/login").form()
    answer = visitor.post(form, login=login, password=PASSWORD).response
    cookies = answer.headers.getlist("Set-Cookie")
    assert {each.partition("=")[0] for each in cookies} == {"soquy_browser", "soquy_session"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_whoever_came_in_before_is_not_kept_out_by_who_fails_on_purpose(
    site: Site, visitor: Visitor, login: str
) -> None:
    visitor.come_in(login)
    visitor.client.delete_cookie("soquy_session")
    stranger = Visitor(site)
    for _ in range(5):
        assert stranger.log_in(login, "not it at all").status == 401
    assert stranger.log_in(login).status == 429
    assert visitor.log_in(login).path == "/book"


def test_an_unknown_login_and_a_wrong_password_are_told_alike(visitor: Visitor, login: str) -> None:
    wrong = visitor.log_in(login, "not it at all")
    unknown = visitor.log_in("nobody-at-all", PASSWORD)
    assert wrong.status == unknown.status == 401
    told = "Tên đăng nhập hoặc mật khẩu không đúng."
    assert told in wrong.words
    assert wrong.words == unknown.words


def test_after_too_many_failures_the_page_says_how_long_to_wait(
    visitor: Visitor, login: str
) -> None:
    for _ in range(5):
        assert visitor.log_in(login, "not it at all").status == 401
    page = visitor.log_in(login)
    assert page.status == 429
    assert "Đã thử sai quá nhiều lần. Hãy chờ một lúc rồi thử lại. Còn 31 giây." in page.words


def test_a_refused_login_keeps_the_login_and_never_the_password(
    visitor: Visitor, login: str
) -> None:
    page = visitor.log_in(login, "secret-1234")
    assert page.form().fields["login"] == login
    assert page.form().fields["password"] == ""
    assert "secret-1234" not in page.response.text


def test_a_login_leads_on_to_the_page_that_was_asked_for(visitor: Visitor, login: str) -> None:
    page = visitor.log_in(login, path="/book?x=1")
    assert page.path == "/book?x=1"


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "book", "/a b"],
)
def test_a_login_never_leads_to_another_origin(visitor: Visitor, login: str, wanted: str) -> None:
    form = visitor.open("/login").form()
    sent = visitor.post(form, login=login, password=PASSWORD, next=wanted)
    assert sent.location == "/book"


def test_a_login_without_its_token_is_refused(visitor: Visitor, login: str) -> None:
    form = visitor.open("/login").form()
    assert visitor.post(form, login=login, password=PASSWORD, csrf_token=None).status == 403
    assert visitor.post(form, login=login, password=PASSWORD, csrf_token="x").status == 403


def test_a_session_has_another_token_after_the_login(visitor: Visitor, login: str) -> None:
    before = visitor.open("/login").form().fields["csrf_token"]
    page = visitor.log_in(login)
    assert page.form().fields["csrf_token"] not in {"", before}


def test_whoever_is_logged_in_is_not_asked_again(site: Site) -> None:
    assert treasurer(site).open("/login").path == "/book"


def test_logging_out_ends_the_session(site: Site) -> None:
    visitor = treasurer(site)
    form = visitor.open("/").forms[0]
    assert form.action == "/logout"
    assert visitor.post(form, csrf_token="x").status == 403
    assert visitor.send(form).path == "/"
    assert visitor.look_at("/book").location == "/login?next=/book"


@pytest.fixture
def gift(site: Site) -> str:
    """Where a gift is recorded."""
    return f"/book/funds/{site.book.fund_id}/donations/new"


def test_what_was_typed_while_the_session_ended_is_there_after_the_login(
    site: Site, gift: str, login: str
) -> None:
    visitor = treasurer(site)
    form = visitor.open(gift).form()
    site.book.clock.advance(hours=1)
    late = visitor.post(form, amount_dong="500.000", donor_name="Lê Thị Gõ Dở")
    assert (late.status, late.location) == (401, None)
    assert "Những gì đã gõ vẫn còn" in late.words
    assert late.response.headers["Cache-Control"] == "no-store"
    wrong = visitor.send(late.form(), login=login, password="not it at all")
    assert (wrong.status, wrong.form().fields["typed"]) == (401, late.form().fields["typed"])
    before = site.position()
    come_back = visitor.send(wrong.form(), login=login, password=PASSWORD)
    assert "Biểu mẫu chưa ghi vào sổ" in come_back.words
    shown = visitor.send(come_back.form())
    assert (shown.status, shown.path) == (200, gift)
    assert "Chưa ghi gì vào sổ" in shown.words
    typed = shown.form().fields
    assert (typed["amount_dong"], typed["donor_name"]) == ("500.000", "Lê Thị Gõ Dở")
    assert typed["command_id"] == form.fields["command_id"], "it is the same command"
    assert "review" not in typed
    assert site.position() == before
    assert "500.000 đ" in visitor.send(shown.form()).words.replace("\N{NO-BREAK SPACE}", " ")


def test_a_form_of_an_earlier_session_is_looked_at_once_more_and_sent(
    site: Site, gift: str
) -> None:
    visitor = treasurer(site)
    form = visitor.open(gift).form()
    visitor.send(visitor.open("/").forms[0])
    other = f"again-{site.book.new_id()}"
    site.login_of(Role.TREASURER, other)
    assert visitor.log_in(other).path == "/book"
    before = site.position()
    page = visitor.post(form, amount_dong="500.000")
    assert page.status == 403
    assert "nhờ người quản trị" not in page.words
    shown = visitor.send(page.form())
    assert shown.form().fields["amount_dong"] == "500.000"
    assert site.position() == before
    assert "500.000 đ" in visitor.send(shown.form()).words.replace("\N{NO-BREAK SPACE}", " ")


def test_where_no_form_shows_it_again_what_was_typed_is_told_before_it_is_sent(site: Site) -> None:
    visitor, book = treasurer(site), site.book
    pupils = [book.register_beneficiary() for _ in range(2)]
    book.ledger.merge_beneficiaries(book.command(), *pupils)
    path = f"/book/beneficiaries/{pupils[0]}"
    (form,) = [each for each in visitor.open(path).forms if each.action.endswith("/undoing")]
    before = site.position()
    page = visitor.post(form, csrf_token="of an earlier session", why="Vì khác lớp")
    assert (page.status, "Vì khác lớp" in page.words) == (403, False)
    told = visitor.send(page.form())
    assert (told.status, "Vì khác lớp" in told.words) == (403, True)
    assert form.fields["command_id"] not in told.words
    assert site.position() == before
    assert "Đã tách" in visitor.send(told.form()).words


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "https://localhost", "null", None])
def test_what_another_site_sends_goes_through_no_login(
    site: Site, gift: str, origin: str | None
) -> None:
    visitor = treasurer(site)
    form = visitor.open(gift).form()
    site.book.clock.advance(hours=1)
    visitor.origin = origin
    late = visitor.post(form, amount_dong="500.000")
    assert (late.status, late.location) == (303, f"/login?next={gift}")


@pytest.mark.parametrize(
    "body, kind",
    [
        (b"&".join([b"a=1"] * (FORM_FIELDS_MAX + 1)), "application/x-www-form-urlencoded"),
        (b"a=%ff", "application/x-www-form-urlencoded"),
        (b"a=" + b"x" * BODY_BYTES_MAX, "application/x-www-form-urlencoded"),
        (b"no parts at all", "multipart/form-data; boundary=b"),
    ],
)
def test_what_cannot_be_read_is_no_failure_of_ours(
    site: Site, gift: str, body: bytes, kind: str
) -> None:
    for client in (Visitor(site).client, treasurer(site).client):
        headers = {"Origin": "http://localhost"}
        answer = client.post(gift, data=body, content_type=kind, headers=headers)
        assert answer.status_code < 500


def test_neither_a_secret_nor_more_than_a_login_holds_goes_through_one(
    site: Site, gift: str
) -> None:
    visitor = treasurer(site)
    form = visitor.open(gift).form()
    site.book.clock.advance(hours=1)
    for typed in ({"password": "mười hai con giáp"}, {"donor_address": "x" * 12_001}):
        assert visitor.post(form, **typed).status == 303


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", ""])
def test_what_was_typed_is_sent_to_us_only(visitor: Visitor, login: str, wanted: str) -> None:
    form = visitor.open("/login").form()
    page = visitor.post(form, login=login, password=PASSWORD, next=wanted, typed="a=1")
    assert (page.status, page.location) == (303, "/book")


@pytest.mark.parametrize(
    "origin", ["http://elsewhere.example", "https://localhost", "http://[x", "null", None]
)
def test_what_another_site_sends_is_never_offered(site: Site, origin: str | None) -> None:
    visitor = treasurer(site)
    form = visitor.open(f"/book/funds/{site.book.fund_id}/donations/new").form()
    visitor.origin = origin
    page = visitor.post(form, amount_dong="500.000", csrf_token="x")
    assert page.status == 403
    assert not any("amount_dong" in form.fields for form in page.forms)


def test_a_session_that_is_over_is_nobodys(site: Site) -> None:
    visitor = treasurer(site)
    site.book.clock.advance(hours=1)
    assert "Đăng nhập" in visitor.open("/").words
    assert visitor.open("/book").path == "/login?next=/book"


def test_a_copied_cookie_ends_with_its_session(site: Site) -> None:
    visitor, thief = treasurer(site), Visitor(site)
    cookie = visitor.client.get_cookie("soquy_session")
    assert cookie is not None
    thief.client.set_cookie("soquy_session", cookie.value)
    assert thief.open("/book").path == "/book"
    visitor.send(visitor.open("/").forms[0])
    assert thief.look_at("/book").location == "/login?next=/book"


def test_the_book_shows_funds_balances_debits_and_entries(site: Site) -> None:
    site.book.donate(500_000)
    words = staff(site, Role.TREASURER).open("/book").words
    assert "Sổ của tôi" in words
    assert "500.000 đ" in words


def test_an_auditor_sees_the_book_and_records_nothing(site: Site) -> None:
    site.book.donate(500_000)
    auditor = staff(site, Role.AUDITOR)
    page = auditor.open("/book")
    assert not [link for link in page.links if link.endswith("/donations/new")]
    new = auditor.open(f"/book/funds/{site.book.fund_id}/donations/new")
    assert new.status == 403
    assert "Bạn không có quyền làm việc này." in new.words


def test_somebody_without_a_role_keeps_no_fund(site: Site) -> None:
    login = f"moi-{site.book.new_id()}"
    staff_id = site.enrol()
    site.services.vault.set_password(staff_id, login, PASSWORD)
    visitor = Visitor(site)
    assert "Bạn chưa được giao giữ quỹ nào." in visitor.log_in(login).words
    fund_id = site.book.fund_id
    for path in "vouchers/2", "recorded/2", "donations/new", f"debits/{fund_id}":
        assert visitor.open(f"/book/funds/{fund_id}/{path}").status == 403
