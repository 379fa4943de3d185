"""The event store on SQLite: WAL, every commit on disk, one writer at a time."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    Notification,
    OperationalError,
    StoredEvent,
)
from eventsourcing.sqlite import (
    SQLiteAggregateRecorder,
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)

from ledger.store.append import NEWS_MAX, LedgerRecorder, StoredCommand
from ledger.store.codec import StoredRow

_LOCK_RETRY_SECONDS = 0.0005
_READ_TIMEOUT_SECONDS = 5.0
_CACHED_STATEMENTS = 64
_VARIABLES = 500

_TABLES = (
    """CREATE TABLE IF NOT EXISTS stored_events (
        position INTEGER PRIMARY KEY,
        recorded_at_micros INTEGER NOT NULL,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        UNIQUE (originator_id, originator_version)
    )""",
    """CREATE TABLE IF NOT EXISTS commands (
        command_id TEXT PRIMARY KEY,
        digest BLOB NOT NULL,
        receipt BLOB NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS unique_facts (
        fact TEXT PRIMARY KEY,
        position INTEGER NOT NULL
    ) WITHOUT ROWID""",
    *(
        f"""CREATE TRIGGER IF NOT EXISTS stored_events_no_{change.lower()}
        BEFORE {change} ON stored_events
        BEGIN SELECT RAISE(ABORT, 'stored events are never rewritten'); END"""
        for change in ("UPDATE", "DELETE")
    ),
)


class _Pool(SQLiteConnectionPool):
    """Connections that lose nothing the service has acknowledged, even if the power fails."""

    def _create_connection(self) -> SQLiteConnection:
        """Make a connection. The library's own would forget every statement for the next."""
        try:
            connection = sqlite3.connect(
                self.db_name,
                timeout=_READ_TIMEOUT_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=_CACHED_STATEMENTS,
            )
            connection.row_factory = sqlite3.Row  # what the library's own queries expect
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        except sqlite3.Error as error:
            raise InterfaceError(str(error)) from error
        return SQLiteConnection(connection, max_age=self.max_age)


class _Datastore(SQLiteDatastore):
    def __init__(self, db_name: str, **kwargs: Any) -> None:  # noqa: ANN401  # as the library has it
        super().__init__(db_name, **kwargs)
        self.pool = _Pool(
            db_name=db_name,
            lock_timeout=self.pool.lock_timeout,
            pool_size=8,
            max_overflow=32,
            pool_timeout=30.0,
        )


class SQLiteAppending:
    """The append lock on SQLite: a transaction that began as IMMEDIATE."""

    def __init__(self, cursor: sqlite3.Cursor, after: int | None = None) -> None:
        """Read where the log ends, and what came behind position `after`."""
        self._cursor = cursor
        self.news: Sequence[StoredRow] | None = [] if after is None else self._since(after)
        last = cursor.execute(
            "SELECT position, recorded_at_micros FROM stored_events ORDER BY position DESC LIMIT 1"
        ).fetchone()
        self.position, self.recorded_at_micros = tuple(last) if last else (0, 0)

    def commands(self, command_ids: Sequence[str]) -> dict[str, StoredCommand]:
        """Return those of the commands that have had their effect."""
        return _commands(self._cursor, command_ids)

    def taken(self, facts: Sequence[str]) -> set[str]:
        """Return those of the facts that stand in the book already."""
        return _taken(self._cursor, facts)

    def append(
        self,
        events: Sequence[StoredEvent],
        *,
        recorded_at_micros: int,
        commands: Sequence[StoredCommand],
        facts: Sequence[tuple[str, int]],
    ) -> None:
        """Store events at the next positions, with the commands and facts (fact, position)."""
        first = self.position + 1
        self._cursor.executemany(
            "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    position,
                    recorded_at_micros,
                    cast("UUID", event.originator_id).hex,
                    event.originator_version,
                    event.topic,
                    event.state,
                )
                for position, event in enumerate(events, first)
            ],
        )
        self._cursor.executemany(
            "INSERT INTO commands VALUES (?, ?, ?)",
            [(c.command_id, c.digest, c.receipt) for c in commands],
        )
        self._cursor.executemany("INSERT INTO unique_facts VALUES (?, ?)", sorted(facts))
        self.position += len(events)
        self.recorded_at_micros = recorded_at_micros

    def _since(self, after: int) -> list[StoredRow] | None:
        rows = _select(self._cursor, *_behind(after, NEWS_MAX + 1))
        return rows if len(rows) <= NEWS_MAX else None


