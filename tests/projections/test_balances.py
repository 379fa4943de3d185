"""Balances by account, purpose and day, as they are and as they were known."""

from datetime import date

import pytest

from ledger.errors.missing import FundNotFound, PositionNotFound
from ledger.values import GENERAL, FundId
from projections import balances, funds
from projections.answers import Totals
from projections.balances import FundBalance
from projections.views import Views
from tests.books import Book
from tests.builders import OPENED, a_donation, an_id, goods
from tests.fakes import TODAY
from tests.projections.tables import follow

MAY = date(2025, 5, 31)


def balance(
    views: Views, book: Book, *, as_of: date | None = None, known_at: int | None = None
) -> FundBalance:
    follow(views, book)
    with views.reading() as reading:
        return balances.balance(reading, book.fund_id, as_of=as_of, known_at=known_at)


def test_the_same_money_is_counted_by_account_and_by_purpose(views: Views, book: Book) -> None:
    purpose = book.define_purpose("Quỹ Đất Tổ")
    book.donate(500_000)
    book.donate(gift=a_donation(200_000, account_id=book.cash_box, purpose=purpose))
    found = balance(views, book)
    assert found.dong == 700_000
    assert {each.account_id: each.dong for each in found.by_account} == {
        book.cash_box: 200_000,
        book.bank: 500_000,
        book.term_deposit: 0,
    }
    assert [(each.purpose, each.name, each.dong) for each in found.by_purpose] == [
        (GENERAL, None, 500_000),
        (purpose, "Quỹ Đất Tổ", 200_000),
    ]


def test_a_balance_of_a_day_holds_that_day_and_all_before(views: Views, book: Book) -> None:
    book.open_balance(1_000)
    book.donate(20, on=MAY)
    book.donate(3, on=TODAY)
    days = (date(2023, 12, 31), OPENED, date(2025, 5, 30), MAY, TODAY, date.max)
    counted = [balance(views, book, as_of=day).dong for day in days]
    assert counted == [0, 1_000, 1_000, 1_020, 1_023, 1_023]


def test_a_late_entry_changes_the_day_but_not_what_was_known_of_it(
    views: Views, book: Book
) -> None:
    before = book.donate(500, on=TODAY)
    book.donate(1_000, on=MAY)
    assert balance(views, book, as_of=MAY).dong == 1_000
    assert balance(views, book, as_of=MAY, known_at=before.position).dong == 0
    assert balance(views, book, known_at=before.position).dong == 500


def test_a_reversal_restores_every_balance_from_its_date_on(views: Views, book: Book) -> None:
    gift = book.donate(500_000, on=MAY)
    book.reverse(gift, on=TODAY)
    assert balance(views, book, as_of=MAY).dong == 500_000
    assert balance(views, book, as_of=TODAY).dong == 0


def test_goods_are_counted_by_value_and_by_quantity_apart_from_money(
    views: Views, book: Book
) -> None:
    valued = book.donate(gift=a_donation(300_000, account_id=None, goods=goods()))
    book.donate(gift=a_donation(0, account_id=None, goods=goods()))
    found = balance(views, book)
    assert (found.dong, found.in_kind_dong) == (0, 300_000)
    assert [(each.commodity, each.quantity_milli) for each in found.stock] == [
        ("quyển vở", 4_000_000)
    ]
    book.reverse(valued)
    found = balance(views, book)
    assert found.in_kind_dong == 0
    assert [each.quantity_milli for each in found.stock] == [2_000_000]


def test_an_answer_says_what_it_knows(views: Views, book: Book) -> None:
    first = book.donate(1)
    book.clock.advance(hours=1)
    last = book.donate(1)
    now = balance(views, book).as_of
    assert (now.position, now.recorded_at) == (last.position, last.recorded_at)
    then = balance(views, book, known_at=first.position).as_of
    assert (then.position, then.recorded_at) == (first.position, first.recorded_at)
    with views.reading() as reading:
        assert reading.as_of(0).recorded_at is None
        assert first.recorded_at is not None
        assert reading.position_at(first.recorded_at) == first.position
        assert reading.position_at(now.recorded_at or first.recorded_at) == last.position


def test_accounts_and_purposes_show_from_the_position_they_were_known_at(
    views: Views, book: Book
) -> None:
    before = book.ledger.position()
    book.define_purpose()
    found = balance(views, book, known_at=before)
    assert [each.purpose for each in found.by_purpose] == [GENERAL]
    assert len(balance(views, book, known_at=before - 1).by_account) == 2


def test_totals_are_net_of_reversals_and_leave_goods_and_openings_apart(
    views: Views, book: Book
) -> None:
    book.open_balance(1_000_000)
    book.reverse(book.donate(500_000), replacement=a_donation(50_000, account_id=book.bank))
    book.reverse(book.charge_fee(55_000))
    book.credit_interest(1_200)
    book.spend(100_000)
    book.donate(gift=a_donation(300_000, account_id=None, goods=goods()))
    expected = Totals(
        opening_dong=1_000_000,
        received_dong=51_200,
        paid_dong=100_000,
        in_kind_dong=300_000,
        gifts=2,
        entries=9,
    )
    follow(views, book)
    with views.reading() as reading:
        assert funds.totals(reading, book.fund_id) == expected
        assert funds.totals(reading, book.fund_id, known_at=reading.position) == expected
        assert expected.balance_dong == book.balance
        of_may = funds.totals(reading, book.fund_id, period_from=MAY, period_to=MAY)
        assert of_may == Totals()


def test_months_are_those_of_the_business_dates(views: Views, book: Book) -> None:
    gift = book.donate(500_000, on=MAY)
    book.charge_fee(55_000, on=MAY)
    book.reverse(gift, on=TODAY)
    follow(views, book)
    with views.reading() as reading:
        months = funds.by_month(reading, book.fund_id)
    assert [(month.month, month.received_dong, month.paid_dong) for month in months] == [
        (date(2025, 5, 1), 500_000, 55_000),
        (date(2025, 6, 1), -500_000, 0),
    ]


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    with views.reading() as reading:
        for ask in (balances.balance, funds.totals):
            with pytest.raises(FundNotFound):
                ask(reading, FundId(an_id("nobody's fund")), known_at=None)
            with pytest.raises(FundNotFound):
                ask(reading, book.fund_id, known_at=1)
            with pytest.raises(PositionNotFound):
                ask(reading, book.fund_id, known_at=reading.position + 1)
