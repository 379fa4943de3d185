"""The staff of an association: invited, given roles, let in again, by who manages them."""

import re

import pytest

from ledger.values import Level, Role
from tests.api.pages.visiting import VisitedPage, Visitor, staff
from tests.api.site import PASSWORD, Site
from tests.builders import an_association

MEMBER = re.compile(r"/staff/[0-9a-f-]{36}$")
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@pytest.fixture
def administrator(site: Site) -> Visitor:
    """Who manages everybody."""
    return staff(site, Role.ADMINISTRATOR)


def here(site: Site) -> str:
    return f"/book/associations/{site.book.commune}/staff"


def code_in(page: VisitedPage) -> str:
    found = CODE.search(page.words)
    assert found is not None, page.words
    return found[0]


def invited(site: Site, administrator: Visitor, name: str = "Lê Văn An") -> tuple[str, str, str]:
    """Invite somebody; return login, code, and the page that shows that one."""
    login = f"an-{site.book.new_id()}"
    form = administrator.open(f"{here(site)}/new").form()
    page = administrator.send(form, name=name, login=login)
    assert page.status == 200
    return login, code_in(page), next(link for link in page.links if MEMBER.search(link))


def test_whoever_is_invited_chooses_a_password_and_comes_to_the_book(
    site: Site, administrator: Visitor
) -> None:
    login, code, _ = invited(site, administrator)
    newcomer = Visitor(site)
    form = newcomer.open("/password").form()
    page = newcomer.send(form, code=code, password=PASSWORD, again=PASSWORD)
    assert page.path == "/login"
    assert "Đã đặt mật khẩu. Hãy đăng nhập." in page.words
    assert "Bạn chưa được giao giữ quỹ nào." in newcomer.log_in(login).words


def test_a_code_page_that_is_loaded_again_shows_the_same_code(
    site: Site, administrator: Visitor
) -> None:
    form = administrator.open(f"{here(site)}/new").form()
    login = f"an-{site.book.new_id()}"
    pages = [administrator.send(form, name="An", login=login) for _ in range(2)]
    assert code_in(pages[0]) == code_in(pages[1])
    assert pages[0].response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "typed, told",
    [
        ({"name": "", "login": "an.2"}, "Gõ họ và tên."),
        ({"name": "An", "login": "á"}, "Từ 3 đến 100 chữ không dấu"),
        ({"name": "An", "login": "dat.roi"}, "Tên đăng nhập này đã có người dùng."),
    ],
)
def test_a_refused_invitation_says_why_at_its_field(
    site: Site, administrator: Visitor, typed: dict[str, str], told: str
) -> None:
    if site.services.vault.find_login("dat.roi") is None:
        site.login_of(Role.AUDITOR, "dat.roi")
    before = site.position()
    page = administrator.send(administrator.open(f"{here(site)}/new").form(), **typed)
    assert page.status in {409, 422}
    assert told in page.words
    assert page.form().fields["name"] == typed["name"]
    assert site.position() == before


def test_a_role_is_granted_with_its_dates_and_ended(site: Site, administrator: Visitor) -> None:
    _, _, member = invited(site, administrator)
    grant = next(f for f in administrator.open(member).forms if f.action.endswith("/roles"))
    page = administrator.send(grant, role="treasurer", since="2025-06-01", until="2025-12-31")
    assert "Đã giao vai trò." in page.words
    assert "01/06/2025 đến hết 31/12/2025" in page.words
    listed = administrator.open(here(site)).words
    assert "Lê Văn An Kế toán quỹ" in listed
    end = next(f for f in page.forms if f.action.endswith("/end"))
    page = administrator.send(end)
    assert "Đã thôi vai trò." in page.words
    assert "Chưa có vai trò" in page.words


@pytest.mark.parametrize(
    "typed, told",
    [
        ({"role": "", "since": "2025-06-01"}, "Chọn một vai trò."),
        ({"role": "auditor", "since": ""}, "Chọn một ngày."),
        (
            {"role": "auditor", "since": "2025-06-02", "until": "2025-06-01"},
            "Ngày kết thúc phải từ ngày bắt đầu trở đi.",
        ),
        ({"role": "cashier", "since": "2025-06-01"}, "Không ai vừa là kế toán vừa là thủ quỹ"),
    ],
)
def test_a_refused_grant_says_why(
    site: Site, administrator: Visitor, typed: dict[str, str], told: str
) -> None:
    _, _, member = invited(site, administrator)
    grant = next(f for f in administrator.open(member).forms if f.action.endswith("/roles"))
    administrator.send(grant, role="treasurer", since="2025-01-01")
    grant = next(f for f in administrator.open(member).forms if f.action.endswith("/roles"))
    before = site.position()
    page = administrator.send(grant, **typed)
    assert page.status == 422
    assert told in page.words
    assert site.position() == before


