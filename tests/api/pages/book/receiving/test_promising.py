"""Pledges, their withdrawal, and help given beside the fund, noted by forms."""

from ledger.values import Role
from tests.api.pages.visiting import Visitor, staff
from tests.api.site import Site


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


def test_a_pledge_is_noted_and_waits_and_is_no_money(site: Site, keeper: Visitor) -> None:
    appeal = site.book.launch()
    page = keeper.open(keeper.open(keeping(site)).link_ending("/pledges/new"))
    back = keeper.send(
        page.form(),
        amount_dong="5.000.000",
        donor_name="Nguyễn Văn An",
        mobilization_id=str(appeal),
        due_on="2025-12-31",
    )
    assert "Đã ghi đăng ký ủng hộ." in back.words
    assert "Nguyễn Văn An · 5.000.000 đ · 16/06/2025" in back.words
    (pledge,) = site.book.fund.pledges.values()
    assert (pledge.amount_dong, pledge.mobilization_id) == (5_000_000, appeal)
    assert (pledge.due_on and pledge.due_on.isoformat()) == "2025-12-31"
    assert site.book.balance == 0


def test_a_pledge_of_nobody_known_takes_an_amount_and_a_day(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"{keeping(site)}/pledges/new").form()
    assert "mobilization_id" not in form.fields
    keeper.send(form, amount_dong="300.000")
    (pledge,) = site.book.fund.pledges.values()
    assert (pledge.amount_dong, pledge.donor_id, pledge.due_on) == (300_000, None, None)


def test_a_pledge_that_is_wrong_is_told_at_its_field_and_leaves_no_donor(
    site: Site, keeper: Visitor
) -> None:
    form = keeper.open(f"{keeping(site)}/pledges/new").form()
    before = site.position()
    for typed, told in (
        ({"amount_dong": "nhiều"}, "Phải là số nguyên lớn hơn 0"),
        ({"effective_on": "2025-06-17"}, "Không ghi được ngày ở tương lai."),
        ({"due_on": "2025-06-15"}, "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
        ({"donor_name": "", "named": "yes"}, "Muốn công khai tên thì phải ghi tên."),
    ):
        asked = {"amount_dong": "1", "donor_name": "Nguyễn Văn An", **typed}
        page = keeper.send(form, **asked)
        assert (page.status, told in page.words) == (422, True), typed
    assert site.position() == before


def test_a_tap_too_many_notes_one_pledge_of_one_donor(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"{keeping(site)}/pledges/new").form()
    typed = {"amount_dong": "300.000", "donor_name": "Nguyễn Một Lời"}
    keeper.send(form, **typed)
    before = site.position()
    keeper.send(form, **typed)
    assert site.position() == before
    assert len(site.book.fund.pledges) == 1


def test_what_will_not_be_given_is_withdrawn_once(site: Site, keeper: Visitor) -> None:
    site.book.pledge(1_000_000)
    form = keeper.open(keeper.open(keeping(site)).link_ending("/withdrawal"))
    assert "Còn chờ 1.000.000 đ" in form.words
    early = keeper.send(form.form(), effective_on="2025-06-15")
    assert (early.status, "Sớm nhất là ngày 16/06/2025." in early.words) == (422, True)
    back = keeper.send(form.form())
    assert "Đã ghi: phần còn lại sẽ không được ủng hộ." in back.words
    assert site.book.fund.pledges == {}
    assert "Đăng ký ủng hộ còn chờ" not in back.words
    assert keeper.open(form.path).status == 404
    before = site.position()
    assert keeper.send(form.form()).status == 200
    assert site.position() == before


def test_help_beside_the_fund_is_reported_in_money_or_in_kind(site: Site, keeper: Visitor) -> None:
    appeal = site.book.launch()
    href = keeper.open(keeping(site)).link_ending("/direct-aid/new")
    page = keeper.send(keeper.open(href).form(), amount_dong="3.000.000")
    assert "Đã ghi khoản trao trực tiếp." in page.words
    bicycles = {"goods_item": "xe đạp", "goods_quantity": "2", "goods_unit": "chiếc"}
    assert keeper.send(keeper.open(href).form(), **bicycles).status == 200
    aid = site.public.get(f"{site.fund}/mobilizations/{appeal}/direct-aid").json
    assert aid is not None
    told = [
        (each["aid"]["amount_dong"], (each["aid"]["goods"] or {}).get("quantity_milli"))
        for each in aid["items"]
    ]
    assert told == [(0, 2_000), (3_000_000, None)]
    assert site.book.balance == 0


def test_without_an_appeal_there_is_no_help_to_report(site: Site, keeper: Visitor) -> None:
    assert "Ghi khoản trao trực tiếp" not in keeper.open(keeping(site)).words
    page = keeper.open(f"{keeping(site)}/direct-aid/new")
    assert "Quỹ chưa có cuộc vận động nào." in page.words
    refused = keeper.send(page.form(), amount_dong="1")
    assert (refused.status, "Chọn một mục trong danh sách." in refused.words) == (422, True)


def test_help_that_is_told_by_half_is_refused_at_the_field(site: Site, keeper: Visitor) -> None:
    site.book.launch()
    form = keeper.open(f"{keeping(site)}/direct-aid/new").form()
    for typed, told in (
        ({}, "Phải là số nguyên lớn hơn 0"),
        ({"goods_quantity": "2"}, "Ghi tên hiện vật."),
        ({"goods_item": "vở", "goods_quantity": "ít", "goods_unit": "quyển"}, "Ghi số lượng"),
        ({"goods_item": "vở", "goods_quantity": "0", "goods_unit": "quyển"}, "Ghi số lượng"),
        ({"goods_item": "vở", "goods_quantity": "1,500", "goods_unit": "quyển"}, "hai cách"),
        ({"goods_item": "vở", "goods_quantity": "1"}, "Ghi đơn vị tính"),
        ({"amount_dong": "1", "mobilization_id": ""}, "Chọn một mục trong danh sách."),
    ):
        page = keeper.send(form, **typed)
        assert (page.status, told in page.words) == (422, True), typed


def test_who_pays_out_money_notes_no_promises(site: Site) -> None:
    cashier = staff(site, Role.CASHIER)
    assert "Ghi đăng ký ủng hộ" not in cashier.open(keeping(site)).words
    for path in ("pledges/new", "direct-aid/new"):
        assert cashier.open(f"{keeping(site)}/{path}").status == 403
