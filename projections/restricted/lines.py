"""The line of a purpose: which money of it paid for what, first in, first out.

Every đồng that comes for a purpose takes the next place on its line, and every đồng that goes takes
the next place, too: whatever came to a place has paid for what went at it. So money is spent in
the order in which it was recorded, and what came later, even under an earlier date, changes nothing
of what a donor was told. Both ends only move forward; where more went than came, what comes next
lies at places that are spent already.

What is wrong is never wiped out. A place is void from some position on, for both that lie there:

- taken off is what came (a gift that is refunded, released, reversed), the latest places first:
  unspent money is skipped by what goes; of spent money, what it paid for goes again at the end;
- brought back is what went (an award that is returned, a payment that is reversed), the latest
  places first: what nobody had paid for is skipped by what comes; else the money comes again, still
  that of the same gift, at the end;
- undone is either of them: the money comes again, or goes again, at the end.

Acts are put on their lines one by one, in the order of the log, within the transaction that writes
the batch, because each depends on the one before: however the log is cut, the places are the same.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Connection, Row, Select, Table, func, select

from ledger.values import FundId, PurposeId, TransferId
from projections.acts import Act, Flow
from projections.tables import bulk
from projections.tables.schema import Tables

Span: TypeAlias = tuple[int, int]
"""Places on a line: from the first to before the second."""


class Why(StrEnum):
    """Why places are void: what came there was taken off, or what went there came back."""

    TAKEN_OFF = "taken_off"
    BROUGHT_BACK = "brought_back"


class _Line(msgspec.Struct):
    """A line's two ends, and the void places that lie ahead of either."""

    fund_id: FundId
    purpose: PurposeId
    came_to: int
    went_to: int
    ahead: list[Span]


def write(connection: Connection, tables: Tables, flows: Sequence[Flow]) -> None:
    """Put acts, which are in the order of the log, on their lines."""
    if flows:
        writer = _Writer(connection, tables)
        for flow in flows:
            writer.put(flow)
        writer.finish()


def lying_in(table: Table, fund_id: FundId, purpose: PurposeId, span: Span) -> Select[Any]:
    """Return the query for what reaches into a span of a line, in order.

    Of what begins before a span only the nearest can reach into it, so this is a short range of
    the key, whatever a planner knows of the table.
    """
    start, stop = span
    nearer = table.alias()
    nearest = select(func.max(nearer.c.start)).where(
        nearer.c.fund_id == fund_id, nearer.c.purpose == purpose, nearer.c.start <= start
    )
    return (
        select(table)
        .where(
            table.c.fund_id == fund_id,
            table.c.purpose == purpose,
            table.c.start >= func.coalesce(nearest.scalar_subquery(), start),
            table.c.start < stop,
            table.c.stop > start,
        )
        .order_by(table.c.start)
    )


