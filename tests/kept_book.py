"""The book of an older version: the rows of its log as they lie in the store, and nothing else."""

import json
import lzma
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from ledger.store.backups.tables import COMMANDS, STORED_EVENTS, opened, put_rows
from ledger.store.log.codec import Codec, Recorded

PATH = Path(__file__).parent / "data" / "book-of-an-older-version.jsonl.xz"

Kept = tuple[int, int, UUID, int, str, bytes]
"""Position, moment, stream, version, topic and payload."""


@cache
def kept_rows() -> tuple[Kept, ...]:
    """Return the rows of the log in their order."""
    return tuple(_rows())


def kept_events() -> list[Recorded]:
    """Return what this version reads in them."""
    codec = Codec()
    return [
        Recorded(position, micros, stream, version, codec.decode(topic, state))
        for position, micros, stream, version, topic, state in kept_rows()
    ]


def put_kept_book(events_url: str) -> None:
    """Put the book into an empty log, as the older version left it: no fact of ours is noted."""
    columns = STORED_EVENTS.columns.keys()
    rows = [
        (position, micros, stream.bytes, version, topic, state)
        for position, micros, stream, version, topic, state in kept_rows()
    ]
    with opened(events_url, to_write=True) as connection:
        put_rows(connection, STORED_EVENTS, columns, rows)
        put_rows(connection, COMMANDS, COMMANDS.columns.keys(), _commands())


def _lines(fields: int) -> Iterator[list[Any]]:
    """Yield the lines of so many fields: five of an event, three of a command."""
    with lzma.open(PATH, "rt", encoding="utf-8") as lines:
        yield from (line for line in map(json.loads, lines) if len(line) == fields)


def _rows() -> Iterator[Kept]:
    for position, (micros, stream, version, topic, state) in enumerate(_lines(5), 1):
        yield position, micros, UUID(stream), version, topic, state.encode()


def _commands() -> list[tuple[str, bytes, bytes]]:
    return [(id_, bytes.fromhex(digest), text.encode()) for id_, digest, text in _lines(3)]
