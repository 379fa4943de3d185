"""Days and months that a spreadsheet exchanged are seen, as far as a file or the book tells."""

from datetime import date, datetime

import pytest

from api.statements.errors import SwappedDates
from api.statements.reader import read
from api.statements.rows import Row
from api.statements.swapped import Period, SwapCheck, stated_period
from tests.api.statements.files import VIETCOMBANK
from tests.api.statements.test_workbooks import a_workbook

TITLES = ["PageId", "TNXDate", "DocNo", "Debit", "Credit", "Balance", "TransactionDetails"]


def days(*written: object, trusts_dates: bool = False) -> list[date]:
    rows = [[1, each, f"5213.{at}", None, "50.000", None, "m"] for at, each in enumerate(written)]
    items = read(VIETCOMBANK, a_workbook(TITLES, *rows), trusts_dates=trusts_dates)
    return [item.booked_on for item in items if isinstance(item, Row)]


def as_months_first(day: int) -> object:
    """What a spreadsheet makes of a day in September, that takes the month to come first."""
    return datetime(2024, day, 9) if day <= 12 else f"{day}/09/2024"  # noqa: DTZ001


def test_dates_up_to_the_twelfth_and_texts_behind_it_were_made_by_a_spreadsheet() -> None:
    mixed = [as_months_first(day) for day in (10, 11, 12, 13)]
    with pytest.raises(SwappedDates):
        days(*mixed)
    assert len(days(*mixed, trusts_dates=True)) == 4


def test_one_day_of_each_month_and_no_other_was_every_day_of_one_month() -> None:
    begun = [as_months_first(day) for day in (1, 1, 2, 5)]
    with pytest.raises(SwappedDates):
        days(*begun)
    assert len(days(*begun, trusts_dates=True)) == 4
    assert len(days(*begun, "06/09/2024")) == 5, "somebody added a row"


@pytest.mark.parametrize(
    "written",
    [
        [datetime(2024, 9, 10), datetime(2024, 9, 13)],  # noqa: DTZ001
        ["10/09/2024", "13/09/2024"],
        [datetime(2024, 9, 10), "11/09/2024"],  # noqa: DTZ001  # somebody added a row
        [datetime(2024, 9, 13), "14/09/2024"],  # noqa: DTZ001
        [datetime(2024, 9, 10), datetime(2024, 9, 11)],  # noqa: DTZ001
        [datetime(2024, 1, 9), datetime(2024, 2, 9)],  # noqa: DTZ001  # too few to tell
        [datetime(2024, month, 25) for month in (1, 2, 3)],  # noqa: DTZ001  # interest
        [datetime(year, 9, 9) for year in (2022, 2023, 2024)],  # noqa: DTZ001
    ],
)
def test_other_dates_of_a_sheet_are_what_they_are(written: list[object]) -> None:
    assert len(days(*written)) == len(written)


def a_row(on: date) -> Row:
    return Row(2, on, "", "", "", 0, 50_000, None, "ung ho", "")


NINTH = [a_row(date(2024, month, 9)) for month in range(1, 8)]


@pytest.mark.parametrize("known, is_swapped", [(0, False), (3, False), (4, True), (7, True)])
def test_rows_that_the_book_mostly_has_on_exchanged_days_are_not_new(
    known: int, *, is_swapped: bool
) -> None:
    asked: list[Row] = []

    def known_of(rows: object) -> int:
        asked.extend(rows)  # type: ignore[arg-type]
        return known

    check = SwapCheck(known_of)
    check.check([a_row(date(2024, 9, 13))])
    check.check([a_row(date(2024, 9, 9)), a_row(date(2024, 9, 10))])
    assert not asked, "one alone may be so by chance; of others there is nothing to exchange"
    if is_swapped:
        with pytest.raises(SwappedDates):
            check.check(NINTH)
    else:
        check.check(NINTH)
        check.check(NINTH)
    assert [each.booked_on for each in asked] == [date(2024, 9, month) for month in range(1, 8)]


SEPTEMBER = date(2024, 9, 1), date(2024, 9, 30)


@pytest.mark.parametrize(
    "head, period",
    [
        ("Sao kê\nTừ ngày 01/09/2024 đến ngày 30/09/2024", SEPTEMBER),
        ("Từ/From: 01/09/2024,,Đến/To: 30/09/2024", SEPTEMBER),
        ("From 1-9-2024 to 30.9.2024", SEPTEMBER),
        ("Tu\xa0ngày\n01/09/2024\nĐến\n30/09/2024", SEPTEMBER),
        ("Ngày in: 01/10/2024, từ ngày 01/09/2024 đến 30/09/2024", SEPTEMBER),
        ("Từ ngày 09/13/2024 đến ngày 09/30/2024", None),
        ("Từ ngày 2024-09-01 đến ngày 2024-09-30", None),
        ("Ngày 01/09/2024", None),
        ("", None),
    ],
)
def test_a_statement_tells_its_period_above_its_rows(head: str, period: Period | None) -> None:
    assert stated_period(head, VIETCOMBANK) == period


@pytest.mark.parametrize(
    "on, is_swapped",
    [
        (date(2024, 10, 9), True),  # it was the 10th of September
        (date(2024, 9, 10), False),
        (date(2024, 10, 8), False),  # outside either way
        (date(2024, 10, 13), False),  # nothing to exchange
        (date(2024, 9, 9), False),
    ],
)
def test_a_row_outside_the_period_that_lies_in_it_the_other_way_was_exchanged(
    on: date, *, is_swapped: bool
) -> None:
    check = SwapCheck(lambda _: 0, SEPTEMBER)
    if is_swapped:
        with pytest.raises(SwappedDates):
            check.check([a_row(on)])
    else:
        check.check([a_row(on)])
