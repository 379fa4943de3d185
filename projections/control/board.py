"""What a fund's board decided: its controls and the limits of roles, both public."""

from datetime import date

import msgspec
from sqlalchemy import func, select

from ledger.events.fund.opening import FundControlsSet, SpendingLimitSet
from ledger.store.log.codec import Recorded
from ledger.values import FundId, Role
from projections import funds
from projections.answers import from_row
from projections.batch import Batch
from projections.views import Reading

# How events move it


def controls_set(batch: Batch, recorded: Recorded, event: FundControlsSet) -> None:
    """Add a setting; the last one holds."""
    batch.put(
        "controls",
        recorded.stream,
        recorded.position,
        payer_may_prepare=event.payer_may_prepare,
        cashier_exception=event.cashier_exception,
        administration_permille=event.administration_permille,
        effective_on=event.effective_on,
        decision_number=event.private.decision_number,
        document_sha256=event.private.document_sha256,
        recorded_by=event.private.recorded_by,
    )


def limit_set(batch: Batch, recorded: Recorded, event: SpendingLimitSet) -> None:
    """Add a limit of a role; the last one holds."""
    batch.put(
        "spending_limits",
        recorded.stream,
        event.role.value,
        recorded.position,
        limit_dong=event.limit_dong,
        effective_on=event.effective_on,
        decision_number=event.private.decision_number,
        document_sha256=event.private.document_sha256,
        recorded_by=event.private.recorded_by,
    )


# What it answers


class Controls(msgspec.Struct, frozen=True, kw_only=True):
    """How a fund is controlled; without a decision of its board (`set_on` null), as usual.

    `payer_may_prepare`: whoever prepared a disbursement may pay it out too. `cashier_exception`:
    the number of the board's decision by which one person may be both treasurer and cashier.
    `administration_permille` is the board's own share of a year's receipts for administration.
    """

    payer_may_prepare: bool = False
    cashier_exception: str | None = None
    administration_permille: int | None = None
    set_on: date | None = None
    position: int | None = None


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """What one person of a role may decide on in one step, in đồng; null where it was lifted."""

    role: Role
    limit_dong: int | None
    set_on: date
    position: int


def controls(reading: Reading, fund_id: FundId, *, known_at: int | None = None) -> Controls:
    """Return the controls of a fund as they were known at a position.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, known_at)
    c = reading.tables.controls
    row = reading.first(
        select(c)
        .where(c.c.fund_id == fund_id, c.c.position <= known)
        .order_by(c.c.position.desc())
        .limit(1)
    )
    if row is None:
        return Controls()
    return from_row(Controls, row, set_on=row.effective_on)


def limits(reading: Reading, fund_id: FundId, *, known_at: int | None = None) -> tuple[Limit, ...]:
    """Return the last limit of each role that ever had one, as known at a position.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, known_at)
    s = reading.tables.spending_limits
    last = (
        select(s.c.role, func.max(s.c.position).label("position"))
        .where(s.c.fund_id == fund_id, s.c.position <= known)
        .group_by(s.c.role)
        .subquery()
    )
    rows = reading.all(
        select(s)
        .join(last, (last.c.role == s.c.role) & (last.c.position == s.c.position))
        .where(s.c.fund_id == fund_id)
        .order_by(s.c.role)
    )
    return tuple(from_row(Limit, row, set_on=row.effective_on) for row in rows)
