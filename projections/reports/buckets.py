"""Buckets of business days: whole years, the months of a year, the days of a month.

What is dated up to a day is a run of whole years, then one of months of its year, then one of days
of its month. So three running sums give any date's sum, however long the history is, and a late
entry changes the sums of later buckets of its own year, of its own month and of later years only.
"""

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_DAY_MAX, _MONTH_MAX, _YEAR_MAX = 99, 99_99, 9999_99_99
_LEVEL = 10**8
_YEARS, _MONTHS, _DAYS = 1 * _LEVEL, 2 * _LEVEL, 3 * _LEVEL


class Run(NamedTuple):
    """Consecutive buckets of a kind, from `low` to `high`, both included."""

    low: int
    high: int


class Place(NamedTuple):
    """A bucket and the run it is one of: `low` to `high`, a year's months perhaps."""

    low: int
    bucket: int
    high: int


@lru_cache(maxsize=20_000)
def places(on: date) -> tuple[Place, Place, Place]:
    """Return the year, the month and the day that something of that day is counted in."""
    year = on.year * 10_000
    month = year + on.month * 100
    return (
        Place(_YEARS, _YEARS + year, _YEARS + _YEAR_MAX),
        Place(_MONTHS + year, _MONTHS + month, _MONTHS + year + _MONTH_MAX),
        Place(_DAYS + month, _DAYS + month + on.day, _DAYS + month + _DAY_MAX),
    )


@lru_cache(maxsize=2_000)
def runs(through: date) -> tuple[Run, ...]:
    """Return the runs that hold exactly what is dated on a day or before."""
    year = through.year * 10_000
    month = year + through.month * 100
    ends_month = through.day == monthrange(through.year, through.month)[1]
    if ends_month and through.month == 12:  # noqa: PLR2004  # December
        return (Run(_YEARS, _YEARS + year),)
    years = Run(_YEARS, _YEARS + year - 1)
    if ends_month:
        return years, Run(_MONTHS + year, _MONTHS + month)
    return (
        years,
        Run(_MONTHS + year, _MONTHS + month - 1),
        Run(_DAYS + month, _DAYS + month + through.day),
    )
