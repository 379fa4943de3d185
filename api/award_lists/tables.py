"""Files to rows of cells: pure, bounded, and no formula is ever worked out.

A spreadsheet is read as it was written, not as another program last computed it: what a formula
showed to its author is nothing that anybody decided on here.
"""

import csv
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import TypeAlias
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from api.award_lists.parts import Parts
from api.errors import UnreadableAwardList
from ledger.store.media_types import MediaType, delimiter_of, media_type_of

ROWS_MAX = 11_000
"""A list of ten thousand lines, with what stands above and below it."""

CELLS_MAX = 50

_BROKEN = (
    InvalidFileException,
    BadZipFile,
    EOFError,
    ExpatError,
    zlib.error,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    UserWarning,
)
"""What the reader of workbooks raises for parts that are not what they should be.

It builds its objects straight from the attributes it finds. SyntaxError is what the XML parser's
error is a kind of, RuntimeError what a part under a password is, UserWarning what is only warned of
where warnings are no errors.
"""


class Formula:
    """A cell that is a formula, or would become one where the list is opened."""


FORMULA = Formula()

Cell: TypeAlias = str | int | float | Formula | None
Row: TypeAlias = tuple[int, list[Cell]]
"""The number of a row, from 1 as a spreadsheet shows it, and its cells."""


def rows_of(content: bytes) -> list[Row]:
    """Return the rows of a CSV file, or of the first sheet of a workbook, that hold anything.

    Raises `UnreadableAwardList` for any other file, and for one that is too long.
    """
    match media_type_of(content):
        case MediaType.CSV:
            rows = _csv_rows(content.decode("utf-8-sig"))
        case MediaType.XLSX:
            rows = _sheet_rows(content)
        case _:
            raise UnreadableAwardList("body")
    found = [row for row in islice(rows, ROWS_MAX + 1) if any(cell is not None for cell in row[1])]
    if len(found) > ROWS_MAX:
        raise UnreadableAwardList("body", rows_most=ROWS_MAX)
    return found


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.reader(text.splitlines(), delimiter=delimiter_of(text), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [_text(cell) for cell in cells[:CELLS_MAX]]
    except csv.Error:
        raise UnreadableAwardList("body", line=reader.line_num) from None


def _sheet_rows(content: bytes) -> Iterator[Row]:
    try:
        reader = ExcelReader(BytesIO(content), read_only=True, keep_links=False)
        reader.archive = Parts(BytesIO(content))
        reader.read()
        rows: Iterable[tuple[object, ...]] = reader.wb.worksheets[0].iter_rows(
            max_row=ROWS_MAX + 1, max_col=CELLS_MAX, values_only=True
        )
        for number, cells in enumerate(rows, 1):
            yield number, [_value(cell) for cell in cells]
    except _BROKEN:
        raise UnreadableAwardList("body") from None


def _value(cell: object) -> Cell:
    if cell is None or (isinstance(cell, int | float) and not isinstance(cell, bool)):
        return cell
    return _text(cell) if isinstance(cell, str) else FORMULA


def _text(cell: str) -> Cell:
    """Return a text; None for an empty one, and `FORMULA` for what another program would run."""
    text = cell.strip()
    if not text:
        return None
    is_signed_number = text[0] in "+-" and not text[1:].strip("0123456789 .,()-")
    return FORMULA if text[0] in "=@+-" and not is_signed_number else text
