"""The days on which an account, a purpose or goods lay below zero, whatever came since."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.missing import FundNotFound, PositionNotFound
from ledger.recording.commands import Receipt
from ledger.values import GENERAL, FundId, PurposeId
from projections.control import overdrafts
from projections.control.overdrafts import Overdraft
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation, an_id, goods
from tests.fakes import TODAY
from tests.projections.tables import follow

FIRST, SECOND, THIRD = date(2025, 6, 2), date(2025, 6, 5), date(2025, 6, 10)
BEFORE_THIRD = date(2025, 6, 9)


def told(views: Views, book: Book, known_at: int | None = None) -> list[Overdraft]:
    """All overdrafts of the fund, as they are known now or were at a position."""
    follow(views, book)
    with views.reading() as reading:
        return list(overdrafts.of_fund(reading, book.fund_id, known_at=known_at))


def in_period(views: Views, book: Book, first: date, last: date) -> list[Overdraft]:
    """The overdrafts of the bank account that touch a period."""
    follow(views, book)
    with views.reading() as reading:
        found = overdrafts.of_account(reading, book.fund_id, book.bank, first=first, last=last)
    return list(found)


def of_both(book: Book, since: date, until: date | None, lowest: int) -> list[Overdraft]:
    """An overdraft of the bank account, and of the only purpose of its money."""
    of_bank = Overdraft(account_id=book.bank, since_on=since, until_on=until, lowest_dong=lowest)
    return [of_bank, replace(of_bank, account_id=None, purpose=GENERAL)]


def overspent(book: Book) -> Receipt:
    """Pay 120,000 of 150,000, and return the receipt of a gift of 50,000 among it."""
    book.open_balance(100_000, on=FIRST)
    gift = book.donate(50_000, on=FIRST)
    book.spend(120_000, on=SECOND)
    return gift


def test_a_book_in_which_nothing_was_overdrawn_has_none(views: Views, book: Book) -> None:
    assert told(views, book) == []
    overspent(book)
    assert told(views, book) == []


def test_what_lies_below_zero_still_has_no_last_day(views: Views, book: Book) -> None:
    book.reverse(overspent(book))
    assert told(views, book) == of_both(book, SECOND, None, -20_000)


def test_what_was_filled_up_again_keeps_its_days(views: Views, book: Book) -> None:
    book.reverse(overspent(book))
    book.donate(500_000, on=THIRD)
    assert told(views, book) == of_both(book, SECOND, BEFORE_THIRD, -20_000)


def test_days_in_a_row_are_one_overdraft_with_its_lowest_day(views: Views, book: Book) -> None:
    book.charge_fee(10_000, on=FIRST)
    book.charge_fee(5_000, on=date(2025, 6, 3))
    book.donate(14_999, on=SECOND)
    book.donate(1, on=THIRD)
    book.charge_fee(3, on=TODAY)
    assert told(views, book) == [
        *of_both(book, TODAY, None, -3),
        *of_both(book, FIRST, BEFORE_THIRD, -15_000),
    ]


def test_what_was_below_zero_within_a_day_only_is_none(views: Views, book: Book) -> None:
    book.charge_fee(10_000, on=FIRST)
    book.donate(10_000, on=FIRST)
    assert told(views, book) == []


def test_an_account_is_told_although_others_hold_enough_and_a_purpose_alike(
    views: Views, book: Book
) -> None:
    purpose = book.define_purpose()
    book.donate(gift=a_donation(70_000, account_id=book.cash_box, purpose=purpose, on=FIRST))
    book.charge_fee(10_000, on=SECOND)
    assert told(views, book) == of_both(book, SECOND, None, -10_000)
    book.donate(gift=a_donation(10_000, account_id=book.cash_box, on=SECOND))
    assert told(views, book) == of_both(book, SECOND, None, -10_000)[:1]
    book.move(10_000, book.cash_box, book.bank, on=SECOND)
    assert told(views, book) == []


def test_money_of_others_and_goods_are_told_like_the_funds_own(views: Views, book: Book) -> None:
    book.donate(3_000_000)
    custody = book.hold(2_000_000)
    received = book.version
    book.hand_on(custody, 2_000_000)
    book.reverse(received)
    books = goods()
    gift = book.donate(gift=a_donation(300_000, account_id=None, goods=books))
    book.issue(replace(books, quantity_milli=500_000))
    book.reverse(gift)
    of_others = Overdraft(
        purpose=PurposeId(str(custody)), since_on=TODAY, until_on=None, lowest_dong=-2_000_000
    )
    of_goods = Overdraft(
        purpose=GENERAL,
        commodity=books.commodity,
        since_on=TODAY,
        until_on=None,
        lowest_dong=-75_000,
        lowest_milli=-500_000,
    )
    assert told(views, book) == [of_others, of_goods]


def test_what_is_known_of_a_day_changes_with_what_is_recorded_later(
    views: Views, book: Book
) -> None:
    gift = overspent(book)
    spent = book.ledger.position()
    reversed_ = book.reverse(gift).position
    book.donate(20_000, on=FIRST)
    assert told(views, book) == []
    assert told(views, book, known_at=reversed_) == of_both(book, SECOND, None, -20_000)
    assert told(views, book, known_at=spent) == []


def test_goods_too_are_told_as_they_were_known(views: Views, book: Book) -> None:
    books = goods()
    gift = book.donate(gift=a_donation(300_000, account_id=None, goods=books))
    book.issue(replace(books, quantity_milli=500_000))
    issued = book.ledger.position()
    reversed_ = book.reverse(gift).position
    book.donate(gift=a_donation(300_000, account_id=None, goods=books))
    assert told(views, book) == []
    assert told(views, book, known_at=issued) == []
    (then,) = told(views, book, known_at=reversed_)
    assert (then.lowest_milli, then.lowest_dong) == (-500_000, -75_000)


@pytest.mark.parametrize(
    "first, last, touches",
    [
        (FIRST, date(2025, 6, 4), False),
        (FIRST, SECOND, True),
        (date(2025, 6, 6), date(2025, 6, 8), True),
        (BEFORE_THIRD, TODAY, True),
        (THIRD, TODAY, False),
    ],
)
def test_a_period_is_told_whole_overdrafts_that_touch_it(
    views: Views, book: Book, first: date, last: date, *, touches: bool
) -> None:
    book.reverse(overspent(book))
    book.donate(500_000, on=THIRD)
    whole = of_both(book, SECOND, BEFORE_THIRD, -20_000)[:1]
    assert in_period(views, book, first, last) == (whole if touches else [])


def test_what_lasts_touches_every_later_period(views: Views, book: Book) -> None:
    book.charge_fee(1, on=SECOND)
    assert in_period(views, book, TODAY, date.max) == of_both(book, SECOND, None, -1)[:1]


def test_nothing_is_told_of_what_is_not_there(views: Views, book: Book) -> None:
    follow(views, book)
    nobody = FundId(an_id("nobody"))
    with views.reading() as reading:
        with pytest.raises(FundNotFound):
            overdrafts.of_fund(reading, nobody)
        with pytest.raises(FundNotFound):
            overdrafts.of_account(reading, nobody, book.bank, first=FIRST, last=TODAY)
        with pytest.raises(PositionNotFound):
            overdrafts.of_fund(reading, book.fund_id, known_at=10**9)
