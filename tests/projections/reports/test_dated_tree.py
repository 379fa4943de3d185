"""The tree as it stands now follows from the dated one, in living and in rebuilding."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.values import AssociationId, business_day
from projections.associations import associations, dated
from projections.views import Views
from tests.books import Book, open_book
from tests.projections.histories import Step
from tests.projections.reports.histories import TREES, Tree
from tests.projections.tables import build_anew, follow, laid_open, open_views
from tests.stores import StoreKind, prepared_store

EXAMPLES = settings(max_examples=settings().max_examples // 10)


@EXAMPLES
@given(history=TREES, batch=st.integers(1, 30), other_batch=st.integers(1, 30))
def test_rebuilding_gives_the_tables_that_living_gave(
    store_kind: StoreKind, history: Sequence[Step], batch: int, other_batch: int
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        tree = Tree(book)
        tree.go_through(history)
        follow(views, book, batch)
        lived = laid_open(views)
        build_anew(views, book, other_batch)
        assert laid_open(views) == lived
        last = business_day(book.events()[-1].recorded_at)
        desk = book.ledger.desk()
        with views.reading() as reading:
            for each in tree.associations:
                above = associations.ancestors(reading, each)
                line: list[AssociationId] = []
                at = desk.parent_of(each, last)
                while at is not None:
                    line.append(at)
                    at = desk.parent_of(at, last)
                assert [found.association_id for found in reversed(above)] == line


def test_an_association_is_called_and_hangs_as_its_latest_day_says(
    views: Views, book: Book
) -> None:
    tree = Tree(book)
    step = Step(what="", dong=1, on=book.clock().date(), pick=0)
    tree.renamed(step)
    tree.attached(step)
    follow(views, book)
    with views.reading() as reading:
        found = associations.association(reading, book.commune)
        assert (found.name, found.parent_id) == ("Hội 1", tree.other_province)
        names = dated.names(reading, book.commune)
        assert [each.name for each in names] == ["Hội Khuyến học xã Thạch Hà", "Hội 1"]
        parents = dated.parents(reading, book.commune, known_at=reading.position)
        assert [each.parent_id for each in parents] == [book.province, tree.other_province]
        begun = dated.parents(reading, book.commune, known_at=3)
        assert [each.parent_id for each in begun] == [book.province]
