"""Cached states and snapshots: quicker ways to what replaying the log would give."""

from uuid import UUID

import msgspec
import pytest
from eventsourcing.persistence import AggregateRecorder, StoredEvent

from ledger.application import Ledger
from ledger.errors.unavailable import UnreadableEvent
from ledger.fund import Fund
from ledger.recording.states import KINDS, SNAPSHOT_EVERY, State, evolve
from ledger.values import Role
from tests.books import Book, open_ledger
from tests.builders import a_credit, a_donation, an_id
from tests.future import record_the_future
from tests.stores import Store


def replayed(book: Book, stream: UUID) -> State:
    """The state of a stream by the slow way."""
    state: State | None = None
    for each in book.events():
        if each.stream == stream:
            state = evolve(state, each.event)
    assert state is not None
    return state


def import_many(book: Book, first: int, count: int) -> None:
    book.import_rows(*(a_credit(1, f"row {number}") for number in range(first, first + count)))


def snapshots_of(ledger: Ledger) -> AggregateRecorder:
    assert ledger.snapshots is not None
    return ledger.snapshots.recorder


def snapshot_of(book: Book) -> StoredEvent:
    """The one snapshot there is of the fund."""
    [snapshot] = snapshots_of(book.ledger).select_events(book.fund_id)
    return snapshot


# Cached states


def test_two_processes_see_what_the_other_records(book: Book, store: Store) -> None:
    with open_ledger(store) as other:
        for round_ in range(1, 6):
            book.donate(1)
            assert other.desk().fund(book.fund_id).balance_dong == 2 * round_ - 1
            gift = a_donation(1, account_id=book.bank)
            receipt = other.receive_donation(book.command(), book.fund_id, gift)
            assert receipt.balance_dong == book.balance == 2 * round_
        assert other.desk().fund(book.fund_id) == book.fund == replayed(book, book.fund_id)


def test_what_a_process_saw_at_its_first_glance_grows_old(book: Book, store: Store) -> None:
    with open_ledger(store) as other:
        assert other.glance().fund(book.fund_id).balance_dong == 0
        book.donate(1)
        gift = a_donation(1, account_id=book.bank)
        assert other.receive_donation(book.command(), book.fund_id, gift).balance_dong == 2


def test_a_process_far_behind_catches_up(book: Book, store: Store) -> None:
    with open_ledger(store) as other:
        assert other.desk().fund(book.fund_id).balance_dong == 0
        for piece in range(3):
            import_many(book, 900 * piece, 900)
        assert other.desk().fund(book.fund_id) == replayed(book, book.fund_id)
        gift = a_donation(1, account_id=book.bank)
        receipt = other.receive_donation(book.command(), book.fund_id, gift)
        assert receipt.version == 4 + 2_701
        assert receipt.entries[0].voucher == "BC-2025-02701"


def test_a_process_far_behind_decides_on_the_latest_state(book: Book, store: Store) -> None:
    with open_ledger(store) as other:
        assert other.desk().fund(book.fund_id).balance_dong == 0
        import_many(book, 0, 2_500)
        gift = a_donation(1, account_id=book.bank)
        receipt = other.receive_donation(book.command(), book.fund_id, gift)
        assert receipt.balance_dong == 2_501


def test_every_kind_of_stream_is_cached_as_it_would_be_replayed(book: Book, store: Store) -> None:
    donor = book.register_donor()
    treasurer = book.person(Role.TREASURER)
    with open_ledger(store) as other:
        for stream in (book.commune, book.fund_id, donor, treasurer):
            one, another = (each.desk().versioned(stream) for each in (book.ledger, other))
            assert one == another
            assert one is not None
            assert one.state == replayed(book, stream)


def test_a_stream_that_has_not_begun_has_no_state(book: Book) -> None:
    assert book.ledger.desk().versioned(an_id("nothing")) is None


# Snapshots


def test_a_snapshot_is_taken_every_so_many_versions_and_only_the_last_is_kept(book: Book) -> None:
    book.donate(1)
    assert not list(snapshots_of(book.ledger).select_events(book.fund_id))
    import_many(book, 0, SNAPSHOT_EVERY)
    assert snapshot_of(book).originator_version == 5 + SNAPSHOT_EVERY
    import_many(book, SNAPSHOT_EVERY, SNAPSHOT_EVERY)
    assert snapshot_of(book).originator_version == 5 + 2 * SNAPSHOT_EVERY


