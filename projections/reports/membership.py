"""Which funds count for an association on which days, as the dated tree was known at a position."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import CTE, Row, case, select, union

from ledger.errors.missing import AssociationNotFound, AssociationNotInPeriod
from ledger.values import AssociationId, FundId, Level, ReportScope
from projections.associations.places import Decided, Places
from projections.reports.report import Days, Unit
from projections.reports.sharing import ALL, Part, together
from projections.tables import bulk
from projections.tables.schema import Tables
from projections.views import Reading

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days on which something is inside: from `since` until before `until`; for ever by default."""

    since: date = date.min
    until: date = date.max

    def has(self, on: date) -> bool:
        """Tell whether a day is one of them."""
        return self.since <= on < self.until


_EVERY_DAY = (Span(),)


class Member(NamedTuple):
    """An association that hangs below another one on some day of a period, or might."""

    association_id: AssociationId
    level: Level
    established_on: date
    spans: tuple[Span, ...]


class FundMember(NamedTuple):
    """A fund, or a part of it, with the days on which it counts.

    It counts for `association_id`, and is the fund of `owner_id`: the same unless restated.
    `ended_on` is the day it was handed over, as was known.
    """

    fund_id: FundId
    association_id: AssociationId
    owner_id: AssociationId
    opened_on: date
    spans: tuple[Span, ...]
    part: Part = ALL
    ended_on: date | None = None

    def is_inside(self, on: date) -> bool:
        """Tell whether it counts on a day."""
        return any(span.has(on) for span in self.spans)


class Membership(NamedTuple):
    """An association, all that counts for it, and the tree they hang in.

    `on` is the day whose tree the lines of the report show: the period's last, or that which it is
    restated to. `heirs` says who counts for an association that others succeeded, and with what
    part of it; without any, and for whom it does not name, each counts for itself.
    """

    root: Member
    members: dict[AssociationId, Member]
    funds: tuple[FundMember, ...]
    places: Places
    on: date
    heirs: Mapping[AssociationId, Mapping[AssociationId, Part]] | None = None

    @property
    def is_steady(self) -> bool:
        """Whether all that counts does so on every day: nothing joined, and nothing left."""
        return all(member.spans in ((), _EVERY_DAY) for member in self.members.values())

    def counts_for(self, association_id: AssociationId) -> Mapping[AssociationId, Part]:
        """Return for whom inside an association counts, and with what part of what it has."""
        if self.heirs is None:
            return {association_id: ALL}
        return self.heirs.get(association_id, {})

    def part(self, association_id: AssociationId) -> Part:
        """Return what of an association counts at all."""
        return together(self.counts_for(association_id).values())

    def parts(self) -> dict[FundId, Part]:
        """Return what of each fund counts, for whomever inside it does."""
        found: dict[FundId, list[Part]] = defaultdict(list)
        for fund in self.funds:
            if fund.spans:
                found[fund.fund_id].append(fund.part)
        return {fund_id: together(parts) for fund_id, parts in found.items()}

    def seen(self, on: date) -> date:
        """Return the day whose tree holds for what is of a day: that one, unless restated."""
        return on if self.heirs is None else self.on

    def branch(self, association_id: AssociationId, on: date) -> AssociationId:
        """Return what directly below the root an association hangs at on a day; or the root."""
        at = association_id
        for above in self.places.line(association_id, on):
            if above == self.root.association_id:
                break
            at = AssociationId(above)
        return self.root.association_id if association_id == self.root.association_id else at

    def branch_of(self, association_id: AssociationId, on: date) -> AssociationId:
        """Return what an association hangs directly below on a day; what left, below the root."""
        parent_id = self.places.parent(association_id, on)
        inside = parent_id is not None and self.root.association_id in self.places.line(
            association_id, on
        )
        return AssociationId(parent_id) if inside and parent_id else self.root.association_id

    def stands(self, member: Member, on: date) -> bool:
        """Tell whether an association hangs there on a day, has begun, and has not ended."""
        return (
            any(span.has(on) for span in member.spans)
            and member.established_on <= on
            and not self.places.has_ended(member.association_id, on)
        )


def find(
    reading: Reading, association_id: AssociationId, scope: ReportScope, period: Days, known_at: int
) -> Membership:
    """Return what counts for an association, whenever it does.

    Raises `AssociationNotFound`, and `AssociationNotInPeriod` for one that began after the period
    or was not known at that position.
    """
    established_on = known_since(reading, association_id, known_at)
    if established_on > period.last:
        raise AssociationNotInPeriod("period", established_on=established_on.isoformat())
    below = _below(reading.tables, association_id, known_at, deep=scope is ReportScope.CONSOLIDATED)
    known, places = tree(reading, below, known_at)
    spans = _spans(places, association_id, _days(places, period))
    members = {
        each: Member(each, level, since, spans.get(each, ()))
        for each, (level, since) in known.items()
    }
    funds = tuple(
        FundMember(
            row.fund_id,
            row.association_id,
            row.association_id,
            row.effective_on,
            members[row.association_id].spans,
            ended_on=row.ended_on,
        )
        for row in funds_of(reading, below, known_at)
    )
    return Membership(members[association_id], members, funds, places, period.last)


def changes(reading: Reading) -> list[int]:
    """Return the positions at which anything was recorded that `find` reads, in their order.

    As known at any two between which there is none, it finds the same.
    """
    t = reading.tables
    columns = (
        t.associations.c.position,
        t.association_places.c.position,
        t.funds.c.position,
        t.funds.c.ended_position,
    )
    found = union(*(select(each.label("position")).where(each.is_not(None)) for each in columns))
    return sorted(row.position for row in reading.all(select(found.subquery())))


