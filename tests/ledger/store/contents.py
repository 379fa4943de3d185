"""Everything that is written in a store of events, read past our own code."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg

TABLES = {
    "stored_events": "position",
    "commands": "command_id",
    "unique_facts": "fact",
}

Rows = list[tuple[object, ...]]
Contents = dict[str, Rows]


@contextmanager
def reading(url: str) -> Iterator[Callable[[], Contents]]:
    """Open a store past our own code; what is yielded reads every row of every table, in order."""
    with _connected(url) as query:
        yield lambda: {
            table: query(f"SELECT * FROM {table} ORDER BY {key}")  # noqa: S608  # ours
            for table, key in TABLES.items()
        }


def contents(url: str) -> Contents:
    """Return every row of every table, in order."""
    with reading(url) as read:
        return read()


def execute(url: str, statement: str) -> None:
    """Run a statement as an administrator would, and commit it."""
    with _connected(url) as query:
        query(statement)


@contextmanager
def _connected(url: str) -> Iterator[Callable[[str], Rows]]:
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            yield lambda query: database.execute(query).fetchall()
        return
    with psycopg.connect(url, autocommit=True) as connection:

        def run(query: str) -> Rows:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []

        yield run
