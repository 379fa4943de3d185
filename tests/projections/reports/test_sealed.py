"""The own report of a sealed period is the same from its seal on, until it is reopened (law 10)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
from hypothesis import given, settings

from ledger.errors.missing import AssociationNotInPeriod
from ledger.events.fund.closing import PeriodClosed
from ledger.values import AccountKind, AssociationId, FundId, Level, ReportScope
from projections.reports.composing import Asked, report
from projections.views import Reading, Views
from tests.books import Book, open_book
from tests.builders import OPENED, a_donation, an_association
from tests.ledger.laws.holding import standing_seals
from tests.projections.histories import Step
from tests.projections.reports.histories import TREES, Tree
from tests.projections.tables import follow, open_views
from tests.stores import StoreKind, prepared_store

CLOSED = date(2024, 12, 31)


def test_what_another_book_says_later_of_a_transfer_leaves_a_sealed_report_as_it_was(
    views: Views, book: Book
) -> None:
    book.donate(gift=a_donation(3_000_000, account_id=book.bank, on=OPENED))
    here, other = book.fund_id, book.establish(an_association(Level.COMMUNE, book.province))
    there = book.open_fund(other)
    transfer_id = book.send(there, 1_000_000, on=CLOSED)
    book.close(CLOSED)
    sealed_as = followed(views, book)
    assert sealed_as["transfers"]["in_transit"]["outgoing"] == {"transfers": 1, "dong": 1_000_000}
    book.fund_id = there
    book.bank = book.open_account(AccountKind.BANK)
    book.receive_transfer(transfer_id, there, book.bank, on=CLOSED)
    book.send(here, 400_000, on=CLOSED)
    assert followed(views, book) == sealed_as
    book.fund_id = here
    book.reopen(CLOSED)
    in_transit = followed(views, book)["transfers"]["in_transit"]
    assert in_transit["outgoing"] == {"transfers": 0, "dong": 0}
    assert in_transit["incoming"] == {"transfers": 1, "dong": 400_000}


def followed(views: Views, book: Book) -> Any:  # noqa: ANN401  # JSON
    """Return the commune's own report of the closed year, with everything that is recorded."""
    follow(views, book)
    with views.reading() as reading:
        return own_report(reading, book.commune, OPENED, CLOSED)


EXAMPLES = settings(max_examples=settings().max_examples // 3)


@EXAMPLES
@given(history=TREES)
def test_a_sealed_period_is_reported_alike_from_its_seal_on(
    store_kind: StoreKind, history: Sequence[Step]
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        tree = Tree(book)
        tree.go_through(history)
        follow(views, book)
        with views.reading() as reading:
            for fund_id, _ in tree.funds:
                for first, last, positions in sealed(book, fund_id):
                    whose = book.ledger.desk().fund(fund_id).association_id
                    told = [own_report(reading, whose, first, last, at) for at in positions]
                    assert all(each == told[0] for each in told)


def sealed(book: Book, fund_id: FundId) -> Iterator[tuple[date, date, list[int]]]:
    """Yield the days that stand sealed, each with positions from the seal to the log's end."""
    end = book.ledger.position()
    for seal in standing_seals(each for each in book.events() if each.stream == fund_id):
        assert isinstance(seal.event, PeriodClosed)
        step = (end - seal.position) // 4 or 1
        yield OPENED, seal.event.effective_on, [*range(seal.position, end, step), end]


def own_report(
    reading: Reading, whose: AssociationId, first: date, last: date, known_at: int | None = None
) -> Any:  # noqa: ANN401  # JSON
    """Return what a report of an association's own funds says of what lies in their books.

    What is told beside them, and what the association is called, may come late.
    """
    asked = Asked(
        association_id=whose,
        first=first,
        last=last,
        scope=ReportScope.OWN,
        known_at=known_at,
        with_categories=True,
    )
    try:
        told = msgspec.to_builtins(report(reading, asked))
    except AssociationNotInPeriod:
        return None
    beside = ("association", "known_at", "statistics", "targets", "per_inhabitant", "from_paper")
    for name in (*beside, "by_level", "by_unit"):
        del told[name]
    for name in ("total", "by_others", "joint"):
        del told["supported"][name]
    del told["recipients"]["by_others"]
    return told
