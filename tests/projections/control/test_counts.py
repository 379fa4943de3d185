"""Counts and reconciliations, their differences, and whether those are posted."""

import pytest

from ledger.errors.missing import FundNotFound, PositionNotFound
from ledger.values import FundId, Role
from projections.control import counts
from projections.control.counts import Asked, PrivateCount
from projections.views import Views
from tests.books import Book
from tests.builders import a_debit, an_id
from tests.fakes import TODAY
from tests.projections.tables import follow


def shown(views: Views, book: Book, **asked: object) -> list[PrivateCount]:
    follow(views, book)
    with views.reading() as reading:
        return list(counts.of_fund(reading, book.fund_id, Asked(**asked)).items)  # type: ignore[arg-type]


def test_a_count_shows_what_was_there_and_what_the_book_said(views: Views, book: Book) -> None:
    book.open_balance(500_000, book.cash_box)
    treasurer = book.person(Role.TREASURER)
    receipt = book.count(450_000, by=treasurer)
    [found] = shown(views, book)
    count = found.count
    assert (count.version, count.position) == (receipt.version, receipt.position)
    assert (count.account_id, count.effective_on) == (book.cash_box, TODAY)
    assert (count.found_dong, count.book_dong, count.difference_dong) == (
        450_000,
        500_000,
        -50_000,
    )
    assert (count.posted_by, found.recorded_by) == (None, treasurer)


def test_a_difference_is_posted_and_taken_back_and_was_known_so(views: Views, book: Book) -> None:
    count = book.count(7)
    seen, positions = [], []

    def look() -> None:
        seen.append(shown(views, book))
        positions.append(book.ledger.position())

    look()
    posted = book.post_difference(count)
    look()
    book.reverse(posted)
    look()
    again = book.post_difference(count)
    look()
    assert [each[0].count.posted_by for each in seen] == [
        None,
        posted.version,
        None,
        again.version,
    ]
    assert [shown(views, book, known_at=position) for position in positions] == seen


def test_debits_that_nobody_explained_make_no_difference_at_the_bank(
    views: Views, book: Book
) -> None:
    book.donate(1_000_000)
    book.import_rows(a_debit(55_000))
    book.reconcile(945_000)
    book.reconcile(944_999)
    wrong, right = shown(views, book, of_bank=True)
    assert (right.count.undecided_dong, right.count.difference_dong) == (55_000, 0)
    assert wrong.count.difference_dong == -1
    assert shown(views, book) == []


def test_counts_come_in_pages_the_latest_first(views: Views, book: Book) -> None:
    for dong in (1, 2, 3):
        book.count(dong)
    follow(views, book)
    with views.reading() as reading:
        first = counts.of_fund(reading, book.fund_id, Asked(limit=2))
        assert [each.count.found_dong for each in first.items] == [3, 2]
        rest = counts.of_fund(reading, book.fund_id, Asked(limit=2, after=first.after))
        assert [each.count.found_dong for each in rest.items] == [1]
        assert rest.after is None


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    with views.reading() as reading:
        with pytest.raises(FundNotFound):
            counts.of_fund(reading, FundId(an_id("nobody")), Asked())
        with pytest.raises(PositionNotFound):
            counts.of_fund(reading, book.fund_id, Asked(known_at=reading.position + 1))
