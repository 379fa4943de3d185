"""The log only grows: nobody rewrites it, and no position is skipped or given twice."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import pairwise
from threading import Event as Signal
from typing import Any

import psycopg
import pytest

from ledger.access import OPERATOR
from ledger.application import Ledger
from ledger.recording.commands import Command, Receipt
from ledger.store.environment import environment
from ledger.store.log.append import LedgerRecorder
from ledger.store.log.codec import Recorded
from ledger.store.log.postgres_appending import PostgresAppending
from ledger.store.log.sqlite_appending import SQLiteAppending
from ledger.values import AccountId, FundId
from tests.books import Book
from tests.builders import a_donation
from tests.fakes import Memos
from tests.ledger.store.contents import contents, execute
from tests.ledger.store.processes import PROCESSES, Processes
from tests.stores import Store, prepared_store

THREADS, GIFTS = 4, 15

# Nobody rewrites


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET topic = 'fund.moon_landed' WHERE position = 1",
        "UPDATE stored_events SET recorded_at_micros = 0",
        "DELETE FROM stored_events WHERE position = 2",
        "DELETE FROM stored_events",
    ],
)
def test_stored_events_are_never_rewritten_by_anybody(
    book: Book, store: Store, statement: str
) -> None:
    before = contents(store.events_url)
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="never rewritten"):
        execute(store.events_url, statement)
    assert contents(store.events_url) == before
    assert book.balance == 0


def test_stored_events_are_never_truncated(book: Book, store: Store) -> None:
    if store.kind == "sqlite":
        return  # it has no such command
    with pytest.raises(psycopg.Error, match="never rewritten"):
        execute(store.events_url, "TRUNCATE stored_events")
    assert book.version == 4


# Nothing is answered before it is on disk


def test_an_append_waits_for_the_disk_whatever_other_connections_do(book: Book) -> None:
    book.donate(1)
    assert isinstance(book.ledger.recorder, LedgerRecorder)
    with book.ledger.recorder.appending() as appending:
        assert isinstance(appending, SQLiteAppending | PostgresAppending)
        cursor: Any = appending._cursor  # noqa: SLF001  # what is set is seen nowhere else
        if isinstance(appending, SQLiteAppending):
            assert tuple(cursor.execute("PRAGMA synchronous").fetchone()) == (2,)  # FULL
        else:
            assert cursor.execute("SHOW synchronous_commit").fetchone() == ("on",)


# No position is skipped or given twice


def donate_in_threads(
    fund_id: FundId, account_id: AccountId, ledger: Ledger, process: int
) -> list[tuple[str, Receipt]]:
    """Give many gifts from several threads of one process; what was acknowledged to each."""

    def donate(number: int) -> tuple[str, Receipt]:
        command = Command(command_id=f"{process} {number}", digest=b"", by=OPERATOR)
        gift = a_donation(1 + number, account_id=account_id)
        return command.command_id, ledger.receive_donation(command, fund_id, gift)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(donate, range(THREADS * GIFTS)))


def followed(ledger: Ledger, until: Signal) -> list[Recorded]:
    """Everything a reader sees who reads on from where it stands, while others write."""
    seen: list[Recorded] = []
    last_time = False
    while True:
        more = ledger.read(seen[-1].position if seen else 0, 7)
        seen += more
        if not more and last_time:
            return seen
        last_time = until.is_set()


def test_positions_have_no_gaps_whoever_writes_and_reads(
    book: Book, store: Store, processes: Processes
) -> None:
    before, done = book.ledger.position(), Signal()
    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(followed, book.ledger, done)
        acknowledged = [
            each
            for process in processes.at_once(
                store, partial(donate_in_threads, book.fund_id, book.bank)
            )
            for each in process
        ]
        done.set()
        seen = reading.result()
    log = book.events()
    assert [each.position for each in log] == list(range(1, len(log) + 1))
    assert all(a.recorded_at_micros <= b.recorded_at_micros for a, b in pairwise(log))
    assert seen == log
    assert len(log) - before == len(acknowledged) == PROCESSES * THREADS * GIFTS
    assert_every_receipt_is_in_the_log_once(acknowledged, log)


def assert_every_receipt_is_in_the_log_once(
    acknowledged: Sequence[tuple[str, Receipt]], log: Sequence[Recorded]
) -> None:
    by_position = {each.position: each for each in log}
    receipts = [receipt for _, receipt in acknowledged]
    assert len({receipt.position for receipt in receipts}) == len(receipts)
    for receipt in receipts:
        assert receipt.position is not None
        recorded = by_position[receipt.position]
        [entry] = receipt.entries
        assert (recorded.stream, recorded.version) == (receipt.stream, receipt.version)
        assert (recorded.version, recorded.recorded_at) == (entry.version, receipt.recorded_at)
        assert str(recorded.event.voucher) == entry.voucher  # type: ignore[attr-defined]
    numbers = sorted(int(receipt.entries[0].voucher[-5:]) for receipt in receipts)  # type: ignore[index]
    assert numbers == list(range(1, len(receipts) + 1))


def test_a_process_that_starts_waits_for_nobody_who_records() -> None:
    with prepared_store("postgresql") as store, psycopg.connect(store.events_url) as other:
        other.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
        with closing(Ledger(environment(store.events_url), Memos())) as ledger:
            assert ledger.position() == 0
