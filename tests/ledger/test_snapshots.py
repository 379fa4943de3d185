"""Snapshots: a stream is never replayed from its beginning, and reads the same as if it were."""

from eventsourcing.persistence import AggregateRecorder, StoredEvent

from ledger.application import Ledger
from ledger.states import SNAPSHOT_EVERY
from tests.books import Book, open_ledger
from tests.builders import a_credit
from tests.stores import Store


def test_a_long_stream_has_one_snapshot_and_reads_as_if_it_had_none(
    book: Book, store: Store
) -> None:
    import_credits(book, SNAPSHOT_EVERY)
    import_credits(book, SNAPSHOT_EVERY)
    with open_ledger(store) as ledger:
        (snapshot,) = snapshots_of(ledger).select_events(book.fund_id)
        assert snapshot.originator_version > 2 * SNAPSHOT_EVERY
        assert ledger.desk().fund(book.fund_id) == book.fund


def test_a_snapshot_of_another_schema_is_passed_over(book: Book, store: Store) -> None:
    import_credits(book, SNAPSHOT_EVERY)
    of_old = StoredEvent(book.fund_id, book.version, "fund.0.old", b"{}")
    with open_ledger(store) as ledger:
        snapshots_of(ledger).insert_events([of_old])
        assert ledger.desk().fund(book.fund_id) == book.fund


def import_credits(book: Book, count: int) -> None:
    """Make the fund's stream so many events longer."""
    first = book.version
    book.import_rows(*(a_credit(row=str(row)) for row in range(first, first + count)))


def snapshots_of(ledger: Ledger) -> AggregateRecorder:
    """Where a ledger keeps its snapshots."""
    assert ledger.snapshots is not None
    return ledger.snapshots.recorder
