"""Workbooks (XLSX) of one sheet: amounts are numbers, dates are dates, texts are never formulas."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from api.documents.tables import Cell, neutral

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_EXACT_MAX = 10**15
"""A spreadsheet counts in binary fractions: a whole number beyond is written as a text."""

_AMOUNT, _DAY = "#,##0", "dd/mm/yyyy"
_NAME_LENGTH_MAX = 31
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def workbook(
    name: str, rows: Iterable[Sequence[Cell]], *, bold: Sequence[int] = (), widths: Sequence[int]
) -> bytes:
    """Return the file of a table; rows whose numbers (from 0) are in `bold` stand out.

    Rows are written as they come, so that a long table takes little memory. `widths` are those of
    the columns, in characters.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name.translate(_NOT_IN_A_NAME).strip()[:_NAME_LENGTH_MAX] or "1")
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    font = Font(bold=True)
    for number, row in enumerate(rows):
        cells = [_cell(sheet, value) for value in row]
        if number in bold:
            for cell in cells:
                cell.font = font
        sheet.append(cells)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: object, value: Cell) -> Any:  # noqa: ANN401  # a cell of openpyxl's, untyped
    if isinstance(value, str) or (isinstance(value, int) and abs(value) > _EXACT_MAX):
        text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
        cell = WriteOnlyCell(sheet, neutral(text) if isinstance(value, str) else text)
        cell.data_type = "s"
        return cell
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, int):
        cell.number_format = _AMOUNT
    elif value is not None:
        cell.number_format = _DAY
    return cell
