"""The event store on PostgreSQL: positions assigned under a table lock, never by a sequence."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    InternalError,
    Notification,
    OperationalError,
    StoredEvent,
)
from eventsourcing.postgres import (
    ConnectionPool,
    PostgresAggregateRecorder,
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresFactory,
    PostgresRecorder,
)
from psycopg import Cursor
from psycopg.rows import DictRow, TupleRow, tuple_row
from psycopg.sql import SQL, Composed, Identifier

from ledger.store.environment import OPTIONS
from ledger.store.log.append import LedgerRecorder, StoredCommand, bounds
from ledger.store.log.codec import StoredRow
from ledger.store.log.postgres_appending import (
    COLUMNS,
    PostgresAppending,
    find_commands,
    find_taken,
    holding_lock,
)
from ledger.store.postgresql import PatientConnection

_TABLES = (
    """CREATE TABLE IF NOT EXISTS stored_events (
        position bigint PRIMARY KEY,
        recorded_at_micros bigint NOT NULL,
        originator_id uuid NOT NULL,
        originator_version bigint NOT NULL,
        topic text NOT NULL,
        state bytea NOT NULL,
        UNIQUE (originator_id, originator_version)
    )""",
    """CREATE TABLE IF NOT EXISTS commands (
        command_id text COLLATE "C" PRIMARY KEY,
        digest bytea NOT NULL,
        receipt bytea NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS unique_facts (
        fact text COLLATE "C" PRIMARY KEY,
        position bigint NOT NULL
    )""",
    """CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'stored events are never rewritten'; END$$""",
    # Only once, since it locks the table: who starts would wait for those who record.
    """DO $$BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_trigger WHERE tgrelid = 'stored_events'::regclass
        AND tgname = 'stored_events_are_append_only'
    ) THEN
        CREATE TRIGGER stored_events_are_append_only
        BEFORE UPDATE OR DELETE OR TRUNCATE ON stored_events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
    END IF;
    END$$""",
)


class _MadeOnce(PostgresRecorder):
    """Makes its tables once, however many processes start together on an empty database."""

    def create_table(self) -> None:
        """Make the tables, if nobody has."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('soquy create tables'))")
            self._create_table(cursor)


class PostgresLedgerRecorder(_MadeOnce, LedgerRecorder, PostgresApplicationRecorder):
    """The log in one PostgreSQL table; positions are an explicit column, assigned under a lock."""

    def __init__(
        self, datastore: PostgresDatastore, *, events_table_name: str = "stored_events"
    ) -> None:
        """Put our own tables in place of the library's."""
        super().__init__(datastore, events_table_name=events_table_name)
        self.sql_create_statements = [Composed([SQL(statement)]) for statement in _TABLES]

    @contextmanager
    def appending(self, after: int | None = None) -> Iterator[PostgresAppending]:
        """Hold the append lock; commit when the block ends, roll back if it raises."""
        with (
            self._connection() as connection,
            holding_lock(connection, self.datastore.lock_timeout, after) as appending,
        ):
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
            "originator_id = %s AND originator_version > %s AND originator_version <= %s"
            f" ORDER BY originator_version {order} LIMIT %s",
            (originator_id, gt or 0, 2**62 if lte is None else lte, limit),
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
        named, names = ("AND topic = ANY(%s)", (list(topics),)) if topics else ("", ())
        return self._select(
            f"position > %s AND position <= %s {named} ORDER BY position LIMIT %s",
            (after, 2**62 if stop is None else stop, *names, limit),
        )

    def max_notification_id(self) -> int:
        """Return the last position, or 0."""
        with self._reading() as cursor:
            row = cursor.execute("SELECT max(position) FROM stored_events").fetchone()
            assert row is not None
            return row[0] or 0

    def rows(self, after: int, limit: int) -> Sequence[StoredRow]:
        """Return up to `limit` rows of the log behind position `after`, in order."""
        return self._select("position > %s ORDER BY position LIMIT %s", (after, limit))

    def position_at(self, micros: int) -> int:
        """Return the last position recorded at or before a moment (UTC, microseconds), or 0."""
        low, high = 0, self.max_notification_id()
        with self._reading() as cursor:
            while low < high:
                middle = (low + high + 1) // 2
                row = cursor.execute(
                    "SELECT recorded_at_micros FROM stored_events WHERE position = %s", (middle,)
                ).fetchone()
                assert row is not None, "positions have no gaps"
                if row[0] <= micros:
                    low = middle
                else:
                    high = middle - 1
        return low

    def taken(self, facts: Sequence[str]) -> set[str]:
        """Return those of the facts that stand in the book already."""
        with self._reading() as cursor:
            return find_taken(cursor, facts)

    def positions_of(self, facts: Sequence[str]) -> dict[str, int]:
        """Return where those of the facts that stand in the book were claimed."""
        query = "SELECT fact, position FROM unique_facts WHERE fact = ANY(%s)"
        with self._reading() as cursor:
            return dict(cursor.execute(query, (list(facts),)).fetchall())

    def facts_count(self) -> int:
        """Return how many facts stand in the book."""
        with self._reading() as cursor:
            row = cursor.execute("SELECT count(*) FROM unique_facts").fetchone()
            assert row is not None
            return int(row[0])

    def rows_claiming(self, facts: Sequence[str]) -> Sequence[StoredRow]:
        """Return the rows of the events that claimed any of these facts, in no order."""
        positions = "SELECT position FROM unique_facts WHERE fact = ANY(%s)"
        return self._select(f"position IN ({positions})", (list(facts),))

    def facts_beginning(self, with_: str) -> list[str]:
        """Return the facts that begin so, which ends in a colon, in their order."""
        query = "SELECT fact FROM unique_facts WHERE fact > %s AND fact < %s ORDER BY fact"
        with self._reading() as cursor:
            return [row[0] for row in cursor.execute(query, bounds(with_))]

    def find_command(self, command_id: str) -> StoredCommand | None:
        """Return a command that has had its effect."""
        with self._reading() as cursor:
            return find_commands(cursor, [command_id]).get(command_id)

    def commands_behind(self, command_id: str, limit: int) -> Sequence[StoredCommand]:
        """Return up to `limit` commands with an id behind `command_id`, in their order."""
        query = (
            "SELECT command_id, digest, receipt FROM commands"
            " WHERE command_id > %s ORDER BY command_id LIMIT %s"
        )
        with self._reading() as cursor:
            rows = cursor.execute(query, (command_id, limit)).fetchall()
        return [StoredCommand(*row) for row in rows]

    @contextmanager
    def _reading(self) -> Iterator[Cursor[TupleRow]]:
        with (
            self._connection() as connection,
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            yield cursor

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[DictRow]]:
        """Lend a connection; raise `OperationalError` when the server cannot do what it is told.

        Where one is lost those that lie idle are too, and others would find out one by one.
        """
        try:
            with self.datastore.get_connection() as connection:
                try:
                    yield connection
                finally:
                    if connection.closed:
                        self.datastore.pool.drain()
        except InternalError as error:  # read-only just now, or we were silent under a lock
            raise OperationalError(str(error)) from error

    def _select(self, where: str, params: tuple[Any, ...]) -> list[StoredRow]:
        with self._reading() as cursor:
            query = f"SELECT {COLUMNS} FROM stored_events WHERE {where}"  # noqa: S608  # our own words
            cursor.execute(cast("Any", query), params, prepare=True, binary=True)
            return [StoredRow(*row) for row in cursor.fetchall()]


