"""The steps of disbursements: each approval, rejection, payment and return, and each step back.

Every step is kept with the position it was recorded at and with what it adds, so that what was
known of a disbursement at any position is a sum over its steps up to there.
"""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, select

from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import DisbursementHandedOver, DisbursementTakenOver
from ledger.events.fund.money import Documented
from ledger.events.fund.spending import (
    DisbursementApproved,
    DisbursementPaid,
    DisbursementProposed,
    DisbursementRejected,
    DisbursementReturned,
)
from ledger.store.log.codec import Recorded
from ledger.values import AccountId, DisbursementId, FundId, StaffId
from projections.answers import from_row
from projections.batch import Batch
from projections.tables.spending import STEP_SUMS
from projections.views import Reading


class StepKind(StrEnum):
    """What happened to a disbursement after it was proposed."""

    APPROVED = "approved"
    REJECTED = "rejected"
    HANDED_OVER = "handed_over"
    PAID = "paid"
    RETURNED = "returned"
    PAYMENT_REVERSED = "payment_reversed"
    RETURN_REVERSED = "return_reversed"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a disbursement; a step back has its amount below zero.

    `entry` is its version in the fund's stream, `payment` that of the payment it is about,
    `undoes` that of the entry it reverses. `stands` is false for what was reversed later.
    """

    step: StepKind
    entry: int
    position: int
    effective_on: date
    amount_dong: int
    awards: int
    payment: int | None
    undoes: int | None
    account_id: AccountId | None
    voucher: str | None
    stands: bool


class StepPrivate(msgspec.Struct, frozen=True, kw_only=True):
    """What of a step only entitled readers see: who took it, and what it rests on."""

    recorded_by: StaffId
    decision_number: str | None
    document_sha256: str | None


class PrivateStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step with what only entitled readers see."""

    step: Step
    private: StepPrivate


def proposed(batch: Batch, recorded: Recorded, event: DisbursementProposed) -> None:
    """Add a disbursement."""
    _put(batch, recorded, event, event.effective_on, event.private.recorded_by)


def _put(
    batch: Batch,
    recorded: Recorded,
    event: DisbursementProposed | DisbursementTakenOver,
    proposed_on: date,
    proposed_by: StaffId,
) -> None:
    private = event.private
    batch.put(
        "disbursements",
        recorded.stream,
        event.disbursement_id,
        disbursement_class=event.disbursement_class.value,
        programme=event.programme,
        purpose=event.purpose,
        amount_dong=event.amount_dong,
        awards=event.awards,
        instances=event.instances,
        persons=event.persons,
        has_lines=bool(private.lines),
        position=recorded.position,
        proposed_on=proposed_on,
        proposed_by=proposed_by,
        categories=msgspec.json.encode(private.categories).decode(),
        place=private.place,
        decision_number=private.decision_number,
        document_sha256=private.document_sha256,
    )


def approved(batch: Batch, recorded: Recorded, event: DisbursementApproved) -> None:
    """Add the step that approved it."""
    _step(batch, recorded, event.disbursement_id, StepKind.APPROVED)


def rejected(batch: Batch, recorded: Recorded, event: DisbursementRejected) -> None:
    """Add the step that rejected what was not paid of it."""
    _step(
        batch,
        recorded,
        event.disbursement_id,
        StepKind.REJECTED,
        rejected_dong=event.amount_dong,
        rejected_awards=event.awards,
    )


def handed_over(batch: Batch, recorded: Recorded, event: DisbursementHandedOver) -> None:
    """Add the step by which an heir of the fund is to pay what is left of it."""
    _step(
        batch,
        recorded,
        event.disbursement_id,
        StepKind.HANDED_OVER,
        handed_over_dong=event.amount_dong,
        handed_over_awards=event.awards,
    )


