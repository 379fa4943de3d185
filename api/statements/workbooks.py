"""XLSX statements to the records of text that a CSV file would have."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from io import SEEK_END, SEEK_SET
from typing import TYPE_CHECKING, BinaryIO

from api.spreadsheets.parts import Bounds, WorkbookTooLarge
from api.spreadsheets.sheets import BrokenWorkbook, SheetRow, sheets
from api.statements.cells import moment_of
from api.statements.errors import BrokenStatementWorkbook, SwappedDates, TooLarge
from api.statements.layout import Field, Layout

if TYPE_CHECKING:
    from api.statements.header import Header

_MAGIC = b"PK\x03\x04"

BOUNDS = Bounds(
    streamed_bytes=160_000_000,
    streamed_elements=8_000_000,
    text_elements=2_500_000,
    opened_bytes=480_000_000,
)
"""What a workbook may cost to read: `ROWS_MAX` rows of ten cells, with their texts."""

WORKBOOK_BYTES_MAX = 32_000_000
AMOUNTS: tuple[Field, ...] = ("debit", "credit", "amount", "balance")
ROWS_MAX = 300_000
COLUMNS_MAX = 60

MONTHS = 12

MONTHS_TELLING = 3
"""Rows on the same day of so many months, and on no other day: those were days of one month."""


def is_workbook(stream: BinaryIO) -> bool:
    """Tell whether a file begins like a workbook; leave it where it was.

    A stream that cannot be put back is read as text, as which a workbook is refused.
    """
    if not stream.seekable():
        return False
    start = stream.read(len(_MAGIC))
    stream.seek(-len(start), 1)
    return start == _MAGIC


def workbook_sheets(stream: BinaryIO, *, bytes_max: int) -> Iterator[Iterator[SheetRow]]:
    """Yield the sheets as their rows; raises `TooLarge`, `BrokenStatementWorkbook`."""
    size = stream.seek(0, SEEK_END)
    stream.seek(0, SEEK_SET)
    most = min(bytes_max, WORKBOOK_BYTES_MAX)
    if size > most:
        raise TooLarge(bytes_max=most)
    found = sheets(stream, BOUNDS, columns_max=COLUMNS_MAX)
    with _as_statement_errors():
        for rows in found:
            yield _bounded(rows)


def _bounded(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    with _as_statement_errors():
        for number, cells in rows:
            if number > ROWS_MAX:
                raise TooLarge(rows_max=ROWS_MAX)
            yield number, cells


@contextmanager
def _as_statement_errors() -> Iterator[None]:
    try:
        yield
    except WorkbookTooLarge as error:
        raise TooLarge(**error.limits) from None
    except BrokenWorkbook:
        raise BrokenStatementWorkbook from None


def as_texts(
    cells: Sequence[object], header: "Header | None" = None, layout: Layout | None = None
) -> list[str]:
    """Return cells as the bank would print them: dates and amounts once the header is known.

    A number that is no whole one, and whatever else a cell may be, becomes a text, and no amount.
    """
    texts = [_text(cell) for cell in cells]
    if header is None or layout is None:
        return texts
    moments: tuple[tuple[Field, str], ...] = (
        ("date", layout.date_format),
        ("time", layout.time_format),
    )
    for field, written in moments:
        at = header.at(field)
        cell = cells[at] if at < len(cells) else None
        if isinstance(cell, date | time):
            texts[at] = format(cell, written)
    for field in AMOUNTS:
        at = header.at(field)
        is_number = at < len(cells) and type(cells[at]) in (int, float)
        if is_number and texts[at].removeprefix("-").isdecimal():
            texts[at] = f"{int(texts[at]):,}".replace(",", layout.thousands)
    return texts


class DateCells:
    """What the dates of a sheet are: real ones, or texts.

    A spreadsheet that reads the month first makes a date of 10/09/2024, of the 9th of October, and
    leaves 13/09/2024 a text, for there is no thirteenth month. Of a file that ends before that it
    makes the 9th of one month after the other.
    """

    def __init__(self, layout: Layout) -> None:
        """Read texts as a layout says."""
        self._format = layout.date_format
        self._days_first = "%d" in self._format.partition("%m")[0]
        self._real: set[bool] = set()
        self._texts: set[bool] = set()
        self._days: set[int] = set()
        self._months: set[tuple[int, int]] = set()

    def note(self, cell: object) -> None:
        """Take in the cell of a date."""
        if isinstance(cell, date):
            self._real.add(cell.day <= MONTHS)
            self._days.add(cell.day)
            self._months.add((cell.year, cell.month))
        elif isinstance(cell, str) and (moment := moment_of(cell.strip(), self._format)):
            self._texts.add(moment.day <= MONTHS)

    def check(self) -> None:
        """Raise `SwappedDates` if all are as such a spreadsheet leaves them."""
        if not self._days_first or self._real != {True}:
            return
        years = {year for year, _ in self._months}
        is_one_month = len(self._days) == len(years) == 1 and len(self._months) >= MONTHS_TELLING
        if self._texts == {False} or (is_one_month and not self._texts):
            raise SwappedDates("date")


def without_trailing(texts: list[str]) -> list[str]:
    """Return the cells up to the last that holds anything: a sheet is as wide as its widest row."""
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return str(cell).replace("\0", "")
