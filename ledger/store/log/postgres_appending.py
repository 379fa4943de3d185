"""Holding the append lock on PostgreSQL: an exclusive lock on the table, in few round trips.

Whatever is done under the lock keeps every other writer waiting, and each wait for an answer may
hand the interpreter to another thread. So there are two round trips: begin, lock and read; store
everything and commit. Whether a command came before is asked only where something speaks for it.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, NamedTuple, cast

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg import Connection, Cursor
from psycopg.rows import TupleRow, tuple_row

from ledger.store.log.append import NEWS_MAX, StoredCommand
from ledger.store.log.codec import Stored, StoredRow

COLUMNS = "position, recorded_at_micros, originator_id, originator_version, topic, state"

_BEGIN = f"""
    BEGIN;
    SET LOCAL lock_timeout = '%ds';
    LOCK TABLE stored_events IN EXCLUSIVE MODE;
    SELECT {COLUMNS} FROM stored_events
""".encode()  # noqa: S608  # our own words
_FROM = b"WHERE position >= %d ORDER BY position LIMIT %d"
_LAST = b"ORDER BY position DESC LIMIT 1"

# Up to so many rows, INSERT … VALUES is the quickest, because its answer need not be waited for;
# psycopg remembers how it read a statement only up to 50 parameters. For more, COPY is quicker.
_FEW = 8


class _Into(NamedTuple):
    """A table to store in, and the types of its columns."""

    table: str
    types: tuple[str, ...]


_EVENTS = _Into("stored_events", ("int8", "int8", "uuid", "int8", "text", "bytea"))
_COMMANDS = _Into("commands", ("text", "bytea", "bytea"))
_FACTS = _Into("unique_facts", ("text", "int8"))


class PostgresAppending:
    """The append lock on PostgreSQL, held."""

    def __init__(
        self,
        cursor: Cursor[TupleRow],
        unanswered: ExitStack,
        timeout_seconds: int,
        after: int | None,
    ) -> None:
        """Take the lock; read where the log ends, and what came behind position `after`.

        What is stored may be left to `unanswered`: whether it went well shows when that is closed.
        """
        self._cursor = cursor
        self._unanswered = unanswered
        self.news: Sequence[StoredRow] | None = None
        where = _LAST if after is None else _FROM % (after, NEWS_MAX + 1)
        cursor.execute(_BEGIN % timeout_seconds + where)
        while cursor.nextset():
            pass
        rows = [StoredRow(*row) for row in cursor.fetchall()]
        self.known = rows[0].state if rows and rows[0].id == after else None
        if after is not None and len(rows) <= NEWS_MAX:
            self.news = [row for row in rows if row.id > after]
        if len(rows) > NEWS_MAX or not rows:
            last = b"SELECT %b FROM stored_events %b" % (COLUMNS.encode(), _LAST)
            rows = [StoredRow(*row) for row in cursor.execute(last)]
        self.position = rows[-1].id if rows else 0
        self.recorded_at_micros = rows[-1].recorded_at_micros if rows else 0

    def commands(self, command_ids: Sequence[str]) -> dict[str, StoredCommand]:
        """Return those of the commands that have had their effect."""
        return find_commands(self._cursor, command_ids)

    def taken(self, facts: Sequence[str]) -> set[str]:
        """Return those of the facts that stand in the book already."""
        return find_taken(self._cursor, facts)

    def append(
        self,
        events: Sequence[StoredEvent | Stored],
        *,
        recorded_at_micros: int,
        commands: Sequence[StoredCommand],
        facts: Sequence[tuple[str, int]],
    ) -> None:
        """Store events at the next positions, with the commands and facts (fact, position)."""
        stored = [
            (
                position,
                recorded_at_micros,
                event.originator_id,
                event.originator_version,
                event.topic,
                event.state,
            )
            for position, event in enumerate(events, self.position + 1)
        ]
        if max(len(stored), len(commands), len(facts)) <= _FEW:
            self._unanswered.enter_context(self._cursor.connection.pipeline())
        self._insert(_EVENTS, stored)
        self._insert(_COMMANDS, [(c.command_id, c.digest, c.receipt) for c in commands])
        self._insert(_FACTS, sorted(facts))
        self.position += len(events)
        self.recorded_at_micros = recorded_at_micros

    def _insert(self, into: _Into, rows: Sequence[tuple[Any, ...]]) -> None:
        # Parameters in binary: escaping payloads as text takes longer than storing them.
        if len(rows) > _FEW:
            with self._cursor.copy(f"COPY {into.table} FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(into.types)
                for row in rows:
                    copy.write_row(row)
        elif rows:
            marks = f"({','.join(['%b'] * len(into.types))})"
            query = f"INSERT INTO {into.table} VALUES {','.join([marks] * len(rows))}"  # noqa: S608
            values = [value for row in rows for value in row]
            self._cursor.execute(cast("Any", query), values, prepare=True)


@contextmanager
def holding_lock(
    connection: Connection[Any], timeout_seconds: int, after: int | None
) -> Iterator[PostgresAppending]:
    """Hold the append lock; commit when the block ends, roll back if it raises."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        try:
            with ExitStack() as unanswered:
                yield PostgresAppending(cursor, unanswered, timeout_seconds, after)
                cursor.execute("COMMIT")
        except BaseException:
            with suppress(psycopg.OperationalError):  # the connection is gone, and so is the lock
                connection.rollback()
            raise


def find_taken(cursor: Cursor[TupleRow], facts: Sequence[str]) -> set[str]:
    """Return those of the facts that stand in the book already."""
    if not facts:
        return set()
    query = "SELECT fact FROM unique_facts WHERE fact = ANY(%b)"
    return {row[0] for row in cursor.execute(query, (list(facts),), prepare=True)}


def find_commands(cursor: Cursor[TupleRow], command_ids: Sequence[str]) -> dict[str, StoredCommand]:
    """Return those of the commands that have had their effect."""
    query = "SELECT command_id, digest, receipt FROM commands WHERE command_id = ANY(%b)"
    rows = cursor.execute(query, (list(command_ids),), prepare=True)
    return {row[0]: StoredCommand(*row) for row in rows}
