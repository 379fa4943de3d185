"""The book of an account: opening, entries with a running balance, totals, closing."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors.missing import AccountNotFound, FundNotFound, PositionNotFound
from ledger.fund.receiving.banking import UnplacedCredit
from ledger.fund.receiving.donations import Donation
from ledger.values import AccountId, CreditId, FundId
from projections import balances
from projections.control.account_book import AccountBook, Asked, BookLine, account_book
from projections.views import Reading, Views
from tests.books import Book
from tests.builders import OPENED, a_donation, an_id, goods
from tests.fakes import TODAY
from tests.projections import folded
from tests.projections.histories import DAYS, HISTORIES, Step
from tests.projections.tables import follow
from tests.projections.test_laws import EXAMPLES, a_life
from tests.stores import StoreKind

NOBODY = an_id("nobody")
JUNE = (date(2025, 6, 1), date(2025, 6, 30))
MAY = (date(2025, 5, 1), date(2025, 5, 31))


def shown(
    views: Views,
    book: Book,
    account_id: AccountId | None = None,
    period: tuple[date, date] = JUNE,
    **asked: int,
) -> AccountBook:
    follow(views, book)
    with views.reading() as reading:
        wanted = Asked(period_from=period[0], period_to=period[1], **asked)
        return account_book(reading, book.fund_id, account_id or book.bank, wanted)


def sums(book: AccountBook) -> tuple[int, int, int, int]:
    return book.opening_dong, book.in_dong, book.out_dong, book.closing_dong


def told(lines: Sequence[BookLine]) -> list[tuple[str | None, int, int, int]]:
    return [(line.voucher, line.in_dong, line.out_dong, line.balance_dong) for line in lines]


def test_a_month_begins_with_what_was_held_before_and_ends_with_what_is_held_after(
    views: Views, book: Book
) -> None:
    book.open_balance(2_000_000)
    book.donate(500_000, on=date(2025, 5, 12))
    book.donate(300_000, on=date(2025, 6, 2))
    book.charge_fee(55_000, on=date(2025, 6, 1))
    book.clock.set_day(date(2025, 7, 2))
    book.donate(7, on=date(2025, 7, 1))
    june = shown(views, book)
    assert sums(june) == (2_500_000, 300_000, 55_000, 2_745_000)
    assert told(june.lines) == [
        ("BN-2025-00001", 0, 55_000, 2_445_000),
        ("BC-2025-00002", 300_000, 0, 2_745_000),
    ]
    assert (june.account.name, june.fund) == (
        "Tài khoản Vietcombank",
        "Quỹ Khuyến học xã Thạch Hà",
    )
    assert (june.carried_dong, june.after) == (2_500_000, None)
    may = shown(views, book, period=MAY)
    assert may.closing_dong == june.opening_dong


def test_a_month_in_which_nothing_happened_carries_its_opening(views: Views, book: Book) -> None:
    book.donate(500_000, on=OPENED)
    june = shown(views, book)
    assert (sums(june), june.lines) == ((500_000, 0, 0, 500_000), ())


def test_an_opening_balance_is_no_receipt_of_the_month_it_is_dated_in(
    views: Views, book: Book
) -> None:
    wrong = book.open_balance(3_000_000, on=date(2025, 6, 2))
    book.reverse(wrong)
    book.open_balance(2_000_000, on=date(2025, 6, 2))
    book.donate(1, on=date(2025, 6, 1))
    assert sums(shown(views, book)) == (2_000_000, 1, 0, 2_000_001)
    assert sums(shown(views, book, period=MAY)) == (0, 0, 0, 0)


def test_a_reversal_stands_below_zero_on_the_side_it_takes_back(views: Views, book: Book) -> None:
    book.open_balance(2_000_000)
    gift = book.donate(300_000)
    fee = book.charge_fee(55_000)
    book.reverse(gift)
    book.reverse(fee)
    june = shown(views, book)
    assert sums(june) == (2_000_000, 0, 0, 2_000_000)
    assert told(june.lines) == [
        ("BC-2025-00001", 300_000, 0, 2_300_000),
        ("BN-2025-00001", 0, 55_000, 2_245_000),
        ("BC-2025-00001", -300_000, 0, 1_945_000),
        ("BN-2025-00001", 0, -55_000, 2_000_000),
    ]


def test_a_move_stands_in_both_books_under_the_voucher_of_each(views: Views, book: Book) -> None:
    book.open_balance(2_000_000)
    book.reverse(book.move(500_000))
    assert told(shown(views, book).lines) == [
        ("BN-2025-00001", 0, 500_000, 1_500_000),
        ("BN-2025-00001", 0, -500_000, 2_000_000),
    ]
    assert told(shown(views, book, book.cash_box).lines) == [
        ("PT-2025-00001", 500_000, 0, 500_000),
        ("PT-2025-00001", -500_000, 0, 0),
    ]


def test_what_moves_no_money_of_the_account_is_not_in_its_book(views: Views, book: Book) -> None:
    credit_id = CreditId(book.new_id())
    note_credit(book, credit_id)
    allocated = Donation(
        account_id=book.bank, amount_dong=700, credit_id=credit_id, effective_on=TODAY
    )
    book.donate(gift=allocated)
    book.donate(gift=a_donation(70, account_id=None, goods=goods()))
    june = shown(views, book)
    assert told(june.lines) == [("BC-2025-00001", 700, 0, 700)]
    assert shown(views, book, book.cash_box).lines == ()


def note_credit(book: Book, credit_id: CreditId) -> None:

    credit = UnplacedCredit(
        credit_id=credit_id, account_id=book.bank, amount_dong=700, effective_on=TODAY
    )
    book.ledger.note_credit(book.command(), book.fund_id, credit)


def test_a_long_book_comes_in_pages_that_carry_the_balance_over(views: Views, book: Book) -> None:
    for dong in (1, 20, 300):
        book.donate(dong)
    first = shown(views, book, limit=2)
    assert [line.balance_dong for line in first.lines] == [1, 21]
    assert first.after is not None
    second = shown(views, book, limit=2, after=first.after)
    assert (second.carried_dong, second.after) == (21, None)
    assert [line.balance_dong for line in second.lines] == [321]
    assert sums(first) == sums(second) == (0, 321, 0, 321)


def test_a_book_was_known_as_it_was(views: Views, book: Book) -> None:
    gift = book.donate(300_000, on=date(2025, 5, 12))
    before = book.ledger.position()
    seen = shown(views, book)
    book.reverse(gift)
    book.donate(7)
    assert shown(views, book, known_at=before) == seen
    assert sums(shown(views, book)) == (0, 7, 0, 7)


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    asked = Asked(period_from=JUNE[0], period_to=JUNE[1])
    ahead = Asked(period_from=JUNE[0], period_to=JUNE[1], known_at=900_000)
    with views.reading() as reading:
        with pytest.raises(PositionNotFound):
            account_book(reading, FundId(NOBODY), AccountId(NOBODY), ahead)
        with pytest.raises(FundNotFound):
            account_book(reading, FundId(NOBODY), AccountId(NOBODY), asked)
        with pytest.raises(AccountNotFound):
            account_book(reading, book.fund_id, AccountId(NOBODY), asked)


@EXAMPLES
@given(
    history=HISTORIES,
    back=st.integers(0, 30),
    days=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
)
def test_a_book_says_what_the_events_say_and_its_sums_balance(
    store_kind: StoreKind, history: Sequence[Step], back: int, days: tuple[date, date]
) -> None:
    first, last = sorted(days)
    with a_life(store_kind) as (life, views):
        begun = life.book.ledger.position()
        life.go_through(history)
        follow(views, life.book)
        with views.reading() as reading:
            known_at = max(begun, reading.position - back)
            for fund_id, account_id in life.funds:
                events = folded.known(life.book.events(), fund_id, known_at)
                opening, lines, closing = folded.account_book(events, account_id, first, last)
                asked = Asked(period_from=first, period_to=last, known_at=known_at, limit=3)
                pages = pages_of(reading, fund_id, account_id, asked)
                found = [line for page in pages for line in page.lines]
                assert [
                    (line.entry.position, line.in_dong - line.out_dong, line.balance_dong)
                    for line in found
                ] == lines
                for page in pages:
                    assert (page.opening_dong, page.closing_dong) == (opening, closing)
                    assert page.in_dong == sum(line.in_dong for line in found)
                    assert page.out_dong == sum(line.out_dong for line in found)
                    assert page.closing_dong == page.opening_dong + page.in_dong - page.out_dong
                held = balances.balance(reading, fund_id, as_of=last, known_at=known_at)
                assert closing == {each.account_id: each.dong for each in held.by_account}.get(
                    account_id
                )
                if known_at == reading.position:
                    now = Asked(period_from=first, period_to=last)
                    whole = account_book(reading, fund_id, account_id, now)
                    assert (whole.opening_dong, list(whole.lines)) == (opening, found)


def pages_of(
    reading: Reading, fund_id: FundId, account_id: AccountId, asked: Asked
) -> list[AccountBook]:
    """Read a book to its end, page by page."""
    pages = [account_book(reading, fund_id, account_id, asked)]
    while pages[-1].after is not None:
        following = Asked(
            period_from=asked.period_from,
            period_to=asked.period_to,
            known_at=asked.known_at,
            limit=asked.limit,
            after=pages[-1].after,
        )
        pages.append(account_book(reading, fund_id, account_id, following))
        if pages[-2].lines:
            assert pages[-1].carried_dong == pages[-2].lines[-1].balance_dong
    return pages
