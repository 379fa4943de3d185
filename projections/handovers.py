"""Handovers: which fund went to which heirs, when, and how much money that was."""

from datetime import date

import msgspec
from sqlalchemy import or_, select

from ledger.events.fund.handing_over import FundHandedOver, HandoverReceived
from ledger.store.codec import Recorded
from ledger.values import FundId, HandoverId
from projections import funds
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
    to_fund_id: FundId
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
    return tuple(
        PublicHandover(
            handover_id=row.handover_id,
            from_fund_id=row.from_fund_id,
            to_fund_id=row.to_fund_id,
            amount_dong=row.amount_dong,
            effective_on=row.effective_on,
            entry=row.entry,
            position=row.position,
        )
        for row in reading.all(query.order_by(h.c.position))
    )
