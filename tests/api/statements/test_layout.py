"""Layouts are data; one that contradicts itself does not load."""

import csv
import re
from importlib import resources
from io import BytesIO, StringIO
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from api.statements.errors import MissingColumns
from api.statements.identities.identity import identify
from api.statements.layout import (
    BadLayout,
    Layout,
    layout_names,
    layouts,
    load_layout,
    read_layouts,
)
from api.statements.reader import Row, read, recognise
from api.statements.rows import RowFault
from tests.api.statements.files import GIFT, HEADER, VIETCOMBANK, read_bytes, read_lines
from tests.api.statements.test_workbooks import a_workbook

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
    assert list(layouts()) == ["agribank", "bidv", "vietcombank", "vietinbank"] == layout_names()


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


def as_a_spreadsheet_saves_it(
    content: str, delimiter: str, as_in: Layout, quoting: Literal[0, 1] = csv.QUOTE_MINIMAL
) -> bytes:
    """A file that was opened and saved again: other signs between cells, amounts without marks."""
    saved = StringIO()
    writer = csv.writer(saved, delimiter=delimiter, quoting=quoting)
    for cells in csv.reader(content.splitlines(), delimiter=as_in.delimiter):
        writer.writerow([re.sub(r"^([0-9]{1,3})([.,][0-9]{3})+$", _bare, cell) for cell in cells])
    return saved.getvalue().encode("utf-8-sig")


def _bare(amount: re.Match[str]) -> str:
    return amount[0].replace(".", "").replace(",", "")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("above", [0, 1, 30, 200])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_file_that_a_spreadsheet_saved_is_the_same_wherever_its_header_stands(
    quoting: Literal[0, 1], delimiter: str, above: int
) -> None:
    title = '"Sao kê, tài khoản; 2024"\n' * above
    row = '1,01/09/2024,5213.1,,1.050.000,2.000.000,"ủng hộ, giúp; bạn"\n'
    content = f"{title}{HEADER}\n{row}"
    (written,) = read_bytes(content.encode())
    saved = as_a_spreadsheet_saves_it(content, delimiter, VIETCOMBANK, quoting)
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
        ('"%Y-%m-%d"', '"%d/%m"'),
        ('"%Y-%m-%d"', '"%Q"'),
        ('"%H:%M"', '"%H"'),
        ('["Ghi có"]', '["Ghi nợ"]'),
        ('["Ghi có"]', '["Ghi có", ""]'),
        ('["Ghi có"]', "[]"),
        ("[columns]", 'footers = ["Cộng", " "]\n[columns]'),
        ("[columns]", 'encoding = "rot13"\n[columns]'),
        ("[columns]", 'encoding = "tcvn3"\n[columns]'),
        ("[columns]", 'goes_out = ["+"]\n[columns]'),
        ('";"', "'\"'"),
        ("[columns]", '[columns]\namount = ["Số tiền"]'),
        ("[columns]", '[columns]\ndirection = ["+/-"]'),
    ],
)
def test_a_description_that_contradicts_itself_does_not_load(right: str, wrong: str) -> None:
    assert TECHBANK.count(right), "what is replaced is there"
    with pytest.raises(msgspec.ValidationError):
        Layout.from_toml(TECHBANK.replace(right, wrong))


@pytest.mark.parametrize(
    "right, wrong, told",
    [
        ("name = ", "name ", "mb.toml: .*line 2"),
        ('["Ngày"]', '"Ngày"', r"mb.toml: .*`\$.columns.date`"),
        ("thousands", "thousand", "mb.toml: .*`thousand`"),
        ('"%Y-%m-%d"', '"%Y"', "mb.toml: date_format: "),
        ('name = "mb"', 'name = "mbbank"', "mb.toml: name: .*mbbank"),
        ("Ngày", "\udcff", "mb.toml: .*decode"),
    ],
)
def test_of_a_wrong_description_the_file_and_the_place_are_told(
    right: str, wrong: str, told: str, tmp_path: Path
) -> None:
    mb = TECHBANK.replace('"techbank"', '"mb"')
    assert mb.count(right), "what is replaced is there"
    file = tmp_path / "mb.toml"
    file.write_text(mb, "utf-8")
    assert list(read_layouts(tmp_path)) == ["mb"]
    file.write_bytes(mb.replace(right, wrong).encode(errors="surrogateescape"))
    with pytest.raises(BadLayout, match=told):
        read_layouts(tmp_path)


