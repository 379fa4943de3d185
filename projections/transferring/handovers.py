"""Handovers: which fund went to which heirs, when, and how much money that was."""

from collections.abc import Iterator
from datetime import date

import msgspec
from sqlalchemy import or_, select

from ledger.events.fund.handing_over import FundHandedOver, HandoverReceived
from ledger.rules import LEVEL_ENDS
from ledger.store.log.codec import Recorded
from ledger.values import FundId, HandoverId, Level
from projections import funds
from projections.answers import from_row
from projections.batch import Batch
from projections.views import Reading

# How events move it


def ended(batch: Batch, recorded: Recorded, event: FundHandedOver) -> None:
    """Mark a fund as handed over."""
    batch.change(
        "funds",
        recorded.stream,
        ended_on=event.effective_on,
        ended_position=recorded.position,
    )


def received(batch: Batch, recorded: Recorded, event: HandoverReceived) -> None:
    """Add what one heir took over."""
    batch.put(
        "handovers",
        event.handover_id,
        recorded.stream,
        from_fund_id=event.from_fund_id,
        amount_dong=event.amount_dong,
        entry=recorded.version,
        position=recorded.position,
        effective_on=event.effective_on,
    )


# What it answers


class PublicHandover(msgspec.Struct, frozen=True, kw_only=True):
    """What one heir took over from a fund that ended: `amount_dong` is all the money of it.

    `entry` is the version of its first event in the heir's stream.
    """

    handover_id: HandoverId
    from_fund_id: FundId
    from_fund: str
    to_fund_id: FundId
    to_fund: str
    amount_dong: int
    effective_on: date
    entry: int
    position: int


def of_fund(
    reading: Reading, fund_id: FundId, *, known_at: int | None = None
) -> tuple[PublicHandover, ...]:
    """Return what a fund took over and handed over, as known at a position, in that order.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, known_at)
    h = reading.tables.handovers
    query = select(h).where(
        or_(h.c.from_fund_id == fund_id, h.c.to_fund_id == fund_id), h.c.position <= known
    )
    rows = reading.all(query.order_by(h.c.position))
    named = funds.names(
        reading, {id_ for row in rows for id_ in (row.from_fund_id, row.to_fund_id)}
    )
    return tuple(
        from_row(
            PublicHandover,
            row,
            from_fund=named[row.from_fund_id],
            to_fund=named[row.to_fund_id],
        )
        for row in rows
    )


def predecessors(reading: Reading, fund_id: FundId) -> Iterator[FundId]:
    """Yield the funds that a fund took over from, and those that these did, the nearest first."""
    h, found = reading.tables.handovers, [fund_id]
    for each in found:
        query = select(h.c.from_fund_id).where(h.c.to_fund_id == each).order_by(h.c.position)
        before = [FundId(row.from_fund_id) for row in reading.all(query)]
        found += before
        yield from before


def winding_up_since(reading: Reading, fund_id: FundId, *, today: date) -> date | None:
    """Return since when a fund waits to be handed over; or None.

    Its association has ended, or its level has by law and nobody has said yet who succeeds it.
    """
    f, a = reading.tables.funds, reading.tables.associations
    row = reading.first(
        select(a.c.level)
        .join(f, f.c.association_id == a.c.association_id)
        .where(f.c.fund_id == fund_id, f.c.ended_on.is_(None))
    )
    by_law = None if row is None else LEVEL_ENDS.get(Level(row.level))
    ends = [by_law.on] if by_law is not None and by_law.on <= today else []
    if (ended_on := ready_since(reading, fund_id, today=today)) is not None:
        ends.append(ended_on)
    return min(ends, default=None)


def ready_since(reading: Reading, fund_id: FundId, *, today: date) -> date | None:
    """Return since when a fund may be handed over, its association having ended; or None."""
    f, places = reading.tables.funds, reading.tables.association_places
    query = (
        select(places.c.effective_on)
        .join(f, f.c.association_id == places.c.association_id)
        .where(
            f.c.fund_id == fund_id,
            f.c.ended_on.is_(None),
            places.c.ends,
            places.c.effective_on <= today,
        )
    )
    row = reading.first(query)
    return None if row is None else row.effective_on