def taken_over(batch: Batch, recorded: Recorded, event: DisbursementTakenOver) -> None:
    """Add what another fund had approved, with the step that approved it there."""
    authority = event.private.authority
    _put(batch, recorded, event, event.proposed_on, authority.prepared_by)
    batch.put(
        "disbursement_steps",
        recorded.stream,
        event.disbursement_id,
        recorded.position,
        step=StepKind.APPROVED.value,
        entry=recorded.version,
        effective_on=authority.approved_on,
        recorded_by=authority.approved_by,
        **dict.fromkeys(STEP_SUMS, 0),
    )


def paid(batch: Batch, recorded: Recorded, event: DisbursementPaid) -> None:
    """Add the step that paid it, or a part of it."""
    _step(
        batch,
        recorded,
        event.disbursement_id,
        StepKind.PAID,
        payment=recorded.version,
        account_id=event.account_id,
        voucher=str(event.voucher),
        paid_dong=event.amount_dong,
        paid_awards=event.awards,
        paid_instances=event.instances or 0,
    )


def returned(batch: Batch, recorded: Recorded, event: DisbursementReturned) -> None:
    """Add the step by which a part of a payment came back."""
    _step(
        batch,
        recorded,
        event.disbursement_id,
        StepKind.RETURNED,
        payment=event.payment,
        account_id=event.account_id,
        voucher=str(event.voucher),
        returned_dong=event.amount_dong,
        returned_awards=event.awards,
        returned_instances=event.instances or 0,
    )


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Add the step back: what was paid is to be paid again, what came back has not come back."""
    instances = len(event.private.lines)
    if event.disbursement is not None:
        _step(
            batch,
            recorded,
            event.disbursement.disbursement_id,
            StepKind.PAYMENT_REVERSED,
            payment=event.entry,
            undoes=event.entry,
            paid_dong=-event.disbursement.amount_dong,
            paid_awards=-event.disbursement.awards,
            paid_instances=-instances,
        )
    elif event.draws_on is not None and event.draws_on.disbursement_id is not None:
        _step(
            batch,
            recorded,
            event.draws_on.disbursement_id,
            StepKind.RETURN_REVERSED,
            payment=event.draws_on.entry,
            undoes=event.entry,
            returned_dong=-event.draws_on.amount_dong,
            returned_awards=-event.draws_on.awards,
            returned_instances=-instances,
        )


def _step(
    batch: Batch,
    recorded: Recorded,
    disbursement_id: DisbursementId,
    step: StepKind,
    **particulars: int | str | UUID,
) -> None:
    event: Event = recorded.event
    documented = event.private if isinstance(event.private, Documented) else None
    batch.put(
        "disbursement_steps",
        recorded.stream,
        disbursement_id,
        recorded.position,
        step=step.value,
        entry=recorded.version,
        effective_on=event.effective_on,  # type: ignore[attr-defined]  # every step has it
        recorded_by=event.private.recorded_by,
        decision_number=documented and documented.decision_number,
        document_sha256=documented and documented.document_sha256,
        **{**dict.fromkeys(STEP_SUMS, 0), **particulars},
    )


def private_steps(
    reading: Reading,
    fund_id: FundId,
    disbursement_id: DisbursementId,
    *,
    known_at: int | None = None,
) -> tuple[PrivateStep, ...]:
    """Return the steps of a disbursement as known at a position, in their order.

    Raises `PositionNotFound`.
    """
    known = reading.as_of(known_at).position
    s = reading.tables.disbursement_steps
    query = select(s).where(
        s.c.fund_id == fund_id, s.c.disbursement_id == disbursement_id, s.c.position <= known
    )
    rows = reading.all(query.order_by(s.c.position))
    undone = {row.undoes for row in rows}
    return tuple(_private(row, stands=row.entry not in undone) for row in rows)


def _private(row: Row[Any], *, stands: bool) -> PrivateStep:
    return PrivateStep(
        step=from_row(
            Step,
            row,
            amount_dong=sum(getattr(row, name) for name in STEP_SUMS if name.endswith("_dong")),
            awards=sum(getattr(row, name) for name in STEP_SUMS if name.endswith("_awards")),
            stands=stands,
        ),
        private=from_row(StepPrivate, row),
    )
