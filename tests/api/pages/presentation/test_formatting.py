from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.presentation import formatting
from api.pages.presentation.formatting import Language


@pytest.mark.parametrize(
    "amount, vietnamese, english",
    [
        (0, "0 đ", "0 VND"),
        (999, "999 đ", "999 VND"),
        (55_000, "55.000 đ", "55,000 VND"),
        (36_700_000_000, "36.700.000.000 đ", "36,700,000,000 VND"),
        (-1_234_567, "−1.234.567 đ", "−1,234,567 VND"),
    ],
)
def test_an_amount_has_grouped_thousands_and_its_currency(
    amount: int, vietnamese: str, english: str
) -> None:
    assert formatting.dong(amount).replace("\N{NO-BREAK SPACE}", " ") == vietnamese
    assert formatting.dong(amount, "en").replace("\N{NO-BREAK SPACE}", " ") == english


@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from(["vi", "en"]))
def test_an_amount_never_breaks_over_two_lines_and_loses_no_digit(
    amount: int, language: Language
) -> None:
    text = formatting.dong(amount, language)
    assert " " not in text
    assert "-" not in text
    assert int("".join(c for c in text if c.isdigit())) == abs(amount)
    assert text.startswith("\N{MINUS SIGN}") == (amount < 0)


def test_a_journal_shows_the_sign_of_receipts_too() -> None:
    assert formatting.dong(55_000, signed=True).startswith("+55.000")
    assert formatting.dong(-55_000, signed=True).startswith("−55.000")
    assert formatting.dong(0, signed=True).startswith("0")


@pytest.mark.parametrize(
    "typed",
    ["1200000", "1.200.000", "1,200,000", "1 200 000", " 1.200.000 đ ", "1200000VND", "1.200.000đ"],
)
def test_an_amount_is_read_as_people_type_it(typed: str) -> None:
    assert formatting.read_dong(typed) == 1_200_000


