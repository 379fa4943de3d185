"""Mobilizations (vận động): their windows, and what was raised in money, in kind and directly."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import FromClause, Row, Select, func, select

from ledger.errors.missing import MobilizationNotFound
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.mobilizing import MobilizationClosed, MobilizationLaunched
from ledger.events.fund.receiving import DonationReceived, DonationRefunded
from ledger.store.log.codec import Recorded
from ledger.values import FundId, MobilizationId, PurposeId
from projections import funds
from projections.answers import FUND_ID, KNOWN, built_once, from_row, whole
from projections.batch import Batch
from projections.movements import Movement
from projections.receiving import direct_aid, pledges
from projections.tables.schema import Tables
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
    batch.change(
        "mobilizations", *key, closed_on=event.effective_on, closed_position=recorded.position
    )


def moved(batch: Batch, moved: Movement) -> None:
    """Count a gift, its refund, or the reversal of either, for the appeal it was given for."""
    event = moved.event
    if isinstance(event, DonationReceived | DonationRefunded | EntryReversed):
        if event.mobilization_id is None:
            return
        key = (moved.recorded.stream, event.mobilization_id)
        sums = moved.sums
        raised_dong = sums.received_dong - sums.paid_dong
        batch.add("mobilization_totals", key, raised_dong, sums.in_kind_dong, moved.gifts)


# What it answers


class Mobilization(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal and what it raised so far, in đồng, net of reversals and refunds.

    `ends_on` is the last day as planned, `closed_on` the day it was closed. `direct_aid_dong` is
    help that never entered the fund. `pledged_dong` is outstanding of pledges for it: not raised.
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
    direct_aid_dong: int
    gifts: int
    pledged_dong: int

    @property
    def total_dong(self) -> int:
        """What was mobilised: money, the value of goods, and direct aid together."""
        return self.money_dong + self.in_kind_dong + self.direct_aid_dong


def of_fund(
    reading: Reading, fund_id: FundId, *, known_at: int | None = None
) -> tuple[Mobilization, ...]:
    """Return a fund's appeals as they were known at a position of the log, the latest first.

    Without `known_at` it is what is known now, from the sums; with it, the entries up to there.
    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, known_at)
    m = reading.tables.mobilizations
    query = _query(reading.tables, earlier=known_at is not None).where(m.c.position <= known)
    query = query.order_by(m.c.starts_on.desc(), m.c.position.desc())
    rows = reading.all(query, fund_id=fund_id, known=known)
    return tuple(_mobilization(row, known) for row in rows)


def names(reading: Reading, fund_id: FundId) -> dict[MobilizationId, str]:
    """Return what the appeals of a fund are called."""
    m = reading.tables.mobilizations
    query = select(m.c.mobilization_id, m.c.name).where(m.c.fund_id == fund_id)
    return {MobilizationId(row.mobilization_id): row.name for row in reading.all(query)}


def mobilization(
    reading: Reading, fund_id: FundId, mobilization_id: MobilizationId
) -> Mobilization:
    """Return one appeal of a fund, or raise `MobilizationNotFound`."""
    t, known = reading.tables, reading.position
    query = _query(t).where(t.mobilizations.c.mobilization_id == mobilization_id)
    row = reading.first(query, fund_id=fund_id, known=known)
    if row is None:
        raise MobilizationNotFound("mobilization_id")
    return _mobilization(row, known)


_SUMS = ("money_dong", "in_kind_dong", "gifts")


def _sums_known(t: Tables) -> FromClause:
    """Return what each appeal of a fund had raised by the entries up to a position."""
    e = t.entries
    by = (e.c.fund_id, e.c.mobilization_id)
    sums = (e.c.received_dong - e.c.paid_dong, e.c.in_kind_dong, e.c.gifts)
    return (
        select(*by, *(whole(of).label(name) for name, of in zip(_SUMS, sums, strict=True)))
        .where(e.c.fund_id == FUND_ID, e.c.mobilization_id.is_not(None), e.c.position <= KNOWN)
        .group_by(*by)
        .subquery()
    )


@built_once
def _query(t: Tables, *, earlier: bool = False) -> Select[Any]:
    """Return the query for a `fund_id`'s appeals, as they are `known` now, or as they were."""
    m = t.mobilizations
    sums = _sums_known(t) if earlier else t.mobilization_totals
    aid, pledged = direct_aid.by_appeal(t), pledges.outstanding_by_appeal(t)
    joined: FromClause = m
    for each in (sums, aid, pledged):
        same = (each.c.fund_id == m.c.fund_id) & (each.c.mobilization_id == m.c.mobilization_id)
        joined = joined.outerjoin(each, same)
    found = [*(sums.c[name] for name in _SUMS), aid.c.direct_aid_dong, pledged.c.pledged_dong]
    columns = (func.coalesce(column, 0).label(column.name) for column in found)
    return select(m, *columns).select_from(joined).where(m.c.fund_id == FUND_ID)


def _mobilization(row: Row[Any], known: int) -> Mobilization:
    is_later = row.closed_position is not None and row.closed_position > known
    return from_row(Mobilization, row, closed_on=None if is_later else row.closed_on)
