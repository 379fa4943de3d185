"""Holding the append lock on SQLite: a transaction that began as IMMEDIATE, in few statements.

Whatever is done under the lock keeps every other writer waiting, and each step of a statement may
hand the interpreter to another thread. So rows go in many at a time.
"""

import sqlite3
from collections.abc import Sequence
from time import monotonic, sleep
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import OperationalError, StoredEvent

from ledger.portions import portions
from ledger.store.log.append import NEWS_MAX, StoredCommand
from ledger.store.log.codec import Stored, StoredRow
from ledger.store.sqlite_rows import insert_rows

_RETRY_SECONDS_MIN, _RETRY_SECONDS_MAX = 0.0001, 0.0005
_FEW = 50


class SQLiteAppending:
    """The append lock on SQLite, held."""

    def __init__(self, cursor: sqlite3.Cursor, after: int | None) -> None:
        """Read where the log ends, and what came behind position `after`."""
        self._cursor = cursor
        self.news: Sequence[StoredRow] | None = None
        rows = [] if after is None else select_rows(cursor, *_from(after))
        self.known = rows[0].state if rows and rows[0].id == after else None
        if after is None or len(rows) > NEWS_MAX:
            last = cursor.execute(_LAST).fetchone()
            self.position, self.recorded_at_micros = tuple(last) if last else (0, 0)
            return
        self.news = [row for row in rows if row.id > after]
        last_rows = rows or select_rows(cursor, _FROM_THE_END, ())
        self.position = last_rows[-1].id if last_rows else 0
        self.recorded_at_micros = last_rows[-1].recorded_at_micros if last_rows else 0

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
        stored = []
        stream, name = None, ""
        for position, event in enumerate(events, self.position + 1):
            if event.originator_id is not stream:  # of an import, all are of one
                stream = event.originator_id
                name = cast("UUID", stream).hex
            version, topic, state = event.originator_version, event.topic, event.state
            stored.append((position, recorded_at_micros, name, version, topic, state))
        execute = self._cursor.execute
        insert_rows(execute, "stored_events", stored)
        insert_rows(execute, "commands", [(c.command_id, c.digest, c.receipt) for c in commands])
        insert_rows(execute, "unique_facts", sorted(facts))
        self.position += len(events)
        self.recorded_at_micros = recorded_at_micros


def execute_when_unlocked(
    connection: sqlite3.Connection, statement: str, timeout_seconds: float
) -> None:
    """Execute what another process may keep from us, asking often.

    A batch holds the append lock for about a millisecond, an import for fifty. SQLite's own waiting
    doubles up to 100 ms, and some locks it does not wait for at all. Raises `OperationalError`
    when the time is over.
    """
    deadline = monotonic() + timeout_seconds
    pause = _RETRY_SECONDS_MIN
    while True:
        try:
            connection.execute(statement).close()
        except sqlite3.OperationalError as error:
            if monotonic() > deadline or "locked" not in str(error):
                raise OperationalError(str(error)) from error
            sleep(pause)
            pause = min(1.25 * pause, _RETRY_SECONDS_MAX)
        else:
            return


def select_rows(cursor: sqlite3.Cursor, where: str, params: tuple[Any, ...]) -> list[StoredRow]:
    """Return rows of the log."""
    cursor.execute(f"SELECT * FROM stored_events {where}", params)  # noqa: S608  # our own words
    return [
        StoredRow(position, micros, UUID(stream), version, topic, state)
        for position, micros, stream, version, topic, state in cursor.fetchall()
    ]


def find_taken(cursor: sqlite3.Cursor, facts: Sequence[str]) -> set[str]:
    """Return those of the facts that stand in the book already.

    An import's thousand lie side by side, with nothing between them if they are new: so of many it
    is asked first whether there is anything from the least to the greatest, and then of halves.
    """
    found: set[str] = set()
    open_ = [sorted(facts)] if facts else []
    while open_:
        some = open_.pop()
        if len(some) <= _FEW:
            marks = ",".join("?" * len(some))
            cursor.execute(f"SELECT fact FROM unique_facts WHERE fact IN ({marks})", some)  # noqa: S608
            found.update(row[0] for row in cursor)
        elif cursor.execute(_ANY_BETWEEN, (some[0], some[-1])).fetchone() is not None:
            middle = len(some) // 2
            open_ += [some[:middle], some[middle:]]
    return found


def find_commands(cursor: sqlite3.Cursor, command_ids: Sequence[str]) -> dict[str, StoredCommand]:
    """Return those of the commands that have had their effect."""
    found: dict[str, StoredCommand] = {}
    for some in portions(command_ids):
        marks = ",".join("?" * len(some))
        cursor.execute(f"SELECT * FROM commands WHERE command_id IN ({marks})", some)  # noqa: S608
        found.update({row[0]: StoredCommand(*row) for row in cursor})
    return found


_ANY_BETWEEN = "SELECT 1 FROM unique_facts WHERE fact BETWEEN ? AND ? LIMIT 1"
_FROM_THE_END = "ORDER BY position DESC LIMIT 1"
_LAST = "SELECT position, recorded_at_micros FROM stored_events ORDER BY position DESC LIMIT 1"


def _from(position: int) -> tuple[str, tuple[int, int]]:
    return "WHERE position >= ? ORDER BY position LIMIT ?", (position, NEWS_MAX + 1)
