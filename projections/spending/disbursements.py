"""Disbursements: proposed by one person, decided by a second, paid by a third, perhaps in parts.

What was known of a disbursement at any position is one question over its steps
(`projections.spending.disbursement_steps`), and what is known now is the same question.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    bindparam,
    case,
    exists,
    func,
    select,
)

from ledger.errors.missing import DisbursementNotFound
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
from projections.answers import (
    FUND_ID,
    KNOWN,
    Page,
    built_once,
    from_row,
    latest_first,
    page,
    whole,
)
from projections.spending.disbursement_steps import StepKind
from projections.tables import bulk
from projections.tables.schema import Tables
from projections.tables.spending import STEP_SUMS
from projections.views import Reading


class Status(StrEnum):
    """How far a disbursement has come.

    `rejected` is one of which nothing was paid, `paid` one of which nothing is left to pay,
    `returned` one of which all that was paid came back; `handed_over` one of which an heir of the
    fund is to pay what was left.
    """

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    RETURNED = "returned"
    HANDED_OVER = "handed_over"


class PublicDisbursement(msgspec.Struct, frozen=True, kw_only=True):
    """A disbursement as everybody may see it: counts and sums, nobody and no narrow place.

    `awards` counts suất, `instances` recipients as often as they receive (lượt), `persons` each of
    them once; either is null where nobody knows. Of `amount_dong`, so much was paid
    (`returned_dong` of that came back), so much rejected, and the rest remains to be paid.
    `payment` is the version of the last payment's entry that stands; with it go `paid_on`,
    `account_id` and `voucher`.
    """

    fund_id: FundId
    disbursement_id: DisbursementId
    status: Status
    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId
    amount_dong: int
    awards: int
    instances: int | None
    persons: int | None
    has_lines: bool
    paid_dong: int
    paid_awards: int
    paid_instances: int | None
    returned_dong: int
    returned_awards: int
    returned_instances: int | None
    rejected_dong: int
    handed_over_dong: int
    remaining_dong: int
    remaining_awards: int
    proposed_on: date
    approved_on: date | None
    rejected_on: date | None
    paid_on: date | None
    payment: int | None
    account_id: AccountId | None
    voucher: str | None


class DisbursementPrivate(msgspec.Struct, frozen=True, kw_only=True):
    """What of a disbursement only entitled readers see.

    Who did what – `decided_by` approved it or else rejected it –, the recipients' tags, the place,
    and what it rests on.
    """

    proposed_by: StaffId
    decided_by: StaffId | None
    paid_by: StaffId | None
    categories: tuple[Category, ...]
    place: str | None
    decision_number: str | None
    document_sha256: str | None


class PrivateDisbursement(msgspec.Struct, frozen=True, kw_only=True):
    """A disbursement with what only entitled readers see."""

    disbursement: PublicDisbursement
    private: DisbursementPrivate


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
    found = [_public(row) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))


def private_disbursements(
    reading: Reading, fund_id: FundId, asked: Asked = ALL
) -> Page[PrivateDisbursement]:
    """Return the same page for entitled readers."""
    rows = _rows(reading, fund_id, asked)
    found = [_private(row) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))


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
    known = reading.as_of(known_at).position
    query = _of(reading.tables, one=True)
    row = reading.first(query, fund_id=fund_id, known=known, one=disbursement_id)
    if row is None:
        raise DisbursementNotFound("disbursement_id")
    return _private(row)


def programmes(
    reading: Reading, some: Iterable[tuple[FundId, DisbursementId]]
) -> dict[tuple[FundId, DisbursementId], str]:
    """Return what the programmes of some disbursements of some funds are called."""
    d, asked = reading.tables.disbursements, set(some)
    query = select(d.c.fund_id, d.c.disbursement_id, d.c.programme).where(
        bulk.among(reading.connection, d.c.fund_id, {fund_id for fund_id, _ in asked}),
        bulk.among(reading.connection, d.c.disbursement_id, {one for _, one in asked}),
    )
    return {(row.fund_id, row.disbursement_id): row.programme for row in reading.all(query)}


def _rows(reading: Reading, fund_id: FundId, asked: Asked) -> list[Row[Any]]:
    known = funds.require(reading, fund_id, asked.known_at)
    d = reading.tables.disbursements
    query = _of(reading.tables)
    if asked.status is not None:
        query = query.where(query.selected_columns.status == asked.status.value)
    query = latest_first(query, d.c.position, asked.after, asked.limit)
    return reading.all(query, fund_id=fund_id, known=known)


@built_once
def _of(t: Tables, *, one: bool = False) -> Select[Any]:
    """Return the query for what is `known` of a `fund_id`'s disbursements at a position.

    Or of `one`.
    """
    d, sums = t.disbursements, _sums(t, one=one)
    approval, is_approval = _last(t, StepKind.APPROVED)
    rejection, is_rejection = _last(t, StepKind.REJECTED)
    payment, is_payment = _last(t, StepKind.PAID)
    added = {name: func.coalesce(sums.c[name], 0) for name in STEP_SUMS}
    reached = _status(d.c.amount_dong, added, approval.c.position.is_not(None))
    query = (
        select(
            d,
            *(added[name].label(name) for name in STEP_SUMS),
            reached.label("status"),
            approval.c.effective_on.label("approved_on"),
            approval.c.recorded_by.label("approved_by"),
            rejection.c.effective_on.label("rejected_on"),
            rejection.c.recorded_by.label("rejected_by"),
            payment.c.effective_on.label("paid_on"),
            payment.c.recorded_by.label("paid_by"),
            payment.c.payment,
            payment.c.account_id,
            payment.c.voucher,
        )
        .select_from(
            d.outerjoin(sums, sums.c.disbursement_id == d.c.disbursement_id)
            .outerjoin(approval, is_approval)
            .outerjoin(rejection, is_rejection)
            .outerjoin(payment, is_payment)
        )
        .where(d.c.fund_id == FUND_ID, d.c.position <= KNOWN)
    )
    return query.where(d.c.disbursement_id == bindparam("one")) if one else query


def _sums(t: Tables, *, one: bool) -> FromClause:
    """Return what the steps of each disbursement of a fund, or of one, add up to at a position."""
    s = t.disbursement_steps
    query = select(s.c.disbursement_id, *(whole(s.c[name]).label(name) for name in STEP_SUMS))
    query = query.where(s.c.fund_id == FUND_ID, s.c.position <= KNOWN)
    if one:
        query = query.where(s.c.disbursement_id == bindparam("one"))
    return query.group_by(s.c.disbursement_id).subquery()


def _status(
    amount: ColumnElement[int],
    added: Mapping[str, ColumnElement[Any]],
    approved: ColumnElement[bool],
) -> ColumnElement[str]:
    settled = added["paid_dong"] + added["rejected_dong"] + added["handed_over_dong"]
    remains = amount > settled
    return case(
        (remains & (added["paid_dong"] > 0), Status.PARTLY_PAID.value),
        (remains & approved, Status.APPROVED.value),
        (remains, Status.PROPOSED.value),
        (added["handed_over_dong"] > 0, Status.HANDED_OVER.value),
        (added["paid_dong"] == 0, Status.REJECTED.value),
        (added["returned_dong"] == added["paid_dong"], Status.RETURNED.value),
        else_=Status.PAID.value,
    )


def _last(t: Tables, kind: StepKind) -> tuple[FromClause, ColumnElement[bool]]:
    """Return the last step of a kind that stood at a position, and what joins it."""
    d, step = t.disbursements, t.disbursement_steps.alias()
    these, later = t.disbursement_steps.alias(), t.disbursement_steps.alias()
    undone = exists().where(
        later.c.fund_id == these.c.fund_id,
        later.c.disbursement_id == these.c.disbursement_id,
        later.c.undoes == these.c.entry,
        later.c.position <= KNOWN,
    )
    position = (
        select(func.max(these.c.position))
        .where(
            these.c.fund_id == d.c.fund_id,
            these.c.disbursement_id == d.c.disbursement_id,
            these.c.step == kind.value,
            these.c.position <= KNOWN,
            ~undone,
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
    return from_row(
        PublicDisbursement,
        row,
        paid_instances=row.paid_instances if row.has_lines else None,
        returned_instances=row.returned_instances if row.has_lines else None,
        remaining_dong=_remaining(row, "amount_dong", "dong"),
        remaining_awards=_remaining(row, "awards", "awards"),
    )


def _remaining(row: Row[Any], whole: str, unit: str) -> int:
    settled = (getattr(row, f"{how}_{unit}") for how in ("paid", "rejected", "handed_over"))
    left: int = getattr(row, whole) - sum(settled)
    return left


def _private(row: Row[Any]) -> PrivateDisbursement:
    return PrivateDisbursement(
        disbursement=_public(row),
        private=from_row(
            DisbursementPrivate,
            row,
            decided_by=row.approved_by or row.rejected_by,
            categories=msgspec.json.decode(row.categories),
        ),
    )