def test_the_example_of_the_description_is_a_layout() -> None:
    told = resources.files("api.statements").joinpath("layouts/README.md").read_text("utf-8")
    (example,) = re.findall("```toml\n(.*?)```", told, re.DOTALL)
    layout = Layout.from_toml(example)
    header = "STT,Ngày giao dịch,Phát sinh nợ,Phát sinh có,Số dư,Số bút toán,Nội dung,"
    header += "Đơn vị thụ hưởng/Đơn vị chuyển"
    row = '1,01/09/2024 08:30:00,,"1,500,000","2,000,000",FT24,ung ho,A'
    (read,) = read_bytes(f"{header}\n{row}\n".encode(), layout)
    assert isinstance(read, Row)
    assert (read.credit_dong, read.time_of_day, read.document) == (1_500_000, "08:30:00", "FT24")


@pytest.mark.parametrize("between", ["\n", " "])
def test_the_number_of_a_document_may_stand_in_the_cell_of_the_date(between: str) -> None:
    title = "Ngày GD/TNX Date\nSố CT/Doc No"
    both = (title,)
    columns = msgspec.structs.replace(VIETCOMBANK.columns, date=both, document=both)
    printed = msgspec.structs.replace(VIETCOMBANK, columns=columns, lines_per_record_max=2)
    row = f'1,"01/09/2024{between}5213.45946",,50.000,,ung ho'
    content = f'PageId,"{title}",Debit,Credit,Balance,TransactionDetails\n{row}\n'
    (row_read,), (same,) = read_bytes(content.encode(), printed), read_lines(GIFT)
    assert isinstance(row_read, Row)
    assert isinstance(same, Row)
    assert row_read.document == same.document == "5213.45946"
    told = [
        list(identify(layout, [each], key=bytes(32), account=""))
        for layout, each in ((printed, row_read), (VIETCOMBANK, same))
    ]
    assert told[0] == told[1], "it is the row that the bank's CSV has"


ONE_COLUMN = """
name = "onecolumn"
bank = "A bank of these tests"
bin = "970498"
date_format = "%d/%m/%Y %H:%M:%S"
time_format = "%d/%m/%Y %H:%M:%S"
thousands = " "
identity = ["date", "time", "document", "debit", "credit", "memo"]
[columns]
date = ["Ngày giao dịch"]
time = ["Ngày giao dịch"]
document = ["Số tham chiếu"]
amount = ["Số tiền"]
balance = ["Số dư"]
memo = ["Mô tả"]
"""


def amounts_of(content: str, description: str = ONE_COLUMN) -> list[object]:
    """What came in, or below zero went out, or why that cannot be told."""
    return [
        each.credit_dong - each.debit_dong if isinstance(each, Row) else each.reason
        for each in read_bytes(content.encode(), Layout.from_toml(description))
    ]


def test_a_bank_may_have_one_column_for_what_comes_in_and_goes_out() -> None:
    lines = [
        f"01/09/2024 08:00:0{at},FT{at},{amount},,m"
        for at, amount in enumerate(
            [
                "+1 500 000 VND",
                "-55\u00a0000",
                "(20 000)",
                "30 000 đ",
                "5 000-",
                "7 000 USD",
                "--1",
                "-",
            ]
        )
    ]
    title = "Ngày\u00a0giao dịch,Số tham chiếu,Số tiền,Số dư,Mô tả"
    assert amounts_of("\n".join([title, *lines]) + "\n") == [
        1_500_000,
        -55_000,
        -20_000,
        30_000,
        -5_000,
        RowFault.BAD_AMOUNT,
        RowFault.BAD_AMOUNT,
        RowFault.NO_AMOUNT,
    ]


