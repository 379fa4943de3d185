"""The people vault's tables and connections, on SQLite and PostgreSQL alike."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from hashlib import sha256
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Error as SQLiteError
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    FromClause,
    Index,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import InternalError, OperationalError

from ledger.errors.unavailable import StoreBusy
from ledger.store.environment import sqlite_path
from ledger.store.private_files import make_private_before_connecting
from ledger.store.sqlite_errors import is_locked

LOCK_TIMEOUT_SECONDS = 10.0
_INIT = b"tables"
_IDS_AT_ONCE = 2_000

# Ids are the 16 bytes of a UUID. "sealed" is AES-256-GCM under the key of that id, "index" an HMAC.
METADATA = MetaData()

MEMOS = Table(
    "vault_memos",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

PEOPLE = Table(
    "vault_people",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary(32)),
    Index("vault_people_by_phone", "phone_index"),
    Index("vault_people_by_kind", "kind", "id"),
)

REPRESENTATIVES = Table(
    "vault_representatives",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Who acts for somebody by law: under an id that follows from the person's, see `line_id`."""

IDENTITIES = Table(
    "vault_identities",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("identity_index", LargeBinary(32), nullable=False),
    Index("vault_identities_by_index", "identity_index"),
)

NAMES = Table(
    "vault_names",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("word_index", LargeBinary(16), primary_key=True),
    Index("vault_names_by_word", "word_index", "id"),
    sqlite_with_rowid=False,
)
"""The words of a name, each of them hashed; who has them."""

BEGINNINGS = Table(
    "vault_name_beginnings",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("beginning_index", LargeBinary(16), primary_key=True),
    Index("vault_name_beginnings_by_index", "beginning_index", "id"),
    sqlite_with_rowid=False,
)
"""How the words of a name begin, hashed; who has them."""

