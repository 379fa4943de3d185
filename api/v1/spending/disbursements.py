"""Disbursements (chi): proposed by one person, approved by a second, paid by a third."""

from datetime import date
from typing import Any

import msgspec
from uuid_utils.compat import uuid7

from api.auth import may_read
from api.operations.queries import KnownAsked, KnownQuery
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.disbursements import (
    ApprovalIn,
    DecisionIn,
    DisbursementAsked,
    DisbursementIn,
    DisbursementQuery,
    PaymentIn,
    ReturnIn,
)
from ledger.access import Action
from ledger.fund.spending.disbursements import Approval, Payment, Proposal
from ledger.fund.spending.returning import Return
from ledger.recording.commands import Command, Receipt
from ledger.values import DisbursementId, FundId
from projections.spending import disbursement_steps, disbursements
from projections.spending.disbursement_steps import Step, StepPrivate
from projections.spending.disbursements import (
    Asked,
    DisbursementPrivate,
    PrivateDisbursement,
    PublicDisbursement,
)

ONE = "/funds/<uuid:fund_id>/disbursements/<uuid:disbursement_id>"

resource = Resource("disbursements", "Chi: proposals, approvals, payments")


class DisbursementOut(msgspec.Struct, frozen=True, kw_only=True):
    """A disbursement; `private` is null for those who are not entitled."""

    disbursement: PublicDisbursement
    private: DisbursementPrivate | None


class StepOut(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a disbursement; `private` is null for those who are not entitled."""

    step: Step
    private: StepPrivate | None


class DisbursementStepsOut(msgspec.Struct, frozen=True, kw_only=True):
    """A disbursement with its steps, in their order."""

    disbursement: PublicDisbursement
    private: DisbursementPrivate | None
    steps: tuple[StepOut, ...]


@resource.write("/funds/<uuid:fund_id>/disbursements", DisbursementIn, Action.PROPOSE)
def propose_disbursement(command: Command, new: dict[str, Any], fund_id: FundId) -> Receipt:
    """Propose to spend (đề nghị chi), perhaps by an award list of registered recipients."""
    proposal = Proposal(disbursement_id=DisbursementId(uuid7()), **new)
    return ledger().propose_disbursement(command, fund_id, proposal)


@resource.write(f"{ONE}/approval", ApprovalIn, Action.APPROVE)
def approve_disbursement(
    command: Command, decision: dict[str, Any], fund_id: FundId, disbursement_id: DisbursementId
) -> Receipt:
    """Approve what another person proposed (duyệt chi)."""
    approval = Approval(disbursement_id=disbursement_id, **decision)
    return ledger().approve_disbursement(command, fund_id, approval)


@resource.write(f"{ONE}/rejection", DecisionIn, Action.APPROVE)
def reject_disbursement(
    command: Command, decision: dict[str, date], fund_id: FundId, disbursement_id: DisbursementId
) -> Receipt:
    """Reject what another person proposed (từ chối)."""
    on = decision["effective_on"]
    return ledger().reject_disbursement(command, fund_id, disbursement_id, on)


@resource.write(f"{ONE}/payment", PaymentIn, Action.PAY)
def pay_disbursement(
    command: Command, payment: dict[str, Any], fund_id: FundId, disbursement_id: DisbursementId
) -> Receipt:
    """Pay what two other persons proposed and approved (chi tiền), all that is left or a part."""
    lines = tuple(payment.pop("lines", ()))
    paid = Payment(disbursement_id=disbursement_id, lines=lines, **payment)
    return ledger().pay_disbursement(command, fund_id, paid)


@resource.write(f"{ONE}/return", ReturnIn, Action.RECORD)
def return_disbursement(
    command: Command, back: dict[str, Any], fund_id: FundId, disbursement_id: DisbursementId
) -> Receipt:
    """Take awards of a payment back (thu hồi)."""
    lines = tuple(back.pop("lines", ()))
    given_back = Return(disbursement_id=disbursement_id, lines=lines, **back)
    return ledger().return_disbursement(command, fund_id, given_back)


@resource.read(
    "/funds/<uuid:fund_id>/disbursements",
    ListOut[DisbursementOut],
    None,
    query=DisbursementQuery,
)
def list_disbursements(asked: DisbursementAsked, fund_id: FundId) -> ListOut[DisbursementOut]:
    """List a fund's disbursements, the latest proposed first, as known at a position or moment."""
    entitled = may_read(fund_id)
    known_at = known_position(asked.known_at)
    with reading() as state:
        wanted = Asked(
            status=asked.status,
            known_at=state.as_of(known_at).position,
            after=asked.after,
            limit=asked.limit,
        )
        found = disbursements.private_disbursements(state, fund_id, wanted)
    return ListOut(
        items=[_shown(each, entitled=entitled) for each in found.items],
        next_cursor=next_cursor(found.after, found.as_of.position),
        known_at=found.as_of,
    )


@resource.read(ONE, DisbursementStepsOut, None, query=KnownQuery)
def read_disbursement(
    asked: KnownAsked, fund_id: FundId, disbursement_id: DisbursementId
) -> DisbursementStepsOut:
    """Show one disbursement and every step of it, as it was known at a position or moment."""
    entitled = may_read(fund_id)
    known_at = known_position(asked.known_at)
    with reading() as state:
        at = state.as_of(known_at).position
        found = disbursements.private_disbursement(state, fund_id, disbursement_id, known_at=at)
        steps = disbursement_steps.private_steps(state, fund_id, disbursement_id, known_at=at)
    shown = _shown(found, entitled=entitled)
    return DisbursementStepsOut(
        disbursement=shown.disbursement,
        private=shown.private,
        steps=tuple(
            StepOut(step=each.step, private=each.private if entitled else None) for each in steps
        ),
    )


def _shown(found: PrivateDisbursement, *, entitled: bool) -> DisbursementOut:
    private = found.private if entitled else None
    return DisbursementOut(disbursement=found.disbursement, private=private)
