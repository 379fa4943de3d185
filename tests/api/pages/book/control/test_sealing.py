"""Closing the books and opening them again, with forms."""

from datetime import date

from ledger.events.fund.receiving import DonationReceived
from tests.api.pages.visiting import Visitor
from tests.api.site import Site


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


def test_the_keeper_closes_the_last_month(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"{keeping(site)}/closings/new").form()
    assert form.fields["through"] == "2025-05-31"
    page = keeper.send(form)
    assert "Sổ đã khóa đến hết ngày 31/05/2025." in page.words
    assert site.book.fund.closed_through == date(2025, 5, 31)
    again = keeper.send(keeper.open(f"{keeping(site)}/closings/new").form())
    assert again.status == 422
    assert "Ngày này đã khóa sổ, hoặc chưa qua." in again.words


def test_a_tap_too_many_closes_once(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"{keeping(site)}/closings/new").form()
    keeper.send(form)
    before = site.position()
    assert keeper.send(form).status == 200
    assert site.position() == before


def test_the_administrator_opens_them_again_and_says_why(
    site: Site, administrator: Visitor
) -> None:
    site.book.close(date(2025, 5, 31))
    form = administrator.open(f"{keeping(site)}/reopenings/new").form()
    without = administrator.send(form, since="2025-05-01", reason="")
    assert without.status == 422
    assert "Chọn lý do." in without.words
    page = administrator.send(form, since="2025-05-01", reason="audit_finding")
    assert "Mở lại sổ từ ngày 01/05/2025" in page.words
    assert site.book.fund.closed_through == date(2025, 4, 30)


def test_the_keeper_does_not_open_them_again(site: Site, keeper: Visitor) -> None:
    assert keeper.open(f"{keeping(site)}/reopenings/new").status == 403


def test_a_late_gift_is_booked_on_the_first_open_day_with_the_day_it_came(
    site: Site, keeper: Visitor
) -> None:
    site.book.close(date(2025, 5, 31))
    form = keeper.open(f"{keeping(site)}/donations/new").form()
    assert "occurred_on" not in form.fields
    gift = {"account_id": str(site.book.bank), "amount_dong": "7.000"}
    refused = keeper.send(form, **gift, effective_on="2025-05-12")
    assert refused.status == 422
    assert "Sớm nhất là ngày 01/06/2025." in refused.words
    days = {"effective_on": "2025-06-01", "occurred_on": "2025-05-12"}
    assert keeper.send(refused.form(), **days).status == 200
    (event,) = [each.event for each in site.book.events(site.position() - 1)]
    assert isinstance(event, DonationReceived)
    assert (event.effective_on, event.occurred_on) == (date(2025, 6, 1), date(2025, 5, 12))


def test_a_gift_of_a_closed_period_is_corrected_on_the_first_open_day(
    site: Site, keeper: Visitor
) -> None:
    gift = site.book.donate(5_000_000, on=date(2025, 5, 12))
    site.book.close(date(2025, 5, 31))
    form = keeper.open(f"{keeping(site)}/entries/{gift.version}/correction").form()
    assert (form.fields["effective_on"], form.fields["occurred_on"]) == (
        "2025-06-01",
        "2025-05-12",
    )
    page = keeper.send(form, amount_dong="500.000", reason="wrong_amount")
    assert page.status == 200
    assert site.book.balance == 500_000
    assert site.book.fund.by_account[site.book.bank].at(date(2025, 5, 31)) == 5_000_000
