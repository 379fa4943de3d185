"""Disbursements: proposed by one person, decided by a second, paid by a third."""

from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, Select, select

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
from projections.views import Reading


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
        status=Status.PROPOSED.value,
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
    """Mark it approved."""
    batch.change(
        "disbursements",
        recorded.stream,
        event.disbursement_id,
        status=Status.APPROVED.value,
        approved_on=event.effective_on,
        decided_by=event.private.recorded_by,
    )


def rejected(batch: Batch, recorded: Recorded, event: DisbursementRejected) -> None:
    """Mark it rejected."""
    batch.change(
        "disbursements",
        recorded.stream,
        event.disbursement_id,
        status=Status.REJECTED.value,
        rejected_on=event.effective_on,
        decided_by=event.private.recorded_by,
    )


def paid(batch: Batch, recorded: Recorded, event: DisbursementPaid) -> None:
    """Mark it paid."""
    batch.change(
        "disbursements",
        recorded.stream,
        event.disbursement_id,
        status=Status.PAID.value,
        paid_on=event.effective_on,
        payment=recorded.version,
        account_id=event.account_id,
        voucher=str(event.voucher),
        paid_by=event.private.recorded_by,
    )


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Mark a disbursement whose payment is reversed as approved again."""
    if event.disbursement is None:
        return
    batch.change(
        "disbursements",
        recorded.stream,
        event.disbursement.disbursement_id,
        status=Status.APPROVED.value,
        paid_on=None,
        payment=None,
        account_id=None,
        voucher=None,
        paid_by=None,
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


def public_disbursements(
    reading: Reading,
    fund_id: FundId,
    *,
    status: Status | None = None,
    after: int | None = None,
    limit: int = 100,
) -> Page[PublicDisbursement]:
    """Return a page of a fund's disbursements, the latest proposed first, or `FundNotFound`."""
    rows = _rows(reading, fund_id, status, after, limit)
    found = [_public(row) for row in rows]
    return page(found, [row.position for row in rows], bounded(limit), reading.as_of())


def private_disbursements(
    reading: Reading,
    fund_id: FundId,
    *,
    status: Status | None = None,
    after: int | None = None,
    limit: int = 100,
) -> Page[PrivateDisbursement]:
    """Return the same page for entitled readers."""
    rows = _rows(reading, fund_id, status, after, limit)
    found = [_private(row) for row in rows]
    return page(found, [row.position for row in rows], bounded(limit), reading.as_of())


def private_disbursement(
    reading: Reading, fund_id: FundId, disbursement_id: DisbursementId
) -> PrivateDisbursement:
    """Return one disbursement for entitled readers, or raise `DisbursementNotFound`."""
    d = reading.tables.disbursements
    one = d.c.disbursement_id == disbursement_id
    row = reading.first(_of(reading, fund_id).where(one))
    if row is None:
        raise DisbursementNotFound("disbursement_id")
    return _private(row)


def _rows(
    reading: Reading, fund_id: FundId, status: Status | None, after: int | None, limit: int
) -> list[Row[Any]]:
    funds.require(reading, fund_id)
    d = reading.tables.disbursements
    query = _of(reading, fund_id).order_by(d.c.position.desc()).limit(bounded(limit) + 1)
    if status is not None:
        query = query.where(d.c.status == status.value)
    if after is not None:
        query = query.where(d.c.position < after)
    return reading.all(query)


def _of(reading: Reading, fund_id: FundId) -> Select[Any]:
    d = reading.tables.disbursements
    return select(d).where(d.c.fund_id == fund_id)


def _public(row: Row[Any]) -> PublicDisbursement:
    columns = {name: getattr(row, name) for name in PublicDisbursement.__struct_fields__}
    return msgspec.convert(columns, PublicDisbursement)


def _private(row: Row[Any]) -> PrivateDisbursement:
    return PrivateDisbursement(
        disbursement=_public(row),
        proposed_by=row.proposed_by,
        decided_by=row.decided_by,
        paid_by=row.paid_by,
        categories=msgspec.json.decode(row.categories, type=tuple[Category, ...]),
        place=row.place,
    )