def test_one_person_is_treasurer_and_cashier_where_a_board_decided_so(
    site: Site, administrator: Visitor
) -> None:
    decided = {"cashier_exception": "15/QĐ-BQL", "effective_on": "2025-06-16"}
    site.administrator.post(f"{site.fund}/controls", decided)
    _, _, member = invited(site, administrator)
    for role, exception in ("treasurer", ""), ("cashier", str(site.book.fund_id)):
        grant = next(f for f in administrator.open(member).forms if f.action.endswith("/roles"))
        page = administrator.send(grant, role=role, since="2025-06-01", exception_of=exception)
        assert "Đã giao vai trò." in page.words
    public = administrator.open(f"/funds/{site.book.fund_id}").words
    assert "theo quyết định số 15/QĐ-BQL" in public


def test_a_reset_ends_the_session_and_gives_a_code(site: Site, administrator: Visitor) -> None:
    login = f"hoa-{site.book.new_id()}"
    staff_id = site.login_of(Role.AUDITOR, login)
    treasurer = Visitor(site)
    treasurer.come_in(login)
    member = f"{here(site)}/{staff_id}"
    reset = next(f for f in administrator.open(member).forms if f.action.endswith("-reset"))
    code = code_in(administrator.send(reset))
    assert treasurer.look_at("/book").location == "/login?next=/book"
    assert treasurer.log_in(login).status == 401
    form = treasurer.open("/password").form()
    treasurer.send(form, code=code, password="cá chép hóa rồng", again="cá chép hóa rồng")
    assert treasurer.log_in(login, "cá chép hóa rồng").path == "/book"


def test_a_login_that_waits_is_shown_and_unlocked(site: Site, administrator: Visitor) -> None:
    login = f"hoa-{site.book.new_id()}"
    member = f"{here(site)}/{site.login_of(Role.AUDITOR, login)}"
    stranger = Visitor(site)
    for _ in range(5):
        stranger.log_in(login, "not it at all")
    page = administrator.open(member)
    assert "Phải chờ đến" in page.words
    unlock = next(f for f in page.forms if f.action.endswith("/unlocking"))
    assert "Đã mở khóa đăng nhập." in administrator.send(unlock).words
    assert stranger.log_in(login).path == "/book"


def test_all_sessions_of_somebody_are_ended(site: Site, administrator: Visitor) -> None:
    login = f"hoa-{site.book.new_id()}"
    member = f"{here(site)}/{site.login_of(Role.AUDITOR, login)}"
    auditor = Visitor(site)
    auditor.come_in(login)
    end = next(f for f in administrator.open(member).forms if f.action.endswith("/sessions/end"))
    assert "Đã kết thúc mọi phiên làm việc." in administrator.send(end).words
    assert auditor.look_at("/book").location == "/login?next=/book"
    assert auditor.log_in(login).path == "/book"


def test_whoever_ends_his_own_sessions_is_led_to_the_login(
    site: Site, administrator: Visitor
) -> None:
    session = administrator.client.get("/api/v1/session").json
    assert session is not None
    member = f"{here(site)}/{session['staff_id']}"
    end = next(f for f in administrator.open(member).forms if f.action.endswith("/sessions/end"))
    assert administrator.send(end).path == "/login"


def test_a_token_of_somebody_is_stopped(site: Site, administrator: Visitor) -> None:
    staff_id = site.enrol(Role.AUDITOR)
    program = site.caller(staff_id)
    page = administrator.open(f"{here(site)}/{staff_id}")
    stop = next(f for f in page.forms if "/tokens/" in f.action)
    assert "Đã dừng mã truy cập." in administrator.send(stop).words
    assert program.get("/tokens").status_code == 401


def test_nobody_is_offered_to_reset_himself(site: Site) -> None:
    login = f"quantri-{site.book.new_id()}"
    staff_id = site.login_of(Role.ADMINISTRATOR, login)
    visitor = Visitor(site)
    visitor.come_in(login)
    forms = visitor.open(f"{here(site)}/{staff_id}").forms
    assert not [form for form in forms if form.action.endswith("-reset")]


def test_an_auditor_sees_the_staff_and_changes_nothing(site: Site) -> None:
    auditor = staff(site, Role.AUDITOR)
    assert not [link for link in auditor.open(here(site)).links if link.endswith("/new")]
    page = auditor.open(f"{here(site)}/{site.enrol(Role.TREASURER, site.book.commune)}")
    assert [form.action for form in page.forms] == ["/logout"]


def test_somebody_of_another_place_is_not_shown(site: Site) -> None:
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    login = f"lang-gieng-{site.book.new_id()}"
    staff_id = site.enrol(Role.ADMINISTRATOR, neighbour)
    site.services.vault.set_password(staff_id, login, PASSWORD)
    visitor = Visitor(site)
    visitor.come_in(login)
    there = f"/book/associations/{neighbour}/staff"
    member = site.enrol(Role.TREASURER, site.book.commune)
    assert visitor.open(here(site)).status == 403
    assert visitor.open(f"{there}/{member}").status == 403
    assert visitor.open(there).status == 200


def test_the_staff_is_found_from_ones_own_page_and_down_the_tree(
    site: Site, administrator: Visitor
) -> None:
    top = administrator.open("/book").link_ending("/staff")
    province = administrator.open(top).link_ending(f"{site.book.province}/staff")
    assert here(site) in administrator.open(province).links
