"""A rebuild disturbs nobody: the old tables are read and kept going until the new ones are live."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event as Flag
from threading import Thread

import pytest

from ledger.store.log.codec import Recorded
from projections import balances, entries
from projections.errors import RebuildRunning
from projections.rebuild import Progress, rebuild
from projections.tables import generations
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation
from tests.projections.tables import build_anew, follow, laid_open


def test_progress_goes_from_batch_to_batch_to_the_head(views: Views, book: Book) -> None:
    head = book.ledger.position()
    assert head == 7
    steps = list(rebuild(views, book.ledger.read, book.ledger.position, batch=3))
    assert steps == [
        Progress(3, head),
        Progress(6, head),
        Progress(7, head),
        Progress(7, head, done=True),
    ]


def test_readers_see_the_old_tables_until_the_new_ones_hold_as_much(
    views: Views, book: Book
) -> None:
    book.donate(500_000)
    follow(views, book)
    for progress in rebuild(views, book.ledger.read, book.ledger.position, batch=2):
        with views.reading() as reading:
            assert balances.balance(reading, book.fund_id).dong == 500_000
            assert reading.tables.generation == (2 if progress.done else 1)


def test_what_is_recorded_during_a_rebuild_is_in_the_old_tables_and_in_the_new(
    views: Views, book: Book
) -> None:
    follow(views, book)
    for progress in rebuild(views, book.ledger.read, book.ledger.position, batch=4):
        if not progress.done and book.balance < 3_000:
            book.donate(1_000)
            follow(views, book)
        with views.reading() as reading:
            assert balances.balance(reading, book.fund_id).dong == book.balance
    assert book.balance == 3_000
    assert views.position() == book.ledger.position()


def test_the_switch_takes_in_what_the_old_tables_got_last(views: Views, book: Book) -> None:
    """A rebuild that saw the end of the log switches at the position of the old tables."""
    follow(views, book)
    at_end: list[int] = []

    def read(after: int, limit: int) -> list[Recorded]:
        events = book.ledger.read(after, limit)
        if not events and not at_end:
            at_end.append(after)
            book.donate(1_000)
            follow(views, book)
        return events

    for _ in rebuild(views, read, book.ledger.position):
        pass
    assert at_end
    with views.reading() as reading:
        assert reading.tables.generation == 2
        assert balances.balance(reading, book.fund_id).dong == 1_000


def test_the_switch_leaves_out_what_the_old_tables_do_not_hold_yet(
    views: Views, book: Book
) -> None:
    """Else it might end in the middle of a correction, whose half the next batch would mend."""
    at_end: list[int] = []

    def read(after: int, limit: int) -> list[Recorded]:
        events = book.ledger.read(after, limit)
        if not events and not at_end:
            gift = book.donate(500_000)
            follow(views, book)
            at_end.append(views.position())
            book.reverse(gift, replacement=a_donation(300_000, account_id=book.bank))
        return events

    for _ in rebuild(views, read, book.ledger.position, batch=2):
        pass
    with views.reading() as reading:
        assert (reading.tables.generation, [reading.position]) == (2, at_end)
        assert balances.balance(reading, book.fund_id).dong == 500_000


def test_the_engine_goes_on_with_the_new_tables(views: Views, book: Book) -> None:
    build_anew(views, book)
    book.donate(1_000)
    follow(views, book)
    with views.reading() as reading:
        assert reading.tables.generation == 2
        assert balances.balance(reading, book.fund_id).dong == 1_000


def test_an_abandoned_rebuild_leaves_the_old_tables_and_the_next_begins_afresh(
    views: Views, book: Book
) -> None:
    book.donate(500_000)
    follow(views, book)
    before = laid_open(views)
    abandoned = rebuild(views, book.ledger.read, book.ledger.position, batch=2)
    next(abandoned)
    abandoned.close()
    assert laid_open(views) == before
    build_anew(views, book)
    assert laid_open(views) == before


def test_only_the_live_tables_are_left_after_a_rebuild(views: Views, book: Book) -> None:
    abandoned = rebuild(views, book.ledger.read, book.ledger.position, batch=2)
    next(abandoned)
    abandoned.close()
    build_anew(views, book)
    with views.database.reading() as connection:
        assert list(generations.existing(connection)) == [2]


def test_a_reader_keeps_its_look_though_its_tables_are_replaced(views: Views, book: Book) -> None:
    book.donate(500_000)
    follow(views, book)
    with views.reading() as reading:
        before = balances.balance(reading, book.fund_id)
        book.donate(1_000)
        build_anew(views, book)
        assert views.position() == reading.position + 1
        assert balances.balance(reading, book.fund_id) == before
        assert len(entries.latest(reading, book.fund_id)) == 1
    build_anew(views, book)
    with views.database.reading() as connection:
        assert list(generations.existing(connection)) == [3]


def test_a_rebuild_goes_back_with_a_log_that_was_restored_from_a_backup(
    views: Views, book: Book
) -> None:
    backed_up = book.events()
    book.donate(500_000)
    follow(views, book)

    def read(after: int, limit: int) -> list[Recorded]:
        return backed_up[after : after + limit]

    for _ in rebuild(views, read, lambda: len(backed_up)):
        pass
    assert views.position() == len(backed_up)


def test_two_rebuilds_at_once_are_refused(views: Views, book: Book) -> None:
    first = rebuild(views, book.ledger.read, book.ledger.position, batch=2)
    next(first)
    with pytest.raises(RebuildRunning):
        build_anew(views, book)
    assert [progress.done for progress in first][-1]
    build_anew(views, book)


def test_rebuilding_and_living_and_reading_at_once(views: Views, book: Book) -> None:
    """Every look is at one state: the sums are those of the postings, and positions only grow."""
    for _ in range(20):
        book.donate(1_000)
    with repeating(lambda: follow(views, book, 5)), repeating(lambda: look(views, book)):
        for _ in range(3):
            book.donate(1_000)
            build_anew(views, book, 5)
    follow(views, book)
    lived = laid_open(views)
    build_anew(views, book)
    assert laid_open(views) == lived


def look(views: Views, book: Book) -> None:
    with views.reading() as reading:
        if reading.position < 7:
            return
        summed = balances.balance(reading, book.fund_id)
        assert summed == balances.balance(reading, book.fund_id, known_at=reading.position)


@contextmanager
def repeating(task: Callable[[], None]) -> Iterator[None]:
    """Do a task over and over in a thread of its own; its failure is the test's."""
    stop, failures = Flag(), []

    def repeat() -> None:
        while not stop.is_set():
            try:
                task()
            except Exception as error:  # noqa: BLE001  # raised again below
                failures.append(error)
                return

    thread = Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    for failure in failures:
        raise failure
