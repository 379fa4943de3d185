"""The read models of a test: made, followed, and laid open row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, get_args

from sqlalchemy import select

from projections.engine import Engine
from projections.rebuild import rebuild
from projections.tables.schema import TableName
from projections.views import Views
from tests.books import Book
from tests.stores import Store


@contextmanager
def open_views(store: Store) -> Iterator[Views]:
    """Open read models with their tables made."""
    views = Views(store.views_url)
    views.create_tables()
    try:
        yield views
    finally:
        views.close()


def follow(views: Views, book: Book, batch: int = 1_000) -> None:
    """Let the read models take in everything that is recorded."""
    Engine(views, book.ledger.read, batch=batch).catch_up()


def build_anew(views: Views, book: Book, batch: int = 1_000) -> None:
    """Rebuild the read models from the first event on."""
    for _ in rebuild(views, book.ledger.read, book.ledger.position, batch=batch):
        pass


def laid_open(views: Views) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of the live generation, in an order of their own."""
    with views.reading() as reading:
        rows = {name: reading.all(select(reading.tables[name])) for name in get_args(TableName)}
    return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items()}
