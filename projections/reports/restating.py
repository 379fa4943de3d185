"""Which funds count for an association as if the tree of one day had been there all the time.

What ended by that day counts for those who succeeded it, and so on until somebody is there on that
day; where several did, by their shares. What nobody succeeded, and what began later, counts for
itself where it hangs. So every đồng counts somewhere, and nothing joins or leaves in a period.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from uuid import UUID

from sqlalchemy import CTE, select, true, union_all

from ledger.errors.missing import AssociationNotOnDay
from ledger.values import AssociationId, ReportScope
from projections.associations.places import Places
from projections.reports.membership import (
    FundMember,
    Member,
    Membership,
    Span,
    funds_of,
    known_since,
    tree,
)
from projections.reports.sharing import Part, Step, Way
from projections.views import Reading

_ALWAYS = (Span(),)

Shares = Mapping[AssociationId, Sequence[tuple[AssociationId, int]]]
"""By the association that ended, those who succeeded it, with shares in millionths."""


def find(
    reading: Reading, association_id: AssociationId, scope: ReportScope, on: date, known_at: int
) -> Membership:
    """Return what counts for an association under the tree of a day.

    Raises `AssociationNotFound`, `AssociationNotInPeriod` where it was not known at that position,
    and `AssociationNotOnDay` where it had not begun or was no more.
    """
    established_on = known_since(reading, association_id, known_at)
    if established_on > on:
        raise AssociationNotOnDay("restated", established_on=established_on.isoformat())
    is_deep = scope is ReportScope.CONSOLIDATED
    related = _related(reading, association_id, known_at, deep=is_deep)
    known, places = tree(reading, related, known_at)
    ended_on = places.ended_on(association_id)
    if ended_on is not None and ended_on <= on:
        raise AssociationNotOnDay("restated", ended_on=ended_on.isoformat())
    inside: AbstractSet[UUID] = places.below(association_id, on) if is_deep else {association_id}
    ways = _Ways(places, _shares(reading, related, known_at), on)
    heirs = {each: _parts(ways.of(each), inside) for each in known}
    members = {
        each: Member(each, level, since, _ALWAYS if heirs[each] else ())
        for each, (level, since) in known.items()
    }
    funds: list[FundMember] = []
    for row in funds_of(reading, related, known_at):
        fund = FundMember(
            row.fund_id,
            row.association_id,
            row.association_id,
            row.effective_on,
            (),
            ended_on=row.ended_on,
        )
        counted = heirs[fund.owner_id].items()
        # One that does not count is there as well: what is told on paper of its unit is covered.
        funds += [
            fund._replace(association_id=heir_id, spans=_ALWAYS, part=part)
            for heir_id, part in counted
        ] or [fund]
    return Membership(members[association_id], members, tuple(funds), places, on, heirs)


class _Ways:
    """On which ways of succession an association led to those that are there on a day."""

    def __init__(self, places: Places, shares: Shares, on: date) -> None:
        self._places, self._shares, self._on = places, shares, on
        self._found: dict[AssociationId, list[tuple[AssociationId, Way]]] = {}

    def of(self, association_id: AssociationId) -> list[tuple[AssociationId, Way]]:
        """Return every way from an association; that of one without successors ends at itself."""
        ways = self._found.get(association_id)
        if ways is None:
            ways = self._found[association_id] = list(self._follow(association_id))
        return ways

    def _follow(self, association_id: AssociationId) -> Iterator[tuple[AssociationId, Way]]:
        successors = self._shares.get(association_id, ())
        if not successors or not self._places.has_ended(association_id, self._on):
            yield association_id, ()
            return
        shares = tuple(share for _, share in successors)
        for at, (successor_id, _) in enumerate(successors):
            step: Way = () if len(shares) == 1 else (Step(shares, at),)
            for heir_id, way in self.of(successor_id):
                yield heir_id, (*step, *way)


def _parts(
    ways: Iterable[tuple[AssociationId, Way]], inside: AbstractSet[UUID]
) -> dict[AssociationId, Part]:
    by_heir: dict[AssociationId, list[Way]] = defaultdict(list)
    for heir_id, way in ways:
        if heir_id in inside:
            by_heir[heir_id].append(way)
    return {heir_id: Part(tuple(found)) for heir_id, found in by_heir.items()}


def _related(reading: Reading, association_id: AssociationId, known_at: int, *, deep: bool) -> CTE:
    """Return the query for all that might count: what ever hung below, and what was succeeded."""
    t = reading.tables
    a, p, s = t.associations, t.association_places, t.successions
    related = (
        select(a.c.association_id)
        .where(a.c.association_id == association_id)
        .cte("related", recursive=True)
    )
    at = related.c.association_id
    steps = [select(s.c.association_id).where(s.c.successor_id == at, s.c.position <= known_at)]
    if deep:
        steps.append(
            select(p.c.association_id).where(p.c.parent_id == at, p.c.position <= known_at)
        )
    # SQLite goes on from several recursive parts, PostgreSQL from one only, which may look aside.
    if reading.connection.dialect.name == "postgresql":
        below = union_all(*(step.correlate(related) for step in steps)).lateral("below")
        steps = [select(below.c.association_id).select_from(related.join(below, true()))]
    return related.union(*steps)


def _shares(reading: Reading, related: CTE, known_at: int) -> Shares:
    s = reading.tables.successions
    found: dict[AssociationId, list[tuple[AssociationId, int]]] = defaultdict(list)
    rows = reading.all(
        select(s.c.association_id, s.c.successor_id, s.c.share_millionths)
        .join(related, related.c.association_id == s.c.association_id)
        .where(s.c.position <= known_at)
        .order_by(s.c.association_id, s.c.number)
    )
    for row in rows:
        found[row.association_id].append((row.successor_id, row.share_millionths))
    return found
