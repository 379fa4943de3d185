"""Pledges (đăng ký ủng hộ): how much of each was given, withdrawn, is outstanding or overdue.

Every step of a pledge is kept with its day and its position, so that what was outstanding on a
day, as it was known once, is the same question as what is outstanding now.
"""

from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, case, exists, func, or_, select

from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import PledgeHandedOver
from ledger.events.fund.mobilizing import PledgeMade, PledgeWithdrawn
from ledger.events.fund.receiving import DonationReceived
from ledger.store.log.codec import Recorded
from ledger.values import DonorId, FundId, MobilizationId, PledgeId, StaffId
from projections import funds
from projections.answers import (
    FUND_ID,
    KNOWN,
    ON,
    Page,
    built_once,
    from_row,
    latest_first,
    page,
    whole,
)
from projections.batch import Batch
from projections.people import donors
from projections.tables import bulk
from projections.tables.schema import Tables
from projections.views import Reading


class PledgeStatus(StrEnum):
    """How a pledge stands; one that is partly given is still outstanding, or overdue."""

    OUTSTANDING = "outstanding"
    OVERDUE = "overdue"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"


# How events move it


def made(batch: Batch, recorded: Recorded, event: PledgeMade) -> None:
    """Add a pledge."""
    batch.put(
        "pledges",
        recorded.stream,
        event.pledge_id,
        mobilization_id=event.mobilization_id,
        amount_dong=event.amount_dong,
        pledged_on=event.effective_on,
        due_on=event.due_on,
        named=event.named,
        position=recorded.position,
        donor_id=event.private.donor_id,
        recorded_by=event.private.recorded_by,
    )


def fulfilled(batch: Batch, recorded: Recorded, event: DonationReceived) -> None:
    """Add what a gift fulfils."""
    if event.pledge is not None:
        dong = event.pledge.amount_dong
        _step(batch, recorded, event.pledge.pledge_id, event.effective_on, fulfilled_dong=dong)


def withdrawn(batch: Batch, recorded: Recorded, event: PledgeWithdrawn) -> None:
    """Add that the rest will not be given."""
    dong = event.amount_dong
    _step(batch, recorded, event.pledge_id, event.effective_on, withdrawn_dong=dong)


def handed_over(batch: Batch, recorded: Recorded, event: PledgeHandedOver) -> None:
    """Add that an heir of the fund is promised the rest from now on."""
    dong = event.amount_dong
    _step(batch, recorded, event.pledge_id, event.effective_on, handed_over_dong=dong)


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Add that what a gift fulfilled is outstanding again."""
    if event.pledge is not None:
        dong = -event.pledge.amount_dong
        _step(batch, recorded, event.pledge.pledge_id, event.effective_on, fulfilled_dong=dong)


def _step(
    batch: Batch,
    recorded: Recorded,
    pledge_id: PledgeId,
    on: date,
    *,
    fulfilled_dong: int = 0,
    withdrawn_dong: int = 0,
    handed_over_dong: int = 0,
) -> None:
    batch.put(
        "pledge_steps",
        recorded.stream,
        pledge_id,
        recorded.position,
        effective_on=on,
        entry=recorded.version,
        fulfilled_dong=fulfilled_dong,
        withdrawn_dong=withdrawn_dong,
        handed_over_dong=handed_over_dong,
    )


# What it answers


class PublicPledge(msgspec.Struct, frozen=True, kw_only=True):
    """A pledge as everybody may see it, in đồng.

    `named` says that the donor agreed to be named with it and may be named now.
    """

    fund_id: FundId
    pledge_id: PledgeId
    mobilization_id: MobilizationId | None
    status: PledgeStatus
    amount_dong: int
    fulfilled_dong: int
    withdrawn_dong: int
    handed_over_dong: int
    outstanding_dong: int
    pledged_on: date
    due_on: date | None
    named: bool


class PledgePrivate(msgspec.Struct, frozen=True, kw_only=True):
    """What of a pledge only entitled readers see: whose it is."""

    donor_id: DonorId | None
    recorded_by: StaffId


class PrivatePledge(msgspec.Struct, frozen=True, kw_only=True):
    """A pledge with what only entitled readers see."""

    pledge: PublicPledge
    private: PledgePrivate


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which pledges of a fund, as they stood at the end of a day and were known at a position.

    Without `mobilization_id` those of every appeal and of none, and without `donor_ids` those of
    anybody; `is_open` asks for those of which something is outstanding. `after` is where the page
    before ended.
    """

    on: date
    mobilization_id: MobilizationId | None = None
    status: PledgeStatus | None = None
    pledge_id: PledgeId | None = None
    donor_ids: frozenset[DonorId] | None = None
    is_open: bool = False
    known_at: int | None = None
    after: int | None = None
    limit: int = 100


def private_pledges(reading: Reading, fund_id: FundId, asked: Asked) -> Page[PrivatePledge]:
    """Return a page of a fund's pledges, the latest recorded first; for entitled readers.

    What everybody may read of each is its `pledge`. Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, asked.known_at)
    p = reading.tables.pledges
    query = _pledges(reading.tables).where(p.c.position <= known, p.c.pledged_on <= asked.on)
    if asked.mobilization_id is not None:
        query = query.where(p.c.mobilization_id == asked.mobilization_id)
    if asked.status is not None:
        query = query.where(query.selected_columns.status == asked.status.value)
    if asked.pledge_id is not None:
        query = query.where(p.c.pledge_id == asked.pledge_id)
    if asked.donor_ids is not None:
        query = query.where(bulk.among(reading.connection, p.c.donor_id, list(asked.donor_ids)))
    if asked.is_open:
        query = query.where(query.selected_columns.outstanding_dong > 0)
    query = latest_first(query, p.c.position, asked.after, asked.limit)
    rows = reading.all(query, fund_id=fund_id, known=known, on=asked.on)
    return page([_private(row) for row in rows], rows, asked.limit, reading.as_of(asked.known_at))


def outstanding(reading: Reading, fund_id: FundId) -> int:
    """Return how many đồng of a fund's pledges are outstanding, appeals or none."""
    query = select(whole(outstanding_by_appeal(reading.tables).c.pledged_dong))
    row = reading.first(query, fund_id=fund_id, known=reading.position)
    return 0 if row is None else int(row[0])