class PostgresSnapshotRecorder(_MadeOnce, PostgresAggregateRecorder):
    """Snapshots: of each stream only the last is kept."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:  # noqa: ANN401  # as the library has it
        """Put snapshots in place of older ones."""
        table = Identifier(self.events_table_name)
        delete = SQL("DELETE FROM {} WHERE originator_id = %s AND originator_version <= %s")
        insert = SQL("INSERT INTO {} VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING")
        with self.datastore.transaction(commit=True) as cursor:
            # One that a power failure takes is made again.
            cursor.execute("SET LOCAL synchronous_commit TO off")
            for snapshot in stored_events:
                stream, version = snapshot.originator_id, snapshot.originator_version
                cursor.execute(delete.format(table), (stream, version))
                cursor.execute(
                    insert.format(table), (stream, version, snapshot.topic, snapshot.state)
                )
        return None


class Factory(PostgresFactory):
    """What the library builds the ledger's persistence with."""

    aggregate_recorder_class = PostgresSnapshotRecorder
    application_recorder_class = PostgresLedgerRecorder

    def __init__(self, env: Any) -> None:  # noqa: ANN401  # as the library has it
        """Connect as the environment says, with the options that are in no setting of its own."""
        super().__init__(env)
        pool = self.datastore.pool
        pool.conninfo = env.get(OPTIONS)
        pool.connection_class = PatientConnection
        # Between its tries the library would wait twice as long each time, up to minutes, and so
        # would everybody who asks; when it gives up, it tries anew for the next one.
        pool.reconnect_timeout = 0.0
        pool.reconnect_failed = partial(_turn_away, pool)  # type: ignore[method-assign]


def _turn_away(pool: ConnectionPool[Any]) -> None:
    """Refuse at once all who wait for a server that does not let us in: their threads serve others.

    The library does so with those who wait for a pool that is closed, and has no name for it.
    """
    with pool._lock:  # noqa: SLF001
        if pool._nconns:  # noqa: SLF001  # another connection is there, or being tried
            return
        waiting = list(pool._waiting)  # noqa: SLF001
        pool._waiting.clear()  # noqa: SLF001
    for each in waiting:
        each.fail(psycopg.OperationalError("no connection to the server"))