def test_or_say_in_another_column_which_way_it_went() -> None:
    description = f'{ONE_COLUMN}direction = ["Thay đổi (+/-)"]\n'
    title = "Ngày giao dịch,Số tham chiếu,Thay đổi (+/-),Số tiền,Số dư,Mô tả"
    lines = [
        f"01/09/2024 08:00:0{at},FT{at},{way},{amount},,m"
        for at, (way, amount) in enumerate(
            [
                ("+", "50 000"),
                ("-", "50 000"),
                ("có", "60 000"),
                ("Ghi  nợ", "60 000"),
                ("D", "-70 000"),
                ("C", "-70 000"),
                ("", "80 000"),
                ("?", "80 000"),
            ]
        )
    ]
    assert amounts_of("\n".join([title, *lines]) + "\n", description) == [
        50_000,
        -50_000,
        60_000,
        -60_000,
        -70_000,
        RowFault.BAD_AMOUNT,
        RowFault.BAD_AMOUNT,
        RowFault.BAD_AMOUNT,
    ]


@pytest.mark.parametrize(
    "title", ["Số tiền ghi có/\nCredit", "SỐ TIỀN GHI CÓ/ Credit", "Sốtiềnghicó/credit"]
)
def test_spaces_and_line_breaks_of_a_title_make_no_difference(title: str) -> None:
    header = HEADER.replace("Credit", f'"{title}"')
    (row,) = read_bytes(f"{header}\n{GIFT}\n".encode())
    assert isinstance(row, Row)


IN_TWO_ROWS = (
    TECHBANK.replace('"Ghi nợ"', '"Phát sinh Nợ"')
    .replace('"Ghi có"', '"Phát sinh Có"')
    .replace('"Ngày"', '"Giao dịch Ngày"')
    .replace('"Giờ"', '"Giao dịch Giờ"')
)
TWO_ROWS = [
    ["STT", "Giao dịch", "", "Phát sinh", "", "Nội dung"],
    ["", "Ngày", "Giờ", "Nợ", "Có", ""],
]
TWO_GIFTS = [
    ["1", "2026-06-13", "09:05", "", "1,500,000.00", "ủng hộ"],
    ["2", "2026-06-13", "09:06", "20,000.00", "", "rút"],
]


@pytest.mark.parametrize("above", [[], [["SAO KÊ"], ["Số dư", "1,000.00"]]])
def test_a_header_may_have_two_rows_with_cells_over_several_columns(above: list[list[str]]) -> None:
    layout = Layout.from_toml(IN_TWO_ROWS)
    table = [*above, *TWO_ROWS, TWO_GIFTS[0], *TWO_ROWS, TWO_GIFTS[1]]
    text = "".join(f"{';'.join(row)}\n" for row in table)
    sheet = a_workbook(*([cell or None for cell in row] for row in table))
    for rows in (read_bytes(text.encode(), layout), list(read(layout, sheet))):
        first, second = rows
        assert isinstance(first, Row)
        assert isinstance(second, Row)
        assert (first.credit_dong, first.time_of_day, first.memo) == (
            1_500_000,
            "09:05:00",
            "ủng hộ",
        )
        assert (second.debit_dong, second.line - first.line) == (20_000, 3)


def test_of_a_header_in_two_rows_what_lacks_is_named_too() -> None:
    table = [row[:4] + row[5:] for row in TWO_ROWS]
    text = "".join(f"{';'.join(row)}\n" for row in table)
    with pytest.raises(MissingColumns) as refused:
        read_bytes(text.encode(), Layout.from_toml(IN_TWO_ROWS))
    assert refused.value.fields == ("Phát sinh Có",)