@pytest.mark.parametrize(
    "typed",
    ["", "đ", "1.5", "1.20", "1.200.00", "1.200,000", "-5", "5tr", "1e6", "١٢٠", "1" * 5000],
)
def test_what_is_no_whole_amount_is_not_guessed_at(typed: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        formatting.read_dong(typed)


@given(st.integers(0, 2**63 - 1), st.sampled_from(["vi", "en"]))
def test_what_the_pages_write_can_be_typed_back(amount: int, language: Language) -> None:
    assert formatting.read_dong(formatting.dong(amount, language)) == amount


@pytest.mark.parametrize(
    "typed, vietnamese, english",
    [
        ("1,500", ("1500", "1,5"), ("1500", "1.5")),
        ("1.500", ("1500", "1,5"), ("1500", "1.5")),
        (" 2.000 ", ("2000", "2"), ("2000", "2")),
        ("12,125", ("12.125".replace(".", ""), "12,1250"), ("12125", "12.1250")),
        ("999.999", ("999999", "999,9990"), ("999999", "999.9990")),
    ],
)
def test_a_quantity_that_reads_two_ways_is_asked_about(
    typed: str, vietnamese: tuple[str, str], english: tuple[str, str]
) -> None:
    ways: dict[Language, tuple[str, str]] = {"vi": vietnamese, "en": english}
    for language, expected in ways.items():
        with pytest.raises(formatting.ReadsTwoWays) as told:
            formatting.read_quantity(typed, language)
        assert told.value.ways == expected
        large, small = (formatting.read_quantity(way, language) for way in expected)
        assert large == small * 1000


@pytest.mark.parametrize(
    "typed, vietnamese, english",
    [
        ("0,125", "0.125", "0.125"),
        ("0.125", "0.125", "0.125"),
        ("1,5", "1.5", "1.5"),
        ("1500", "1500", "1500"),
        ("1 500", "1500", "1500"),
        ("1500,125", "1500.125", "1500.125"),
        ("1.234.567", "1234567", None),
        ("1,234,567", None, "1234567"),
        ("1.250,5", "1250.5", None),
        ("1,250.5", None, "1250.5"),
        ("ít", None, None),
    ],
)
def test_a_quantity_is_read_as_people_of_a_language_write_it(
    typed: str, vietnamese: str | None, english: str | None
) -> None:
    ways: dict[Language, str | None] = {"vi": vietnamese, "en": english}
    for language, expected in ways.items():
        if expected is None:
            with pytest.raises(ValueError, match="not a number"):
                formatting.read_quantity(typed, language)
        else:
            assert formatting.read_quantity(typed, language) == Decimal(expected)


@given(st.decimals(0, 10**12, places=3) | st.integers(0, 10**12), st.sampled_from(["vi", "en"]))
def test_a_quantity_in_a_form_is_read_back_as_it_was(
    number: int | Decimal, language: Language
) -> None:
    typed = formatting.typed_quantity(number, language)
    assert formatting.read_quantity(typed, language) == number


@pytest.mark.parametrize(
    "number, vietnamese, english",
    [
        (1250, "1.250", "1,250"),
        (Decimal("1250.5"), "1.250,5", "1,250.5"),
        (Decimal("0.250"), "0,25", "0.25"),
        (Decimal("3.00"), "3", "3"),
        (Decimal("1E+3"), "1.000", "1,000"),
        (Decimal("-0.5"), "−0,5", "−0.5"),
    ],
)
def test_a_quantity_has_a_decimal_comma_and_no_trailing_zeros(
    number: int | Decimal, vietnamese: str, english: str
) -> None:
    assert formatting.quantity(number) == vietnamese
    assert formatting.quantity(number, "en") == english


@pytest.mark.parametrize(
    "amount, vietnamese, english",
    [
        (36_712_345_678, "hơn 36,7 tỷ đồng", "over 36.7 billion VND"),
        (41_980_000_000, "gần 42 tỷ đồng", "nearly 42 billion VND"),
        (36_700_000_000, "36,7 tỷ đồng", "36.7 billion VND"),
        (999_960_000, "gần 1 tỷ đồng", "nearly 1 billion VND"),
        (4_525_000_000, "hơn 4,5 tỷ đồng", "over 4.5 billion VND"),
        (55_000, "55 nghìn đồng", "55 thousand VND"),
        (999, "999 đồng", "999 VND"),
        (0, "0 đồng", "0 VND"),
        (-2_500_000, "−2,5 triệu đồng", "−2.5 million VND"),
    ],
)
def test_a_headline_figure_says_which_way_it_was_rounded(
    amount: int, vietnamese: str, english: str
) -> None:
    assert formatting.rounded_dong(amount).replace("\N{NO-BREAK SPACE}", " ") == vietnamese
    assert formatting.rounded_dong(amount, "en").replace("\N{NO-BREAK SPACE}", " ") == english


@pytest.mark.parametrize("amount", [36_712_345_678, 36_700_000_000, 36_690_000_000])
def test_an_estimate_is_about_so_much_whichever_way_it_was_rounded(amount: int) -> None:
    told = formatting.rounded_dong(amount, estimated=True).replace("\N{NO-BREAK SPACE}", " ")
    assert told == "khoảng 36,7 tỷ đồng"
    assert formatting.rounded_dong(amount, "en", estimated=True).startswith("about")


def test_dates_put_the_day_first() -> None:
    assert formatting.day(date(2025, 6, 3)) == "03/06/2025"
    assert formatting.day(date(2025, 6, 3), "en") == "3 Jun 2025"


def test_a_document_writes_its_date_out() -> None:
    assert formatting.long_day(date(2025, 6, 3)) == "ngày 03 tháng 6 năm 2025"
    assert formatting.long_day(date(2025, 1, 13)) == "ngày 13 tháng 01 năm 2025"
    assert formatting.long_day(date(2025, 1, 13), "en") == "13 Jan 2025"


def test_an_instant_is_told_on_the_clock_of_hanoi() -> None:
    late_in_london = datetime(2024, 12, 31, 18, 5, tzinfo=UTC)
    assert formatting.moment(late_in_london) == "01:05 ngày 01/01/2025"
    assert formatting.moment(late_in_london, "en") == "01:05, 1 Jan 2025"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(AssertionError):
        formatting.moment(datetime(2025, 1, 1, 0, 0))  # noqa: DTZ001


def test_months_are_named() -> None:
    assert formatting.month("2024-09") == "tháng 9/2024"
    assert formatting.month("2024-09", "en") == "Sep 2024"


def test_a_narrow_line_names_an_association_by_its_place() -> None:
    assert formatting.place("Trung ương Hội Khuyến học Việt Nam") == "Việt Nam"
    assert formatting.place("Hội Khuyến học xã Cẩm Bình") == "Xã Cẩm Bình"
    assert formatting.place("Quỹ Đất học") == "Quỹ Đất học"
    assert formatting.place("Hội Khuyến học ") == "Hội Khuyến học "
