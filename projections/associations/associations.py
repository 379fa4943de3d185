"""The tree of associations; what their funds come to is said by reports."""

from datetime import date

import msgspec
from sqlalchemy import ColumnElement, select

from ledger.errors.missing import AssociationNotFound
from ledger.events.association import (
    AssociationEstablished,
    Attached,
    Dissolved,
    Renamed,
    Succeeded,
)
from ledger.store.log.codec import Recorded
from ledger.values import AssociationId, Level
from projections import funds
from projections.answers import Page, bounded, from_row, halves, joined, page
from projections.associations import days
from projections.batch import Batch
from projections.funds import Month
from projections.movements import Sums
from projections.tables import bulk
from projections.views import Reading

# How events move it


def established(batch: Batch, recorded: Recorded, event: AssociationEstablished) -> None:
    """Hang an association into the tree."""
    batch.put(
        "associations",
        recorded.stream,
        name=event.name,
        level=event.level.value,
        parent_id=event.parent_id,
        effective_on=event.effective_on,
        position=recorded.position,
    )
    batch.link(recorded.stream, event.parent_id)
    _place(batch, recorded, event.parent_id, event.effective_on)
    _name(batch, recorded, event.name, event.effective_on, None)


def renamed(batch: Batch, recorded: Recorded, event: Renamed) -> None:
    """Add a name that holds from a day on."""
    _name(batch, recorded, event.name, event.effective_on, event.decision_number)
    batch.reorganised = True


def attached(batch: Batch, recorded: Recorded, event: Attached) -> None:
    """Add a parent that holds from a day on."""
    _place(batch, recorded, event.parent_id, event.effective_on, event.decision_number)
    batch.reorganised = True


def succeeded(batch: Batch, recorded: Recorded, event: Succeeded) -> None:
    """Add that an association is no more from a day on, who alone took over, and all shares."""
    for number, each in enumerate(event.successors, 1):
        batch.put(
            "successions",
            recorded.stream,
            number,
            successor_id=each.association_id,
            share_millionths=each.share_millionths,
            position=recorded.position,
            effective_on=event.effective_on,
        )
    heirs = [each.association_id for each in event.successors]
    heir_id = heirs[0] if len(heirs) == 1 else None
    _end(batch, recorded, heir_id, event.effective_on, event.decision_number)


def dissolved(batch: Batch, recorded: Recorded, event: Dissolved) -> None:
    """Add that an association is no more from a day on, and that nobody took over."""
    _end(batch, recorded, None, event.effective_on, event.decision_number)


def _end(
    batch: Batch,
    recorded: Recorded,
    heir_id: AssociationId | None,
    on: date,
    decision_number: str,
) -> None:
    _place(batch, recorded, heir_id, on, decision_number, ends=True)
    batch.change("associations", recorded.stream, ended_on=on)
    batch.reorganised = True


def _place(
    batch: Batch,
    recorded: Recorded,
    parent_id: AssociationId | None,
    on: date,
    decision_number: str | None = None,
    *,
    ends: bool = False,
) -> None:
    batch.put(
        "association_places",
        recorded.stream,
        recorded.position,
        parent_id=parent_id,
        effective_on=on,
        ends=ends,
        decision_number=decision_number,
    )


def _name(
    batch: Batch, recorded: Recorded, name: str, on: date, decision_number: str | None
) -> None:
    batch.put(
        "association_names",
        recorded.stream,
        recorded.position,
        name=name,
        effective_on=on,
        decision_number=decision_number,
    )


# What it answers


class Association(msgspec.Struct, frozen=True, kw_only=True):
    """An association (hội khuyến học) and where it hangs.

    `ended_on` is the first day on which it is no more, if that is decided; it may lie ahead.
    """

    association_id: AssociationId
    name: str
    level: Level
    parent_id: AssociationId | None
    effective_on: date
    ended_on: date | None


def association(reading: Reading, association_id: AssociationId) -> Association:
    """Return an association, or raise `AssociationNotFound`."""
    a = reading.tables.associations
    row = reading.first(select(a).where(a.c.association_id == association_id))
    if row is None:
        raise AssociationNotFound("association_id")
    return from_row(Association, row)


def is_there(reading: Reading, association_id: AssociationId, on: date) -> bool:
    """Tell whether an association is there on a day: that it is not decided to end by then."""
    p = reading.tables.association_places
    query = select(p.c.position).where(
        p.c.association_id == association_id, p.c.ends, p.c.effective_on <= on
    )
    return reading.first(query) is None