@built_once
def outstanding_by_appeal(t: Tables) -> FromClause:
    """Return what is outstanding for each appeal of a `fund_id`, and for none, `known` by then."""
    p, steps = t.pledges, _steps(t)
    settled = steps.c.fulfilled_dong + steps.c.withdrawn_dong + steps.c.handed_over_dong
    left = p.c.amount_dong - func.coalesce(settled, 0)
    return (
        select(p.c.fund_id, p.c.mobilization_id, whole(left).label("pledged_dong"))
        .select_from(p.outerjoin(steps, steps.c.pledge_id == p.c.pledge_id))
        .where(p.c.fund_id == FUND_ID, p.c.position <= KNOWN)
        .group_by(p.c.fund_id, p.c.mobilization_id)
        .subquery()
    )


def speaks_of_no_gift_else(t: Tables) -> ColumnElement[bool]:
    """Return whether whoever is named with an entry is not told of by the pledge it fulfils.

    Everybody sees which gifts fulfil a pledge, and what is left of it: all of them are its donor's.
    So he agreed to be named with each of those that stand; and with the pledge, or nothing of it is
    left to be told.
    """
    e, own, p = t.entries, t.pledge_steps.alias(), t.pledges.alias()
    other, s, gift = t.pledge_steps.alias(), t.pledge_steps.alias(), t.entries.alias()
    given = (
        select(func.coalesce(whole(s.c.fulfilled_dong) + whole(s.c.handed_over_dong), 0))
        .where(s.c.fund_id == p.c.fund_id, s.c.pledge_id == p.c.pledge_id)
        .correlate(p)
        .scalar_subquery()
    )
    is_unnamed = exists().where(
        other.c.pledge_id == own.c.pledge_id,
        other.c.fund_id == p.c.fund_id,
        other.c.fulfilled_dong > 0,
        gift.c.fund_id == other.c.fund_id,
        gift.c.version == other.c.entry,
        gift.c.reversed_by.is_(None),
        ~gift.c.named,
    )
    tells = exists().where(
        own.c.fund_id == e.c.fund_id,
        own.c.entry == e.c.version,
        own.c.fulfilled_dong > 0,
        p.c.pledge_id == own.c.pledge_id,
        or_(and_(~p.c.named, given < p.c.amount_dong), is_unnamed.correlate(own, p)),
    )
    return ~tells.correlate(e)


_SETTLED = ("fulfilled_dong", "withdrawn_dong", "handed_over_dong")


def _steps(t: Tables, *, dated: bool = False) -> FromClause:
    """Return what became of each pledge of a fund; SQLite would add up those of all funds first."""
    s = t.pledge_steps
    sums = (whole(s.c[name]).label(name) for name in _SETTLED)
    query = select(s.c.pledge_id, *sums).where(s.c.fund_id == FUND_ID, s.c.position <= KNOWN)
    if dated:
        query = query.where(s.c.effective_on <= ON)
    return query.group_by(s.c.pledge_id).subquery()


@built_once
def _pledges(t: Tables) -> Select[Any]:
    """Return the query for a `fund_id`'s pledges as they stood `on` a day and were `known`."""
    p, d, steps = t.pledges, t.donors, _steps(t, dated=True)
    given = func.coalesce(steps.c.fulfilled_dong, 0)
    taken_back = func.coalesce(steps.c.withdrawn_dong, 0)
    passed_on = func.coalesce(steps.c.handed_over_dong, 0)
    left = p.c.amount_dong - given - taken_back - passed_on
    status = case(
        (
            left > 0,
            case(
                (p.c.due_on < ON, PledgeStatus.OVERDUE.value), else_=PledgeStatus.OUTSTANDING.value
            ),
        ),
        (taken_back > 0, PledgeStatus.WITHDRAWN.value),
        (passed_on > 0, PledgeStatus.HANDED_OVER.value),
        else_=PledgeStatus.FULFILLED.value,
    )
    may_be_named = p.c.named & donors.may_be_named(t)
    joined = p.outerjoin(steps, steps.c.pledge_id == p.c.pledge_id)
    joined = joined.outerjoin(d, d.c.donor_id == p.c.donor_id)
    return (
        select(
            p.c.fund_id,
            p.c.pledge_id,
            p.c.mobilization_id,
            p.c.amount_dong,
            p.c.pledged_on,
            p.c.due_on,
            p.c.position,
            p.c.donor_id,
            p.c.recorded_by,
            given.label("fulfilled_dong"),
            taken_back.label("withdrawn_dong"),
            passed_on.label("handed_over_dong"),
            left.label("outstanding_dong"),
            status.label("status"),
            case((may_be_named, 1), else_=0).label("named"),
        )
        .select_from(joined)
        .where(p.c.fund_id == FUND_ID)
    )


def _private(row: Row[Any]) -> PrivatePledge:
    return PrivatePledge(pledge=from_row(PublicPledge, row), private=from_row(PledgePrivate, row))
