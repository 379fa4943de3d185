import csv
from datetime import date
from io import StringIO

import pytest

from api.documents.tables import Cell, csv_chunks, neutral


@pytest.mark.parametrize(
    "text", ["=1+1", "+84 912", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", "＝1"]
)
def test_a_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Nguyễn Văn A", "1=1", "a-b", "'=1"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_is_a_formula_however_a_spreadsheet_parts_them(delimiter: str) -> None:
    texts = ["Quỹ A;=1+1;", 'x";=HYPERLINK("a";"b");"', "a; -2+3;b", "a\n@A1", "a\t＝1", "a,=1+1,"]
    (text,) = csv_chunks([[each, 1] for each in texts])
    cells = csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    assert not [cell for row in cells for cell in row if cell.lstrip(" ")[:1] in set("=+-@＝")]


def test_whole_numbers_and_dates_stay_numbers_and_dates() -> None:
    (text,) = csv_chunks([[-55_000, date(2025, 6, 16), None]])
    assert text == "\ufeff-55000,2025-06-16,\r\n"


def test_the_file_is_what_excel_takes_for_unicode_and_reads_back() -> None:
    rows: list[list[Cell]] = [["Tên", "Số tiền"], ['Quỹ "Đất học"', 1], ["a,b\nc", 2]]
    text = "".join(csv_chunks(rows))
    assert text.startswith("\ufeff")
    read = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [["Tên", "Số tiền"], ['Quỹ "Đất học"', "1"], ["a,b\nc", "2"]]


def test_a_long_table_comes_in_pieces() -> None:
    pieces = list(csv_chunks([number] for number in range(2_000)))
    assert len(pieces) > 3
    assert "".join(pieces).count("\r\n") == 2_000
