"""Workbooks hold what a table holds, and no formula."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from api.documents.tables import Cell
from api.documents.workbooks import workbook


def read(file: bytes) -> Any:  # noqa: ANN401  # a sheet of openpyxl's, untyped
    return openpyxl.load_workbook(BytesIO(file)).active


def test_amounts_are_numbers_and_dates_are_dates_and_texts_are_texts() -> None:
    rows: list[tuple[Cell, ...]] = [("Ngày", "Thu"), (date(2025, 6, 1), 500_000), ("00017", None)]
    sheet = read(workbook("2025-06", rows, bold=(0,), widths=(12, 18)))
    assert sheet.title == "2025-06"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Ngày", "Thu"],
        [datetime(2025, 6, 1), 500_000],  # noqa: DTZ001  # a spreadsheet knows no zones
        ["00017", None],
    ]
    assert sheet["B2"].number_format == "#,##0"
    assert (sheet["A1"].font.bold, sheet["A2"].font.bold) == (True, False)
    assert sheet.column_dimensions["A"].width == 12


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@x", " =1", "＝1"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    cell = read(workbook("1", [(text,)], widths=(9,)))["A1"]
    assert (cell.data_type, cell.value) == ("s", f"'{text}")


def test_what_no_cell_can_hold_is_left_out_or_written_as_a_text() -> None:
    sheet = read(workbook("a/b:c", [("a\x07b", 10**15 + 1, -(10**15))], widths=()))
    assert [cell.value for cell in sheet[1]] == ["ab", "1000000000000001", -(10**15)]
    assert sheet.title == "a b c"
