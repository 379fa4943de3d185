"""Looking at the read models: as of which position, how long to wait for it, and in which pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar
from uuid import UUID

import msgspec
from flask import g, request
from marshmallow import Schema

from api.errors import BadCursor, BadMinPosition
from api.operations.bodies import load, query_texts
from api.operations.cursors import Cursor, seal, unseal
from api.operations.queries import KnownAt, PageAsked
from api.services import services
from ledger.errors.missing import PositionNotFound
from projections.errors import ProjectionsBehind
from projections.views import AsOf, Reading

T = TypeVar("T")

WAIT_SECONDS_MAX = 5.0
"""How long a reader waits for the read models before it is told to come again."""

_DIGITS_MAX = 18
_ROWS = 20


class ListOut(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A page of a list; `next_cursor` asks for the next, null at the end.

    `known_at` is the position of the log that it is as of.
    """

    items: Sequence[T]
    next_cursor: str | None
    known_at: AsOf


@contextmanager
def reading() -> Iterator[Reading]:
    """Look at one state of the read models."""
    with services().views.reading() as state:
        yield state


def version_at(stream: UUID, position: int) -> int:
    """Return a stream's version at a position, which the read models may be behind the log at."""
    ledger = services().ledger
    at = ledger.desk().versioned(stream)
    version = 0 if at is None else at.version
    while version > 0:
        version = max(0, version - _ROWS)
        for row in reversed(ledger.stream_rows(stream, version, _ROWS)):
            if row.id <= position:
                return row.originator_version
    return 0


def read_query(schema: Schema) -> object:
    """Return what is asked for in the query string, or was when its cursor was made.

    Raises `InvalidRequest`, `BadCursor`.
    """
    g.filters = texts = query_texts()
    text = texts.pop("cursor", None)
    if text is None:
        return load(schema, texts)
    cursor = unseal(services().cursor_key, text, request.path)
    if texts and texts != cursor.filters:
        raise BadCursor("cursor")
    g.filters = cursor.filters
    asked = load(schema, cursor.filters)
    assert isinstance(asked, PageAsked), "only lists give cursors"
    return msgspec.structs.replace(asked, after=cursor.after, known_at=cursor.known_at)


def next_cursor(after: int | None, known_at: int | None = None) -> str | None:
    """Return the cursor for the page that begins behind `after`, none at the list's end."""
    if after is None:
        return None
    here = Cursor(request.path, g.filters, known_at, after)
    return seal(services().cursor_key, here)


def wait_as_asked() -> None:
    """Wait until the read models are where the header Ledger-Min-Position wants them.

    Raises `BadMinPosition`, `PositionNotFound` for a position the log has not got, and
    `ProjectionsBehind`.
    """
    asked = request.headers.get("Ledger-Min-Position")
    if asked is None:
        return
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS_MAX):
        raise BadMinPosition("Ledger-Min-Position")
    _wait_for(int(asked), "Ledger-Min-Position")


def known_position(known_at: KnownAt | None) -> int | None:
    """Return the position that is meant, once the read models hold it; None for now.

    Raises `PositionNotFound` for what has not been yet, `ProjectionsBehind`.
    """
    if known_at is None:
        return None
    if not isinstance(known_at, int):
        known_at = services().ledger.position_at(known_at)
    _wait_for(known_at, "known_at")
    return known_at


def _wait_for(position: int, field: str) -> None:
    here = services()
    if here.views.wait_for(position, 0):
        return
    if position > here.ledger.position():
        raise PositionNotFound(field)
    if not here.views.wait_for(position, WAIT_SECONDS_MAX):
        raise ProjectionsBehind(field, position=position)