class _Writer:
    """Writes acts: plain ones are gathered, and written before anything is looked up."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self._connection = connection
        self._came, self._went = tables.purpose_inflows, tables.purpose_outflows
        self._void, self._ends = tables.purpose_voids, tables.purpose_lines
        self._lines: dict[tuple[FundId, PurposeId], _Line] = {}
        self._rows: dict[Table, list[tuple[object, ...]]] = {
            self._came: [],
            self._went: [],
            self._void: [],
        }

    def put(self, flow: Flow) -> None:
        """Put one act on its line."""
        line = self._line(flow)
        match flow.act:
            case Act.COME:
                gift = flow.version if flow.entry is None else flow.entry
                self._come(line, flow, flow.dong, flow.version, gift)
            case Act.GO:
                self._go(line, flow, flow.dong, flow.version, flow.transfer_id)
            case Act.TAKE_OFF:
                self._take_off(line, flow, flow.entry, flow.dong)
            case Act.BRING_BACK:
                self._bring_back(line, flow, self._went_as(line, flow), flow.dong)
            case Act.UNDO:
                self._undo(line, flow)

    def finish(self) -> None:
        """Write what is gathered, and how far the lines have come."""
        self._write_rows()
        ends = (
            (line.fund_id, line.purpose, line.came_to, line.went_to)
            for line in self._lines.values()
        )
        bulk.replace(self._connection, self._ends, ends)

    # Acts

    def _come(self, line: _Line, by: Flow, dong: int, entry: int, gift: int) -> None:
        spans, line.came_to = _placed(line.ahead, line.came_to, dong)
        self._rows[self._came] += [
            (line.fund_id, line.purpose, start, stop, entry, gift, by.position)
            for start, stop in spans
        ]

    def _go(
        self, line: _Line, by: Flow, dong: int, entry: int, transfer_id: TransferId | None
    ) -> None:
        spans, line.went_to = _placed(line.ahead, line.went_to, dong)
        self._rows[self._went] += [
            (line.fund_id, line.purpose, start, stop, entry, transfer_id, by.position)
            for start, stop in spans
        ]

    def _take_off(self, line: _Line, by: Flow, entry: int | None, dong: int | None) -> None:
        spans = _latest(self._standing(self._came, line, entry), dong)
        spent, unspent = _parted(spans, line.went_to)
        self._make_void(line, by, (*spent, *unspent), Why.TAKEN_OFF)
        self._go_again(line, by, spent)

    def _bring_back(self, line: _Line, by: Flow, entry: int | None, dong: int | None) -> None:
        spans = _latest(self._standing(self._went, line, entry), dong)
        covered, uncovered = _parted(spans, line.came_to)
        self._make_void(line, by, (*covered, *uncovered), Why.BROUGHT_BACK)
        self._come_again(line, by, covered)

    def _undo(self, line: _Line, by: Flow) -> None:
        """Take back whatever an entry did here: it came, or it went, or it made places void."""
        self._take_off(line, by, by.entry, None)
        self._bring_back(line, by, by.entry, None)
        made_void = self._of_entry(self._void, line, by.entry)
        self._come_again(line, by, _spans(made_void, Why.TAKEN_OFF))
        self._go_again(line, by, _spans(made_void, Why.BROUGHT_BACK))

    def _come_again(self, line: _Line, by: Flow, spans: Sequence[Span]) -> None:
        for span, row in self._lying_in(self._came, line, spans):
            self._come(line, by, span[1] - span[0], row.entry, row.gift)

    def _go_again(self, line: _Line, by: Flow, spans: Sequence[Span]) -> None:
        for span, row in self._lying_in(self._went, line, spans):
            self._go(line, by, span[1] - span[0], row.entry, row.transfer_id)

    def _make_void(self, line: _Line, by: Flow, spans: Sequence[Span], why: Why) -> None:
        self._rows[self._void] += [
            (line.fund_id, line.purpose, start, stop, by.version, why.value, by.position)
            for start, stop in spans
        ]
        nearer = min(line.came_to, line.went_to)
        line.ahead = sorted(span for span in (*line.ahead, *spans) if span[0] >= nearer)

    # Looking

    def _line(self, flow: Flow) -> _Line:
        key = (flow.fund_id, flow.purpose)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = self._load(*key)
        return line

    def _load(self, fund_id: FundId, purpose: PurposeId) -> _Line:
        ends = self._connection.execute(
            select(self._ends.c.came_to, self._ends.c.went_to).where(
                self._ends.c.fund_id == fund_id, self._ends.c.purpose == purpose
            )
        ).first()
        came_to, went_to = (0, 0) if ends is None else ends
        line = _Line(fund_id, purpose, came_to, went_to, [])
        nearer = min(line.came_to, line.went_to)
        # No end lies within void places: they are parted at the ends, which jump over them whole.
        query = self._on(self._void, line).where(self._void.c.start >= nearer)
        line.ahead = [(row.start, row.stop) for row in self._all(query)]
        return line

    def _went_as(self, line: _Line, by: Flow) -> int | None:
        """Return the version of what went: it is named, or the first leg of a transfer."""
        if by.transfer_id is None:
            return by.entry
        query = self._on(self._went, line).where(self._went.c.transfer_id == by.transfer_id)
        found = self._all(query.limit(1))
        return found[0].entry if found else None

    def _standing(self, table: Table, line: _Line, entry: int | None) -> list[Span]:
        """Return the places, in order, at which an entry came or went and that are not void."""
        spans = _spans(self._of_entry(table, line, entry))
        void = [span for span, _ in self._lying_in(self._void, line, spans)]
        return [left for span in spans for left in _without(span, void)]

    def _of_entry(self, table: Table, line: _Line, entry: int | None) -> list[Row[Any]]:
        return self._all(self._on(table, line).where(table.c.entry == entry))

    def _lying_in(
        self, table: Table, line: _Line, spans: Sequence[Span]
    ) -> Iterator[tuple[Span, Row[Any]]]:
        """Yield what lies in each span, in order: which part of the span, and whose it is."""
        for start, stop in spans:
            for row in self._all(lying_in(table, line.fund_id, line.purpose, (start, stop))):
                yield (max(start, row.start), min(stop, row.stop)), row

    def _on(self, table: Table, line: _Line) -> Select[Any]:
        of_line = (table.c.fund_id == line.fund_id, table.c.purpose == line.purpose)
        return select(table).where(*of_line).order_by(table.c.start)

    def _all(self, query: Select[Any]) -> list[Row[Any]]:
        self._write_rows()
        return list(self._connection.execute(query).all())

    def _write_rows(self) -> None:
        for table, rows in self._rows.items():
            if rows:
                bulk.append(self._connection, table, rows)
                rows.clear()


def _placed(ahead: Sequence[Span], end: int, dong: int) -> tuple[list[Span], int]:
    """Return the next `dong` places behind `end` that are not void, and the new end."""
    spans: list[Span] = []
    for void_start, void_stop in ahead:
        if dong and void_start >= end:
            part = min(dong, void_start - end)
            if part:
                spans.append((end, end + part))
            dong -= part
            end = void_stop if dong else end + part
    if dong:
        spans.append((end, end + dong))
    return spans, end + dong


def _latest(spans: Sequence[Span], dong: int | None) -> list[Span]:
    """Return the last `dong` places of spans that are in order; None means all."""
    if dong is None:
        return list(spans)
    taken: list[Span] = []
    for start, stop in reversed(spans):
        if not dong:
            break
        part = min(dong, stop - start)
        taken.append((stop - part, stop))
        dong -= part
    assert not dong, "no more is taken off or brought back than came or went"
    return taken[::-1]


def _parted(spans: Sequence[Span], end: int) -> tuple[list[Span], list[Span]]:
    """Return the parts of spans that lie before an end, and those behind it."""
    before = [(start, min(stop, end)) for start, stop in spans if start < end]
    behind = [(max(start, end), stop) for start, stop in spans if stop > end]
    return before, behind


def _without(span: Span, void: Sequence[Span]) -> Iterator[Span]:
    """Yield what is left of a span; `void` is in order."""
    start, stop = span
    for void_start, void_stop in void:
        if void_stop <= start or void_start >= stop:
            continue
        if void_start > start:
            yield start, void_start
        start = void_stop
    if start < stop:
        yield start, stop


def _spans(rows: Sequence[Row[Any]], why: Why | None = None) -> list[Span]:
    return [(row.start, row.stop) for row in rows if why is None or row.why == why.value]
