"""Buckets of business days: the months, and the days of a month.

What is dated up to a day is a run of whole months, then one of days of its month. So two running
sums give any date's sum, however long the history is, and a late entry changes the sums of later
days of its own month and of later months only.
"""

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_DAY_MAX, _MONTH_MAX = 99, 9999_99_99
_LEVEL = 10**8
_MONTHS, _DAYS = 1 * _LEVEL, 2 * _LEVEL


class Run(NamedTuple):
    """Consecutive buckets of a kind, from `low` to `high`, both included."""

    low: int
    high: int


class Place(NamedTuple):
    """A bucket and the run it is one of: `low` to `high`, a month's days perhaps."""

    low: int
    bucket: int
    high: int


@lru_cache(maxsize=20_000)
def places(on: date) -> tuple[Place, Place]:
    """Return the month and the day that something of that day is counted in."""
    month = _month(on)
    return (
        Place(_MONTHS, _MONTHS + month, _MONTHS + _MONTH_MAX),
        Place(_DAYS + month, _DAYS + month + on.day, _DAYS + month + _DAY_MAX),
    )


@lru_cache(maxsize=2_000)
def runs(through: date) -> tuple[Run, ...]:
    """Return the runs that hold exactly what is dated on a day or before."""
    month = _month(through)
    if through.day == monthrange(through.year, through.month)[1]:
        return (Run(_MONTHS, _MONTHS + month),)
    return (
        Run(_MONTHS, _MONTHS + month - 1),
        Run(_DAYS + month, _DAYS + month + through.day),
    )


def _month(on: date) -> int:
    return on.year * 10_000 + on.month * 100
