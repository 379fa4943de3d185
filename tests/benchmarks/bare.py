"""What a bare driver needs to store the same rows: nothing is decided, nothing enciphered."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from math import ceil
from time import perf_counter
from typing import Any, NamedTuple

import psycopg

from ledger.store.environment import sqlite_path
from tests.stores import Store

Rows = list[tuple[Any, ...]]
Insert = Callable[[Sequence[tuple["Table", Rows]]], None]


class Table(NamedTuple):
    """A table of one of the databases, with the columns that are written."""

    database: str
    name: str
    columns: tuple[str, ...]

    def select(self) -> str:
        """Return the query for its rows, which come as they lie there."""
        return f"SELECT {', '.join(self.columns)} FROM {self.name}"  # noqa: S608  # our own words

    def insert(self, mark: str) -> str:
        """Return the statement that stores a row."""
        marks = ", ".join([mark] * len(self.columns))
        return f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({marks})"  # noqa: S608


_EVENT = (
    *("position", "recorded_at_micros", "originator_id"),
    *("originator_version", "topic", "state"),
)


def events(store: Store) -> list[Table]:
    """Return the table of events alone."""
    return [Table(store.events_url, "stored_events", _EVENT)]


def everything(store: Store) -> list[Table]:
    """Return all tables that an import writes, in the order in which it does."""
    return [
        Table(f"sqlite:///{store.keys_dir}/keys.db", "keys", ("id", "wrapped")),
        Table(store.people_url, "vault_memos", ("id", "sealed")),
        *events(store),
        Table(store.events_url, "commands", ("command_id", "digest", "receipt")),
        Table(store.events_url, "unique_facts", ("fact", "position")),
    ]


def stored(tables: Sequence[Table]) -> list[Rows]:
    """Return the rows of each of these tables."""
    return [_stored(table) for table in tables]


def seconds_to_insert(tables: Sequence[Table], rows: Sequence[Rows], *, transactions: int) -> float:
    """Store rows into their tables; return how long that took.

    They are stored in equal parts, each in a transaction of every database it is about, one after
    the other. Each transaction is on disk when it ends.
    """
    parts = [[_part(each, number, transactions) for each in rows] for number in range(transactions)]
    with ExitStack() as stack:
        databases = dict.fromkeys(table.database for table in tables)
        inserts: Mapping[str, Insert] = {
            database: stack.enter_context(_inserting(database)) for database in databases
        }
        started = perf_counter()
        for part in parts:
            for database, insert in inserts.items():
                pairs = zip(tables, part, strict=True)
                insert([(table, some) for table, some in pairs if table.database == database])
        return perf_counter() - started


def _part(rows: Rows, number: int, parts: int) -> Rows:
    size = ceil(len(rows) / parts)
    return rows[number * size : (number + 1) * size]


def _stored(table: Table) -> Rows:
    if not table.database.startswith("sqlite"):
        with psycopg.connect(table.database) as connection:
            return connection.execute(table.select().encode()).fetchall()
    with closing(sqlite3.connect(sqlite_path(table.database))) as connection:
        return connection.execute(table.select()).fetchall()


def _inserting(database: str) -> AbstractContextManager[Insert]:
    is_sqlite = database.startswith("sqlite")
    return _inserting_on_sqlite(database) if is_sqlite else _inserting_on_postgresql(database)


@contextmanager
def _inserting_on_sqlite(database: str) -> Iterator[Insert]:
    path = sqlite_path(database)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

        def insert(parts: Sequence[tuple[Table, Rows]]) -> None:
            connection.execute("BEGIN IMMEDIATE")
            for table, rows in parts:
                connection.executemany(table.insert("?"), rows)
            connection.execute("COMMIT")

        yield insert


@contextmanager
def _inserting_on_postgresql(database: str) -> Iterator[Insert]:
    with psycopg.connect(database, autocommit=True) as connection:

        def insert(parts: Sequence[tuple[Table, Rows]]) -> None:
            with connection.transaction(), connection.cursor() as cursor:
                for table, rows in parts:
                    cursor.executemany(table.insert("%s").encode(), rows)

        yield insert
