"""Lines of text to CSV records with the line each starts on, losing no row to a stray quote."""

import csv
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from api.statements.layout import Layout
from api.statements.rows import RowFault

if TYPE_CHECKING:
    from _csv import Reader

HEADER_LINES_MAX = 10

Record = tuple[int, list[str] | RowFault]


def head_records(lines: list[str], layout: Layout) -> Iterator[Record]:
    """Yield the first records of a file, whose titles may be broken over several lines."""
    head = msgspec.structs.replace(layout, lines_per_record_max=HEADER_LINES_MAX)
    return _parse_warily(lines, 0, 0, head, is_last=True)


def records(
    blocks: Iterable[list[str]],
    layout: Layout,
    *,
    lines_before: int = 0,
    heading: Sequence[str] = (),
) -> Iterator[Record]:
    """Yield the line number and the cells of every record, or why it has none.

    The lines of the `heading` are one record wherever they stand again, as on every page. A quote
    that does not close within `layout.lines_per_record_max` lines spoils the line it stands on and
    no other: reading resumes on the next one. After `CUT_SHORT` the lines that follow may be
    the rest of the cut record.
    """
    pending: list[str] = []
    for block in blocks:
        cut = layout.ends_with_newline and not block[-1].endswith(("\n", "\r"))
        lines = pending + (block[:-1] if cut else block)
        parsed = yield from _parse(lines, lines_before, layout, heading, is_last=cut)
        pending = lines[parsed:]
        lines_before += parsed
        if cut:
            yield lines_before + 1, RowFault.CUT_SHORT
    yield from _parse(pending, lines_before, layout, heading, is_last=True)


def _parse(
    lines: list[str], lines_before: int, layout: Layout, heading: Sequence[str], *, is_last: bool
) -> Generator[Record, None, int]:
    """Yield records as fast as the csv module can; return how many lines they took."""
    source = _reader(lines, layout)
    try:
        every = list(source)
    except csv.Error:
        every = []
    if len(every) == len(lines):  # each took one line
        yield from enumerate(every, lines_before + 1)
        return len(lines)
    source = _reader(lines, layout)
    start = 0
    try:
        for cells in source:
            end = source.line_num
            if end - start > layout.lines_per_record_max:
                break
            yield lines_before + start + 1, cells
            start = end
    except csv.Error:
        pass
    rest = _parse_warily(lines, start, lines_before, layout, heading, is_last=is_last)
    return (yield from rest)


def _parse_warily(
    lines: list[str],
    start: int,
    lines_before: int,
    layout: Layout,
    heading: Sequence[str] = (),
    *,
    is_last: bool,
) -> Generator[Record, None, int]:
    """Yield the records from `start` on, looking no further ahead for each than it may reach."""
    while start < len(lines):
        same = _same(lines, start, heading)
        if same and same < len(heading) and not is_last:
            break  # the next block may complete it
        reach = len(heading) if same == len(heading) else 0
        window = lines[start : start + max(reach, layout.lines_per_record_max)]
        source = _reader(window, layout)
        try:
            cells = next(source)
        except csv.Error:
            at_end = start + len(window) == len(lines)
            if at_end and not is_last and len(window) < layout.lines_per_record_max:
                break  # the next block may complete it
            is_open = sum(line.count('"') for line in window) % 2 == 1
            is_cut = at_end and is_last and is_open
            yield (
                lines_before + start + 1,
                RowFault.CUT_SHORT if is_cut else RowFault.BAD_QUOTES,
            )
            start += 1
        else:
            yield lines_before + start + 1, cells
            start += source.line_num
    return start


def _same(lines: list[str], start: int, heading: Sequence[str]) -> int:
    """Return how many lines from `start` on are the heading, or all there are of it; else 0."""
    found = lines[start : start + len(heading)] if heading and lines[start] == heading[0] else []
    return len(found) if found == list(heading[: len(found)]) else 0


def _reader(lines: list[str], layout: Layout) -> "Reader":
    # Strict: a quote that ends in the middle of a cell is an error, not a guess.
    return csv.reader(lines, delimiter=layout.delimiter, strict=True)
