"""A report says what a plain fold over all events says, whatever is asked."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import AssociationNotInPeriod
from ledger.values import ReportScope
from projections.reports.composing import Asked, report
from tests.books import open_book
from tests.projections.histories import DAYS, Step
from tests.projections.reports.histories import TREES, Tree
from tests.projections.reports.naive import Naive, shown
from tests.projections.tables import follow, open_views
from tests.stores import StoreKind, fresh_store

EXAMPLES = settings(max_examples=settings().max_examples // 3)

EVERY_DAY = (*DAYS, date(2023, 12, 31), date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31))


@EXAMPLES
@given(
    history=TREES,
    whose=st.integers(0, 5),
    days=st.tuples(st.sampled_from(EVERY_DAY), st.sampled_from(EVERY_DAY)),
    scope=st.sampled_from(ReportScope),
    back=st.integers(0, 60),
    batch=st.integers(1, 50),
)
def test_a_report_says_what_a_plain_fold_says(
    store_kind: StoreKind,
    history: Sequence[Step],
    whose: int,
    days: tuple[date, date],
    scope: ReportScope,
    back: int,
    batch: int,
) -> None:
    with fresh_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        tree = Tree(book)
        begun = book.ledger.position()
        tree.go_through(history)
        follow(views, book, batch)
        association_id = tree.associations[whose]
        first, last = sorted(days)
        known_at = max(begun, book.ledger.position() - back)
        asked = Asked(
            association_id=association_id,
            first=first,
            last=last,
            scope=scope,
            known_at=known_at,
            with_categories=True,
        )
        events = [each for each in book.events() if each.position <= known_at]
        with views.reading() as reading, suppress(AssociationNotInPeriod):
            found = report(reading, asked)
            naive = Naive(events, association_id, first, last, own=scope is ReportScope.OWN)
            assert shown(found) == naive.report()
            assert found.cash.balances
