"""The database of the read models, SQLite or PostgreSQL: connections, transactions, locks.

What is written here follows from the log and can be written again. So a commit need not wait for
the disk, only leave a consistent state after a crash: the tracking position then tells how much
was lost, and the engine goes on from there. That is `synchronous=NORMAL` in WAL mode on SQLite,
and `synchronous_commit=off` on PostgreSQL.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from math import inf
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.pool import ConnectionPoolEntry

from ledger.store.private_files import make_private, make_private_before_connecting
from projections.errors import RebuildRunning

LOCK_TIMEOUT_SECONDS = 60.0
_LOCK_RETRY_SECONDS = 0.001
_BUSY_TIMEOUT = "PRAGMA busy_timeout=5000"
_CACHE_KIB = 8_000
"""What each connection to SQLite may keep of the file; web processes have many connections."""
STATEMENT_SECONDS_MAX = 20.0
"""How long a question may take: less than any reader waits for its answer.

What is written, and on SQLite what is streamed row by row, takes what it takes.
"""
_STEPS_BETWEEN_LOOKS = 100_000
"""So many steps of SQLite's machine, a few milliseconds, lie between two looks at the clock."""
_WHEN_WRITING = "SET LOCAL synchronous_commit = off; SET LOCAL statement_timeout = 0"
_MAKING = Lock()
_POOL: dict[str, Any] = {"pool_size": 5, "max_overflow": 25, "pool_timeout": 30}


class Database:
    """Where the read models lie. Safe to share between threads, and to carry over a fork."""

    def __init__(self, url: str) -> None:
        """Name the database; nothing is opened before it is needed.

        Raises `ValueError` for anything but `sqlite:///path` and `postgresql://…`.
        """
        self._url = make_url(url)
        self.kind = self._url.get_backend_name()
        if self.kind not in {"sqlite", "postgresql"}:
            raise ValueError(self.kind)
        if self.kind == "sqlite" and self._url.database:
            self._url = self._url.set(database=unquote(self._url.database))
        self._engines: dict[int, Engine] = {}

    @property
    def engine(self) -> Engine:
        """This process's engine; a forked child never touches the connections of its parent."""
        made = self._engines.get(os.getpid())
        return made or self._engines.setdefault(os.getpid(), self._make_engine())

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a transaction that sees one state of the tables until it ends, and changes none."""
        if self.kind == "sqlite":
            return self.engine.connect()
        return self.engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that commits when the block ends, and rolls back if it raises.

        On SQLite it is the only one that writes until then.
        """
        with self.engine.execution_options(immediate=True).begin() as connection:
            if self.kind == "sqlite":
                yield connection
                return
            from ledger.store.postgresql import working_long  # noqa: PLC0415  # as below

            with working_long(connection):
                connection.execute(text(_WHEN_WRITING))
                yield connection

    @contextmanager
    def alone(self, task: str) -> Iterator[None]:
        """Do a task that only one process may do at a time; its end, however sudden, frees it.

        Raises `RebuildRunning` if somebody is at it.
        """
        with self._file_lock(task) if self.kind == "sqlite" else self._advisory_lock(task):
            yield

    def close(self) -> None:
        """Close this process's connections; the next use opens new ones."""
        engine = self._engines.pop(os.getpid(), None)
        if engine is not None:
            # A pool that was disposed of forgets who is still looking, and leaves their
            # connections to the garbage collector.
            event.listen(engine, "checkin", _close_returned)
            engine.dispose()

    @contextmanager
    def _file_lock(self, task: str) -> Iterator[None]:
        path = Path(f"{self._url.database}.{task}.lock")
        make_private(path)  # or anybody on the machine could hold it
        with path.open("w") as lock:
            try:
                flock(lock, LOCK_EX | LOCK_NB)
            except BlockingIOError as error:
                raise RebuildRunning from error
            yield

    @contextmanager
    def _advisory_lock(self, task: str) -> Iterator[None]:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            name = {"name": f"soquy {task}"}
            taken = text("SELECT pg_try_advisory_lock(hashtext(:name))")
            if not connection.execute(taken, name).scalar_one():
                raise RebuildRunning
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(hashtext(:name))"), name)

    def _make_engine(self) -> Engine:
        if self.kind == "postgresql":
            # A tenth of a second that SQLite has no use for.
            from ledger.store.postgresql import patient_engine  # noqa: PLC0415

            engine = patient_engine(self._url, **_POOL)
            event.listen(engine, "connect", _prepare_postgresql)
            return engine
        assert self._url.database, "a file, not a database in memory that no other process sees"
        Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self._url, **_POOL)
        event.listen(engine, "do_connect", make_private_before_connecting)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "before_cursor_execute", _watch_sqlite)
        return engine


class _Deadline:
    """When the question that a connection to SQLite is working on has taken too long."""

    def __init__(self) -> None:
        self.at = inf

    def is_over(self) -> bool:
        """Tell SQLite whether to give up: it says `interrupted` then."""
        return monotonic() > self.at


def _prepare_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401  # psycopg's
    connection.execute(f"SET statement_timeout = '{STATEMENT_SECONDS_MAX * 1000:.0f}ms'")
    connection.commit()


def _close_returned(_connection: object, record: ConnectionPoolEntry) -> None:
    record.invalidate()


def _prepare_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    deadline = record.info["deadline"] = _Deadline()
    connection.set_progress_handler(deadline.is_over, _STEPS_BETWEEN_LOOKS)
    connection.isolation_level = None  # we say ourselves when a transaction begins, and how
    _insist(connection, "PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")


def _begin_sqlite(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    if connection.get_execution_options().get("immediate"):
        _insist(driver, "BEGIN IMMEDIATE")
    else:
        driver.execute("BEGIN")


def _watch_sqlite(connection: Connection, *asked: Any) -> None:  # noqa: ANN401  # SQLAlchemy's
    context: ExecutionContext = asked[-2]
    options = context.execution_options
    is_free = options.get("immediate") or options.get("yield_per")
    connection.info["deadline"].at = inf if is_free else monotonic() + STATEMENT_SECONDS_MAX


def _insist(driver: sqlite3.Connection, statement: str) -> None:
    """Execute what needs a lock, asking often: SQLite's own waiting grows to 100 ms a time."""
    deadline = monotonic() + LOCK_TIMEOUT_SECONDS
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while not _executed(driver, statement, deadline):
            sleep(_LOCK_RETRY_SECONDS)
    finally:
        driver.execute(_BUSY_TIMEOUT)


def _executed(driver: sqlite3.Connection, statement: str, deadline: float) -> bool:
    try:
        driver.execute(statement)
    except sqlite3.OperationalError as error:
        if "locked" not in str(error) or monotonic() > deadline:
            raise
        return False
    return True
