"""What importing a bank statement would do, counted while the file is read."""

from collections import Counter
from datetime import date

import msgspec

from api.statements.rows import Row, Unreadable

FAULTS_NAMED = 1_000
"""A preview names so many unreadable places; all are counted."""

Identified = tuple[str, Row]
"""A row with its identity."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a statement, and what importing it would record; amounts are đồng.

    `rows` are those that can be read: `credits` and `debits`, or `new` and `known` (in the book
    already). `unreadable` counts the places that cannot; `faults` names the first of them.
    """

    rows: int = 0
    first_on: date | None = None
    last_on: date | None = None
    credits: int = 0
    credits_dong: int = 0
    debits: int = 0
    debits_dong: int = 0
    new: int = 0
    new_credits: int = 0
    new_credits_dong: int = 0
    new_debits: int = 0
    new_debits_dong: int = 0
    known: int = 0
    unreadable: int = 0
    faults: tuple[Unreadable, ...] = ()


class Tally:
    """What was counted so far, with the first and last new row of either kind."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._days: list[date] = []
        self._faults: list[Unreadable] = []
        self._outermost: dict[tuple[bool, bool], Identified] = {}

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return self._counts["rows"]

    @property
    def new_credits_dong(self) -> int:
        """What all new credits come to."""
        return self._counts["new_credits_dong"]

    def add(self, rows: list[Identified], known: set[str]) -> None:
        """Count rows, of which `known` are in the book."""
        new = [each for each in rows if each[0] not in known]
        self._count("", rows)
        self._count("new_", new)
        self._counts["rows"] += len(rows)
        self._counts["new"] += len(new)
        days = [*self._days, *(row.booked_on for _, row in rows)]
        self._days = [min(days), max(days)]
        for is_credit in (True, False):
            kind = [each for each in new if (each[1].credit_dong > 0) is is_credit]
            for pick, is_first in ((min, True), (max, False)):
                at = is_credit, is_first
                candidates = [*kind, self._outermost[at]] if at in self._outermost else kind
                if candidates:
                    self._outermost[at] = pick(candidates, key=_booked_on)

    def fault(self, fault: Unreadable) -> None:
        """Count a place that cannot be read."""
        self._counts["unreadable"] += 1
        if len(self._faults) < FAULTS_NAMED:
            self._faults.append(fault)

    def outermost(self) -> list[Identified]:
        """Return the new rows that the book would refuse first, if it refused any."""
        return list(self._outermost.values())

    def preview(self) -> Preview:
        """Return what was counted."""
        return Preview(
            **self._counts,
            known=self._counts["rows"] - self._counts["new"],
            first_on=min(self._days, default=None),
            last_on=max(self._days, default=None),
            faults=tuple(self._faults),
        )

    def _count(self, prefix: str, rows: list[Identified]) -> None:
        credits_ = [row.credit_dong for _, row in rows if row.credit_dong]
        self._counts[prefix + "credits"] += len(credits_)
        self._counts[prefix + "credits_dong"] += sum(credits_)
        self._counts[prefix + "debits"] += len(rows) - len(credits_)
        self._counts[prefix + "debits_dong"] += sum(row.debit_dong for _, row in rows)


def _booked_on(identified: Identified) -> date:
    return identified[1].booked_on
