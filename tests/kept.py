"""What takes long and comes out the same each time is done once for all tests of a process."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_STATEMENTS_MAX = 5_000
_compiled: LRUCache[Any, Any] = LRUCache(_STATEMENTS_MAX)


def pytest_configure() -> None:
    """Let every engine find the statements that any other has compiled.

    SQLAlchemy keeps them for each engine, and books are opened here by the thousand. A statement
    is kept with its dialect: all of a class are alike here, for there is one server of each kind.
    """
    event.listen(Engine, "engine_connect", _share_statements)
    for dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))  # noqa: B010
        setattr(dialect, "__hash__", lambda one: hash(type(one)))  # noqa: B010
        setattr(dialect, "initialize", initialized_once(dialect.initialize))  # noqa: B010


def initialized_once(initialize: Callable[[Any, Connection], None]) -> Callable[..., None]:
    """Let a dialect ask its server who it is once: the first engine's answers are every other's.

    On PostgreSQL these are five questions, which take longer than what most tests ask. What an
    engine with an isolation level of its own finds, as that of a backup, is nobody else's: it
    takes that level for the server's, and whoever came later would write as it reads.
    """
    found: dict[str, Any] = {}

    def initialized(dialect: Dialect, connection: Connection) -> None:
        if found:
            vars(dialect).update(found)
            return
        before = set(vars(dialect))
        initialize(dialect, connection)
        if dialect._on_connect_isolation_level is None:  # noqa: SLF001  # there is no public way
            found.update({name: told for name, told in vars(dialect).items() if name not in before})

    return initialized


def _share_statements(connection: Connection) -> None:
    connection.engine._compiled_cache = _compiled  # noqa: SLF001  # there is no public way
