"""Layouts are data; one that contradicts itself does not load."""

import msgspec
import pytest

from api.statements.layout import Layout, layouts
from api.statements.reader import Row
from tests.api.statements.files import read_bytes

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
