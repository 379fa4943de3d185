"""Money held for others (thu hộ): for what, since when, and how much of it is left."""

from datetime import date

import msgspec
from sqlalchemy import select

from ledger.events.fund.handing_over import CustodyTakenOver
from ledger.events.fund.receiving import CustodialReceived
from ledger.store.log.codec import Recorded
from ledger.values import CustodyId, FundId, PurposeId
from projections import balances
from projections.batch import Batch
from projections.views import Reading

# How events move it


def received(batch: Batch, recorded: Recorded, event: CustodialReceived | CustodyTakenOver) -> None:
    """Add a custody with the first money of it, received or taken over from a fund that ended."""
    if event.label is not None:
        batch.put(
            "custodies",
            recorded.stream,
            event.custody_id,
            name=event.label,
            effective_on=event.effective_on,
            position=recorded.position,
        )


# What it answers


class Custody(msgspec.Struct, frozen=True, kw_only=True):
    """Money of others, in đồng: `dong` is left of it, and stands under `purpose`.

    `name` is what it is called in public; whom it is held for, the people vault knows.
    """

    fund_id: FundId
    custody_id: CustodyId
    purpose: PurposeId
    name: str
    since: date
    dong: int


def of_fund(
    reading: Reading, fund_id: FundId, *, as_of: date | None = None, known_at: int | None = None
) -> tuple[Custody, ...]:
    """Return what a fund held for others at the end of a day, as it was known, the eldest first.

    What was handed on in full is listed with nothing left. Raises `PositionNotFound`,
    `FundNotFound`.
    """
    balance = balances.balance(reading, fund_id, as_of=as_of, known_at=known_at)
    held = {each.purpose: each.dong for each in balance.by_purpose}
    c = reading.tables.custodies
    query = select(c).where(c.c.fund_id == fund_id, c.c.position <= balance.as_of.position)
    if as_of is not None:
        query = query.where(c.c.effective_on <= as_of)
    return tuple(
        Custody(
            fund_id=row.fund_id,
            custody_id=row.custody_id,
            purpose=PurposeId(str(row.custody_id)),
            name=row.name,
            since=row.effective_on,
            dong=held.get(PurposeId(str(row.custody_id)), 0),
        )
        for row in reading.all(query.order_by(c.c.position))
    )
