"""The event store on PostgreSQL: positions assigned under a table lock, never by a sequence."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.postgres import (
    PostgresAggregateRecorder,
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresFactory,
    PostgresRecorder,
)
from psycopg import Cursor
from psycopg.rows import TupleRow, tuple_row
from psycopg.sql import SQL, Composed, Identifier

from ledger.store.append import NEWS_MAX, LedgerRecorder, StoredCommand
from ledger.store.codec import StoredRow
from ledger.store.environment import OPTIONS

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
        command_id text PRIMARY KEY,
        digest bytea NOT NULL,
        receipt bytea NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS unique_facts (
        fact text PRIMARY KEY,
        position bigint NOT NULL
    )""",
    """CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'stored events are never rewritten'; END$$""",
    """CREATE OR REPLACE TRIGGER stored_events_are_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON stored_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()""",
)

_LOCK = SQL("SET LOCAL lock_timeout = '{0}s'; LOCK TABLE stored_events IN EXCLUSIVE MODE;")
_LAST = "SELECT position, recorded_at_micros FROM stored_events ORDER BY position DESC LIMIT 1"
_COLUMNS = "position, recorded_at_micros, originator_id, originator_version, topic, state"
_TYPES = ("int8", "int8", "uuid", "int8", "text", "bytea")

# Parameters in binary: escaping payloads as text takes longer than storing them. COPY is quicker
# still, but two more round trips.
_COPY_FROM = 100
_INSERT = (
    f"INSERT INTO stored_events ({_COLUMNS}) SELECT * FROM"  # noqa: S608  # our own constant
    " unnest(%b::bigint[], %b::bigint[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[])"
)
_COPY = f"COPY stored_events ({_COLUMNS}) FROM STDIN (FORMAT BINARY)"


class PostgresAppending:
    """The append lock on PostgreSQL: an exclusive lock on the table of events."""

    def __init__(self, cursor: Cursor[TupleRow], after: int | None = None) -> None:
        """Read where the log ends, and what came behind position `after`."""
        self._cursor = cursor
        self.news: Sequence[StoredRow] | None = [] if after is None else self._since(after)
        last = cursor.execute(_LAST, prepare=True).fetchone()
        self.position, self.recorded_at_micros = last or (0, 0)

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
        self._insert(events, recorded_at_micros)
        if commands:
            self._cursor.execute(
                "INSERT INTO commands SELECT * FROM unnest(%b::text[], %b::bytea[], %b::bytea[])",
                (
                    [command.command_id for command in commands],
                    [command.digest for command in commands],
                    [command.receipt for command in commands],
                ),
                prepare=True,
            )
        if facts:
            self._cursor.execute(
                "INSERT INTO unique_facts SELECT * FROM unnest(%b::text[], %b::bigint[])",
                tuple(map(list, zip(*sorted(facts), strict=True))),
                prepare=True,
            )
        self.position += len(events)
        self.recorded_at_micros = recorded_at_micros

    def _since(self, after: int) -> list[StoredRow] | None:
        rows = _select(self._cursor, *_behind(after, NEWS_MAX + 1))
        return rows if len(rows) <= NEWS_MAX else None

    def _insert(self, events: Sequence[StoredEvent], recorded_at_micros: int) -> None:
        places = range(self.position + 1, self.position + len(events) + 1)
        rows = [
            (
                position,
                recorded_at_micros,
                event.originator_id,
                event.originator_version,
                event.topic,
                event.state,
            )
            for position, event in zip(places, events, strict=True)
        ]
        if len(rows) < _COPY_FROM:
            columns = tuple(map(list, zip(*rows, strict=True)))
            self._cursor.execute(_INSERT, columns, prepare=True)
            return
        with self._cursor.copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for row in rows:
                copy.write_row(row)


class _MadeOnce(PostgresRecorder):
    """Makes its tables once, however many processes start together on an empty database."""

    def create_table(self) -> None:
        """Make the tables, if nobody has."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('soquy create tables'))")
            self._create_table(cursor)


class PostgresLedgerRecorder(_MadeOnce, PostgresApplicationRecorder, LedgerRecorder):
    """The log in one PostgreSQL table; positions are an explicit column, assigned under a lock."""

    def __init__(
        self, datastore: PostgresDatastore, *, events_table_name: str = "stored_events"
    ) -> None:
        """Put our own tables in place of the library's."""
        super().__init__(datastore, events_table_name=events_table_name)
        self.sql_create_statements = [Composed([SQL(statement)]) for statement in _TABLES]
        self._lock = _LOCK.format(datastore.lock_timeout)

    @contextmanager
    def appending(self, after: int | None = None) -> Iterator[PostgresAppending]:
        """Hold the append lock; commit when the block ends, roll back if it raises."""
        with (
            self.datastore.get_connection() as connection,
            connection.transaction(),
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            cursor.execute(self._lock)
            yield PostgresAppending(cursor, after)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401  # as the library has it
    ) -> Sequence[int] | None:
        """Append through the library's own door, for tools that only know that."""
        with self.appending() as appending:
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
        return self._select(*_behind(after, limit))

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
            return _taken(cursor, facts)

    def find_command(self, command_id: str) -> StoredCommand | None:
        """Return a command that has had its effect."""
        with self._reading() as cursor:
            return _commands(cursor, [command_id]).get(command_id)

    @contextmanager
    def _reading(self) -> Iterator[Cursor[TupleRow]]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            yield cursor

    def _select(self, where: str, params: tuple[Any, ...]) -> list[StoredRow]:
        with self._reading() as cursor:
            return _select(cursor, where, params)


class PostgresSnapshotRecorder(_MadeOnce, PostgresAggregateRecorder):
    """Snapshots: of each stream only the last is kept."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:  # noqa: ANN401  # as the library has it
        """Put snapshots in place of older ones."""
        table = Identifier(self.events_table_name)
        delete = SQL("DELETE FROM {} WHERE originator_id = %s AND originator_version <= %s")
        insert = SQL("INSERT INTO {} VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING")
        with self.datastore.transaction(commit=True) as cursor:
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
        self.datastore.pool.conninfo = env.get(OPTIONS)


def _behind(after: int, limit: int) -> tuple[str, tuple[int, int]]:
    return "position > %s ORDER BY position LIMIT %s", (after, limit)


def _select(cursor: Cursor[TupleRow], where: str, params: tuple[Any, ...]) -> list[StoredRow]:
    query = f"SELECT {_COLUMNS} FROM stored_events WHERE {where}"  # noqa: S608  # our own words
    cursor.execute(cast("Any", query), params, prepare=True, binary=True)
    return [StoredRow(*row) for row in cursor.fetchall()]


def _taken(cursor: Cursor[TupleRow], facts: Sequence[str]) -> set[str]:
    if not facts:
        return set()
    query = "SELECT fact FROM unique_facts WHERE fact = ANY(%b)"
    return {row[0] for row in cursor.execute(query, (list(facts),), prepare=True)}


def _commands(cursor: Cursor[TupleRow], command_ids: Sequence[str]) -> dict[str, StoredCommand]:
    query = "SELECT command_id, digest, receipt FROM commands WHERE command_id = ANY(%b)"
    rows = cursor.execute(query, (list(command_ids),), prepare=True)
    return {row[0]: StoredCommand(*row) for row in rows}
