"""Databases of PostgreSQL that are emptied and lent again.

To make one and drop it are a thousand files, which take several times as long as what most tests
do in it. Whoever borrows one cannot tell: its name is new, so nobody who held the old one is let
in, its tables have no page in them, and one that was altered is dropped.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg import sql

from tests import postgresql

Connection = psycopg.Connection[tuple[object, ...]]

WORTH_EMPTYING_BYTES = 2 * 2**20
"""Past it all is dropped rather than deleted row by row."""

# Transactions are numbered through all databases of a server: what was altered since the pattern
# was made has a higher number, and what was dropped is missing.
_CATALOGS: tuple[LiteralString, ...] = (
    "pg_attrdef",
    "pg_attribute",
    "pg_class",
    "pg_constraint",
    "pg_index",
    "pg_namespace",
    "pg_trigger",
    "pg_type",
)
_STRUCTURE = sql.SQL(" UNION ALL ").join(
    [
        *(
            sql.SQL("SELECT count(*), max(xmin::text::bigint) FROM {}").format(sql.Identifier(name))
            for name in _CATALOGS
        ),
        sql.SQL(  # made again, and no other, whenever a ledger is opened
            "SELECT count(*), hashtextextended(string_agg(prosrc, ';' ORDER BY oid), 0)"
            " FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ),
        sql.SQL(
            "SELECT count(*), 0 FROM pg_db_role_setting JOIN pg_database"
            " ON pg_database.oid = setdatabase WHERE datname = current_database()"
        ),
    ]
)
_WRITTEN = (
    "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
)


@dataclass
class Emptied:
    """The databases that are like one pattern, which nobody uses or alters from now on."""

    pattern_url: str
    _spare: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look at what a database is like that was just made."""
        with psycopg.connect(self.pattern_url, autocommit=True) as connection:
            self._like = _structure(connection)
            self._rows = {name: _copied(connection, name) for name in _written(connection)}

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend a database that is like the pattern; its URL."""
        url = self._spare.pop() if self._spare else postgresql.create_database(self.pattern_url)
        with ExitStack() as unless_emptied:
            unless_emptied.callback(postgresql.drop_database, url)
            yield url
            if renamed := postgresql.rename_database(url):
                unless_emptied.pop_all()
                self._take_back(renamed)

    def _take_back(self, url: str) -> None:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                emptied = self._empty(connection)
        except psycopg.OperationalError:  # a test that failed left nobody in
            emptied = False
        if emptied:
            self._spare.append(url)
        else:
            postgresql.drop_database(url)

    def _empty(self, connection: Connection) -> bool:
        """Put it back to how it began, unless it is altered or so full that it is not worth it."""
        written = _written(connection)
        if sum(written.values()) > WORTH_EMPTYING_BYTES or _structure(connection) != self._like:
            return False
        connection.execute("SET session_replication_role = replica")  # no trigger keeps the rows
        tables = [sql.Identifier(name) for name in written]
        deletions = [sql.SQL("DELETE FROM {}").format(table) for table in tables]
        connection.execute(sql.SQL(";").join(deletions))
        # Rows that are dead only would leave gaps, and new ones would lie in another order.
        vacuum = sql.SQL("VACUUM (SKIP_DATABASE_STATS) {}")
        connection.execute(vacuum.format(sql.SQL(",").join(tables)))
        with connection.cursor() as cursor:
            for name, rows in self._rows.items():
                into = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                with cursor.copy(into) as copy:
                    copy.write(rows)
        return True

    def close(self) -> None:
        """Drop those that nobody has borrowed."""
        while self._spare:
            postgresql.drop_database(self._spare.pop())


def _structure(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute(_STRUCTURE).fetchall()


def _written(connection: Connection) -> Mapping[str, int]:
    return {str(name): int(str(size)) for name, size in connection.execute(_WRITTEN)}


def _copied(connection: Connection, name: str) -> bytes:
    out = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
    with connection.cursor() as cursor, cursor.copy(out) as copy:
        return b"".join(map(bytes, copy))
