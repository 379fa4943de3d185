"""Spending: a disbursement is proposed by one person, approved by a second, paid by a third."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors import (
    BadAmount,
    DatedBeforeEntry,
    DisbursementNotFound,
    SamePerson,
    WrongDisbursementStep,
)
from ledger.events.fund import (
    Authority,
    DisbursementApproved,
    DisbursementPaid,
    DisbursementProposed,
    DisbursementRejected,
    PaymentPrivate,
    ProposalPrivate,
)
from ledger.fund.checks import (
    account_of,
    check_amount,
    check_cover,
    check_date,
    check_debit,
    check_purpose,
    check_room,
    next_voucher,
    payment_series,
)
from ledger.fund.state import Disbursement, Fund, evolves
from ledger.values import (
    GENERAL,
    AccountId,
    Category,
    DebitId,
    DisbursementClass,
    DisbursementId,
    PurposeId,
)


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A disbursement to propose: `awards` awards (suất) of `amount_dong` together."""

    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId = GENERAL
    amount_dong: int
    awards: int
    categories: tuple[Category, ...] = ()
    place: str | None = None
    effective_on: date


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment to make; `debit_id` names the unexplained bank debit that it was."""

    disbursement_id: DisbursementId
    account_id: AccountId
    effective_on: date
    debit_id: DebitId | None = None


def propose_disbursement(fund: Fund, proposal: Proposal, context: Context) -> DisbursementProposed:
    """Propose to spend. It reserves nothing yet.

    Raises `BadAmount`, `PurposeNotFound`, `DatedAhead`, `DatedBeforeFund`.
    """
    check_amount(proposal.amount_dong)
    if not 1 <= proposal.awards <= proposal.amount_dong:
        raise BadAmount("awards", least=1, most=proposal.amount_dong)
    check_purpose(fund, proposal.purpose)
    check_date(fund, proposal.effective_on, context)
    return DisbursementProposed(
        disbursement_id=proposal.disbursement_id,
        disbursement_class=proposal.disbursement_class,
        programme=proposal.programme,
        purpose=proposal.purpose,
        amount_dong=proposal.amount_dong,
        awards=proposal.awards,
        effective_on=proposal.effective_on,
        private=ProposalPrivate(
            recorded_by=context.by, categories=proposal.categories, place=proposal.place
        ),
    )


def approve_disbursement(
    fund: Fund, disbursement_id: DisbursementId, effective_on: date, context: Context
) -> DisbursementApproved:
    """Approve what another person proposed, if its purpose can bear it on every day.

    Raises `DisbursementNotFound`, `WrongDisbursementStep`, `SamePerson`, `DatedAhead`,
    `DatedBeforeFund`, `DatedBeforeEntry`, `InsufficientFunds`.
    """
    disbursement = _proposed(fund, disbursement_id, effective_on, context)
    check_cover(fund, None, disbursement.purpose, disbursement.amount_dong, effective_on)
    return DisbursementApproved(
        disbursement_id=disbursement_id, effective_on=effective_on, private=context.private
    )


def reject_disbursement(
    fund: Fund, disbursement_id: DisbursementId, effective_on: date, context: Context
) -> DisbursementRejected:
    """Reject what another person proposed.

    Raises `DisbursementNotFound`, `WrongDisbursementStep`, `SamePerson`, `DatedAhead`,
    `DatedBeforeFund`, `DatedBeforeEntry`.
    """
    _proposed(fund, disbursement_id, effective_on, context)
    return DisbursementRejected(
        disbursement_id=disbursement_id, effective_on=effective_on, private=context.private
    )


def pay_disbursement(fund: Fund, payment: Payment, context: Context) -> DisbursementPaid:
    """Pay out what two other persons prepared and approved, if account and purpose can bear it.

    Raises `DisbursementNotFound`, `WrongDisbursementStep`, `SamePerson`, `AccountNotFound`,
    `DatedAhead`, `DatedBeforeFund`, `DatedBeforeEntry`, `DebitNotFound`, `AmountMismatch`,
    `InsufficientFunds`, `BalanceTooLarge`.
    """
    disbursement = _open(fund, payment.disbursement_id)
    authority = disbursement.authority
    if authority is None:
        raise WrongDisbursementStep("disbursement_id", step="proposed")
    if context.by in (authority.prepared_by, authority.approved_by):
        raise SamePerson
    account = account_of(fund, payment.account_id)
    check_date(fund, payment.effective_on, context, account)
    if payment.effective_on < authority.approved_on:
        raise DatedBeforeEntry("effective_on", approved_on=authority.approved_on.isoformat())
    dong = disbursement.amount_dong
    check_debit(fund, payment.debit_id, payment.account_id, dong)
    check_cover(fund, payment.account_id, disbursement.purpose, dong, payment.effective_on)
    check_room(fund, dong)
    return DisbursementPaid(
        disbursement_id=payment.disbursement_id,
        disbursement_class=disbursement.disbursement_class,
        account_id=payment.account_id,
        account_kind=account.kind,
        purpose=disbursement.purpose,
        amount_dong=dong,
        awards=disbursement.awards,
        effective_on=payment.effective_on,
        voucher=next_voucher(fund, payment_series(account.kind), payment.effective_on),
        debit_id=payment.debit_id,
        private=PaymentPrivate(recorded_by=context.by, authority=authority),
    )


def _open(fund: Fund, disbursement_id: DisbursementId) -> Disbursement:
    disbursement = fund.disbursements.get(disbursement_id)
    if disbursement is None:
        raise DisbursementNotFound("disbursement_id")
    return disbursement


def _proposed(
    fund: Fund, disbursement_id: DisbursementId, on: date, context: Context
) -> Disbursement:
    disbursement = _open(fund, disbursement_id)
    if disbursement.authority is not None:
        raise WrongDisbursementStep("disbursement_id", step="approved")
    if context.by == disbursement.prepared_by:
        raise SamePerson
    check_date(fund, on, context)
    if on < disbursement.proposed_on:
        raise DatedBeforeEntry("effective_on", proposed_on=disbursement.proposed_on.isoformat())
    return disbursement


def _with(fund: Fund, disbursement_id: DisbursementId, disbursement: Disbursement) -> Fund:
    return msgspec.structs.replace(
        fund, disbursements={**fund.disbursements, disbursement_id: disbursement}
    )


def _without(fund: Fund, disbursement_id: DisbursementId) -> Fund:
    left = {key: d for key, d in fund.disbursements.items() if key != disbursement_id}
    return msgspec.structs.replace(fund, disbursements=left)


@evolves(DisbursementProposed)
def _disbursement_proposed(fund: Fund, event: DisbursementProposed) -> Fund:
    disbursement = Disbursement(
        disbursement_class=event.disbursement_class,
        purpose=event.purpose,
        amount_dong=event.amount_dong,
        awards=event.awards,
        prepared_by=event.private.recorded_by,
        proposed_on=event.effective_on,
    )
    return _with(fund, event.disbursement_id, disbursement)


@evolves(DisbursementApproved)
def _disbursement_approved(fund: Fund, event: DisbursementApproved) -> Fund:
    proposed = fund.disbursements[event.disbursement_id]
    authority = Authority(
        prepared_by=proposed.prepared_by,
        approved_by=event.private.recorded_by,
        approved_on=event.effective_on,
    )
    approved = msgspec.structs.replace(proposed, authority=authority)
    return _with(fund, event.disbursement_id, approved)


@evolves(DisbursementRejected)
def _disbursement_rejected(fund: Fund, event: DisbursementRejected) -> Fund:
    return _without(fund, event.disbursement_id)


@evolves(DisbursementPaid)
def _disbursement_paid(fund: Fund, event: DisbursementPaid) -> Fund:
    return (
        _without(fund, event.disbursement_id)
        .with_voucher(event.voucher)
        .with_money(event.account_id, event.purpose, event.effective_on, -event.amount_dong)
        .without_debit(event.debit_id)
    )
