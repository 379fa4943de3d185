"""A purpose is defined at a page, without a script, and then gifts are taken for it."""

from datetime import date

from ledger.events.fund.opening import PurposeDefined, Restriction
from ledger.values import Category, DisbursementClass, Role
from tests.api.pages.visiting import Form, Visitor, staff
from tests.api.site import Site


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


def defining(site: Site, keeper: Visitor) -> Form:
    return keeper.open(keeper.open(keeping(site)).link_ending("/purposes/new")).form()


def last(site: Site) -> PurposeDefined:
    (recorded,) = site.book.events(site.position() - 1)
    assert isinstance(recorded.event, PurposeDefined)
    return recorded.event


def test_a_purpose_is_defined_and_takes_gifts(site: Site, keeper: Visitor) -> None:
    page = keeper.send(defining(site, keeper), name="Xây thư viện")
    assert "Đã lập mục đích riêng." in page.words
    assert (page.path, "Xây thư viện 0 đ" in page.words) == (f"{keeping(site)}/purposes", True)
    defined = last(site)
    assert (defined.name, defined.binding) == ("Xây thư viện", Restriction())
    assert defined.effective_on == date(2025, 6, 16)
    gift = keeper.open(f"{keeping(site)}/donations/new").form()
    typed = {"account_id": str(site.book.bank), "amount_dong": "500.000"}
    keeper.send(gift, purpose=defined.purpose, **typed)
    assert "Xây thư viện 500.000 đ" in keeper.open(f"{keeping(site)}/purposes").words


def test_for_whom_and_where_is_for_the_fund_s_staff_only(site: Site, keeper: Visitor) -> None:
    page = keeper.send(
        defining(site, keeper),
        name="Cho học sinh một xóm",
        programme="Tiếp sức đến trường",
        place="Trường tiểu học Xóm Bãi",
        expires_on="31/12/2025",
        names_recipients="yes",
        **{"only-scholarship": "yes", "only-support": "yes", "only-orphaned": "yes"},
    )
    assert last(site).binding == Restriction(
        programme="Tiếp sức đến trường",
        classes=(DisbursementClass.SCHOLARSHIP, DisbursementClass.SUPPORT),
        categories=(Category.ORPHANED,),
        place="Trường tiểu học Xóm Bãi",
        expires_on=date(2025, 12, 31),
        names_recipients=True,
    )
    auditor = staff(site, Role.AUDITOR).open(f"{keeping(site)}/purposes").words
    public = Visitor(site).open(f"/funds/{site.book.fund_id}").words
    for told in ("Chương trình: Tiếp sức đến trường", "Dùng đến hết ngày 31/12/2025"):
        assert told in page.words
        assert told in auditor
        assert told in public
    for told in ("mồ côi", "Xóm Bãi"):
        assert told in page.words
        assert told in auditor
        assert told not in public


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    site: Site, keeper: Visitor
) -> None:
    form = defining(site, keeper)
    before = site.position()
    wrong = (
        ({"name": " "}, "Lỗi: Ghi tên mục đích."),
        ({"name": "x" * 201}, "Lỗi: Ghi trên một dòng, không quá 200 chữ."),
        ({"effective_on": "31/02/2025"}, "Lỗi: Ghi một ngày có thật."),
        ({"effective_on": "2025-07-01"}, "Lỗi: Không ghi được ngày ở tương lai."),
        ({"expires_on": "2025-06-01"}, "Lỗi: Điều kiện của mục đích chưa đúng."),
        ({"place": "x" * 201}, "Lỗi: Ghi trên một dòng, không quá 200 chữ."),
    )
    for typed, told in wrong:
        page = keeper.send(form, **{"name": "Vì em hiếu học", "only-award": "yes", **typed})
        assert page.status >= 400, typed
        assert told in page.words
        assert page.form().fields["only-award"] == "yes"
        assert page.form().fields["name"] == typed.get("name", "Vì em hiếu học")
    assert site.position() == before


def test_a_form_that_is_sent_twice_defines_one(site: Site, keeper: Visitor) -> None:
    form = defining(site, keeper)
    keeper.send(form, name="Gửi hai lần")
    position = site.position()
    page = keeper.send(form, name="Gửi hai lần")
    assert (page.status, site.position()) == (200, position)


def test_only_who_sets_a_fund_up_defines_and_all_its_staff_read(site: Site) -> None:
    for role in (Role.CASHIER, Role.APPROVER, Role.AUDITOR):
        other = staff(site, role)
        page = other.open(other.open(keeping(site)).link_ending("/purposes"))
        assert (page.status, "Lập mục đích riêng" in page.words) == (200, False)
        assert other.look_at(f"{keeping(site)}/purposes/new").status == 403
    administrator = staff(site, Role.ADMINISTRATOR)
    assert (
        "Đã lập mục đích riêng."
        in administrator.send(defining(site, administrator), name="Do quản trị lập").words
    )
