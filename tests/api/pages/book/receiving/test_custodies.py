"""Money of others by forms: taken in, added to, handed on; and money that nobody can place."""

from tests.api.pages.visiting import Visitor
from tests.api.site import Site

FAMILY = "Gia đình em Nguyễn Văn An, xã Cẩm Bình"


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


def begun(site: Site, keeper: Visitor) -> None:
    form = keeper.open(keeper.open(keeping(site)).link_ending("/custodies/new")).form()
    bank = str(site.book.bank)
    page = keeper.send(form, account_id=bank, amount_dong="2.000.000", held_for=FAMILY)
    assert "BC-2025-00001" in page.words


def test_whom_it_is_for_is_seen_by_staff_and_by_nobody_else(site: Site, keeper: Visitor) -> None:
    begun(site, keeper)
    assert f"Thu hộ số 1 · {FAMILY} 2.000.000 đ" in keeper.open(keeping(site)).words
    public = Visitor(site).open(f"/funds/{site.book.fund_id}").words
    assert "Thu hộ số 1 2.000.000 đ" in public
    assert FAMILY not in public


def test_more_of_it_joins_what_is_held(site: Site, keeper: Visitor) -> None:
    begun(site, keeper)
    (custody_id,) = site.book.fund.custodies
    form = keeper.open(f"{keeping(site)}/custodies/new").form()
    more = {"account_id": str(site.book.bank), "amount_dong": "500.000"}
    both = keeper.send(form, **more, custody_id=custody_id, held_for="Ai khác")
    assert (both.status, "Để trống khi nhận thêm cho khoản đã có." in both.words) == (422, True)
    neither = keeper.send(form, **more)
    assert (neither.status, "Ghi thu hộ cho ai, để làm gì." in neither.words) == (422, True)
    assert keeper.send(form, **more, custody_id=custody_id).status == 200
    assert site.book.fund.by_purpose[custody_id].total == 2_500_000


def test_it_is_handed_on_by_who_pays_out_money(
    site: Site, keeper: Visitor, cashier: Visitor
) -> None:
    begun(site, keeper)
    assert not [link for link in keeper.open(keeping(site)).links if link.endswith("/payment")]
    waiting = cashier.open(keeping(site))
    assert "Việc dành cho bạn nằm ở các khoản chi" in waiting.words
    page = cashier.open(waiting.link_ending("/payment"))
    assert f"Thu hộ số 1 · {FAMILY} Còn giữ 2.000.000 đ" in page.words
    form, bank = page.form(), str(site.book.bank)
    too_much = cashier.send(form, account_id=bank, amount_dong="2.000.001")
    assert (too_much.status, "Hiện có 2.000.000 đ." in too_much.words) == (422, True)
    assert cashier.send(form, account_id=bank, decision_number="7/BB").status == 200
    assert site.book.balance == 0
    assert "Tiền thu hộ còn giữ" not in cashier.open(keeping(site)).words


def test_a_custody_that_is_not_there_has_no_form(site: Site, cashier: Visitor) -> None:
    nothing = f"{keeping(site)}/custodies/{site.book.new_id()}/payment"
    assert cashier.open(nothing).status == 404


def test_money_that_nobody_can_place_is_noted_and_waits_to_be(site: Site, keeper: Visitor) -> None:
    form = keeper.open(keeper.open(keeping(site)).link_ending("/credits/new")).form()
    page = keeper.send(form, account_id=str(site.book.bank), amount_dong="700.000")
    assert "700.000 đ" in page.words
    (credit_id,) = site.book.fund.credits
    place = [link for link in keeper.open("/book").links if str(credit_id) in link]
    gift = keeper.open(place[0]).form()
    assert keeper.send(gift, donor_name="Nguyễn Thị Mai").status == 200
    assert site.book.fund.credits == {}


def test_each_takes_the_role_it_needs(site: Site, keeper: Visitor, cashier: Visitor) -> None:
    begun(site, keeper)
    (custody_id,) = site.book.fund.custodies
    for path in ("custodies/new", "credits/new"):
        assert cashier.open(f"{keeping(site)}/{path}").status == 403
    assert keeper.open(f"{keeping(site)}/custodies/{custody_id}/payment").status == 403


def test_a_credit_that_waits_turns_out_to_be_held_for_others(site: Site, keeper: Visitor) -> None:
    credit_id = site.book.note_credit(750_000)
    href = f"{keeping(site)}/custodies/new?credit_id={credit_id}"
    assert href in keeper.open("/book").links
    page = keeper.open(href)
    assert "Chưa rõ nguồn 750.000 đ" in page.words
    form = page.form()
    assert form.fields["amount_dong"] == "750.000"
    too_much = keeper.send(form, amount_dong="750.001", held_for=FAMILY)
    assert too_much.status == 422
    assert too_much.form().fields["credit_id"] == str(credit_id)
    first, second = keeper.post(form, held_for=FAMILY), keeper.post(form, held_for=FAMILY)
    assert first.location == second.location is not None
    (custody_id,) = site.book.fund.custodies
    assert site.book.fund.by_purpose[custody_id].total == site.book.balance == 750_000
    assert site.book.fund.credits == {}
    assert keeper.open(href).status == 404
