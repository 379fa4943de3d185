"""What associations count beside money, and aim at, as it was reported and set."""

from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy import select

from ledger.events.association import StatisticReported, TargetSet
from ledger.store.log.codec import Recorded
from ledger.values import AssociationId, Measure, TargetUnit
from projections.answers import Page, from_row, page
from projections.associations.told import Asked, latest
from projections.batch import Batch
from projections.tables import bulk
from projections.views import Reading

# How events move it


def reported(batch: Batch, recorded: Recorded, event: StatisticReported) -> None:
    """Add a figure."""
    batch.put(
        "statistics",
        recorded.stream,
        recorded.position,
        measure=event.measure.value,
        value=event.value,
        whole=event.whole,
        since=event.since,
        effective_on=event.effective_on,
        source=event.source,
    )


def target_set(batch: Batch, recorded: Recorded, event: TargetSet) -> None:
    """Add an aim."""
    batch.put(
        "targets",
        recorded.stream,
        recorded.position,
        measure=event.measure.value,
        unit=event.unit.value,
        value=event.value,
        due_on=event.due_on,
        effective_on=event.effective_on,
        decision_number=event.decision_number,
    )


# What it answers


class Statistic(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as it was reported: of a day, or added from `since` to that day.

    `whole` says that all below the association are counted as well.
    """

    association_id: AssociationId
    measure: Measure
    value: int
    whole: bool
    since: date | None
    effective_on: date
    source: str
    position: int


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """An aim as it was set: by `due_on`, so many or so many thousandths of the population."""

    measure: Measure
    unit: TargetUnit
    value: int
    due_on: date
    effective_on: date
    decision_number: str | None
    position: int


def of_association(
    reading: Reading, association_id: AssociationId, asked: Asked
) -> Page[Statistic]:
    """Return a page of the figures of an association, the latest reported first.

    Raises `PositionNotFound`, `AssociationNotFound`.
    """
    rows = latest(reading, reading.tables.statistics.c, association_id, asked)
    found = [from_row(Statistic, row) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))


def targets(reading: Reading, association_id: AssociationId, asked: Asked) -> Page[Target]:
    """Return a page of the aims of an association, the latest set first.

    Raises `PositionNotFound`, `AssociationNotFound`.
    """
    rows = latest(reading, reading.tables.targets.c, association_id, asked)
    found = [from_row(Target, row) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))


def known(
    reading: Reading, association_ids: Sequence[AssociationId], through: date, known_at: int
) -> list[Statistic]:
    """Return the figures of associations up to a day, in the order of days and of the log."""
    s = reading.tables.statistics
    query = select(s).where(
        bulk.among(reading.connection, s.c.association_id, association_ids),
        s.c.position <= known_at,
        s.c.effective_on <= through,
    )
    rows = reading.all(query.order_by(s.c.effective_on, s.c.position))
    return [from_row(Statistic, row) for row in rows]


def current_targets(
    reading: Reading, association_id: AssociationId, on: date, known_at: int
) -> list[Target]:
    """Return the aim of each measure that held on a day."""
    t = reading.tables.targets
    query = select(t).where(
        t.c.association_id == association_id, t.c.position <= known_at, t.c.effective_on <= on
    )
    rows = reading.all(query.order_by(t.c.effective_on, t.c.position))
    latest = {row.measure: from_row(Target, row) for row in rows}
    return [latest[measure] for measure in Measure if measure in latest]
