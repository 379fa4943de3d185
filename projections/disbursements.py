"""Disbursements: proposed by one person, decided by a second, paid by a third.

Every step is kept with the position it was recorded at, so that what was known of a disbursement
at any position is one question, and what is known now is the same question.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, FromClause, Row, Select, func, select

from ledger.errors import DisbursementNotFound
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.spending import (
    DisbursementApproved,
    DisbursementPaid,
    DisbursementProposed,
    DisbursementRejected,
)
from ledger.store.codec import Recorded
from ledger.values import (
    AccountId,
    Category,
    DisbursementClass,
    DisbursementId,
    FundId,
    PurposeId,
    StaffId,
)
from projections import funds
from projections.answers import Page, bounded, page
from projections.batch import Batch
from projections.schema import Tables
from projections.views import Reading

T = TypeVar("T")


class Status(StrEnum):
    """How far a disbursement has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAID = "paid"


# How events move it


def proposed(batch: Batch, recorded: Recorded, event: DisbursementProposed) -> None:
    """Add a disbursement."""
    batch.put(
        "disbursements",
        recorded.stream,
        event.disbursement_id,
        disbursement_class=event.disbursement_class.value,
        programme=event.programme,
        purpose=event.purpose,
        amount_dong=event.amount_dong,
        awards=event.awards,
        position=recorded.position,
        proposed_on=event.effective_on,
        proposed_by=event.private.recorded_by,
        categories=msgspec.json.encode(event.private.categories).decode(),
        place=event.private.place,
    )


def approved(batch: Batch, recorded: Recorded, event: DisbursementApproved) -> None:
    """Add the step that approved it."""
    _step(batch, recorded, event, event.disbursement_id, Status.APPROVED)


def rejected(batch: Batch, recorded: Recorded, event: DisbursementRejected) -> None:
    """Add the step that rejected it."""
    _step(batch, recorded, event, event.disbursement_id, Status.REJECTED)


def paid(batch: Batch, recorded: Recorded, event: DisbursementPaid) -> None:
    """Add the step that paid it."""
    _step(
        batch,
        recorded,
        event,
        event.disbursement_id,
        Status.PAID,
        payment=recorded.version,
        account_id=event.account_id,
        voucher=str(event.voucher),
    )


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Add the step back: a disbursement whose payment is reversed is approved, as before."""
    if event.disbursement is not None:
        _step(batch, recorded, event, event.disbursement.disbursement_id, Status.APPROVED)


def _step(
    batch: Batch,
    recorded: Recorded,
    event: DisbursementApproved | DisbursementRejected | DisbursementPaid | EntryReversed,
    disbursement_id: DisbursementId,
    status: Status,
    **payment: object,
) -> None:
    batch.put(
        "disbursement_steps",
        recorded.stream,
        disbursement_id,
        recorded.position,
        status=status.value,
        effective_on=event.effective_on,
        recorded_by=event.private.recorded_by,
        **payment,
    )


# What it answers


class PublicDisbursement(msgspec.Struct, frozen=True, kw_only=True):
    """A disbursement as everybody may see it; `payment` is the version of its payment's entry."""

    fund_id: FundId
    disbursement_id: DisbursementId
    status: Status
    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId
    amount_dong: int
    awards: int
    proposed_on: date
    approved_on: date | None
    rejected_on: date | None
    paid_on: date | None
    payment: int | None
    account_id: AccountId | None
    voucher: str | None


class PrivateDisbursement(msgspec.Struct, frozen=True, kw_only=True):
    """A disbursement with who did what, the recipients' tags and the place."""

    disbursement: PublicDisbursement
    proposed_by: StaffId
    decided_by: StaffId | None
    paid_by: StaffId | None
    categories: tuple[Category, ...]
    place: str | None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which disbursements of a fund: at which step, as they were known at a position.

    `after` is where the page before ended.
    """

    status: Status | None = None
    known_at: int | None = None
    after: int | None = None
    limit: int = 100


ALL = Asked()


def public_disbursements(
    reading: Reading, fund_id: FundId, asked: Asked = ALL
) -> Page[PublicDisbursement]:
    """Return a page of a fund's disbursements, the latest proposed first.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    rows = _rows(reading, fund_id, asked)
    return _page(reading, [_public(row) for row in rows], rows, asked)


