"""Direct aid: help that appeals brought about and that never entered a fund."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, FromClause, Row, select

from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.mobilizing import DirectAidReported
from ledger.events.fund.money import Goods
from ledger.store.log.codec import Recorded
from ledger.values import FundId, MobilizationId, StaffId
from projections import funds
from projections.answers import FUND_ID, KNOWN, from_row, whole
from projections.batch import Batch
from projections.tables.schema import Tables
from projections.views import Reading

# How events move it


def reported(batch: Batch, recorded: Recorded, event: DirectAidReported) -> None:
    """Add help that was reported."""
    goods = event.goods
    batch.put(
        "direct_aid",
        recorded.stream,
        recorded.version,
        mobilization_id=event.mobilization_id,
        amount_dong=event.amount_dong,
        goods=None if goods is None else msgspec.json.encode(goods).decode(),
        effective_on=event.effective_on,
        position=recorded.position,
        recorded_by=event.private.recorded_by,
        decision_number=event.private.decision_number,
        document_sha256=event.private.document_sha256,
    )


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Mark what was reported by mistake."""
    if event.entry_topic == DirectAidReported.topic:
        undone = {"reversed_by": recorded.version, "reversed_position": recorded.position}
        batch.change("direct_aid", recorded.stream, event.entry, **undone)


# What it answers


class PublicAid(msgspec.Struct, frozen=True, kw_only=True):
    """Help as everybody may see it; `version` is that of its event, in đồng or goods."""

    fund_id: FundId
    version: int
    mobilization_id: MobilizationId
    amount_dong: int
    goods: Goods | None
    effective_on: date
    reversed_by: int | None


class AidPrivate(msgspec.Struct, frozen=True, kw_only=True):
    """What of a report only entitled readers see: whose it is, and what it rests on."""

    recorded_by: StaffId
    decision_number: str | None
    document_sha256: str | None


class PrivateAid(msgspec.Struct, frozen=True, kw_only=True):
    """Help with what only entitled readers see."""

    aid: PublicAid
    private: AidPrivate


def of_appeal(
    reading: Reading,
    fund_id: FundId,
    mobilization_id: MobilizationId,
    *,
    known_at: int | None = None,
) -> tuple[PrivateAid, ...]:
    """Return the help that an appeal brought about, the latest first, what is reversed too.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, known_at)
    a = reading.tables.direct_aid
    query = select(a).where(
        a.c.fund_id == fund_id, a.c.mobilization_id == mobilization_id, a.c.position <= known
    )
    rows = reading.all(query.order_by(a.c.effective_on.desc(), a.c.position.desc()))
    return tuple(_private(row, known) for row in rows)


def by_appeal(t: Tables) -> FromClause:
    """Return what the help comes to for each appeal of a `fund_id`, `known` at a position."""
    a = t.direct_aid
    stands: ColumnElement[bool] = a.c.reversed_position.is_(None) | (a.c.reversed_position > KNOWN)
    return (
        select(a.c.fund_id, a.c.mobilization_id, whole(a.c.amount_dong).label("direct_aid_dong"))
        .where(a.c.fund_id == FUND_ID, a.c.position <= KNOWN, stands)
        .group_by(a.c.fund_id, a.c.mobilization_id)
        .subquery()
    )


def _private(row: Row[Any], known: int) -> PrivateAid:
    is_undone = row.reversed_position is not None and row.reversed_position <= known
    public = from_row(
        PublicAid,
        row,
        goods=None if row.goods is None else msgspec.json.decode(row.goods),
        reversed_by=row.reversed_by if is_undone else None,
    )
    return PrivateAid(aid=public, private=from_row(AidPrivate, row))