class SQLiteLedgerRecorder(SQLiteApplicationRecorder, LedgerRecorder):
    """The log in one SQLite file; positions are an explicit column, assigned under the lock."""

    def construct_create_table_statements(self) -> list[str]:
        """Return our own tables in place of the library's."""
        return list(_TABLES)

    @contextmanager
    def appending(self, after: int | None = None) -> Iterator[SQLiteAppending]:
        """Hold the append lock; commit when the block ends, roll back if it raises."""
        with self.datastore.get_connection(commit=True) as connection:
            cursor = connection.cursor().sqlite_cursor
            _begin_immediate(cursor, self.datastore.pool.lock_timeout or 0)
            try:
                yield SQLiteAppending(cursor, after)
                cursor.execute("COMMIT")
            except sqlite3.IntegrityError as error:
                raise IntegrityError(str(error)) from error
            except sqlite3.OperationalError as error:
                raise OperationalError(str(error)) from error
            finally:
                if connection._sqlite_conn.in_transaction:  # noqa: SLF001  # no public access
                    cursor.execute("ROLLBACK")
                cursor.close()

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401  # as the library has it
    ) -> Sequence[int]:
        """Append through the library's own door, for tools that only know that."""
        appending = SQLiteAppending(c.sqlite_cursor)
        first = appending.position + 1
        appending.append(
            stored_events,
            recorded_at_micros=max(kwargs["recorded_at_micros"], appending.recorded_at_micros),
            commands=kwargs.get("commands", ()),
            facts=kwargs.get("facts", ()),
        )
        return range(first, first + len(stored_events))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredRow]:
        """Return a stream's rows, by version."""
        order = "DESC" if desc else "ASC"
        return self._select(
            "WHERE originator_id = ? AND originator_version > ? AND originator_version <= ?"
            f" ORDER BY originator_version {order} LIMIT ?",
            (cast("UUID", originator_id).hex, gt or 0, _or_all(lte), _or_all(limit)),
        )

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return rows of the log by position, for the library's notification log."""
        after = (start or 0) - (1 if inclusive_of_start else 0)
        named = f"AND topic IN ({','.join('?' * len(topics))})" if topics else ""
        return self._select(
            f"WHERE position > ? AND position <= ? {named} ORDER BY position LIMIT ?",
            (after, _or_all(stop), *topics, limit),
        )

    def max_notification_id(self) -> int:
        """Return the last position, or 0."""
        with self.datastore.transaction(commit=False) as c:
            c.execute("SELECT max(position) FROM stored_events")
            return c.fetchone()[0] or 0

    def rows(self, after: int, limit: int) -> Sequence[StoredRow]:
        """Return up to `limit` rows of the log behind position `after`, in order."""
        return self._select(*_behind(after, limit))

    def position_at(self, micros: int) -> int:
        """Return the last position recorded at or before a moment (UTC, microseconds), or 0."""
        low, high = 0, self.max_notification_id()
        with self.datastore.transaction(commit=False) as c:
            while low < high:
                middle = (low + high + 1) // 2
                c.execute(
                    "SELECT recorded_at_micros FROM stored_events WHERE position = ?", (middle,)
                )
                if c.fetchone()[0] <= micros:
                    low = middle
                else:
                    high = middle - 1
        return low

    def taken(self, facts: Sequence[str]) -> set[str]:
        """Return those of the facts that stand in the book already."""
        with self.datastore.transaction(commit=False) as c:
            return _taken(c.sqlite_cursor, facts)

    def find_command(self, command_id: str) -> StoredCommand | None:
        """Return a command that has had its effect."""
        with self.datastore.transaction(commit=False) as c:
            return _commands(c.sqlite_cursor, [command_id]).get(command_id)

    def _select(self, where: str, params: tuple[Any, ...]) -> list[StoredRow]:
        with self.datastore.get_connection(commit=False) as connection:
            return _select(connection.cursor().sqlite_cursor, where, params)


