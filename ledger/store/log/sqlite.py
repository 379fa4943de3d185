"""The event store on SQLite: WAL, every append on disk, one writer at a time."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
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

from ledger.portions import portions
from ledger.store.log.append import LedgerRecorder, StoredCommand, bounds
from ledger.store.log.codec import StoredRow
from ledger.store.log.sqlite_appending import (
    SQLiteAppending,
    execute_when_unlocked,
    find_commands,
    find_taken,
    select_rows,
)
from ledger.store.private_files import make_private

_TIMEOUT_SECONDS = 5.0
_CACHED_STATEMENTS = 64

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
    )""",
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
    """Connections for reading, and for snapshots: one that a power failure takes is made again."""

    def _create_connection(self) -> SQLiteConnection:
        """Make a connection. The library's own would forget every statement for the next."""
        try:
            make_private(self.db_name)
            connection = sqlite3.connect(
                self.db_name,
                timeout=_TIMEOUT_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=_CACHED_STATEMENTS,
            )
            connection.row_factory = sqlite3.Row  # what the library's own queries expect
            execute_when_unlocked(connection, "PRAGMA journal_mode=WAL", _TIMEOUT_SECONDS)
            connection.execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error as error:
            raise InterfaceError(str(error)) from error
        return SQLiteConnection(connection, max_age=self.max_age)


class _AppendersPool(_Pool):
    """One connection for the append lock, which it asks for without waiting by itself.

    It loses nothing that the service has acknowledged, even if the power fails.
    """

    def __init__(self, db_name: str) -> None:
        super().__init__(db_name=db_name, pool_size=1, max_overflow=0, pool_timeout=30.0)

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        connection.cursor().execute("PRAGMA synchronous=FULL")
        connection.cursor().execute("PRAGMA busy_timeout=0")
        return connection


class _Datastore(SQLiteDatastore):
    """The library's, with connections of our own."""

    def __init__(self, db_name: str, lock_timeout: int | None) -> None:
        self._appenders = _AppendersPool(db_name)
        super().__init__(db_name, lock_timeout=lock_timeout)
        self.pool = _Pool(db_name=db_name, pool_size=8, max_overflow=32, pool_timeout=30.0)
        self._lock_timeout_seconds = lock_timeout or 0

    @contextmanager
    def appending(self, after: int | None) -> Iterator[SQLiteAppending]:
        """Hold the append lock; commit when the block ends, roll back if it raises."""
        lent = self._appenders.get_connection()
        connection = lent._sqlite_conn  # noqa: SLF001  # no public access
        try:
            execute_when_unlocked(connection, "BEGIN IMMEDIATE", self._lock_timeout_seconds)
            with closing(connection.cursor()) as cursor:
                yield SQLiteAppending(cursor, after)
                cursor.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            raise IntegrityError(str(error)) from error
        except sqlite3.OperationalError as error:
            raise OperationalError(str(error)) from error
        finally:
            connection.rollback()
            self._appenders.put_connection(lent)

    def close(self) -> None:
        """Close all connections."""
        super().close()
        self._appenders.close()


class SQLiteLedgerRecorder(LedgerRecorder, SQLiteApplicationRecorder):
    """The log in one SQLite file; positions are an explicit column, assigned under the lock."""

    def construct_create_table_statements(self) -> list[str]:
        """Return our own tables in place of the library's."""
        return list(_TABLES)

    @contextmanager
    def appending(self, after: int | None = None) -> Iterator[SQLiteAppending]:
        """Hold the append lock; commit when the block ends, roll back if it raises."""
        assert isinstance(self.datastore, _Datastore)
        with self.datastore.appending(after) as appending:
            yield appending

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
        return self._select("WHERE position > ? ORDER BY position LIMIT ?", (after, limit))

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
            return find_taken(c.sqlite_cursor, facts)

    def positions_of(self, facts: Sequence[str]) -> dict[str, int]:
        """Return where those of the facts that stand in the book were claimed."""
        found: dict[str, int] = {}
        with self.datastore.transaction(commit=False) as c:
            for some in portions(facts):
                marks = ",".join("?" * len(some))
                c.execute(f"SELECT fact, position FROM unique_facts WHERE fact IN ({marks})", some)  # noqa: S608  # marks only
                found.update((row[0], row[1]) for row in c.fetchall())
        return found

    def facts_count(self) -> int:
        """Return how many facts stand in the book."""
        with self.datastore.transaction(commit=False) as c:
            c.execute("SELECT count(*) FROM unique_facts")
            return int(c.fetchone()[0])

    def rows_claiming(self, facts: Sequence[str]) -> Sequence[StoredRow]:
        """Return the rows of the events that claimed any of these facts, in no order."""
        rows: list[StoredRow] = []
        for some in portions(facts):
            marks = ",".join("?" * len(some))
            positions = f"SELECT position FROM unique_facts WHERE fact IN ({marks})"  # noqa: S608  # marks only
            rows += self._select(f"WHERE position IN ({positions})", tuple(some))
        return rows

    def facts_beginning(self, with_: str) -> list[str]:
        """Return the facts that begin so, which ends in a colon, in their order."""
        query = "SELECT fact FROM unique_facts WHERE fact > ? AND fact < ? ORDER BY fact"
        with self.datastore.transaction(commit=False) as c:
            c.execute(query, bounds(with_))
            return [row[0] for row in c.fetchall()]

    def find_command(self, command_id: str) -> StoredCommand | None:
        """Return a command that has had its effect."""
        with self.datastore.transaction(commit=False) as c:
            return find_commands(c.sqlite_cursor, [command_id]).get(command_id)

    def commands_behind(self, command_id: str, limit: int) -> Sequence[StoredCommand]:
        """Return up to `limit` commands with an id behind `command_id`, in their order."""
        query = "SELECT * FROM commands WHERE command_id > ? ORDER BY command_id LIMIT ?"
        with self.datastore.transaction(commit=False) as c:
            c.execute(query, (command_id, limit))
            return [StoredCommand(*row) for row in c.fetchall()]

    def _select(self, where: str, params: tuple[Any, ...]) -> list[StoredRow]:
        with self.datastore.get_connection(commit=False) as connection:
            return select_rows(connection.cursor().sqlite_cursor, where, params)


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
        self.datastore = _Datastore(pool.db_name, pool.lock_timeout)


def _or_all(number: int | None) -> int:
    return 2**62 if number is None else number
