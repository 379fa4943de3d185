"""Whether day and month of a statement's rows are exchanged: by the book, or by its own period."""

import re
from collections.abc import Callable, Sequence
from datetime import date

import msgspec

from api.statements.account_check import HEAD_CHARACTERS_MAX, without_diacritics
from api.statements.cells import moment_of
from api.statements.errors import SwappedDates
from api.statements.layout import Layout
from api.statements.rows import Row
from api.statements.workbooks import MONTHS

_ROWS_MIN, _ROWS_MAX = 2, 20
"""So few rows may be alike by chance, and so many are asked for."""

KnownOf = Callable[[Sequence[Row]], int]
"""Tells how many of some rows, seen as the first of a file, the book has."""


_DAY = r"([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})"
_BETWEEN = "[^0-9]{0,40}"
_PERIOD = re.compile(rf"\b(?:tu|from)\b{_BETWEEN}{_DAY}{_BETWEEN}\b(?:den|to)\b{_BETWEEN}{_DAY}")

Period = tuple[date, date]


def stated_period(head: str, layout: Layout) -> Period | None:
    """Return from which to which day a statement says that it is, above its rows."""
    found = _PERIOD.search(without_diacritics(head[:HEAD_CHARACTERS_MAX]))
    if found is None:
        return None
    days = (re.sub("[.-]", "/", each) for each in found.groups())
    first, last = (moment_of(each, layout.date_format) for each in days)
    return None if first is None or last is None else (first.date(), last.date())


class SwapCheck:
    """Asks it of new rows whose days could be months.

    A row is exchanged that lies outside the period that the file tells, and the other way in it;
    so are the first rows if the book has most of them the other way.
    """

    def __init__(self, known_of: KnownOf, period: Period | None = None) -> None:
        """Ask the book this way."""
        self._known_of = known_of
        self._period = period
        self._is_done = False

    def check(self, new: Sequence[Row]) -> None:
        """Raise `SwappedDates` if they are; where none tells, the next may."""
        if any(map(self._is_outside, new)):
            raise SwappedDates("date")
        if self._is_done:
            return
        rows = [_swapped(row) for row in new if _may_be_swapped(row)][:_ROWS_MAX]
        if len(rows) < _ROWS_MIN:
            return
        self._is_done = True
        if 2 * self._known_of(rows) > len(rows):
            raise SwappedDates("date")

    def _is_outside(self, row: Row) -> bool:
        """Tell whether a row is of no day of the period, and the other way of one."""
        if self._period is None or not _may_be_swapped(row):
            return False
        first, last = self._period
        return not first <= row.booked_on <= last and first <= _swapped(row).booked_on <= last


def _may_be_swapped(row: Row) -> bool:
    on = row.booked_on
    return on.day <= MONTHS and on.day != on.month


def _swapped(row: Row) -> Row:
    on = row.booked_on
    return msgspec.structs.replace(row, booked_on=on.replace(month=on.day, day=on.month))
