"""Every event is taken in exactly once, whoever races, fails or is interrupted."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event as Flag
from threading import Semaphore, Thread

import pytest
from eventsourcing.persistence import OperationalError
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ledger.store.log.codec import Recorded
from projections import balances
from projections.engine import Engine
from projections.errors import ViewsOutdated
from projections.tables import generations
from projections.views import Views
from tests import postgresql
from tests.books import Book, open_book
from tests.builders import a_donation
from tests.projections.tables import build_anew, follow, laid_open
from tests.stores import prepared_store


def test_an_engine_takes_in_everything_and_then_nothing(views: Views, book: Book) -> None:
    book.donate(500_000)
    engine = Engine(views, book.ledger.read, batch=4)
    assert engine.catch_up() == book.ledger.position() == views.position()
    assert not engine.step()


def test_each_event_counts_once_though_two_engines_race(views: Views, book: Book) -> None:
    for _ in range(40):
        book.donate(1_000)
    racers = [Thread(target=follow, args=(views, book, 3)) for _ in range(2)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    with views.reading() as reading:
        assert balances.balance(reading, book.fund_id).dong == book.balance == 40_000
    raced = laid_open(views)
    build_anew(views, book)
    assert laid_open(views) == raced


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 5])
def test_nobody_sees_half_of_what_was_recorded_at_once(
    views: Views, book: Book, batch: int
) -> None:
    gift = book.donate(500_000)
    book.clock.advance(seconds=1)
    book.reverse(gift, replacement=a_donation(300_000, account_id=book.bank))
    engine = Engine(views, book.ledger.read, batch=batch)
    seen = set()
    while engine.step():
        with views.reading() as reading:
            if reading.position >= (gift.position or 0):
                seen.add(balances.balance(reading, book.fund_id).dong)
    assert {300_000} <= seen <= {500_000, 300_000}


def test_an_engine_that_was_overtaken_throws_its_batch_away(views: Views, book: Book) -> None:
    book.donate(500_000)

    def read(after: int, limit: int) -> list[Recorded]:
        events = book.ledger.read(after, limit)
        if after < book.ledger.position():
            follow(views, book)
        return events

    assert Engine(views, read).step()
    with views.reading() as reading:
        assert balances.balance(reading, book.fund_id).dong == 500_000


def test_a_batch_that_fails_half_way_leaves_nothing_behind(views: Views, book: Book) -> None:
    book.donate(500_000)
    before = laid_open(views)
    with without(views, "months"), pytest.raises(DatabaseError):
        follow(views, book)
    assert laid_open(views) == before
    follow(views, book)
    with views.reading() as reading:
        assert balances.balance(reading, book.fund_id).dong == 500_000


def test_a_running_engine_follows_until_it_is_stopped(views: Views, book: Book) -> None:
    with running(Engine(views, book.ledger.read)) as engine:
        for dong in (500_000, 250_000):
            receipt = book.donate(dong)
            engine.wake()
            assert receipt.position is not None
            assert views.wait_for(receipt.position, timeout_seconds=30)
    book.donate(1)
    assert views.position() == book.ledger.position() - 1


def test_a_running_engine_outlives_a_log_that_is_away_for_a_time(views: Views, book: Book) -> None:
    calls: list[int] = []

    def read(after: int, limit: int) -> list[Recorded]:
        calls.append(after)
        if len(calls) == 1:
            raise OperationalError
        return book.ledger.read(after, limit)

    with running(Engine(views, read)):
        assert views.wait_for(book.ledger.position(), timeout_seconds=30)


def test_a_running_engine_outlives_tables_that_nobody_may_write_for_a_time() -> None:
    tried = Semaphore(0)

    with (
        prepared_store("postgresql") as store,
        open_book(store) as book,
        closing(Views(store.views_url)) as views,
    ):

        def read(after: int, limit: int) -> list[Recorded]:
            views.close()  # one that has read says that it writes, whatever the server says
            tried.release()
            return book.ledger.read(after, limit)

        views.create_tables()
        head = book.ledger.position()
        postgresql.let_write(store.views_url, anybody=False)
        with running(Engine(views, read)) as engine:
            for _ in range(4):
                engine.wake()
                assert tried.acquire(timeout=30)
            postgresql.let_write(store.views_url, anybody=True)
            assert views.wait_for(head, timeout_seconds=30)


def test_a_running_engine_outlives_a_disk_of_postgresql_that_is_full_for_a_time() -> None:
    tried = Semaphore(0)

    with (
        prepared_store("postgresql") as store,
        open_book(store) as book,
        closing(Views(store.views_url)) as views,
    ):

        def read(after: int, limit: int) -> list[Recorded]:
            tried.release()
            return book.ledger.read(after, limit)

        views.create_tables()
        head = book.ledger.position()
        execute(views, _NO_ROOM)
        execute(views, f"CREATE TRIGGER full_disk BEFORE INSERT ON views_1_moments {_REFUSING}")
        with running(Engine(views, read)) as engine:
            for _ in range(2):
                engine.wake()
                assert tried.acquire(timeout=30)
            execute(views, "DROP TRIGGER full_disk ON views_1_moments")
            assert views.wait_for(head, timeout_seconds=30)


def test_tables_of_another_version_are_neither_read_nor_written(views: Views, book: Book) -> None:
    with views.database.writing() as connection:
        connection.execute(generations.LIVE.update().values(revision="another"))
    assert views.needs_rebuild()
    with pytest.raises(ViewsOutdated):
        follow(views, book)
    with pytest.raises(ViewsOutdated):
        views.position()
    build_anew(views, book)
    assert not views.needs_rebuild()
    assert views.position() == book.ledger.position()


def test_tables_ahead_of_the_log_are_those_of_another(views: Views, book: Book) -> None:
    follow(views, book)
    head = book.ledger.position()
    assert not views.needs_rebuild(head)
    assert views.needs_rebuild(head - 1)


@contextmanager
def running(engine: Engine) -> Iterator[Engine]:
    """Run an engine in a thread of its own."""
    stop = Flag()
    thread = Thread(target=engine.run, args=(stop,))
    thread.start()
    try:
        yield engine
    finally:
        stop.set()
        engine.wake()
        thread.join()


_NO_ROOM = """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END$$
"""
_REFUSING = "EXECUTE FUNCTION no_room()"


@contextmanager
def without(views: Views, table: str) -> Iterator[None]:
    """Take a table of the first generation away for a while."""
    rename(views, f"views_1_{table}", "elsewhere")
    yield
    rename(views, "elsewhere", f"views_1_{table}")


def rename(views: Views, old: str, new: str) -> None:
    execute(views, f"ALTER TABLE {old} RENAME TO {new}")


def execute(views: Views, statement: str) -> None:
    with views.database.writing() as connection:
        connection.execute(text(statement))
