"""What a publication tells everybody of its recipients, beside all that was published before."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

import msgspec
from sqlalchemy import select

from ledger.errors.missing import AssociationNotInPeriod
from ledger.values import AssociationId, Level, ReportScope
from projections.reports import membership, persons, protection
from projections.reports.flows import of_parts
from projections.reports.membership import Membership
from projections.reports.protection import Compared, Tree
from projections.reports.report import CategoryCount, Days, Recipients, Report
from projections.tables.reports import CHAINS
from projections.views import Reading

Breakdown: TypeAlias = tuple[CategoryCount, ...]

_AWARDS = CHAINS["tagged"].index("awards")


class _Publication(NamedTuple):
    whose: AssociationId
    known_at: int


def disclosed(reading: Reading, whole: Report, before: Sequence[Breakdown]) -> Recipients:
    """Return who received, of a report with all that is known, as everybody may know it.

    `before` is what earlier publications of the same report show of categories. Persons, and
    whether categories are a partition, are told only beside them.
    """
    told = whole.recipients
    untold = msgspec.structs.replace(told, by_category=None, persons=None, exhaustive=None)
    if not protection.may_be_broken_down(whole):
        return untold
    assert told.by_category is not None, "all that is known was asked for"
    year = _Year(reading, whole.period)
    now = year.known(whole.association.association_id, whole.known_at.position)
    if not now.found.is_steady:  # a part of what a unit gave that year would stand beside it all
        return untold
    compared = year.compared(now)
    tags = protection.hidden(now.tree, [each.awards for each in compared])
    shown = protection.protected(told.by_category, tags, before)
    are_told = shown is not None and told.suat >= protection.FEW
    are_few = now.are_few or any(
        protection.are_few(each.persons - each.persons_then) for each in compared
    )
    return msgspec.structs.replace(
        told,
        by_category=shown,
        persons=told.persons if are_told and not are_few else None,
        exhaustive=told.exhaustive if are_told else None,
    )


class _Known(NamedTuple):
    """What is known at a position of the recipients of an association and all below it."""

    found: Membership
    known_at: int
    tree: Tree
    persons: int
    are_few: bool


class _Pair(NamedTuple):
    """An earlier publication beside what is there now, in awards and in persons."""

    awards: Compared
    persons: int
    persons_then: int


class _Year:
    """The recipients of a year, as known at any position."""

    def __init__(self, reading: Reading, period: Days) -> None:
        self._reading = reading
        self._period = period

    def known(self, whose: AssociationId, known_at: int) -> _Known:
        """Raise `AssociationNotInPeriod` for one that was not known at that position."""
        reading, period = self._reading, self._period
        found = membership.find(reading, whose, ReportScope.CONSOLIDATED, period, known_at)
        tree = _tree(reading, found, period, known_at)
        of_fund = {fund.fund_id: fund.association_id for fund in found.funds}
        own: dict[AssociationId, set[object]] = defaultdict(set)
        for fund_id, who in persons.by_fund(reading, found.funds, period, known_at).items():
            own[of_fund[fund_id]] |= who
        count = len(set[object]().union(*own.values()))
        are_few = protection.few_persons(whose, own, tree.children, tree.published)
        return _Known(found, known_at, tree, count, are_few)

    def compared(self, now: _Known) -> list[_Pair]:
        """Return all that was published of the year from other positions, here, below and above.

        Of what hangs below, its own tree; of what hangs above, only what of it is here.
        """
        whose, pairs = now.found.root.association_id, []
        for each in _published(self._reading, now.found, self._period):
            root_id = each.whose if each.whose in now.found.members else whose
            if each.known_at == now.known_at:
                continue
            try:
                then = self.known(root_id, each.known_at)
            except AssociationNotInPeriod:
                continue  # nothing of it was in that publication
            here = now if root_id == whose else self.known(root_id, now.known_at)
            awards = Compared(each.whose, then.tree, here.tree)
            pairs.append(_Pair(awards, here.persons, then.persons))
        return pairs


def _published(reading: Reading, found: Membership, period: Days) -> Iterable[_Publication]:
    """Return from where categories of the year were published, here, below and above."""
    p = reading.tables.published_reports
    query = (
        select(p.c.association_id, p.c.known_at)
        .where(
            p.c.first == period.first,
            p.c.last == period.last,
            p.c.scope == ReportScope.CONSOLIDATED.value,
            p.c.restated.is_(None),
            p.c.shows_categories.is_(True),
        )
        .distinct()
    )
    related = {*found.members, *_above(reading, found.root.association_id)}
    rows = reading.all(query.order_by(p.c.known_at, p.c.association_id))
    return [
        _Publication(row.association_id, row.known_at)
        for row in rows
        if row.association_id in related
    ]


def _above(reading: Reading, association_id: AssociationId) -> set[AssociationId]:
    """Return all that an association ever hung below."""
    p = reading.tables.association_places
    parents = select(p.c.parent_id).where(p.c.parent_id.is_not(None))
    above = parents.where(p.c.association_id == association_id).cte("above", recursive=True)
    query = above.union(parents.join(above, above.c.parent_id == p.c.association_id))
    return {AssociationId(row.parent_id) for row in reading.all(select(query.c.parent_id))}


def _tree(reading: Reading, found: Membership, period: Days, known_at: int) -> Tree:
    of_fund = {fund.fund_id: fund.association_id for fund in found.funds}
    own: dict[AssociationId, Counter[str]] = defaultdict(Counter)
    flows = of_parts(reading, "tagged", found.funds, period, known_at)
    for (fund_id, tag), flow in flows.items():
        own[of_fund[fund_id]][tag] += flow.moved[_AWARDS]
    root_id = found.root.association_id
    children: dict[AssociationId, list[AssociationId]] = defaultdict(list)
    for member in found.members.values():
        if member.association_id != root_id:
            children[found.branch_of(member.association_id, period.last)].append(
                member.association_id
            )
    published = {
        member.association_id: member.level is not Level.BRANCH for member in found.members.values()
    }
    return Tree(root_id, own, children, published)
