"""The tree of one day, page by page, against what the ledger itself says of that day."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.rules import LEVEL_ENDS
from ledger.shares import WHOLE
from ledger.values import AssociationId, Level
from projections.associations import associations
from projections.associations.associations import Association
from projections.views import Reading, Views
from tests.books import Book, open_book
from tests.builders import an_association
from tests.fakes import TODAY
from tests.projections.histories import DAYS, Step
from tests.projections.reports.histories import Tree
from tests.projections.tables import follow, open_views
from tests.stores import StoreKind, prepared_store

EXAMPLES = settings(max_examples=settings().max_examples // 10)

ENDS = LEVEL_ENDS[Level.DISTRICT].on
LOOKED_AT = (DAYS[0], DAYS[2], TODAY, ENDS - timedelta(days=1), ENDS, ENDS + timedelta(days=90))

REORGANISED = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(["attached", "succeeded", "succeeded", "renamed", "day"]),
        dong=st.integers(1, 60),
        on=st.sampled_from(DAYS),
        pick=st.integers(0, 60),
    ),
    min_size=1,
    max_size=15,
)


def pages(
    reading: Reading, on: date, limit: int, parent_id: AssociationId | None = None
) -> list[Association]:
    """All associations of a day, so many to a page."""
    found: list[Association] = []
    after: int | None = None
    while True:
        page = associations.find(reading, as_of=on, parent_id=parent_id, after=after, limit=limit)
        assert len(page.items) <= limit
        found += page.items
        after = page.after
        if after is None:
            return found


@EXAMPLES
@given(history=REORGANISED, limit=st.integers(1, 4))
def test_every_page_of_a_day_is_that_of_the_ledger(
    store_kind: StoreKind, history: Sequence[Step], limit: int
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        tree = Tree(book)
        tree.go_through(history)
        follow(views, book)
        desk = book.ledger.desk()
        with views.reading() as reading:
            ever = [each.association_id for each in associations.find(reading).items]
            for on in LOOKED_AT:
                there = [
                    each
                    for each in ever
                    if desk.association(each).established_on <= on
                    and ((end := desk.association(each).ended_on) is None or on < end)
                ]
                found = pages(reading, on, limit)
                assert [each.association_id for each in found] == there
                above = {each: desk.parent_of(each, on) for each in there}
                assert {each.association_id: each.parent_id for each in found} == above
                for parent_id in ever:
                    below = pages(reading, on, limit, parent_id)
                    assert [each.association_id for each in below] == [
                        each for each in there if above[each] == parent_id
                    ]
                    assert below == [each for each in found if each.parent_id == parent_id]


def test_a_page_reads_no_more_of_a_larger_nation(
    views: Views, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def counted(reading: Reading, query: object) -> Sequence[object]:
        rows = list(reading.connection.execute(query))  # type: ignore[call-overload]
        read.append(len(rows))
        return rows

    monkeypatch.setattr(Reading, "all", counted)

    def rows_of_a_page(parent_id: AssociationId | None) -> int:
        read.clear()
        with views.reading() as reading:
            associations.find(reading, as_of=ENDS, parent_id=parent_id, limit=2)
        return sum(read)

    def grow() -> None:
        for number in range(20):
            other = book.establish(
                an_association(Level.PROVINCE, book.central, name=f"Tỉnh {number}")
            )
            old, new = (
                book.establish(an_association(Level.COMMUNE, other, name=f"Xã {each}"))
                for each in ("Cũ", "Mới")
            )
            heirs = (Successor(association_id=new, share_millionths=WHOLE),)
            succession = Succession(successors=heirs, effective_on=ENDS, decision_number="1/NQ")
            book.ledger.succeed_association(book.command(), old, succession)
        follow(views, book)

    follow(views, book)
    small = [rows_of_a_page(each) for each in (None, book.province)]
    grow()
    large = [rows_of_a_page(each) for each in (None, book.province)]
    assert sum(large) <= sum(small) + 6
    grow()
    assert [rows_of_a_page(each) for each in (None, book.province)] == large
