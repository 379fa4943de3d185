"""The calendar, moments as numbers, and vouchers as printed."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import Series, Voucher, business_day, from_micros, to_micros


@pytest.mark.parametrize(
    "moment, day",
    [
        (datetime(2024, 12, 31, 16, 59, 59, 999_999, tzinfo=UTC), date(2024, 12, 31)),
        (datetime(2024, 12, 31, 17, 0, tzinfo=UTC), date(2025, 1, 1)),
        (datetime(2025, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=7))), date(2025, 1, 1)),
        (datetime(2024, 12, 31, 12, 0, tzinfo=timezone(timedelta(hours=-5))), date(2025, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_vietnam(moment: datetime, day: date) -> None:
    assert business_day(moment) == day


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_a_moment_survives_as_a_number(moment: datetime) -> None:
    # Across time zones Python finds no moment equal to one of an hour that a clock shows twice.
    assert from_micros(to_micros(moment)) == moment.astimezone(UTC)


@given(st.tuples(*[st.datetimes(timezones=st.just(UTC))] * 2))
def test_later_is_larger(moments: tuple[datetime, datetime]) -> None:
    one, other = moments
    assert (one < other) == (to_micros(one) < to_micros(other))


def test_a_voucher_is_printed_with_five_digits_or_more() -> None:
    assert str(Voucher(Series.CASH_RECEIPT, 2024, 17)) == "PT-2024-00017"
    assert str(Voucher(Series.BANK_CREDIT, 2024, 123_456)) == "BC-2024-123456"