def find(
    reading: Reading,
    *,
    level: Level | None = None,
    parent_id: AssociationId | None = None,
    as_of: date | None = None,
    after: int | None = None,
    limit: int = 100,
) -> Page[Association]:
    """Return a page of associations, of a level or under a parent.

    With `as_of` they are those that were there on that day, called and hanging as they then were;
    without it all that ever were, as they stand now. They come in the order in which they were
    recorded; `after` is where the last page ended.
    """
    a = reading.tables.associations
    query = select(a).order_by(a.c.position)
    if level is not None:
        query = query.where(a.c.level == level.value)
    if after is not None:
        query = query.where(a.c.position > after)
    most = bounded(limit) + 1
    if as_of is not None:
        stood = days.standing(reading, query, as_of, most, parent_id)
        rows = [each.row for each in stood]
        found = [
            msgspec.structs.replace(from_row(Association, row), name=name, parent_id=above_id)
            for row, name, above_id in stood
        ]
    else:
        if parent_id is not None:
            query = query.where(a.c.parent_id == parent_id)
        rows = reading.all(query.limit(most))
        found = [from_row(Association, row) for row in rows]
    return page(found, rows, limit, reading.as_of())


def ancestors(reading: Reading, association_id: AssociationId) -> tuple[Association, ...]:
    """Return what an association hangs below, from the central one down, itself left out."""
    t = reading.tables
    above = t.association_ancestors
    query = (
        select(t.associations)
        .join(above, above.c.ancestor_id == t.associations.c.association_id)
        .where(above.c.association_id == association_id, above.c.depth > 0)
        .order_by(above.c.depth.desc())
    )
    return tuple(from_row(Association, row) for row in reading.all(query))


def ids_below(reading: Reading, association_id: AssociationId) -> list[AssociationId]:
    """Return the ids of an association and of all that lie below it."""
    above = reading.tables.association_ancestors
    query = select(above.c.association_id).where(above.c.ancestor_id == association_id)
    return [row.association_id for row in reading.all(query)]


def ids_answered_for(
    reading: Reading, association_id: AssociationId, on: date
) -> set[AssociationId]:
    """Return the ids of an association, of all below it, and of all that they succeeded by a day.

    Whoever has authority over a successor has it over whom those registered that ended.
    """
    s, found = reading.tables.successions, set(ids_below(reading, association_id))
    news = found
    while news:
        ended = select(s.c.association_id).where(
            bulk.among(reading.connection, s.c.successor_id, news), s.c.effective_on <= on
        )
        news = {row.association_id for row in reading.all(ended)} - found
        found = found | news
    return found


def below(reading: Reading, association_id: AssociationId) -> tuple[Association, ...]:
    """Return an association and all below it, in the order of the log."""
    t = reading.tables
    line = t.association_ancestors
    query = select(t.associations).join(
        line, line.c.association_id == t.associations.c.association_id
    )
    found = reading.all(
        query.where(line.c.ancestor_id == association_id).order_by(t.associations.c.position)
    )
    return tuple(from_row(Association, row) for row in found)


def heads(reading: Reading) -> tuple[Association, ...]:
    """Return the associations that hang below none: the central one."""
    return _hanging(reading, reading.tables.associations.c.parent_id.is_(None))


def children(reading: Reading, parent_id: AssociationId) -> tuple[Association, ...]:
    """Return what hangs directly below an association."""
    return _hanging(reading, reading.tables.associations.c.parent_id == parent_id)


def succeeded_by(
    reading: Reading, association_id: AssociationId, on: date
) -> tuple[Association, ...]:
    """Return those that an association succeeded by a day, wholly or in part."""
    t = reading.tables
    a, s = t.associations, t.successions
    query = (
        select(a)
        .join(s, s.c.association_id == a.c.association_id)
        .where(s.c.successor_id == association_id, s.c.effective_on <= on)
        .order_by(a.c.position)
    )
    return tuple(from_row(Association, row) for row in reading.all(query))


def by_month(reading: Reading, association_id: AssociationId) -> tuple[Month, ...]:
    """Return the months in which any fund of a subtree has entries, oldest first."""
    m = reading.tables.months
    sums = [half for name in Sums.__struct_fields__ for half in halves(name, m.c[name])]
    query = (
        select(m.c.month, *sums)
        .where(m.c.fund_id.in_(funds.fund_ids_below(reading.tables, association_id)))
        .group_by(m.c.month)
        .order_by(m.c.month)
    )
    return tuple(
        Month(month=row.month, **{name: joined(row, name) for name in Sums.__struct_fields__})
        for row in reading.all(query)
    )


def _hanging(reading: Reading, which: ColumnElement[bool]) -> tuple[Association, ...]:
    a = reading.tables.associations
    rows = reading.all(select(a).where(which).order_by(a.c.position))
    return tuple(from_row(Association, row) for row in rows)
