"""The tables that a backup holds, and their rows on the way out of and into either database.

What a row holds is the same whether it comes from SQLite or from PostgreSQL. So a backup of the one
can be restored into the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Dialect,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
    func,
    make_url,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import UUID as POSTGRES_UUID
from sqlalchemy.types import TypeEngine

from ledger.store.vault.database import BEGINNINGS, NAMES
from ledger.store.vault.database import METADATA as PEOPLE
from ledger.store.vault.statement_tables import PIECES, STATEMENTS

_PASSING = frozenset(
    {
        "vault_sessions",
        "vault_codes",
        "vault_attempts",
        STATEMENTS.name,
        PIECES.name,
        NAMES.name,
        BEGINNINGS.name,
    }
)
"""Who is logged in, and who tried: a session that was ended must not come back with a backup.

Neither must a statement that waited for a week: whoever wants it uploads it again. Nor need hashed
words of names lie in every old backup: they follow from the names, and the sweep makes them anew.
"""

ADDED = frozenset(
    {
        "vault_unnamed_documents",
        "vault_given_up_documents",
        "vault_sweeps",
        "vault_representatives",
    }
)
"""What was added since there are backups, and what an older one can do without.

A table that is added to the vault must stand here as well, or no backup of before is whole.
"""

_ROWS_AT_ONCE = 1_000
_OF_FILES = {"vault_documents": 2}
"""Rows that are files of several megabytes are taken few at a time."""


class StreamId(TypeDecorator[bytes]):
    """The id of a stream, 16 bytes: a UUID on PostgreSQL, hexadecimal text on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return what the database keeps it as."""
        return dialect.type_descriptor(
            POSTGRES_UUID() if dialect.name == "postgresql" else String(32)
        )

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> object:
        """Write an id."""
        assert value is not None
        id_ = UUID(bytes=value)
        return id_ if dialect.name == "postgresql" else id_.hex

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes:  # noqa: ANN401  # as there
        """Read an id."""
        return value.bytes if dialect.name == "postgresql" else bytes.fromhex(value)


_EVENTS = MetaData()
STORED_EVENTS = Table(
    "stored_events",
    _EVENTS,
    Column("position", BigInteger, primary_key=True),
    Column("recorded_at_micros", BigInteger),
    Column("originator_id", StreamId),
    Column("originator_version", BigInteger),
    Column("topic", Text),
    Column("state", LargeBinary),
)
COMMANDS = Table(
    "commands",
    _EVENTS,
    Column("command_id", Text, primary_key=True),
    Column("digest", LargeBinary),
    Column("receipt", LargeBinary),
)
LOG: tuple[Table, ...] = (
    STORED_EVENTS,
    COMMANDS,
    Table(
        "unique_facts",
        _EVENTS,
        Column("fact", Text, primary_key=True),
        Column("position", BigInteger),
    ),
)
"""The log. Snapshots are left out: they follow from it."""


def vault_tables() -> list[Table]:
    """Return the tables of the people vault that outlive a session."""
    return [table for table in PEOPLE.sorted_tables if table.name not in _PASSING]


@contextmanager
def opened(url: str, *, to_write: bool = False) -> Iterator[Connection]:
    """Open one transaction on a database: one state of it to read, or all or nothing to write."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed.set(database=unquote(parsed.database or "")))
        begin = "BEGIN IMMEDIATE" if to_write else "BEGIN"
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    else:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            isolation_level="READ COMMITTED" if to_write else "REPEATABLE READ",
        )
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def rows_of(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """Return all rows of a table by its key, as they are fetched."""
    query = select(table).order_by(*table.primary_key.columns)
    some = _OF_FILES.get(table.name, _ROWS_AT_ONCE)
    options = {"yield_per": some}
    for row in connection.execute(query, execution_options=options):
        yield tuple(row)


def put_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Put rows into a table; those whose keys are there stay as they are."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).on_conflict_do_nothing()
    for some in _parts(table, rows):
        connection.execute(statement, [dict(zip(columns, row, strict=True)) for row in some])


def holds_others(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> bool:
    """Tell whether a table has other rows than these under keys of theirs."""
    keys = table.primary_key.columns
    places = [columns.index(key.name) for key in keys]
    query = select(*(table.c[name] for name in columns))
    for some in _parts(table, rows):
        theirs = tuple_(*keys).in_([tuple(row[place] for place in places) for row in some])
        found = {tuple(row) for row in connection.execute(query.where(theirs))}
        if not found <= {tuple(row) for row in some}:
            return True
    return False


def count_of(connection: Connection, table: Table) -> int:
    """Return how many rows a table has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def lock_log(connection: Connection) -> None:
    """Keep everybody else from recording until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE stored_events IN EXCLUSIVE MODE"))


def _leave_transactions_to_us(connection: Any, _record: object) -> None:  # noqa: ANN401  # sqlite3's
    connection.isolation_level = None


def _parts(table: Table, rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    left = iter(rows)
    while some := list(islice(left, _OF_FILES.get(table.name, _ROWS_AT_ONCE))):
        yield some
