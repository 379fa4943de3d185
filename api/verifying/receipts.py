"""Whether the commands are those of the log: each event has one, and its receipt says what came.

Every append stores a command with what it caused. So the receipts, in the order of the log, are
laid over it without a gap; one that was taken away, made up or changed shows.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.verifying.findings import Findings
from ledger.events.base import Event
from ledger.fund import Fund
from ledger.recording.commands import Receipt
from ledger.recording.decision import entries_of
from ledger.recording.states import Versioned
from ledger.store.backups.unfinished import NOTE
from ledger.store.log.append import StoredCommand
from ledger.store.log.codec import StoredRow
from ledger.values import from_micros

RULE = "commands are those of the log"

_read = msgspec.json.Decoder(Receipt).decode


class Told(NamedTuple):
    """An event and the row it stands in; None if nobody can read it."""

    row: StoredRow
    event: Event | None


class Receipts:
    """The receipts of all commands, sorted by where they stand in the log: in a file of SQLite's.

    It has no name, lies among the temporary ones, and is gone with its connection.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("CREATE TABLE receipts (position INTEGER, receipt BLOB)")

    def take(self, commands: Iterable[StoredCommand], findings: Findings) -> None:
        """Take the receipts of commands; one that is none is a fault."""
        rows = []
        for command in commands:
            if command.command_id == NOTE:
                continue  # a restore that is being finished looks at the book, too
            try:
                receipt = _read(command.receipt)
            except (msgspec.DecodeError, TypeError, ValueError):
                receipt = None
            if receipt is None or receipt.recorded < 1 or not _is_position(receipt.position):
                findings.fault(RULE, f"the receipt of {command.command_id!r:.80} says nothing")
            else:
                rows.append((receipt.position, command.receipt))
        self._file.executemany("INSERT INTO receipts VALUES (?, ?)", rows)

    def in_order(self) -> Iterator[Receipt]:
        """Yield all receipts by the position of their last event."""
        query = "SELECT receipt FROM receipts ORDER BY position"
        for (receipt,) in self._file.execute(query):
            yield _read(receipt)

    def close(self) -> None:
        """Leave the file, which is gone then."""
        self._file.close()


class Laying:
    """Receipts being laid over the log, event by event."""

    def __init__(
        self,
        receipts: Iterator[Receipt],
        until: int,
        look: Callable[[UUID], Versioned | None],
        findings: Findings,
    ) -> None:
        """Lay `receipts`, in their order; up to position `until` each event must have one.

        `look` tells what a stream is after the events taken so far: None if nobody can say.
        """
        self._receipts = receipts
        self._until = until
        self._look = look
        self._findings = findings
        self._next = next(receipts, None)
        self._reached = 0
        self._open: list[Told] = []
        self._bare: list[int] = []

    def take(self, row: StoredRow, event: Event | None) -> None:
        """Take the next event of the log."""
        self._pass(row.id)
        self._reached = row.id
        coming = self._next
        if coming is None or _first(coming) > row.id:
            self._leave_bare(row.id)
            return
        self._open.append(Told(row, event))
        if _last(coming) == row.id:
            self._lay(coming, self._open)
            self._open = []
            self._next = next(self._receipts, None)

    def end(self) -> None:
        """Tell of what is left: events without a receipt, and receipts without events."""
        for told in self._open:
            self._leave_bare(told.row.id)
        self._tell_bare()
        self._pass(self._reached + 1)
        if self._next is not None:
            count = 1 + sum(1 for _ in self._receipts)
            self._fault(f"{count} end behind the log, the first at position {_last(self._next)}")

    def _pass(self, position: int) -> None:
        """Tell of receipts that end before a position, where others have been laid already."""
        while self._next is not None and _last(self._next) < position:
            self._fault(f"position {_last(self._next)} has two commands")
            self._next = next(self._receipts, None)

    def _lay(self, receipt: Receipt, laid: Sequence[Told]) -> None:
        """Hold a receipt against what the log says of the events that it speaks of."""
        if len(laid) < receipt.recorded:
            self._fault(f"position {_first(receipt)} has two commands, or is not in the log")
            return
        known = self._look(receipt.stream)
        if known is None or any(told.event is None for told in laid):
            return
        own = takewhile(lambda told: told.row.originator_id == receipt.stream, laid)
        before = [told.row.originator_version for told in laid[:1]]
        events = [told.event for told in own if told.event is not None]
        last = laid[-1].row
        told = msgspec.structs.replace(
            receipt,
            version=known.version,
            recorded_at=from_micros(last.recorded_at_micros),
            entries=entries_of(events, before[0] - 1),
            balance_dong=known.state.balance_dong if isinstance(known.state, Fund) else None,
            replayed=False,
        )
        wrong = [
            name
            for name in receipt.__struct_fields__
            if getattr(receipt, name) != getattr(told, name)
        ]
        if not _is_made(receipt.created_id, laid):
            wrong.append("created_id")
        if wrong:
            self._fault(f"position {last.id}: the receipt's {', '.join(wrong)}")

    def _leave_bare(self, position: int) -> None:
        if position > self._until:
            return  # recorded meanwhile
        if self._bare and self._bare[1] + 1 == position:
            self._bare[1] = position
            return
        self._tell_bare()
        self._bare = [position, position]

    def _tell_bare(self) -> None:
        if self._bare:
            first, last = self._bare
            where = f"position {first}" if first == last else f"positions {first} to {last}"
            self._fault(f"{where} without a command")

    def _fault(self, where: str) -> None:
        self._findings.fault(RULE, where)


def _is_position(position: int | None) -> bool:
    return position is not None and 0 < position < 1 << 62


def _first(receipt: Receipt) -> int:
    return _last(receipt) - receipt.recorded + 1


def _last(receipt: Receipt) -> int:
    assert receipt.position is not None
    return receipt.position


def _is_made(created_id: UUID | None, laid: Sequence[Told]) -> bool:
    """Tell whether an id was made by events: one begins its stream, or speaks of it."""
    if created_id is None:
        return True
    name = str(created_id).encode()
    return any(told.row.originator_id == created_id or name in told.row.state for told in laid)
