"""Where associations hang on any day: the dated tree, as pure reckoning over what was decided."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from ledger.values import Level


class Decided(NamedTuple):
    """One decision on an association, in force from a day on.

    Where it hangs; or, with `ends`, that it is no more, and who alone took over from it, if
    somebody did.
    """

    association_id: UUID
    parent_id: UUID | None
    since: date
    ends: bool


class Places:
    """The tree on every day, of decisions in the order of their days and of the log."""

    def __init__(self, decided: Iterable[Decided], levels: Mapping[UUID, Level]) -> None:
        """Reckon with what was decided on associations of these levels."""
        self._levels = levels
        self._days: dict[UUID, list[date]] = defaultdict(list)
        self._parents: dict[UUID, list[UUID | None]] = defaultdict(list)
        self._ends: dict[UUID, tuple[date, UUID | None]] = {}
        for each in decided:
            if each.ends:
                self._ends[each.association_id] = (each.since, each.parent_id)
            else:
                self._days[each.association_id].append(each.since)
                self._parents[each.association_id].append(each.parent_id)

    def parent(self, association_id: UUID, on: date) -> UUID | None:
        """Return below whom an association hangs on a day; before it began, below whom it began.

        Below a parent that has ended, it hangs below the one association of the same level that
        succeeded it, else below the parent of the one that ended.
        """
        parent_id = self._placed(association_id, on)
        if not self._ends:
            return parent_id
        while parent_id is not None and self.has_ended(parent_id, on):
            _, heir_id = self._ends[parent_id]
            if heir_id is not None and self._levels.get(heir_id) is self._levels.get(parent_id):
                parent_id = heir_id
            else:
                parent_id = self._placed(parent_id, on)
        return parent_id

    def line(self, association_id: UUID, on: date) -> Iterator[UUID]:
        """Yield an association and all above it on a day, as far as they are known."""
        at: UUID | None = association_id
        while at is not None and at in self._days:
            yield at
            at = self.parent(at, on)

    def below(self, top_id: UUID, on: date) -> set[UUID]:
        """Return all that hang below an association on a day, and itself if it is known."""
        inside = {top_id: True}
        for each in self._days:
            line: list[UUID] = []
            at: UUID | None = each
            while at is not None and at in self._days and at not in inside:
                line.append(at)
                at = self.parent(at, on)
            hangs = at is not None and inside.get(at, False)
            inside |= dict.fromkeys(line, hangs)
        return {each for each, hangs in inside.items() if hangs and each in self._days}

    def has_ended(self, association_id: UUID, on: date) -> bool:
        """Tell whether an association is no more on a day."""
        end = self.ended_on(association_id)
        return end is not None and end <= on

    def ended_on(self, association_id: UUID) -> date | None:
        """Return the first day on which an association is no more, if one is decided."""
        end = self._ends.get(association_id)
        return None if end is None else end[0]

    def changes(self) -> set[date]:
        """Return the days on which anything in the tree may have changed."""
        moves = {day for days in self._days.values() for day in days[1:]}
        return moves | {day for day, _ in self._ends.values()}

    def _placed(self, association_id: UUID, on: date) -> UUID | None:
        days = self._days.get(association_id)
        if days is None:
            return None
        return self._parents[association_id][max(bisect_right(days, on) - 1, 0)]
