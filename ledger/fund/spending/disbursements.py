"""Spending: a disbursement is proposed by one person, approved by a second, paid by a third."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.access import SamePerson
from ledger.errors.missing import DisbursementNotFound
from ledger.errors.money import BadAmount, BadAwardList, DatedBeforeEntry, WrongDisbursementStep
from ledger.events.fund.spending import (
    Authority,
    AwardLine,
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
    check_days,
    check_debit,
    check_limit,
    check_room,
    next_voucher,
    payment_series,
)
from ledger.fund.open_items import Disbursement
from ledger.fund.restricting import Use, check_not_expired, check_use
from ledger.fund.spending.administration import check_administration
from ledger.fund.spending.award_lists import (
    Award,
    Part,
    categories_of,
    check_lines,
    check_not_own,
    check_sums,
    listed_part,
    numbered,
    persons_in,
    unlisted_part,
)
from ledger.fund.state import Fund, evolves
from ledger.values import (
    GENERAL,
    AccountId,
    Category,
    DebitId,
    DisbursementClass,
    DisbursementId,
    PurposeId,
    Role,
)


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A disbursement to propose: `awards` awards (suất) of `amount_dong` together.

    `instances` counts recipients as often as they receive (lượt), `persons` each once. With
    `lines`, their sums are what all four must be, and tags stand in the lines.
    """

    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId = GENERAL
    amount_dong: int
    awards: int
    instances: int | None = None
    persons: int | None = None
    categories: tuple[Category, ...] = ()
    place: str | None = None
    lines: tuple[Award, ...] = ()
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment to make, by default of all that is left.

    Of an award list a part is named by the `lines` (their numbers), of any other disbursement by
    `amount_dong` and `awards`. `debit_id` names the unexplained bank debit that it was.
    """

    disbursement_id: DisbursementId
    account_id: AccountId
    amount_dong: int | None = None
    awards: int | None = None
    lines: tuple[int, ...] = ()
    effective_on: date
    occurred_on: date | None = None
    debit_id: DebitId | None = None
    decision_number: str | None = None
    document_sha256: str | None = None


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """The approval of a disbursement, with the decision it rests on."""

    disbursement_id: DisbursementId
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


def propose_disbursement(fund: Fund, proposal: Proposal, context: Context) -> DisbursementProposed:
    """Propose to spend. It reserves nothing yet.

    Raises `BadAmount`, `BadAwardList`, `AmountMismatch`, `OwnAward`, `OverLimit`,
    `PurposeNotFound`, `PurposeExpired`, `WrongProgramme`, `ClassNotAllowed`,
    `CategoryNotAllowed`, `WrongPlace`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`.
    """
    _check_counts(proposal)
    lines = _lines_of(proposal)
    check_not_own(lines, context)
    check_limit(fund, Role.TREASURER, proposal.amount_dong)
    use = Use(
        disbursement_class=proposal.disbursement_class,
        programme=proposal.programme,
        categories=proposal.categories,
        recipients=tuple(line.categories for line in lines),
        place=proposal.place,
    )
    check_use(fund, proposal.purpose, use, proposal.effective_on)
    check_date(fund, proposal.effective_on, context)
    return DisbursementProposed(
        disbursement_id=proposal.disbursement_id,
        disbursement_class=proposal.disbursement_class,
        programme=proposal.programme,
        purpose=proposal.purpose,
        amount_dong=proposal.amount_dong,
        awards=proposal.awards,
        instances=len(lines) if lines else proposal.instances,
        persons=persons_in(lines) if lines else proposal.persons,
        effective_on=proposal.effective_on,
        private=ProposalPrivate(
            recorded_by=context.by,
            categories=categories_of(lines) if lines else proposal.categories,
            place=proposal.place,
            lines=lines,
            decision_number=proposal.decision_number,
            document_sha256=proposal.document_sha256,
        ),
    )


def _check_counts(proposal: Proposal) -> None:
    check_amount(proposal.amount_dong)
    if not 1 <= proposal.awards <= proposal.amount_dong:
        raise BadAmount("awards", least=1, most=proposal.amount_dong)
    if proposal.instances is not None:
        check_amount(proposal.instances, field="instances")
    if proposal.persons is not None:
        check_amount(proposal.persons, field="persons")
        # Whoever received was a recipient at least once.
        if proposal.instances is not None and proposal.persons > proposal.instances:
            raise BadAmount("persons", least=1, most=proposal.instances)


def _lines_of(proposal: Proposal) -> tuple[AwardLine, ...]:
    if not proposal.lines:
        return ()
    check_lines(proposal.lines)
    if proposal.categories:
        raise BadAwardList("categories")
    lines = tuple(numbered(proposal.lines))
    named = {
        "amount_dong": proposal.amount_dong,
        "awards": proposal.awards,
        "instances": proposal.instances,
        "persons": proposal.persons,
    }
    check_sums(lines, named)
    return lines


def approve_disbursement(fund: Fund, approval: Approval, context: Context) -> DisbursementApproved:
    """Approve what another person proposed, if its purpose can bear it on every day.

    Raises `DisbursementNotFound`, `WrongDisbursementStep`, `SamePerson`, `OwnAward`, `OverLimit`,
    `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `DatedBeforeEntry`, `PurposeExpired`,
    `InsufficientFunds`, `AdministrationCapExceeded`.
    """
    on = approval.effective_on
    disbursement = _open(fund, approval.disbursement_id)
    if disbursement.authority is not None:
        raise WrongDisbursementStep("disbursement_id", step="approved")
    _check_decider(disbursement, context)
    check_limit(fund, Role.APPROVER, disbursement.amount_dong)
    _check_decided_on(fund, disbursement, on, context)
    check_not_expired(fund, disbursement.purpose, on)
    check_cover(fund, None, disbursement.purpose, disbursement.amount_dong, on)
    if disbursement.disbursement_class is DisbursementClass.ADMINISTRATION:
        check_administration(fund, disbursement.amount_dong, on)
    return DisbursementApproved(
        disbursement_id=approval.disbursement_id,
        effective_on=on,
        private=context.documented(approval.decision_number, approval.document_sha256),
    )


def reject_disbursement(
    fund: Fund, disbursement_id: DisbursementId, effective_on: date, context: Context
) -> DisbursementRejected:
    """Reject what another person proposed, or what is not yet paid of it.

    No limit bounds it: what is too much for anybody to approve must not stay open for ever.

    Raises `DisbursementNotFound`, `SamePerson`, `OwnAward`, `DatedAhead`, `DatedBeforeFund`,
    `PeriodIsClosed`, `DatedBeforeEntry`.
    """
    disbursement = _open(fund, disbursement_id)
    _check_decider(disbursement, context)
    _check_decided_on(fund, disbursement, effective_on, context)
    return DisbursementRejected(
        disbursement_id=disbursement_id,
        amount_dong=disbursement.amount_dong,
        awards=disbursement.awards,
        effective_on=effective_on,
        private=context.private,
    )


def pay_disbursement(fund: Fund, payment: Payment, context: Context) -> DisbursementPaid:
    """Pay out what others prepared and approved, if account and purpose can bear it.

    Raises `DisbursementNotFound`, `WrongDisbursementStep`, `SamePerson`, `BadAwardList`,
    `BadAmount`, `OwnAward`, `OverLimit`, `AccountNotFound`, `DatedAhead`, `DatedBeforeFund`,
    `PeriodIsClosed`, `PeriodIsOpen`, `DatedBeforeEntry`, `PurposeExpired`, `DebitNotFound`,
    `AmountMismatch`, `InsufficientFunds`, `AdministrationCapExceeded`, `BalanceTooLarge`.
    """
    disbursement = _open(fund, payment.disbursement_id)
    authority = disbursement.authority
    if authority is None:
        raise WrongDisbursementStep("disbursement_id", step="proposed")
    if context.by == authority.approved_by or (
        context.by == authority.prepared_by and not fund.controls.payer_may_prepare
    ):
        raise SamePerson
    part = _part_to_pay(disbursement, payment)
    check_not_own(part.lines, context)
    check_limit(fund, Role.CASHIER, part.amount_dong)
    account = account_of(fund, payment.account_id)
    on = payment.effective_on
    check_days(fund, on, payment.occurred_on, context, account)
    _check_after(authority, on)
    if payment.occurred_on is not None:
        _check_after(authority, payment.occurred_on, field="occurred_on")
    check_not_expired(fund, disbursement.purpose, payment.occurred_on or on)
    check_debit(fund, payment.debit_id, payment.account_id, part.amount_dong, on)
    check_cover(fund, payment.account_id, disbursement.purpose, part.amount_dong, on)
    if disbursement.disbursement_class is DisbursementClass.ADMINISTRATION:
        check_administration(fund, 0, on)  # what is approved counts already, now in this year
    check_room(fund, part.amount_dong)
    return DisbursementPaid(
        disbursement_id=payment.disbursement_id,
        disbursement_class=disbursement.disbursement_class,
        account_id=payment.account_id,
        account_kind=account.kind,
        purpose=disbursement.purpose,
        amount_dong=part.amount_dong,
        awards=part.awards,
        instances=len(part.lines) or None,
        effective_on=on,
        occurred_on=payment.occurred_on,
        voucher=next_voucher(fund, payment_series(account.kind), on),
        debit_id=payment.debit_id,
        private=PaymentPrivate(
            recorded_by=context.by,
            authority=authority,
            lines=tuple(line.number for line in part.lines),
            decision_number=payment.decision_number,
            document_sha256=payment.document_sha256,
        ),
    )


def _part_to_pay(disbursement: Disbursement, payment: Payment) -> Part:
    if disbursement.lines:
        return listed_part(disbursement.lines, payment.lines, payment.amount_dong, payment.awards)
    if payment.lines:
        raise BadAwardList("lines")
    left = Part(disbursement.amount_dong, disbursement.awards)
    return unlisted_part(left, payment.amount_dong, payment.awards)


def _check_decider(open_: Disbursement, context: Context) -> None:
    if context.by == open_.prepared_by:
        raise SamePerson
    check_not_own(open_.lines, context)


def _check_decided_on(fund: Fund, open_: Disbursement, on: date, context: Context) -> None:
    check_date(fund, on, context)
    if on < open_.proposed_on:
        raise DatedBeforeEntry("effective_on", proposed_on=open_.proposed_on.isoformat())
    if open_.authority is not None:
        _check_after(open_.authority, on)


def _check_after(authority: Authority, on: date, *, field: str = "effective_on") -> None:
    """Raise `DatedBeforeEntry` before a commitment was made or, elsewhere, taken over."""
    if on < authority.approved_on:
        raise DatedBeforeEntry(field, approved_on=authority.approved_on.isoformat())
    taken_over_on = authority.taken_over_on
    if taken_over_on is not None and on < taken_over_on:
        raise DatedBeforeEntry(field, entry_on=taken_over_on.isoformat())


def _open(fund: Fund, disbursement_id: DisbursementId) -> Disbursement:
    disbursement = fund.disbursements.get(disbursement_id)
    if disbursement is None:
        raise DisbursementNotFound("disbursement_id")
    return disbursement


@evolves(DisbursementProposed)
def _disbursement_proposed(fund: Fund, event: DisbursementProposed) -> Fund:
    disbursement = Disbursement(
        disbursement_class=event.disbursement_class,
        purpose=event.purpose,
        amount_dong=event.amount_dong,
        awards=event.awards,
        lines=event.private.lines,
        prepared_by=event.private.recorded_by,
        proposed_on=event.effective_on,
    )
    return fund.with_disbursement(event.disbursement_id, disbursement)


@evolves(DisbursementApproved)
def _disbursement_approved(fund: Fund, event: DisbursementApproved) -> Fund:
    proposed = fund.disbursements[event.disbursement_id]
    authority = Authority(
        prepared_by=proposed.prepared_by,
        approved_by=event.private.recorded_by,
        approved_on=event.effective_on,
    )
    approved = msgspec.structs.replace(proposed, authority=authority)
    return fund.with_disbursement(event.disbursement_id, approved)


@evolves(DisbursementRejected)
def _disbursement_rejected(fund: Fund, event: DisbursementRejected) -> Fund:
    return fund.without_disbursement(event.disbursement_id)


@evolves(DisbursementPaid)
def _disbursement_paid(fund: Fund, event: DisbursementPaid) -> Fund:
    dong = event.amount_dong
    fund = fund.with_payment(event, event.voucher, event.debit_id)
    if event.disbursement_class is DisbursementClass.ADMINISTRATION:
        fund = fund.with_administration(event.effective_on, dong)
    open_ = fund.disbursements[event.disbursement_id]
    if dong == open_.amount_dong:
        return fund.without_disbursement(event.disbursement_id)
    paid = frozenset(event.private.lines)
    left = msgspec.structs.replace(
        open_,
        amount_dong=open_.amount_dong - dong,
        awards=open_.awards - event.awards,
        lines=tuple(line for line in open_.lines if line.number not in paid),
    )
    return fund.with_disbursement(event.disbursement_id, left)
