"""The edges of a statement, where equal rows may have begun before it or go on behind it.

The n-th of equal rows is the n-th in every file only if each file has all of those before it. A
file that begins or ends in the midst of them – at noon of a day whose rows carry no time – may
count otherwise than the file beside it, and so take two gifts for one. Nobody can tell from the
files; what could be so is listed for a person.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import TypeAlias

import msgspec

from api.statements.rows import Row

Moment: TypeAlias = tuple[date, str]

AMBIGUOUS_NAMED = 1_000
"""So many ambiguous rows are named; all are counted."""


class Ambiguous(msgspec.Struct, frozen=True, kw_only=True):
    """A row at an edge of the file with equals: is it one that was counted, or another one?

    `occurrence` is its number among its equals in this file; `known` says that the book has such a
    row, so that this one is passed over.
    """

    line: int
    booked_on: date
    amount_dong: int
    occurrence: int
    known: bool


class _Bucket:
    """What matters of the rows of one moment."""

    def __init__(self) -> None:
        self.rows = 0
        self.known = 0
        self.repeated: list[Ambiguous] = []
        self.repeated_count = 0
        self.known_first: Ambiguous | None = None

    def add(self, row: Row, occurrence: int, *, known: bool) -> None:
        """Take in a row that has equals before it, or that the book has."""
        self.known += known
        if occurrence > 1:
            self.repeated_count += 1
            if len(self.repeated) < AMBIGUOUS_NAMED:
                self.repeated.append(_ambiguous(row, occurrence, known=known))
        elif known and self.known_first is None:
            self.known_first = _ambiguous(row, occurrence, known=known)

    def ambiguous(self, inner: "_Bucket | None") -> tuple[int, list[Ambiguous]]:
        """Return how many rows of this edge are ambiguous, and the first of them.

        Where the book has every row of it, or rows further in as well, the files overlap, and what
        is known is known. Where it has just one, that may be another like it.
        """
        overlaps = inner is not None and inner.known > 0
        if self.known == self.rows and (self.rows > 1 or overlaps):
            return 0, []
        lone = []
        if self.known == 1 and self.known_first is not None and not overlaps:
            lone = [self.known_first]
        return self.repeated_count + len(lone), [*lone, *self.repeated]


class Edges:
    """The first and last moment of a file, in whatever order its rows come."""

    def __init__(self) -> None:
        self._first: list[tuple[Moment, _Bucket]] = []
        self._last: list[tuple[Moment, _Bucket]] = []

    def add(self, rows: Sequence[Row], occurrences: Sequence[int], known: Sequence[bool]) -> None:
        """Take in rows with their occurrence and whether they are in the book already."""
        moments = [(row.booked_on, row.time_of_day) for row in rows]
        for moment, count in Counter(moments).items():
            for kept, sign in ((self._first, 1), (self._last, -1)):
                bucket = _bucket(kept, moment, sign)
                if bucket is not None:
                    bucket.rows += count
        if max(occurrences, default=1) == 1 and not any(known):
            return  # nearly always
        for at, row in enumerate(rows):
            if occurrences[at] > 1 or known[at]:
                for outer, bucket in chain(self._first, self._last):
                    if outer == moments[at]:
                        bucket.add(row, occurrences[at], known=known[at])

    def ambiguous(self) -> tuple[int, tuple[Ambiguous, ...]]:
        """Return how many rows are ambiguous, and the first of them by their lines."""
        if not self._first:
            return 0, ()
        if self._first[0][0] == self._last[0][0]:
            sides = [self._first]
        else:
            sides = [self._first, self._last]
        count, named = 0, list[Ambiguous]()
        for side in sides:
            inner = side[1][1] if len(side) > 1 else None
            more, some = side[0][1].ambiguous(inner)
            count += more
            named += some
        named.sort(key=lambda each: each.line)
        return count, tuple(named[:AMBIGUOUS_NAMED])


def _bucket(kept: list[tuple[Moment, _Bucket]], moment: Moment, sign: int) -> _Bucket | None:
    """Return the bucket of a moment if it is one of the two outermost so far; sign 1: the first."""
    for at, (known, bucket) in enumerate(kept):
        if moment == known:
            return bucket
        if (moment < known) if sign > 0 else (moment > known):
            fresh = _Bucket()
            kept.insert(at, (moment, fresh))
            del kept[2:]
            return fresh
    if len(kept) < 2:  # noqa: PLR2004  # the edge, and what lies next to it
        fresh = _Bucket()
        kept.append((moment, fresh))
        return fresh
    return None


def _ambiguous(row: Row, occurrence: int, *, known: bool) -> Ambiguous:
    return Ambiguous(
        line=row.line,
        booked_on=row.booked_on,
        amount_dong=row.credit_dong - row.debit_dong,
        occurrence=occurrence,
        known=known,
    )
