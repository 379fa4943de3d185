"""Statement files to rows: pure, streaming, driven by a layout that is data."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import SEEK_SET
from itertools import chain, islice
from operator import itemgetter
from typing import Any, BinaryIO

import msgspec

from api.spreadsheets.sheets import SheetRow
from api.statements import cells as values
from api.statements.account_check import AccountCheck
from api.statements.errors import MissingColumns, StatementError
from api.statements.header import Header, find_header, find_sheet, fold
from api.statements.layout import Field, Layout, bare
from api.statements.lines import BYTES_MAX, line_blocks
from api.statements.records import Record, records
from api.statements.rows import Amountless, Item, Row, RowFault, Unreadable
from api.statements.workbooks import AMOUNTS, DateCells, as_texts, is_workbook, workbook_sheets

__all__ = ["Amountless", "Item", "Row", "RowFault", "Unreadable", "read", "recognise"]

LOOKED_AT_MAX = 2_000
"""So many records are looked at for amounts that have their marks."""


def read(
    layout: Layout,
    stream: BinaryIO,
    *,
    bytes_max: int = BYTES_MAX,
    check: AccountCheck | None = None,
    trusts_dates: bool = False,
) -> Iterator[Item]:
    """Yield what stands in the file below its header, in its order, holding one block in memory.

    The file is CSV text, or an XLSX workbook, which must be seekable. Empty records, repeated
    headers and the layout's footers are passed over. Cells are text and nothing else: what looks
    like a formula is kept as it is. By `check` it is known whose account a place among the rows is
    of; with `trusts_dates` no dates are doubted.

    Raises:
        StatementError: the whole file is unacceptable (see `lines`, `workbooks` and `header`);
            raised where that shows, which may be after many rows.
    """
    header, source = _open(layout, stream, bytes_max, trusts_dates=trusts_dates)
    return _items(layout, header, source, check or AccountCheck(None))


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


def _open(
    layout: Layout, stream: BinaryIO, bytes_max: int, *, trusts_dates: bool = False
) -> tuple[Header, Iterator[Record]]:
    """Find the header, and return it with the records that follow."""
    if is_workbook(stream):
        header, rows = find_sheet(workbook_sheets(stream, bytes_max=bytes_max), layout)
        return header, _fitted(layout, header, rows, trusts_dates=trusts_dates)
    blocks = line_blocks(stream, encoding=layout.encoding, bytes_max=bytes_max)
    first = next(blocks, [])
    header, lines_before, delimiter = find_header(first, layout)
    if delimiter != layout.delimiter:
        layout = msgspec.structs.replace(layout, delimiter=delimiter)
    rest = chain(filter(None, [first[lines_before:]]), blocks)
    heading = first[header.line - 1 : lines_before]
    return header, records(rest, layout, lines_before=lines_before, heading=heading)


def _fitted(
    layout: Layout, header: Header, rows: Iterator[SheetRow], *, trusts_dates: bool
) -> Iterator[Record]:
    dates, at = DateCells(layout), header.at("date")
    for number, cells in rows:
        dates.note(cells[at] if at < len(cells) else None)
        yield number, header.fit(as_texts(cells, header, layout))
    if not trusts_dates:
        dates.check()


def _items(
    layout: Layout, header: Header, source: Iterator[Record], check: AccountCheck
) -> Iterator[Item]:
    head, takes_small = _looked_at(layout, header, source)
    parse = _row_parser(layout, header, takes_small=takes_small)
    width = header.width
    of_account = header.at("account")
    is_cut = False
    for line, cells in chain(head, source):
        if cells.__class__ is list and len(cells) == width:
            row = parse(line, cells)
            if row.__class__ is Unreadable:
                check.check_record(line, cells)
            elif of_account < width and check.is_another(cells[of_account]):
                row = Unreadable(line, RowFault.OTHER_ACCOUNT, header.title("account"))
            if row.__class__ is Row or not _is_furniture(cells, header, layout):
                yield row
        elif isinstance(cells, RowFault):
            # What follows a cut is the rest of the cut record, unless it is a whole row.
            if not is_cut:
                yield Unreadable(line, cells)
            is_cut = is_cut or cells is RowFault.CUT_SHORT
        elif not is_cut and not _is_furniture(cells, header, layout):
            check.check_record(line, cells)
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
        if isinstance(cells, list) and any(
            shows(values.unsigned(cells[i])[0]) for i in at if i < len(cells)
        ):
            return head, True
    return head, False


Sides = Callable[[str, str], tuple[Any, Any]]
"""Reads what went out and what came in from two cells: a value or a fault each."""


def _sides(layout: Layout, *, takes_small: bool) -> Sides:
    marks = layout.thousands, layout.decimals
    if not layout.columns.amount:
        amounts: Mapping[str, Any] = values.amounts(*marks, takes_small=takes_small)
        return lambda out, in_: (amounts[out], amounts[in_])
    signed: Mapping[str, Any] = values.signed_amounts(*marks, takes_small=takes_small)
    ways = dict.fromkeys(fold(layout.comes_in), 1) | dict.fromkeys(fold(layout.goes_out), -1)
    tells_way = bool(layout.columns.direction)

    def sides(amount: str, direction: str) -> tuple[Any, Any]:
        dong = signed[amount]
        if dong.__class__ is RowFault:
            return dong, 0
        if tells_way and dong:
            way = ways.get(bare(direction))
            if way is None or (dong < 0 and way > 0):
                return RowFault.BAD_AMOUNT, 0
            dong = abs(dong) * way
        return max(-dong, 0), max(dong, 0)

    return sides


def _row_parser(
    layout: Layout, header: Header, *, takes_small: bool
) -> Callable[[int, list[str]], Item]:
    # A value or a fault, told apart by its class: asking an enum for its instances takes longer.
    days: Mapping[str, Any] = values.dates(layout.date_format)
    times: Mapping[str, Any] = values.times(layout.time_format)
    sides = _sides(layout, takes_small=takes_small)
    balances: Mapping[str, Any] = values.balances(layout.thousands, layout.decimals)
    amounts: tuple[Field, Field] = ("debit", "credit")
    if layout.columns.amount:
        amounts = ("amount", "direction")
    parsed: tuple[Field, ...] = ("date", "time", amounts[0], amounts[1], "balance")
    texts: tuple[Field, ...] = ("document", "reference", "memo", "counterparty")
    pick = itemgetter(*(header.at(field) for field in (*parsed, *texts)))
    in_one_cell = header.at("document") == header.at("date")
    day_words = len(layout.date_format.split())

    def parse(line: int, cells: list[str]) -> Item:
        cells.append("")  # what a column that the layout lacks is read from
        day, clock, out, in_, left, document, reference, memo, counterparty = pick(cells)
        if in_one_cell:
            words = day.split()
            document, is_clock = " ".join(words[day_words:]), clock == day
            day = " ".join(words[:day_words])
            clock = day if is_clock else clock
        booked_on = days[day]
        time_of_day = times[clock]
        debit_dong, credit_dong = sides(out, in_)
        balance_dong = balances[left]
        if (
            booked_on.__class__ is RowFault
            or time_of_day.__class__ is RowFault
            or debit_dong.__class__ is RowFault
            or credit_dong.__class__ is RowFault
            or balance_dong.__class__ is RowFault
        ):
            read = booked_on, time_of_day, debit_dong, credit_dong, balance_dong
            return _first_fault(line, zip(parsed, read, strict=True), header)
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
    return not first or header.is_again(folded) or first.startswith(tuple(fold(layout.footers)))
