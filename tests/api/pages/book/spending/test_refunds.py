"""Giving money back by a form: of a credit nobody could place, or of a gift."""

from tests.api.pages.visiting import Visitor, treasurer
from tests.api.site import Site


def test_a_wrong_transfer_goes_back_from_the_list_of_credits_that_wait(
    site: Site, cashier: Visitor
) -> None:
    credit_id = site.book.note_credit(500_000)
    href = f"/book/funds/{site.book.fund_id}/credits/{credit_id}/refund"
    assert href in cashier.open("/book").links
    page = cashier.open(href)
    assert "Còn hoàn trả được 500.000 đ" in page.words
    too_much = cashier.send(page.form(), amount_dong="500.001")
    assert too_much.status == 422
    assert "Nhiều nhất là 500.000 đ." in too_much.words
    too_long = cashier.send(page.form(), decision_number="3" * 101)
    assert (too_long.status, "không quá 100 chữ" in too_long.words) == (422, True)
    assert cashier.send(page.form(), decision_number="3/BB").status == 200
    assert (site.book.balance, site.book.fund.credits) == (0, {})


def test_a_refund_sent_twice_leads_to_the_same_page_though_nothing_is_left(
    site: Site, cashier: Visitor
) -> None:
    credit_id = site.book.note_credit(500_000)
    href = f"/book/funds/{site.book.fund_id}/credits/{credit_id}/refund"
    form = cashier.open(href).form()
    first, second = cashier.post(form), cashier.post(form)
    assert first.location == second.location is not None
    assert site.book.balance == 0
    assert cashier.post(form, amount_dong="1").status == 404


def test_a_gift_goes_back_in_parts(site: Site, cashier: Visitor) -> None:
    entry = site.book.donate(500_000).version
    href = f"/book/funds/{site.book.fund_id}/entries/{entry}/refund"
    assert href in cashier.open("/book").links
    assert cashier.send(cashier.open(href).form(), amount_dong="200.000").status == 200
    again = cashier.open(href)
    assert "Còn hoàn trả được 300.000 đ" in again.words
    unreadable = cashier.send(again.form(), amount_dong="nhiều")
    assert unreadable.status == 422
    assert site.book.balance == 300_000


def test_more_than_is_left_of_a_gift_is_told_as_that(site: Site, cashier: Visitor) -> None:
    """The fund may have plenty: it is the gift that has no more."""
    site.book.donate(9_000_000)
    entry = site.book.donate(500_000).version
    href = f"/book/funds/{site.book.fund_id}/entries/{entry}/refund"
    page = cashier.send(cashier.open(href).form(), amount_dong="900.000")
    assert page.status == 422
    assert "Lỗi: Nhiều nhất là 500.000 đ." in page.words.replace("\N{NO-BREAK SPACE}", " ")
    assert "số dư sẽ âm" not in page.words


def test_a_gift_that_was_reversed_has_no_form(site: Site, cashier: Visitor) -> None:
    gift = site.book.donate(500_000)
    site.book.reverse(gift)
    href = f"/book/funds/{site.book.fund_id}/entries/{gift.version}/refund"
    page = cashier.open(href)
    assert page.status == 409
    assert "Bút toán này đã được đảo." in page.words


def test_only_a_gift_of_money_goes_back(site: Site, cashier: Visitor) -> None:
    site.book.donate(500_000)
    entry = site.book.credit_interest(1_200).version
    href = f"/book/funds/{site.book.fund_id}/entries/{entry}/refund"
    assert cashier.open(href).status == 422
    assert href not in cashier.open("/book").links


def test_who_records_gifts_gives_none_back(site: Site) -> None:
    credit_id = site.book.note_credit(500_000)
    recording = treasurer(site)
    href = f"/book/funds/{site.book.fund_id}/credits/{credit_id}/refund"
    assert recording.open(href).status == 403
    assert href not in recording.open("/book").links


def test_a_number_that_no_entry_has_is_a_page_that_is_not_there(
    site: Site, cashier: Visitor
) -> None:
    for number in ("0", "999999", str(10**30), "-1", "x"):
        href = f"/book/funds/{site.book.fund_id}/entries/{number}/refund"
        assert cashier.open(href).status == 404