DOCUMENTS = Table(
    "vault_documents",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("fund_id", LargeBinary(16), nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

LOGINS = Table(
    "vault_logins",
    METADATA,
    Column("staff_id", LargeBinary(16), primary_key=True),
    Column("login_index", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("password_hash", String(255), nullable=False),
)


RESTRICTIONS = Table(
    "vault_restrictions",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("since_micros", BigInteger, nullable=False),
)
"""Who asked to be erased, and is shown to nobody but auditors with a reason."""

READINGS = Table(
    "vault_readings",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at_micros", BigInteger, nullable=False),
    Column("reader_id", LargeBinary(16), nullable=False),
    Column("person_id", LargeBinary(16), nullable=False),
    Column("association_id", LargeBinary(16), nullable=False),
    Column("route", String(200), nullable=False),
    Column("reason", String(40)),
    Index("vault_readings_by_association", "association_id", "number"),
)
"""Who read which name, when and where; never the name. Without gaps, and never rewritten."""

SUSPECTS = Table(
    "vault_suspects",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("since_micros", BigInteger, nullable=False),
)
"""What the book did not know when it was last looked at, and since when."""


UNNAMED_DOCUMENTS = Table(
    "vault_unnamed_documents",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("since_micros", BigInteger, nullable=False),
)
"""Which documents no event named when it was last looked, and since when."""

GIVEN_UP_DOCUMENTS = Table(
    "vault_given_up_documents",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
)
"""Which documents nothing may name any more, because they are about to be destroyed."""

SWEEPS = Table(
    "vault_sweeps",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("ended_at_micros", BigInteger, nullable=False),
)
"""When a sweep last came to its end: one row."""


KEYED = (PEOPLE, REPRESENTATIVES, MEMOS, DOCUMENTS)
"""What lies here sealed, under a key of its own id."""

OF_AN_ID = (
    *(MEMOS, PEOPLE, REPRESENTATIVES, IDENTITIES, NAMES, BEGINNINGS, RESTRICTIONS, SUSPECTS),
    *(DOCUMENTS, UNNAMED_DOCUMENTS, GIVEN_UP_DOCUMENTS),
)
"""What goes with an id."""


def unrestricted(query: Select[Any], people: FromClause) -> Select[Any]:
    """Return a query of people, who have an `id`, without those who asked to be erased."""
    hidden = select(RESTRICTIONS.c.id).where(RESTRICTIONS.c.id == people.c.id)
    return query.where(~hidden.exists())


_REFUSING = {
    "sqlite": (
        (
            "CREATE TRIGGER IF NOT EXISTS vault_readings_no_update BEFORE UPDATE ON vault_readings"
            " BEGIN SELECT RAISE(ABORT, 'readings are never rewritten'); END"
        ),
        (
            "CREATE TRIGGER IF NOT EXISTS vault_readings_no_delete BEFORE DELETE ON vault_readings"
            " BEGIN SELECT RAISE(ABORT, 'readings are never rewritten'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION vault_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'readings are never rewritten'; END $$"
        ),
        (
            "CREATE OR REPLACE TRIGGER vault_readings_are_append_only"
            " BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_readings"
            " FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_rewriting()"
        ),
    ),
}


_TIDIED = (MEMOS, PEOPLE, REPRESENTATIVES, IDENTITIES, NAMES, BEGINNINGS, DOCUMENTS, LOGINS)
_OF_STATEMENTS = ("vault_statements", "vault_statement_pieces")


class PeopleDatabase:
    """The database behind the vault. Its errors never show what was written or asked."""

    def __init__(self, url: str) -> None:
        """Name the database, `sqlite:///path` or `postgresql://…`; it is opened when needed."""
        self._engine = _engine(url)
        self._pid = os.getpid()
        self.is_postgresql = self._engine.dialect.name == "postgresql"

    def create_tables(self) -> None:
        """Make the tables that do not exist yet; many processes may do so at once."""
        with self.one_at_a_time(_INIT) as connection, self._working_long(connection):
            METADATA.create_all(connection)
            for statement in _REFUSING[self._engine.dialect.name]:
                connection.exec_driver_sql(statement)

    @contextmanager
    def one_at_a_time(self, what: bytes) -> Iterator[Connection]:
        """As `transaction`, while nobody else is in one for the same; SQLite has one writer anyway.

        Whoever comes next sees what was committed.
        """
        with self.transaction() as connection:
            if self.is_postgresql:
                lock = int.from_bytes(sha256(b"people/" + what).digest()[:8], signed=True)
                connection.execute(select(func.pg_advisory_xact_lock(lock)))
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def tidy(self) -> None:
        """Leave as little as can be of rows that were deleted.

        SQLite overwrites them (`secure_delete`), and here their copies in the write-ahead log go
        as well, if no reader holds it. PostgreSQL forgets where they are; its files and its own
        log may hold them for some time, which is why no key is ever in them.
        """
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self.is_postgresql:
                names = [*(table.name for table in _TIDIED), *_OF_STATEMENTS]
                with self._working_long(connection):
                    connection.exec_driver_sql(f"VACUUM {', '.join(names)}")
            else:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _working_long(self, connection: Connection) -> AbstractContextManager[None]:
        """Wait for each statement of the block longer than for others."""
        if not self.is_postgresql:
            return nullcontext()
        from ledger.store.postgresql import working_long  # noqa: PLC0415  # as below

        return working_long(connection)

    def close(self) -> None:
        """Close all connections; using the database again opens new ones."""
        self._engine.dispose()

    def ids(self, table: Table) -> Iterator[UUID]:
        """Yield the ids of a table in order; who is added meanwhile may be missed."""
        last = b""
        while True:
            query = select(table.c.id).where(table.c.id > last).order_by(table.c.id)
            with self.transaction() as connection:
                ids = connection.scalars(query.limit(_IDS_AT_ONCE)).all()
            if not ids:
                return
            yield from (UUID(bytes=id_) for id_ in ids)
            last = ids[-1]

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Commit at the end of the block, or else nothing.

        Raises `StoreBusy` if SQLite stays locked, or PostgreSQL is silent or lets nobody write.
        """
        if self._pid != os.getpid():
            self._engine.dispose(close=False)  # after a fork the connections are the parent's
            self._pid = os.getpid()
        try:
            with self._engine.begin() as connection:
                yield connection
        except (OperationalError, InternalError) as error:  # the latter where it is read-only
            if isinstance(error.orig, SQLiteError) and not is_locked(error.orig):
                raise
            raise StoreBusy from error


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.drivername == "sqlite":
        parsed = parsed.set(database=str(sqlite_path(url)))
        arguments = {"timeout": LOCK_TIMEOUT_SECONDS}
        engine = create_engine(parsed, hide_parameters=True, connect_args=arguments)
        event.listen(engine, "do_connect", make_private_before_connecting)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    # A tenth of a second that SQLite has no use for.
    from ledger.store.postgresql import patient_engine  # noqa: PLC0415

    return patient_engine(parsed)


def _prepare_sqlite(connection: SQLiteConnection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
