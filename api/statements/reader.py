"""Statement files to rows: pure, streaming, driven by a layout that is data."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import SEEK_SET
from itertools import chain, islice
from operator import itemgetter
from typing import Any, BinaryIO

import msgspec

from api.statements import cells as values
from api.statements.errors import MissingColumns, StatementError
from api.statements.header import Header, find_header, find_sheet, fold
from api.statements.layout import FIELDS, Field, Layout
from api.statements.lines import BYTES_MAX, line_blocks
from api.statements.records import Record, records
from api.statements.rows import Amountless, Item, Row, RowFault, Unreadable
from api.statements.workbooks import AMOUNTS, as_texts, is_workbook, workbook_sheets

__all__ = ["Amountless", "Item", "Row", "RowFault", "Unreadable", "read", "recognise"]

PARSED: tuple[Field, ...] = ("date", "time", "debit", "credit", "balance")

LOOKED_AT_MAX = 2_000
"""So many records are looked at for amounts that have their marks."""


def read(layout: Layout, stream: BinaryIO, *, bytes_max: int = BYTES_MAX) -> Iterator[Item]:
    """Yield what stands in the file below its header, in its order, holding one block in memory.

    The file is CSV text, or an XLSX workbook, which must be seekable. Empty records, repeated
    headers and the layout's footers are passed over. Cells are text and nothing else: what looks
    like a formula is kept as it is.

    Raises:
        StatementError: the whole file is unacceptable (see `lines`, `workbooks` and `header`);
            raised where that shows, which may be after many rows.
    """
    header, source = _open(layout, stream, bytes_max)
    return _items(layout, header, source)


def recognise(candidates: Sequence[Layout], stream: BinaryIO) -> Layout:
    """Return the first of these layouts whose columns a seekable file has; leave it at its start.

    Raises `StatementError` as reading by the layout that comes nearest would.
    """
    nearest: StatementError | None = None
    for layout in candidates:
        try:
            _open(layout, stream, BYTES_MAX)
        except StatementError as error:
            is_nearer = isinstance(error, MissingColumns) and (
                not isinstance(nearest, MissingColumns) or len(error.fields) < len(nearest.fields)
            )
            if nearest is None or is_nearer:
                nearest = error
        else:
            return layout
        finally:
            stream.seek(0, SEEK_SET)
    assert nearest is not None, "somebody asks about one layout at least"
    raise nearest


def _open(layout: Layout, stream: BinaryIO, bytes_max: int) -> tuple[Header, Iterator[Record]]:
    """Find the header, and return it with the records that follow."""
    if is_workbook(stream):
        header, rows = find_sheet(workbook_sheets(stream, bytes_max=bytes_max), layout)
        fitted = ((number, header.fit(as_texts(cells, header, layout))) for number, cells in rows)
        return header, fitted
    blocks = line_blocks(stream, encoding=layout.encoding, bytes_max=bytes_max)
    first = next(blocks, [])
    header, lines_before, delimiter = find_header(first, layout)
    if delimiter != layout.delimiter:
        layout = msgspec.structs.replace(layout, delimiter=delimiter)
    rest = chain(filter(None, [first[lines_before:]]), blocks)
    return header, records(rest, layout, lines_before=lines_before)


def _items(layout: Layout, header: Header, source: Iterator[Record]) -> Iterator[Item]:
    head, takes_small = _looked_at(layout, header, source)
    parse = _row_parser(layout, header, takes_small=takes_small)
    width = header.width
    is_cut = False
    for line, cells in chain(head, source):
        if cells.__class__ is list and len(cells) == width:
            row = parse(line, cells)
            if row.__class__ is Row or not _is_furniture(cells, header, layout):
                yield row
        elif isinstance(cells, RowFault):
            # What follows a cut is the rest of the cut record, unless it is a whole row.
            if not is_cut:
                yield Unreadable(line, cells)
            is_cut = is_cut or cells is RowFault.CUT_SHORT
        elif not is_cut and not _is_furniture(cells, header, layout):
            few = len(cells) < header.width
            yield Unreadable(line, RowFault.TOO_FEW_CELLS if few else RowFault.TOO_MANY_CELLS)


def _looked_at(
    layout: Layout, header: Header, source: Iterator[Record]
) -> tuple[list[Record], bool]:
    """Take records until one shows that the file has kept its marks for thousands; tell whether.

    Nearly always that is the first one. Where none of many does, nobody knows what `50` was.
    """
    head: list[Record] = []
    shows = values.with_marks(layout.thousands, layout.decimals).fullmatch
    at = [header.at(field) for field in AMOUNTS]
    for record in islice(source, LOOKED_AT_MAX):
        head.append(record)
        cells = record[1]
        if isinstance(cells, list) and any(shows(cells[i].strip()) for i in at if i < len(cells)):
            return head, True
    return head, False


def _row_parser(
    layout: Layout, header: Header, *, takes_small: bool
) -> Callable[[int, list[str]], Item]:
    # A value or a fault, told apart by its class: asking an enum for its instances takes longer.
    days: Mapping[str, Any] = values.dates(layout.date_format)
    times: Mapping[str, Any] = values.times(layout.time_format)
    amounts: Mapping[str, Any] = values.amounts(
        layout.thousands, layout.decimals, takes_small=takes_small
    )
    balances: Mapping[str, Any] = values.balances(layout.thousands, layout.decimals)
    pick = itemgetter(*(header.at(field) for field in FIELDS))

    def parse(line: int, cells: list[str]) -> Item:
        cells.append("")  # what a column that the layout lacks is read from
        day, clock, document, reference, out, in_, left, memo, counterparty = pick(cells)
        booked_on = days[day]
        time_of_day = times[clock]
        debit_dong = amounts[out]
        credit_dong = amounts[in_]
        balance_dong = balances[left]
        if (
            booked_on.__class__ is RowFault
            or time_of_day.__class__ is RowFault
            or debit_dong.__class__ is RowFault
            or credit_dong.__class__ is RowFault
            or balance_dong.__class__ is RowFault
        ):
            read = booked_on, time_of_day, debit_dong, credit_dong, balance_dong
            return _first_fault(line, zip(PARSED, read, strict=True), header)
        if debit_dong > 0 and credit_dong > 0:
            return Unreadable(line, RowFault.TWO_AMOUNTS)
        row = Row(
            line,
            booked_on,
            time_of_day,
            document.strip(),
            reference.strip(),
            debit_dong,
            credit_dong,
            balance_dong,
            memo.strip(),
            counterparty.strip(),
        )
        return row if debit_dong or credit_dong else Amountless(row)

    return parse


def _first_fault(line: int, read: Iterable[tuple[Field, object]], header: Header) -> Unreadable:
    field, reason = next((f, value) for f, value in read if isinstance(value, RowFault))
    return Unreadable(line, reason, header.title(field))


def _is_furniture(cells: list[str], header: Header, layout: Layout) -> bool:
    """Say whether a record that is no row is not meant to be one: empty, a header, a footer."""
    folded = fold(cells)
    first = next(filter(None, folded), "")
    is_header = folded[: header.width] == header.names
    return not first or is_header or first.startswith(tuple(fold(list(layout.footers))))
