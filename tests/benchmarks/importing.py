"""Importing a bank statement with vault and matching, against bare inserts of the same events."""

import gc
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import psycopg

from api.cli.garbage import look_seldom
from api.statements.candidates import ROWS_PER_APPEND
from api.statements.importing import StatementImport
from api.statements.knowledge import collect
from api.statements.layout import load_layout
from ledger.access import OPERATOR
from ledger.recording.commands import Command
from ledger.store.environment import sqlite_path
from ledger.store.log.codec import StoredRow
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Aim, Figure, in_turns
from tests.benchmarks.installation import Installation, RandomIds, installed
from tests.benchmarks.scale import Scale
from tests.benchmarks.statements import LAYOUT, begin_appeals, write_statement
from tests.stores import StoreKind

AIM = Aim(ratio_least=0.25)

_INSERT = "INSERT INTO stored_events VALUES "


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Import a file into one new book, and store what that recorded in another by hand."""
    recorded: list[StoredRow] = []

    def rows_per_second() -> float:
        with durable_store(kind) as store, installed(store) as installation:
            begin_appeals(installation)
            before = installation.services.ledger.position()
            seconds = seconds_to_import(installation, file, scale.import_rows)
            recorded[:] = installation.services.ledger.rows(before, scale.import_rows)
        return scale.import_rows / seconds

    def inserts_per_second() -> float:
        with durable_store(kind) as store:
            with installed(store):
                pass  # it has made the tables
            insert = _insert_into_sqlite if kind == "sqlite" else _insert_into_postgresql
            seconds = insert(store.events_url, recorded)
        return len(recorded) / seconds

    with tempfile.TemporaryDirectory(prefix="soquy-statement-") as folder:
        file = write_statement(Path(folder) / "statement.csv", scale.import_rows)
        ours, baseline = in_turns(scale.rounds, rows_per_second, inserts_per_second)
    yield Figure(
        benchmark="import",
        store=kind,
        what="rows of a statement : bare inserts",
        unit="/s",
        ours=ours,
        baseline=baseline,
        aim=AIM,
    )


def seconds_to_import(installation: Installation, file: Path, rows: int) -> float:
    """Look at a file and then record it, as the command line does; return how long that took."""
    services, book = installation.services, installation.book
    today = services.ledger.desk().today
    commands = _commands()
    gc.collect()
    look_seldom()  # as `soquy` does when it starts
    with file.open("rb") as stream:
        started = perf_counter()
        known = collect(services.views, services.vault, book.fund_id, book.bank, today)
        statement = StatementImport(
            services.ledger,
            services.vault,
            fund_id=book.fund_id,
            account_id=book.bank,
            layout=load_layout(LAYOUT),
            known=known,
        )
        statement.preview(stream, next(commands))
        recorded = sum(receipt.recorded for receipt in statement.record(stream, commands))
        seconds = perf_counter() - started
    assert recorded == rows
    return seconds


def _commands() -> Iterator[Command]:
    new_id = RandomIds()
    while True:
        yield Command(command_id=str(new_id()), digest=b"a chunk", by=OPERATOR)


def _insert_into_sqlite(url: str, events: Sequence[StoredRow]) -> float:
    connection = sqlite3.connect(sqlite_path(url), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    rows = [_row(event, _stream(event).hex) for event in events]
    started = perf_counter()
    for chunk in _chunks(rows):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"{_INSERT}(?, ?, ?, ?, ?, ?)", chunk)
        connection.execute("COMMIT")
    seconds = perf_counter() - started
    connection.close()
    return seconds


def _insert_into_postgresql(url: str, events: Sequence[StoredRow]) -> float:
    rows = [_row(event, _stream(event)) for event in events]
    with psycopg.connect(url, autocommit=True) as connection:
        started = perf_counter()
        for chunk in _chunks(rows):
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(f"{_INSERT}(%s, %s, %s, %s, %s, %s)", chunk)
        return perf_counter() - started


def _row(event: StoredRow, stream: UUID | str) -> tuple[Any, ...]:
    return (
        event.id,
        event.recorded_at_micros,
        stream,
        event.originator_version,
        event.topic,
        event.state,
    )


def _stream(event: StoredRow) -> UUID:
    assert isinstance(event.originator_id, UUID)
    return event.originator_id


def _chunks(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    return (rows[start : start + ROWS_PER_APPEND] for start in range(0, len(rows), ROWS_PER_APPEND))