def private_disbursements(
    reading: Reading, fund_id: FundId, asked: Asked = ALL
) -> Page[PrivateDisbursement]:
    """Return the same page for entitled readers."""
    rows = _rows(reading, fund_id, asked)
    return _page(reading, [_private(row) for row in rows], rows, asked)


def private_disbursement(
    reading: Reading,
    fund_id: FundId,
    disbursement_id: DisbursementId,
    *,
    known_at: int | None = None,
) -> PrivateDisbursement:
    """Return one disbursement for entitled readers.

    Raises `PositionNotFound`, `DisbursementNotFound`.
    """
    d = reading.tables.disbursements
    known = reading.as_of(known_at).position
    one = d.c.disbursement_id == disbursement_id
    row = reading.first(_of(reading.tables, fund_id, known).where(one))
    if row is None:
        raise DisbursementNotFound("disbursement_id")
    return _private(row)


def _rows(reading: Reading, fund_id: FundId, asked: Asked) -> list[Row[Any]]:
    known = funds.require(reading, fund_id, asked.known_at)
    d = reading.tables.disbursements
    query = _of(reading.tables, fund_id, known, asked.status)
    if asked.after is not None:
        query = query.where(d.c.position < asked.after)
    return reading.all(query.order_by(d.c.position.desc()).limit(bounded(asked.limit) + 1))


def _page(reading: Reading, found: list[T], rows: list[Row[Any]], asked: Asked) -> Page[T]:
    keys = [row.position for row in rows]
    return page(found, keys, bounded(asked.limit), reading.as_of(asked.known_at))


def _of(t: Tables, fund_id: FundId, known: int, status: Status | None = None) -> Select[Any]:
    """Return the query for what was known of a fund's disbursements at a position.

    The first step is the decision; the last says how far a disbursement had come.
    """
    d = t.disbursements
    first, is_first = _step_known(t, func.min, known)
    last, is_last = _step_known(t, func.max, known)
    reached = func.coalesce(last.c.status, Status.PROPOSED.value)
    query = (
        select(
            d,
            first.c.status.label("decision"),
            first.c.effective_on.label("decided_on"),
            first.c.recorded_by.label("decided_by"),
            reached.label("status"),
            last.c.effective_on.label("reached_on"),
            last.c.recorded_by.label("reached_by"),
            last.c.payment,
            last.c.account_id,
            last.c.voucher,
        )
        .select_from(d.outerjoin(first, is_first).outerjoin(last, is_last))
        .where(d.c.fund_id == fund_id, d.c.position <= known)
    )
    return query if status is None else query.where(reached == status.value)


def _step_known(
    t: Tables, which: Callable[[ColumnElement[int]], ColumnElement[int]], known: int
) -> tuple[FromClause, ColumnElement[bool]]:
    """Return one of the steps up to a position, and what joins it to its disbursement."""
    d, step, known_steps = t.disbursements, t.disbursement_steps.alias(), t.disbursement_steps
    position = (
        select(which(known_steps.c.position))
        .where(
            known_steps.c.fund_id == d.c.fund_id,
            known_steps.c.disbursement_id == d.c.disbursement_id,
            known_steps.c.position <= known,
        )
        .correlate(d)
        .scalar_subquery()
    )
    return step, (
        (step.c.fund_id == d.c.fund_id)
        & (step.c.disbursement_id == d.c.disbursement_id)
        & (step.c.position == position)
    )


def _public(row: Row[Any]) -> PublicDisbursement:
    return PublicDisbursement(
        fund_id=row.fund_id,
        disbursement_id=row.disbursement_id,
        status=Status(row.status),
        disbursement_class=DisbursementClass(row.disbursement_class),
        programme=row.programme,
        purpose=row.purpose,
        amount_dong=row.amount_dong,
        awards=row.awards,
        proposed_on=row.proposed_on,
        approved_on=row.decided_on if row.decision == Status.APPROVED else None,
        rejected_on=row.decided_on if row.decision == Status.REJECTED else None,
        paid_on=row.reached_on if row.status == Status.PAID else None,
        payment=row.payment,
        account_id=row.account_id,
        voucher=row.voucher,
    )


def _private(row: Row[Any]) -> PrivateDisbursement:
    return PrivateDisbursement(
        disbursement=_public(row),
        proposed_by=row.proposed_by,
        decided_by=row.decided_by,
        paid_by=row.reached_by if row.status == Status.PAID else None,
        categories=msgspec.json.decode(row.categories, type=tuple[Category, ...]),
        place=row.place,
    )
