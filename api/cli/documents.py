"""`soquy export`: the book for other programs."""

import sys
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

import click
import msgspec

from api.cli.shell import Shell, in_shell
from api.documents import hledger, journal_table, log
from api.documents.tables import csv_chunks
from ledger.application import Ledger
from ledger.errors.missing import PositionNotFound
from ledger.store.log.codec import StoredRow
from ledger.values import FundId

_BYTES_PER_WRITE = 64 * 1024


@click.command()
@click.option(
    "--format",
    "kind",
    required=True,
    type=click.Choice(["csv", "hledger", "jsonl"]),
    help="csv: a table of all postings. hledger: the same as a journal that hledger reads. "
    "jsonl: every event as it is stored.",
)
@click.option("--fund", "fund_id", type=click.UUID, help="Only this fund.")
@click.option("--known-at", type=click.IntRange(min=0), help="The book as of this position.")
@in_shell
def export(shell: Shell, kind: str, fund_id: UUID | None, known_at: int | None) -> None:
    """Write the book to standard output.

    Nothing personal is in a table or a journal. Events carry ids of people and the private part of
    what happened: keep them as you keep the book.
    """
    ledger = shell.ledger
    until = ledger.position() if known_at is None else known_at
    if until > ledger.position():
        raise PositionNotFound("known_at")
    if fund_id is not None:
        ledger.desk().fund(FundId(fund_id))
    written = _FORMATS[kind](ledger, until, fund_id)
    stdout = sys.stdout.buffer
    for piece in _gathered(written):
        stdout.write(piece)
    stdout.flush()


def _journal(ledger: Ledger, until: int, fund_id: UUID | None) -> Iterator[bytes]:
    events = log.events(ledger, until=until, stream=fund_id)
    return (text.encode() for text in hledger.journal(events, position=until))


def _table(ledger: Ledger, until: int, fund_id: UUID | None) -> Iterator[bytes]:
    rows = journal_table.rows(log.events(ledger, until=until, stream=fund_id))
    return (text.encode() for text in csv_chunks(rows))


class StoredEventLine(msgspec.Struct, frozen=True):
    """A stored event: its envelope, and beside it the payload as it is stored, byte for byte."""

    position: int
    recorded_at_micros: int
    stream: UUID
    version: int
    topic: str
    payload: msgspec.Raw


def _jsonl(ledger: Ledger, until: int, fund_id: UUID | None) -> Iterator[bytes]:
    encode = msgspec.json.Encoder().encode
    for row in log.rows(ledger, until=until, stream=fund_id):
        yield encode(_line(row)) + b"\n"


def _line(row: StoredRow) -> StoredEventLine:
    return StoredEventLine(
        row.id,
        row.recorded_at_micros,
        row.originator_id,  # type: ignore[arg-type]  # our streams are UUIDs
        row.originator_version,
        row.topic,
        msgspec.Raw(row.state),
    )


_FORMATS: dict[str, Callable[[Ledger, int, UUID | None], Iterator[bytes]]] = {
    "csv": _table,
    "hledger": _journal,
    "jsonl": _jsonl,
}


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces a block at a time."""
    block = bytearray()
    for piece in pieces:
        block += piece
        if len(block) >= _BYTES_PER_WRITE:
            yield bytes(block)
            block.clear()
    yield bytes(block)
