"""How low a balance falls from a day on, against counting every day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.fund.days import NO_DAYS, Days

START = date(2025, 1, 1)
DAYS = st.integers(0, 40).map(lambda number: START + timedelta(days=number))
MOVEMENTS = st.lists(st.tuples(DAYS, st.integers(-1_000, 1_000)))


def balance_at_end_of(movements: list[tuple[date, int]], day: date) -> int:
    return sum(dong for on, dong in movements if on <= day)


def after(movements: list[tuple[date, int]]) -> Days:
    days = NO_DAYS
    for on, dong in movements:
        days = days.plus(on, dong)
    return days


def test_nothing_is_zero_on_every_day() -> None:
    assert NO_DAYS.lowest_from(START) == 0


def test_the_lowest_balance_may_lie_between_two_days_of_plenty() -> None:
    days = after([(START, 100), (START + timedelta(days=2), -90), (START + timedelta(days=4), 50)])
    assert days.lowest_from(START) == 10
    assert days.lowest_from(START + timedelta(days=3)) == 10
    assert days.lowest_from(START + timedelta(days=4)) == 60


@given(MOVEMENTS, DAYS)
def test_the_lowest_is_that_of_the_day_itself_and_all_later_ones(
    movements: list[tuple[date, int]], day: date
) -> None:
    every_day = (day + timedelta(days=number) for number in range(42))
    assert after(movements).lowest_from(day) == min(
        balance_at_end_of(movements, each) for each in every_day
    )


@given(MOVEMENTS)
def test_days_grow_with_days_and_not_with_movements(movements: list[tuple[date, int]]) -> None:
    days = after(movements)
    assert days.total == sum(dong for _, dong in movements)
    assert days.by_day.keys() == {on for on, _ in movements}


@given(MOVEMENTS, DAYS, st.integers(1, 1_000))
def test_what_the_lowest_covers_leaves_no_day_below_zero(
    movements: list[tuple[date, int]], day: date, dong: int
) -> None:
    days = after(movements)
    if dong <= days.lowest_from(day):
        assert days.plus(day, -dong).lowest_from(day) >= 0
