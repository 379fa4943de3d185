"""Layouts are data; one that contradicts itself does not load."""

import csv
import re
from io import BytesIO, StringIO

import msgspec
import pytest

from api.statements.errors import MissingColumns
from api.statements.layout import Layout, layouts, load_layout
from api.statements.reader import Row, recognise
from tests.api.statements.files import GIFT, HEADER, VIETCOMBANK, read_bytes

TECHBANK = """
name = "techbank"
bank = "A bank of these tests"
bin = "970499"
delimiter = ";"
date_format = "%Y-%m-%d"
time_format = "%H:%M"
thousands = ","
decimals = ".00"
identity = ["date", "time", "debit", "credit", "memo"]
[columns]
date = ["Ngày"]
time = ["Giờ"]
debit = ["Ghi nợ"]
credit = ["Ghi có"]
memo = ["Diễn giải", "Nội dung"]
"""


def test_the_layouts_we_have_load_under_the_name_of_their_file() -> None:
    assert list(layouts()) == ["agribank", "bidv", "vietcombank", "vietinbank"]


def test_a_new_bank_is_a_description_and_no_code() -> None:
    content = """Sao kê tài khoản;;;;
Ngày;GIỜ;Ghi nợ;"Ghi
có";Nội dung
2026-06-13;09:05;;"1,500,000.00";ủng hộ
"""
    (row,) = read_bytes(content.encode(), Layout.from_toml(TECHBANK))
    assert isinstance(row, Row)
    assert (row.line, row.time_of_day, row.credit_dong) == (4, "09:05:00", 1_500_000)
    assert (row.document, row.balance_dong, row.memo) == ("", None, "ủng hộ")


def as_a_spreadsheet_saves_it(content: str, delimiter: str, layout: Layout) -> bytes:
    """A file that was opened and saved again: other signs between cells, amounts without marks."""
    saved = StringIO()
    writer = csv.writer(saved, delimiter=delimiter)
    for cells in csv.reader(content.splitlines(), delimiter=layout.delimiter):
        writer.writerow([re.sub(r"^([0-9]{1,3})([.,][0-9]{3})+$", _bare, cell) for cell in cells])
    return saved.getvalue().encode("utf-8-sig")


def _bare(amount: re.Match[str]) -> str:
    return amount[0].replace(".", "").replace(",", "")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("above", [0, 1, 30, 200])
def test_a_file_that_a_spreadsheet_saved_is_the_same_wherever_its_header_stands(
    delimiter: str, above: int
) -> None:
    title = '"Sao kê, tài khoản; 2024"\n' * above
    row = '1,01/09/2024,5213.1,,1.050.000,2.000.000,"ủng hộ, giúp; bạn"\n'
    content = f"{title}{HEADER}\n{row}"
    (written,) = read_bytes(content.encode())
    saved = as_a_spreadsheet_saves_it(content, delimiter, VIETCOMBANK)
    assert isinstance(written, Row)
    assert (written.line, written.credit_dong, written.balance_dong) == (
        above + 2,
        1_050_000,
        2_000_000,
    )
    assert read_bytes(saved) == [written]
    assert recognise([load_layout("bidv"), VIETCOMBANK], BytesIO(saved)) is VIETCOMBANK


def test_a_header_below_more_than_any_bank_prints_is_none() -> None:
    with pytest.raises(MissingColumns):
        read_bytes(("Sao kê\n" * 201 + f"{HEADER}\n{GIFT}\n").encode())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_of_a_file_without_some_column_the_columns_it_lacks_are_named(delimiter: str) -> None:
    saved = f"{HEADER}\n{GIFT}\n".replace(",", delimiter).replace("Credit", "Có")
    with pytest.raises(MissingColumns) as refused:
        read_bytes(saved.encode())
    assert refused.value.fields == ("Credit",)


@pytest.mark.parametrize(
    "right, wrong",
    [
        ('"debit", "credit", "memo"', '"credit", "memo"'),
        ('"date", "time"', '"date", "date"'),
        ('"time", ', '"time", "reference", '),
        ('".00"', '",00"'),
        ('";"', '";;"'),
        ("970499", "Techbank"),
        ("date_format", "datum_format"),
    ],
)
def test_a_description_that_contradicts_itself_does_not_load(right: str, wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        Layout.from_toml(TECHBANK.replace(right, wrong))
