"""Files to rows of cells: pure, bounded, and no formula is ever worked out.

A spreadsheet is read as it was written, not as another program last computed it: what a formula
showed to its author is nothing that anybody decided on here.
"""

import csv
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import TypeAlias

from api.errors import UnreadableAwardList
from api.spreadsheets.parts import Bounds, WorkbookTooLarge
from api.spreadsheets.sheets import BrokenWorkbook, first_sheet
from ledger.store.vault.media_types import MediaType, delimiter_of, media_type_of

ROWS_MAX = 11_000
"""A list of ten thousand lines, with what stands above and below it."""

CELLS_MAX = 50

BOUNDS = Bounds(
    streamed_bytes=6_000_000,
    streamed_elements=400_000,
    text_elements=400_000,
    opened_bytes=60_000_000,
)
"""What a list may cost to read; one of ten thousand lines costs half of it."""


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
        for number, cells in first_sheet(BytesIO(content), BOUNDS, columns_max=CELLS_MAX):
            yield number, [_value(cell) for cell in cells]
    except WorkbookTooLarge as error:
        raise UnreadableAwardList("body", **error.limits) from None
    except BrokenWorkbook:
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
