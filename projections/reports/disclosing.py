"""What a publication tells everybody of its recipients, beside all that was published before."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

import msgspec
from sqlalchemy import select

from ledger.errors import AssociationNotInPeriod
from ledger.values import AssociationId, Level, ReportScope
from projections.reports import membership, protection
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

    `before` is what earlier publications of the same report show of categories.
    """
    told = whole.recipients
    shown = None
    if protection.may_be_broken_down(whole):
        assert told.by_category is not None, "all that is known was asked for"
        tags = _hidden(reading, whole)
        shown = protection.protected(told.by_category, tags, before)
    return msgspec.structs.replace(told, by_category=shown)


def _hidden(reading: Reading, whole: Report) -> frozenset[str] | None:
    whose, period, known_at = (
        whole.association.association_id,
        whole.period,
        whole.known_at.position,
    )
    found = _members(reading, whose, period, known_at)
    now = _tree(reading, found, period, known_at)
    compared = []
    for each in _published(reading, found, period):
        if each.known_at == known_at:
            continue
        # Of what hangs below, its own tree; of what hangs above, only what of it is here.
        root_id = each.whose if each.whose in found.members else whose
        then = _then(reading, root_id, period, each.known_at)
        if then is None:
            continue
        here = now
        if root_id != whose:
            inside = _members(reading, root_id, period, known_at)
            here = _tree(reading, inside, period, known_at)
        compared.append(Compared(each.whose, then, here))
    return protection.hidden(now, compared)


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


def _then(reading: Reading, root_id: AssociationId, period: Days, known_at: int) -> Tree | None:
    """Return a tree as it was known at a position; None where its root was not known then."""
    try:
        found = _members(reading, root_id, period, known_at)
    except AssociationNotInPeriod:
        return None
    return _tree(reading, found, period, known_at)


def _members(
    reading: Reading, association_id: AssociationId, period: Days, known_at: int
) -> Membership:
    return membership.find(reading, association_id, ReportScope.CONSOLIDATED, period, known_at)


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
