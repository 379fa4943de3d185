"""Whether the book has rows of a statement already, on days with day and month exchanged."""

from collections.abc import Callable, Sequence

import msgspec

from api.statements.errors import SwappedDates
from api.statements.rows import Row
from api.statements.workbooks import MONTHS

_ROWS_MIN, _ROWS_MAX = 2, 20
"""So few rows may be alike by chance, and so many are asked for."""

KnownOf = Callable[[Sequence[Row]], int]
"""Tells how many of some rows, seen as the first of a file, the book has."""


class SwapCheck:
    """Asks it of the first new rows whose days could be months."""

    def __init__(self, known_of: KnownOf) -> None:
        """Ask the book this way."""
        self._known_of = known_of
        self._is_done = False

    def check(self, new: Sequence[Row]) -> None:
        """Raise `SwappedDates` if it has most of them; where there are none, the next may tell."""
        if self._is_done:
            return
        rows = [_swapped(row) for row in new if _may_be_swapped(row)][:_ROWS_MAX]
        if len(rows) < _ROWS_MIN:
            return
        self._is_done = True
        if 2 * self._known_of(rows) > len(rows):
            raise SwappedDates("date")


def _may_be_swapped(row: Row) -> bool:
    on = row.booked_on
    return on.day <= MONTHS and on.day != on.month


def _swapped(row: Row) -> Row:
    on = row.booked_on
    return msgspec.structs.replace(row, booked_on=on.replace(month=on.day, day=on.month))
