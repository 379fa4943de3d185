"""A treasurer launches an appeal and closes it, without a script."""

from datetime import date

from ledger.events.fund.mobilizing import MobilizationClosed, MobilizationLaunched
from ledger.values import Role
from tests.api.pages.visiting import Form, Visitor, staff
from tests.api.site import Site


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


def launching(site: Site, keeper: Visitor) -> Form:
    return keeper.open(keeper.open(keeping(site)).link_ending("/mobilizations/new")).form()


def last(site: Site) -> object:
    (recorded,) = site.book.events(site.position() - 1)
    return recorded.event


def test_an_appeal_is_launched_and_takes_gifts(site: Site, keeper: Visitor) -> None:
    purpose = site.book.define_purpose(name="Học sinh vùng lũ")
    page = keeper.send(
        launching(site, keeper),
        name="Tiếp sức đến trường 2025",
        ends_on="2025-12-31",
        target_dong="200.000.000",
        purpose=str(purpose),
        memo_code="tiepsuc25",
    )
    assert "Đã phát động cuộc vận động." in page.words
    launched = last(site)
    assert isinstance(launched, MobilizationLaunched)
    assert launched.name == "Tiếp sức đến trường 2025"
    assert (launched.starts_on, launched.ends_on) == (date(2025, 6, 16), date(2025, 12, 31))
    assert (launched.target_dong, launched.purpose) == (200_000_000, purpose)
    assert launched.memo_code == "TIEPSUC25"
    gift = keeper.open(f"{keeping(site)}/donations/new")
    assert "Tiếp sức đến trường 2025" in gift.words
    assert "Tiếp sức đến trường 2025" in Visitor(site).open(f"/funds/{site.book.fund_id}").words


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    site: Site, keeper: Visitor
) -> None:
    form = launching(site, keeper)
    before = site.position()
    wrong = (
        ({"name": ""}, "Lỗi: Ghi tên cuộc vận động."),
        ({"starts_on": "31/02/2025"}, "Lỗi: Ghi một ngày có thật."),
        ({"ends_on": "2025-06-01"}, "Lỗi: Ngày kết thúc phải từ ngày bắt đầu trở đi."),
        ({"target_dong": "nhiều"}, "Lỗi: Phải là số nguyên lớn hơn 0"),
        ({"memo_code": "tiếp sức"}, "Lỗi: Từ 2 đến 20 chữ không dấu và số, viết liền."),
        ({"purpose": "không có"}, "Lỗi: Quỹ không có mục đích này."),
    )
    for typed, told in wrong:
        page = keeper.send(form, **{"name": "Vì em hiếu học", **typed})
        assert page.status >= 400, typed
        assert told in page.words
        assert page.form().fields["name"] == typed.get("name", "Vì em hiếu học")
    assert site.position() == before


def test_an_appeal_is_closed_on_a_day_and_asked_for_no_more(site: Site, keeper: Visitor) -> None:
    appeal = site.book.launch(name="Vì em hiếu học", ends_on=None)
    form = keeper.open(keeper.open(keeping(site)).link_ending(f"{appeal}/closing")).form()
    ahead = keeper.send(form, effective_on="2025-07-01")
    assert "Lỗi: Không ghi được ngày ở tương lai." in ahead.words
    page = keeper.send(form, effective_on="2025-06-16")
    assert "Đã kết thúc cuộc vận động." in page.words
    closed = last(site)
    assert isinstance(closed, MobilizationClosed)
    assert (closed.mobilization_id, closed.effective_on) == (appeal, date(2025, 6, 16))
    assert f"{appeal}/closing" not in " ".join(page.links)
    again = keeper.send(form._replace(fields=form.fields | {"command_id": str(appeal)}))
    assert "Lỗi: Cuộc vận động đã kết thúc." in again.words
    asked = keeper.look_at(form.action)
    assert (asked.status, "Cuộc vận động đã kết thúc." in asked.words) == (422, True)
    nowhere = keeper.look_at(f"{keeping(site)}/mobilizations/{site.book.new_id()}/closing")
    assert nowhere.status == 404


def test_nobody_but_a_treasurer_launches(site: Site) -> None:
    for role in (Role.CASHIER, Role.APPROVER, Role.AUDITOR):
        other = staff(site, role)
        assert "mobilizations/new" not in " ".join(other.open(keeping(site)).links)
        assert other.look_at(f"{keeping(site)}/mobilizations/new").status == 403
