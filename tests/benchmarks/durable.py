"""Stores as in service: every commit waits for the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

import psycopg

from tests import postgresql
from tests.stores import Store, StoreKind, fresh_store


@contextmanager
def durable_store(kind: StoreKind) -> Iterator[Store]:
    """Make an empty store that is gone afterwards."""
    if kind == "postgresql":
        _make_server_durable()
    with fresh_store(kind) as store:
        yield store


def _make_server_durable() -> None:
    """Undo what makes the server of the tests quick at the price of a power failure."""
    with psycopg.connect(postgresql.server().get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = on")
        connection.execute("ALTER SYSTEM SET full_page_writes = on")
        connection.execute("SELECT pg_reload_conf()")
        while connection.execute("SHOW fsync").fetchone() != ("on",):
            sleep(0.01)