class SQLiteSnapshotRecorder(SQLiteAggregateRecorder):
    """Snapshots: of each stream only the last is kept."""

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        **_: Any,  # noqa: ANN401  # as the library has it
    ) -> None:
        for snapshot in stored_events:
            stream = cast("UUID", snapshot.originator_id).hex
            c.execute(
                f"DELETE FROM {self.events_table_name}"  # noqa: S608  # our own constant
                " WHERE originator_id = ? AND originator_version <= ?",
                (stream, snapshot.originator_version),
            )
            c.execute(
                self.insert_events_statement,
                (stream, snapshot.originator_version, snapshot.topic, snapshot.state),
            )


class Factory(SQLiteFactory):
    """What the library builds the ledger's persistence with."""

    aggregate_recorder_class = SQLiteSnapshotRecorder
    application_recorder_class = SQLiteLedgerRecorder

    def __init__(self, env: Any) -> None:  # noqa: ANN401  # as the library has it
        """Open the file that the environment names."""
        super().__init__(env)
        pool = self.datastore.pool
        self.datastore = _Datastore(pool.db_name, lock_timeout=pool.lock_timeout)


def _begin_immediate(cursor: sqlite3.Cursor, timeout_seconds: int) -> None:
    """Take the write lock, asking often: SQLite's own waiting doubles up to 100 ms."""
    deadline = monotonic() + timeout_seconds
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if monotonic() > deadline or "locked" not in str(error):
                    raise OperationalError(str(error)) from error
                sleep(_LOCK_RETRY_SECONDS)
            else:
                return
    finally:
        cursor.execute("PRAGMA busy_timeout=5000")


def _behind(after: int, limit: int) -> tuple[str, tuple[int, int]]:
    return "WHERE position > ? ORDER BY position LIMIT ?", (after, limit)


def _select(cursor: sqlite3.Cursor, where: str, params: tuple[Any, ...]) -> list[StoredRow]:
    cursor.execute(f"SELECT * FROM stored_events {where}", params)  # noqa: S608  # our own words
    return [
        StoredRow(position, micros, UUID(stream), version, topic, state)
        for position, micros, stream, version, topic, state in cursor.fetchall()
    ]


def _taken(cursor: sqlite3.Cursor, facts: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(facts), _VARIABLES):
        chunk = facts[start : start + _VARIABLES]
        marks = ",".join("?" * len(chunk))
        cursor.execute(f"SELECT fact FROM unique_facts WHERE fact IN ({marks})", chunk)  # noqa: S608
        found.update(row[0] for row in cursor)
    return found


def _commands(cursor: sqlite3.Cursor, command_ids: Sequence[str]) -> dict[str, StoredCommand]:
    found: dict[str, StoredCommand] = {}
    for start in range(0, len(command_ids), _VARIABLES):
        chunk = command_ids[start : start + _VARIABLES]
        marks = ",".join("?" * len(chunk))
        cursor.execute(f"SELECT * FROM commands WHERE command_id IN ({marks})", chunk)  # noqa: S608
        found.update({row[0]: StoredCommand(*row) for row in cursor})
    return found


def _or_all(number: int | None) -> int:
    return 2**62 if number is None else number
