"""Periods as people write them: years, halves, quarters, months, days, school years, ranges."""

import re
from datetime import date, timedelta
from typing import NamedTuple

_YEAR_MIN, _YEAR_MAX = 1900, 2199
_DAY = timedelta(days=1)

PERIOD_PATTERN = (
    "^(19|20|21)[0-9]{2}"
    "(-(H[12]|Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])"
    "(\\.\\.(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?)?)"
    "|/(19|20|21|22)[0-9]{2}|\\.\\.(19|20|21)[0-9]{2})?$"
)
"""How all of them look; of ranges, and of days that a month has not, it allows more."""

_YEAR = re.compile(r"([0-9]{4})")
_YEARS = re.compile(r"([0-9]{4})\.\.([0-9]{4})")
_SCHOOL_YEAR = re.compile(r"([0-9]{4})/([0-9]{4})")
_PART = re.compile(r"([0-9]{4})-([HQ])([1-4])")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
_MONTHS_IN = {"H": 6, "Q": 3}
_PARTS = ("H1", "H2", "Q1", "Q2", "Q3", "Q4")
_SEPTEMBER = 9


class Period(NamedTuple):
    """A span of days in Vietnam, both ends included."""

    first: date
    last: date


def parse_period(text: str) -> Period | None:
    """Return the period that `text` names, or None if it names none.

    The forms are those of the reports: `2025`, `2025-H1`, `2025-Q2`, `2025-06`, `2025-06-13`,
    `2024/2025` (school year, from 1 September), `2021..2025` (whole years) and
    `2025-01-01..2025-06-13`.
    """
    try:
        period = _parse(text)
    except ValueError:
        return None
    if period is None or not _YEAR_MIN <= period.first.year <= period.last.year <= _YEAR_MAX:
        return None
    return period if period.first <= period.last else None


def written(period: Period) -> str:
    """Return the shortest of these forms that names a period."""
    first, last = period
    year = first.year
    forms = [str(year), f"{year}/{year + 1}", f"{year}..{last.year}", first.isoformat()]
    forms += [f"{year}-{part}" for part in _PARTS]
    forms.append(f"{year}-{first.month:02}")
    named = (form for form in forms if parse_period(form) == period)
    return next(named, f"{first.isoformat()}..{last.isoformat()}")


def _parse(text: str) -> Period | None:
    if match := _YEAR.fullmatch(text):
        return _months(int(match[1]), 1, 12)
    if match := _PART.fullmatch(text):
        months = _MONTHS_IN[match[2]]
        return _months(int(match[1]), (int(match[3]) - 1) * months + 1, months)
    if match := _MONTH.fullmatch(text):
        return _months(int(match[1]), int(match[2]), 1)
    if match := _DAYS.fullmatch(text):
        return Period(date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1]))
    return _parse_years(text)


def _parse_years(text: str) -> Period | None:
    if match := _YEARS.fullmatch(text):
        return Period(_months(int(match[1]), 1, 12).first, _months(int(match[2]), 1, 12).last)
    match = _SCHOOL_YEAR.fullmatch(text)
    if match is None or int(match[2]) != int(match[1]) + 1:
        return None
    return _months(int(match[1]), _SEPTEMBER, 12)


def _months(year: int, month: int, count: int) -> Period:
    """Return the period of `count` months; raise `ValueError` for a month that does not exist."""
    first = date(year, month, 1)
    years, after = divmod(month - 1 + count, 12)
    return Period(first, date(year + years, after + 1, 1) - _DAY)
