"""Closings and reopenings as everybody may read them, and that a seal holds (law 10)."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given

from ledger.errors.missing import FundNotFound, PositionNotFound
from ledger.events.fund.closing import SealedAccount, SealedPurpose
from ledger.values import GENERAL, FundId, ReopeningReason, Role
from projections import balances
from projections.control import closings
from projections.control.closings import Closings
from projections.views import Reading, Views
from tests.books import Book
from tests.builders import OPENED, an_id
from tests.projections.histories import HISTORIES, Step
from tests.projections.tables import follow
from tests.projections.test_laws import EXAMPLES, a_life
from tests.stores import StoreKind

MAY, JUNE = date(2025, 5, 31), date(2025, 6, 10)


def shown(views: Views, book: Book, known_at: int | None = None) -> Closings:
    follow(views, book)
    with views.reading() as reading:
        return closings.of_fund(reading, book.fund_id, known_at=known_at)


def test_books_that_were_never_closed_say_so(views: Views, book: Book) -> None:
    assert shown(views, book) == Closings(closed_through=None, closings=(), reopenings=(), by={})


def test_a_closing_shows_what_it_sealed(views: Views, book: Book) -> None:
    book.donate(500_000, on=MAY)
    book.donate(7, on=JUNE)
    treasurer = book.person(Role.TREASURER)
    receipt = book.close(MAY, by=treasurer)
    found = shown(views, book)
    [closing] = found.closings
    assert found.closed_through == MAY
    assert found.by == {receipt.version: treasurer}
    assert (closing.through, closing.balance_dong, closing.reopened_by) == (MAY, 500_000, None)
    assert closing.seal.by_account == (SealedAccount(account_id=book.bank, dong=500_000),)
    assert closing.seal.by_purpose == (SealedPurpose(purpose=GENERAL, dong=500_000),)
    assert (closing.version, closing.position) == (receipt.version, receipt.position)


def test_a_reopening_shows_its_reason_and_which_seals_bind_no_more(
    views: Views, book: Book
) -> None:
    april = date(2025, 4, 30)
    book.close(april)
    book.close(MAY)
    reopening = book.reopen(date(2025, 5, 12), ReopeningReason.AUDIT_FINDING)
    found = shown(views, book)
    assert found.closed_through == date(2025, 5, 11)
    assert [(each.through, each.reopened_by) for each in found.closings] == [
        (MAY, reopening.version),
        (april, None),
    ]
    [reopened] = found.reopenings
    assert (reopened.since, reopened.reason) == (
        date(2025, 5, 12),
        ReopeningReason.AUDIT_FINDING,
    )
    book.close(JUNE)
    later = shown(views, book)
    assert later.closed_through == JUNE
    assert [each.reopened_by for each in later.closings] == [None, reopening.version, None]


def test_books_reopened_from_their_first_day_are_closed_nowhere(views: Views, book: Book) -> None:
    book.close(MAY)
    book.reopen(OPENED)
    assert shown(views, book).closed_through is None
    with views.reading() as reading:
        assert closings.closed_through(reading, book.fund_id) is None


def test_what_was_known_of_closings_is_what_was_shown_then(views: Views, book: Book) -> None:
    seen, positions = [], []

    def look() -> None:
        seen.append(shown(views, book))
        positions.append(book.ledger.position())

    book.close(MAY)
    look()
    book.reopen(MAY)
    look()
    book.close(JUNE)
    look()
    book.reopen(OPENED)
    look()
    assert [shown(views, book, position) for position in positions] == seen


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    with views.reading() as reading:
        with pytest.raises(FundNotFound):
            closings.of_fund(reading, FundId(an_id("nobody")))
        with pytest.raises(PositionNotFound):
            closings.of_fund(reading, book.fund_id, known_at=reading.position + 1)


@EXAMPLES
@given(history=HISTORIES)
def test_a_sealed_periods_balances_are_the_same_from_every_position_until_it_is_reopened(
    store_kind: StoreKind, history: Sequence[Step]
) -> None:
    with a_life(store_kind) as (life, views):
        life.go_through([*history, Step("closing", 1, MAY, 1), *history])
        follow(views, life.book)
        with views.reading() as reading:
            for fund_id, _ in life.funds:
                state = life.book.ledger.desk().fund(fund_id)
                assert closings.closed_through(reading, fund_id) == state.closed_through
                check_seals(reading, fund_id)


def check_seals(reading: Reading, fund_id: FundId) -> None:
    found = closings.of_fund(reading, fund_id)
    assert found.closed_through == closings.closed_through(reading, fund_id)
    until = {each.version: each.position - 1 for each in found.reopenings}
    for closing in found.closings:
        last = reading.position
        if closing.reopened_by is not None:
            last = until[closing.reopened_by]
        by_account = {each.account_id: each.dong for each in closing.seal.by_account}
        for known_at in range(closing.position, last + 1):
            held = balances.balance(reading, fund_id, as_of=closing.through, known_at=known_at)
            assert {each.account_id: each.dong for each in held.by_account if each.dong} == {
                account: dong for account, dong in by_account.items() if dong
            }
            assert held.dong == closing.balance_dong
