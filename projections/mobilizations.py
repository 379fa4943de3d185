"""Mobilizations (vận động): their windows, and what was raised in money and in kind."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select

from ledger.errors import MobilizationNotFound
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.mobilizing import MobilizationClosed, MobilizationLaunched
from ledger.events.fund.receiving import DonationReceived
from ledger.store.codec import Recorded
from ledger.values import FundId, MobilizationId, PurposeId
from projections import funds
from projections.batch import Batch
from projections.movements import Movement
from projections.schema import Tables
from projections.views import Reading

# How events move it


def launched(batch: Batch, recorded: Recorded, event: MobilizationLaunched) -> None:
    """Add an appeal."""
    batch.put(
        "mobilizations",
        recorded.stream,
        event.mobilization_id,
        name=event.name,
        purpose=event.purpose,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        target_dong=event.target_dong,
        memo_code=event.memo_code,
        position=recorded.position,
    )


def closed(batch: Batch, recorded: Recorded, event: MobilizationClosed) -> None:
    """End an appeal on a day."""
    key = (recorded.stream, event.mobilization_id)
    batch.change("mobilizations", *key, closed_on=event.effective_on)


def moved(batch: Batch, moved: Movement) -> None:
    """Count a gift, or its reversal, for the appeal it was given for."""
    event = moved.event
    if isinstance(event, DonationReceived | EntryReversed) and event.mobilization_id is not None:
        key = (moved.recorded.stream, event.mobilization_id)
        sums = moved.sums
        batch.add("mobilization_totals", key, sums.received_dong, sums.in_kind_dong, moved.gifts)


# What it answers


class Mobilization(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal and what it raised so far, in đồng, net of reversals.

    `ends_on` is the last day as planned, `closed_on` the day it was closed.
    """

    fund_id: FundId
    mobilization_id: MobilizationId
    name: str
    purpose: PurposeId
    starts_on: date
    ends_on: date | None
    target_dong: int | None
    memo_code: str | None
    closed_on: date | None
    money_dong: int
    in_kind_dong: int
    gifts: int

    @property
    def total_dong(self) -> int:
        """What was mobilised: money and the value of goods together."""
        return self.money_dong + self.in_kind_dong


def of_fund(reading: Reading, fund_id: FundId) -> tuple[Mobilization, ...]:
    """Return a fund's appeals, the latest first, or raise `FundNotFound`."""
    funds.require(reading, fund_id)
    m = reading.tables.mobilizations
    query = _query(reading.tables).where(m.c.fund_id == fund_id)
    rows = reading.all(query.order_by(m.c.starts_on.desc(), m.c.position.desc()))
    return tuple(map(_mobilization, rows))


def mobilization(
    reading: Reading, fund_id: FundId, mobilization_id: MobilizationId
) -> Mobilization:
    """Return one appeal of a fund, or raise `MobilizationNotFound`."""
    m = reading.tables.mobilizations
    query = _query(reading.tables)
    row = reading.first(query.where(m.c.fund_id == fund_id, m.c.mobilization_id == mobilization_id))
    if row is None:
        raise MobilizationNotFound("mobilization_id")
    return _mobilization(row)


_SUMS = ("money_dong", "in_kind_dong", "gifts")


def _query(t: Tables) -> Select[Any]:
    m, sums = t.mobilizations, t.mobilization_totals
    same = (sums.c.fund_id == m.c.fund_id) & (sums.c.mobilization_id == m.c.mobilization_id)
    raised = (func.coalesce(sums.c[name], 0).label(name) for name in _SUMS)
    return select(m, *raised).select_from(m.outerjoin(sums, same))


def _mobilization(row: Row[Any]) -> Mobilization:
    return Mobilization(**{name: getattr(row, name) for name in Mobilization.__struct_fields__})