def test_a_state_from_a_snapshot_is_what_replaying_gives(book: Book, store: Store) -> None:
    import_many(book, 0, SNAPSHOT_EVERY)
    book.donate(7)
    with open_ledger(store) as other:
        assert other.desk().fund(book.fund_id) == replayed(book, book.fund_id) == book.fund


def put_snapshot(book: Book, fund: Fund, topic: str) -> None:
    version = snapshot_of(book).originator_version
    payload = msgspec.json.encode(fund)
    snapshots_of(book.ledger).insert_events([StoredEvent(book.fund_id, version, topic, payload)])


@pytest.fixture
def with_snapshot(book: Book) -> Book:
    import_many(book, 0, SNAPSHOT_EVERY)
    return book


def test_a_snapshot_saves_reading_the_events_before_it(with_snapshot: Book, store: Store) -> None:
    """Shown by one that says something the events do not."""
    book = with_snapshot
    other_purpose = msgspec.structs.replace(book.fund, custodies=frozenset(["in no event"]))
    put_snapshot(book, other_purpose, KINDS["fund"].snapshot_topic)
    with open_ledger(store) as other:
        assert other.desk().fund(book.fund_id) == other_purpose


@pytest.mark.parametrize("topic", ["fund.0.0123456789abcdef", "fund.opened", ""])
def test_a_snapshot_of_another_version_of_the_software_is_passed_over(
    with_snapshot: Book, store: Store, topic: str
) -> None:
    book = with_snapshot
    nonsense = msgspec.structs.replace(book.fund, custodies=frozenset(["in no event"]))
    put_snapshot(book, nonsense, topic)
    with open_ledger(store) as other:
        assert other.desk().fund(book.fund_id) == replayed(book, book.fund_id)


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"{}", b'{"turnover":"much"}', b'{"name":"\xff"}', b"\x00" * 99],
    ids=["empty", "cut off", "no state", "no number", "no UTF-8", "zeros"],
)
def test_a_snapshot_that_cannot_be_read_is_passed_over(
    with_snapshot: Book, store: Store, payload: bytes
) -> None:
    book, kept = with_snapshot, snapshot_of(with_snapshot)
    torn = StoredEvent(book.fund_id, kept.originator_version, kept.topic, payload)
    snapshots_of(book.ledger).insert_events([torn])
    with open_ledger(store) as other:
        assert other.desk().fund(book.fund_id) == replayed(book, book.fund_id)


def test_what_was_replayed_for_long_has_a_snapshot_once_it_is_recorded_into(
    with_snapshot: Book, store: Store
) -> None:
    """A book that was restored has none at all, and no process shall replay all of it again."""
    book, kept = with_snapshot, snapshot_of(with_snapshot)
    put_snapshot(book, book.fund, "of another version")
    with open_ledger(store) as other:
        gift = a_donation(1, account_id=book.bank)
        receipt = other.receive_donation(book.command(), book.fund_id, gift)
        taken = snapshot_of(book)
        assert (taken.originator_version, taken.topic) == (receipt.version, kept.topic)
        other.receive_donation(book.command(), book.fund_id, gift)
        assert snapshot_of(book) == taken


def test_each_kind_of_state_has_snapshots_of_its_own() -> None:
    assert len({kind.snapshot_topic for kind in KINDS.values()}) == len(KINDS)


# What a newer version recorded


def test_who_cannot_read_a_stream_is_told_so_and_goes_on_with_the_others(
    book: Book, store: Store
) -> None:
    with open_ledger(store) as older:
        assert older.desk().fund(book.fund_id) == book.fund
        other = book.open_fund(book.commune)
        record_the_future(book.ledger, other)
        gift = a_donation(1, account_id=book.bank)
        for ledger in (older, book.ledger):
            assert ledger.receive_donation(book.command(), book.fund_id, gift).position
            with pytest.raises(UnreadableEvent):
                ledger.desk().fund(other)
            with pytest.raises(UnreadableEvent):
                ledger.receive_donation(book.command(), other, gift)
        before = book.ledger.position()
        record_the_future(book.ledger, book.fund_id)
        for ledger in (older, book.ledger):
            with pytest.raises(UnreadableEvent):
                ledger.receive_donation(book.command(), book.fund_id, gift)
        assert book.ledger.position() == before + 1