def known_since(reading: Reading, association_id: AssociationId, known_at: int) -> date:
    """Return when an association began.

    Raises `AssociationNotFound`, and `AssociationNotInPeriod` where it was not known at a position.
    """
    a = reading.tables.associations
    row = reading.first(
        select(a.c.position, a.c.effective_on).where(a.c.association_id == association_id)
    )
    if row is None:
        raise AssociationNotFound("association_id")
    if row.position > known_at:
        raise AssociationNotInPeriod("known_at", position=row.position)
    established_on: date = row.effective_on
    return established_on


def funds_of(reading: Reading, below: CTE, known_at: int) -> list[Row[Any]]:
    """Return the funds of associations, in the order of the log."""
    f = reading.tables.funds
    ended_on = case((f.c.ended_position <= known_at, f.c.ended_on))
    return reading.all(
        select(f.c.fund_id, f.c.association_id, f.c.effective_on, ended_on.label("ended_on"))
        .join(below, below.c.association_id == f.c.association_id)
        .where(f.c.position <= known_at)
        .order_by(f.c.position)
    )


def units(
    reading: Reading, association_ids: Iterable[AssociationId], on: date, known_at: int
) -> dict[AssociationId, Unit]:
    """Return associations as they were called on a day, as was known at a position."""
    t = reading.tables
    a, names = t.associations, t.association_names
    rows = reading.all(
        select(a.c.association_id, a.c.level, names.c.name, names.c.effective_on, names.c.position)
        .join(names, names.c.association_id == a.c.association_id)
        .where(
            bulk.among(reading.connection, a.c.association_id, set(association_ids)),
            names.c.position <= known_at,
        )
        .order_by(names.c.effective_on, names.c.position)
    )
    found: dict[AssociationId, Unit] = {}
    for row in rows:
        association_id = AssociationId(row.association_id)
        if association_id not in found or row.effective_on <= on:
            found[association_id] = Unit(
                association_id=association_id, name=row.name, level=Level(row.level)
            )
    return found


def _below(t: Tables, association_id: AssociationId, known_at: int, *, deep: bool) -> CTE:
    """Return the query for all that ever was known to hang below an association, and itself.

    What ended leads to its one heir, below which hangs what hung below it.
    """
    a, p = t.associations, t.association_places
    root = select(a.c.association_id).where(a.c.association_id == association_id)
    if not deep:
        return root.cte("below")
    below = root.cte("below", recursive=True)
    children = (
        select(p.c.association_id)
        .join(below, below.c.association_id == p.c.parent_id)
        .where(p.c.position <= known_at)
    )
    return below.union(children)


Known: TypeAlias = dict[AssociationId, tuple[Level, date]]
"""The level of each association, and since when it is there."""


def tree(reading: Reading, below: CTE, known_at: int) -> tuple[Known, Places]:
    """Return associations and where they hang on any day, as was known at a position."""
    t = reading.tables
    a, p = t.associations, t.association_places
    rows = reading.all(
        select(
            p.c.association_id,
            p.c.parent_id,
            p.c.effective_on,
            p.c.ends,
            a.c.level,
            a.c.effective_on.label("established_on"),
        )
        .select_from(below)
        .join(a, a.c.association_id == below.c.association_id)
        .join(p, p.c.association_id == a.c.association_id)
        .where(p.c.position <= known_at)
        .order_by(p.c.effective_on, p.c.position)
    )
    known: Known = {
        AssociationId(row.association_id): (Level(row.level), row.established_on) for row in rows
    }
    levels: dict[UUID, Level] = {each: level for each, (level, _) in known.items()}
    # What hangs below a unit that ended goes with its heir, also to where no one else here hangs.
    elsewhere = {row.parent_id for row in rows if row.ends and row.parent_id} - levels.keys()
    if elsewhere:
        heirs = select(a.c.association_id, a.c.level).where(
            bulk.among(reading.connection, a.c.association_id, elsewhere)
        )
        levels |= {row.association_id: Level(row.level) for row in reading.all(heirs)}
    decided = (
        Decided(row.association_id, row.parent_id, row.effective_on, row.ends) for row in rows
    )
    return known, Places(decided, levels)


def _days(places: Places, period: Days) -> list[date]:
    """Return the eve of a period, and the days in it on which the tree is another than before."""
    changes = {day for day in places.changes() if period.first <= day <= period.last}
    return [eve(period.first), *sorted(changes)]


def _spans(
    places: Places, root_id: AssociationId, days: Sequence[date]
) -> dict[UUID, tuple[Span, ...]]:
    """Return when what hangs below a root does, between the eve of a period and its end."""
    since: dict[UUID, date] = {}
    found: dict[UUID, list[Span]] = defaultdict(list)
    for day in days:
        inside = places.below(root_id, day)
        for each in since.keys() - inside:
            found[each].append(Span(since.pop(each), day))
        for each in inside - since.keys():
            since[each] = date.min if day == days[0] else day
    for each, day in since.items():
        found[each].append(Span(day))
    return {each: tuple(spans) for each, spans in found.items()}


def _both(one: Span, other: Span) -> Span | None:
    span = Span(max(one.since, other.since), min(one.until, other.until))
    return span if span.since < span.until else None


def common(one: Sequence[Span], other: Sequence[Span]) -> tuple[Span, ...]:
    """Return the days that are in both."""
    found = (_both(a, b) for a in one for b in other)
    return tuple(span for span in found if span is not None)


def eve(on: date) -> date:
    """Return the day before."""
    return on - _DAY
