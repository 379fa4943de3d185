"""An empty award list to fill in: a workbook with the headings that are read."""

from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from api.award_lists.headings import HEADINGS, Column

_WIDTHS = {
    Column.CODE: 38,
    Column.NAME: 28,
    Column.PHONE: 16,
    Column.ADDRESS: 30,
    Column.NOTE: 26,
    Column.CATEGORIES: 24,
    Column.AWARDS: 10,
    Column.AMOUNT: 16,
}
_MADE = datetime(2025, 1, 1)  # noqa: DTZ001  # the same bytes each time; a workbook has no zone


def template() -> bytes:
    """Return the workbook."""
    workbook = Workbook()
    workbook.properties.created = workbook.properties.modified = _MADE
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Danh sách nhận"
    for at, column in enumerate(Column, 1):
        cell = sheet.cell(row=1, column=at, value=HEADINGS[column][0])
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="center")
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS[column]
    sheet.freeze_panes = "A2"
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()
