"""Which texts are amounts, dates and times, and what the others are refused as."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.statements.cells import CACHED_MAX, amounts, balances, signed_amounts
from api.statements.reader import Row, RowFault, Unreadable
from tests.api.statements.files import read_amounts, read_lines


@pytest.mark.parametrize(
    "text, dong",
    [
        ("50.000", 50_000),
        ("50000", 50_000),  # this bank groups; a spreadsheet that saved its file did not
        ("1.000.000", 1_000_000),
        (" 50.000 ", 50_000),
        ("1.000.000.000.000.000", 10**15),
    ],
)
def test_whole_groups_are_an_amount(text: str, dong: int) -> None:
    row = read_amounts(text)
    assert isinstance(row, Row)
    assert (row.credit_dong, row.debit_dong) == (dong, 0)


@pytest.mark.parametrize("shown", ["20.000", "1.230", "20000", "20.000\u00a0", "+20.000 VND"])
def test_less_than_a_thousand_is_an_amount_where_others_have_kept_their_marks(shown: str) -> None:
    first, second = read_lines(
        "1,01/09/2024,5213.45946,,50,,ung ho", f"1,01/09/2024,5213.45947,,{shown},,ung ho"
    )
    assert isinstance(first, Row)
    assert first.credit_dong == 50
    assert isinstance(second, Row)


@pytest.mark.parametrize("beside", ["1.000.000", "123.456", "50", "20.5"])
def test_what_a_spreadsheet_of_another_language_left_of_thousands_is_no_amount(beside: str) -> None:
    """It took `50.000` for fifty, and `1.000.000` for a text."""
    first, _ = read_lines(
        "1,01/09/2024,5213.45946,,50,,ung ho", f"1,01/09/2024,5213.45947,,{beside},,ung ho"
    )
    assert first == Unreadable(2, RowFault.SMALL_AMOUNT, "Credit")
    (debit,) = read_lines("1,01/09/2024,5213.45946,999,,1.000.000,phi")
    assert debit == Unreadable(2, RowFault.SMALL_AMOUNT, "Debit")


@pytest.mark.parametrize(
    "text, reason",
    [
        ("50.00", RowFault.BAD_AMOUNT),
        ("1.0000", RowFault.BAD_AMOUNT),
        ("50.0", RowFault.BAD_AMOUNT),
        ("50000.000", RowFault.BAD_AMOUNT),
        ("050000", RowFault.BAD_AMOUNT),
        ("50 000", RowFault.BAD_AMOUNT),
        ("-50000", RowFault.NEGATIVE_AMOUNT),
        ("1" + "0" * 15 + "1", RowFault.AMOUNT_TOO_LARGE),
        ("50,000", RowFault.BAD_AMOUNT),
        ("1.000,000", RowFault.BAD_AMOUNT),
        (".000", RowFault.BAD_AMOUNT),
        ("0.500", RowFault.BAD_AMOUNT),
        ("050.000", RowFault.BAD_AMOUNT),
        ("50.000 USD", RowFault.BAD_AMOUNT),
        ("đ", RowFault.BAD_AMOUNT),
        ("5e4", RowFault.BAD_AMOUNT),
        ("=50.000", RowFault.BAD_AMOUNT),
        ("++50.000", RowFault.BAD_AMOUNT),
        ("+-50.000", RowFault.BAD_AMOUNT),
        ("-50.000 VND", RowFault.NEGATIVE_AMOUNT),
        ("٥٠.٠٠٠", RowFault.BAD_AMOUNT),
        ("NaN", RowFault.BAD_AMOUNT),
        ("-50.000", RowFault.NEGATIVE_AMOUNT),
        ("−50.000", RowFault.NEGATIVE_AMOUNT),
        ("50.000-", RowFault.NEGATIVE_AMOUNT),
        ("(50.000)", RowFault.NEGATIVE_AMOUNT),
        ("1.000.000.000.000.001", RowFault.AMOUNT_TOO_LARGE),
        ("1" + ".000" * 2_000, RowFault.AMOUNT_TOO_LARGE),
    ],
)
def test_anything_else_is_named_under_its_column(text: str, reason: RowFault) -> None:
    assert read_amounts(credit=text) == Unreadable(2, reason, "Credit")
    assert read_amounts(credit="", debit=text) == Unreadable(2, reason, "Debit")


@pytest.mark.parametrize(
    "text", ["+50.000", "50.000 đ", "50.000\u00a0VND", "VNĐ 50.000", "50.000₫"]
)
def test_a_plus_and_the_name_of_the_currency_say_nothing_more(text: str) -> None:
    row = read_amounts(credit=text)
    assert isinstance(row, Row)
    assert row.credit_dong == 50_000


@pytest.mark.parametrize("mark", ["-", " - ", "–", "−"])
def test_a_mark_alone_is_an_empty_cell(mark: str) -> None:
    row = read_amounts(credit="50.000", debit=mark)
    assert isinstance(row, Row)
    assert row.credit_dong == 50_000
    assert signed_amounts(".", "")[mark] == 0
    assert balances(".", "")[mark] is None


def test_a_row_has_one_amount_and_zero_is_none() -> None:
    assert read_amounts(credit="", debit="") == Unreadable(2, RowFault.NO_AMOUNT)
    assert read_amounts(credit="0", debit="0") == Unreadable(2, RowFault.NO_AMOUNT)
    assert read_amounts(credit="1.000", debit="1.000") == Unreadable(2, RowFault.TWO_AMOUNTS)
    row = read_amounts(credit="0", debit="55.000")
    assert isinstance(row, Row)
    assert (row.credit_dong, row.debit_dong) == (0, 55_000)


@given(st.integers(1, 10**15), st.sampled_from([".", ",", ""]), st.sampled_from(["", "x"]))
def test_every_amount_reads_back(dong: int, thousands: str, decimals: str) -> None:
    ending = decimals and (",00" if thousands == "." else ".00")
    text = f"{dong:,}".replace(",", thousands) + ending
    assert amounts(thousands, ending)[text] == dong
    assert balances(thousands, ending)[f"-{text}"] == -dong


@given(st.text(alphabet="0123456789.,-() ", max_size=12))
def test_no_text_reads_as_an_amount_of_other_digits(text: str) -> None:
    dong = amounts(".", "")[text]
    if isinstance(dong, int) and dong > 0:
        assert text.strip() in (f"{dong:,}".replace(",", "."), str(dong))


def test_parsed_cells_are_remembered_within_bounds() -> None:
    cells = amounts("", "")
    for dong in range(1, CACHED_MAX + 10):
        assert cells[str(dong)] == dong
    assert len(cells) <= CACHED_MAX
    assert cells["not an amount"] is RowFault.BAD_AMOUNT
    assert "not an amount" not in cells


def test_a_balance_may_be_absent_or_below_zero_but_not_nonsense() -> None:
    lines = [f"1,01/09/2024,5213.45946,,50.000,{text},ung ho" for text in ("", "-1.000", "1.00")]
    absent, below, nonsense = read_lines(*lines)
    assert isinstance(absent, Row)
    assert absent.balance_dong is None
    assert isinstance(below, Row)
    assert below.balance_dong == -1_000
    assert nonsense == Unreadable(4, RowFault.BAD_BALANCE, "Balance")


@pytest.mark.parametrize(
    "text", ["", "31/02/2024", "2024-09-01", "09/13/2024", "01/09/24", "tomorrow", "٠١/٠٩/٢٠٢٤"]
)
def test_what_is_no_date_is_named(text: str) -> None:
    (item,) = read_lines(f"1,{text},5213.45946,,50.000,,ung ho")
    assert item == Unreadable(2, RowFault.BAD_DATE, "TNXDate")


def test_a_date_is_day_month_year() -> None:
    (row,) = read_lines("1,02/09/2024,5213.45946,,50.000,,ung ho")
    assert isinstance(row, Row)
    assert row.booked_on == date(2024, 9, 2)


@pytest.mark.parametrize("filling", [" ", "\u00a0", "1", "1.000", "vnd ", "-"])
def test_a_cell_of_any_length_is_an_amount_or_named(filling: str) -> None:
    """Spaces within one were gone through from each of them on; this took hours, for everybody."""
    cell = f"1{filling * 30_000}x"
    for read in (amounts(".", ",00"), signed_amounts(".", ",00")):
        assert read[cell] is RowFault.BAD_AMOUNT
    assert balances(".", ",00")[cell] is RowFault.BAD_BALANCE
