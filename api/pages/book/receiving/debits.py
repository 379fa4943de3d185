"""Deciding what a bank debit was that came with a statement: a fee, or an approved payment."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import Person, require_person
from api.errors import InvalidRequest
from api.pages.book.forms import Filled, empty_form, record_or_show, recorded, staff_blueprint
from api.pages.entry_lines import awards_text
from api.pages.links import fund_link
from api.pages.reading import look
from api.people.seen import see_memos
from api.services import ledger
from ledger.access import Action
from ledger.errors.missing import DebitNotFound
from ledger.fund.open_items import Debit
from ledger.fund.receiving.banking import BankFee
from ledger.fund.spending.disbursements import Payment
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId, DebitId, DisbursementId, FundId
from projections import funds
from projections.answers import LIMIT_MAX
from projections.receiving import debits as waiting
from projections.spending import disbursements
from projections.spending.disbursements import Asked, Status
from projections.views import Reading

debits = staff_blueprint("debits")

BANK_FEE = "bank_fee"

_RULE = "/funds/<uuid:fund_id>/debits/<uuid:debit_id>"
_FIELDS = {"disbursement_id": "decision"}


@debits.get(_RULE)
def decide(fund_id: FundId, debit_id: DebitId) -> str:
    """Show what the bank took, and what it may have been."""
    person, association_id = _require(fund_id)
    debit = person.desk.fund(fund_id).debits.get(debit_id)
    return _page(person, association_id, fund_id, debit_id, debit, empty_form())


@debits.post(_RULE)
def record_decision(fund_id: FundId, debit_id: DebitId) -> ResponseReturnValue:
    """Record what a person decided it was."""
    person, association_id = _require(fund_id)
    debit = person.desk.fund(fund_id).debits.get(debit_id)
    return record_or_show(
        person,
        lambda command: _record(command, fund_id, debit_id, debit),
        done=partial(recorded, fund_id),
        refused=lambda form: _page(person, association_id, fund_id, debit_id, debit, form),
        fields=_FIELDS,
    )


def _require(fund_id: FundId) -> tuple[Person, AssociationId]:
    """Return who is asking, if they may record or pay: each decides what is theirs."""
    person = require_person()
    association_id = person.desk.fund(fund_id).association_id
    if not person.may(Action.RECORD, association_id):
        person.require(Action.PAY, association_id)
    return person, association_id


def _record(command: Command, fund_id: FundId, debit_id: DebitId, debit: Debit | None) -> Receipt:
    """Record a decision about a debit; raise `DebitNotFound` for one that waits no longer."""
    decision = request.form.get("decision", "")
    if debit is None:
        raise DebitNotFound("debit_id")
    if decision == BANK_FEE:
        fee = BankFee(
            account_id=debit.account_id,
            amount_dong=debit.amount_dong,
            effective_on=debit.effective_on,
            debit_id=debit_id,
        )
        return ledger().charge_bank_fee(command, fund_id, fee)
    payment = Payment(
        disbursement_id=_disbursement(decision),
        account_id=debit.account_id,
        effective_on=debit.effective_on,
        debit_id=debit_id,
    )
    return ledger().pay_disbursement(command, fund_id, payment)


def _disbursement(decision: str) -> DisbursementId:
    try:
        return DisbursementId(UUID(decision))
    except ValueError:
        raise InvalidRequest({"decision": gettext("Chọn một nội dung.")}) from None


def _page(
    person: Person,
    association_id: AssociationId,
    fund_id: FundId,
    debit_id: DebitId,
    debit: Debit | None,
    form: Filled,
) -> str:
    if debit is None:
        raise DebitNotFound("debit_id")
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        names = {each.account_id: each.name for each in funds.accounts(reading, fund_id)}
        memo_ids = {each.debit_id: each.memo_id for each in waiting.pending(reading, fund_id)}
        approved = list(_payable(reading, fund_id, debit.amount_dong))
    memo_id = memo_ids.get(debit_id)
    may_pay = person.may(Action.PAY, association_id)
    return render_template(
        "book/receiving/debit_form.html",
        fund=fund_link(fund),
        debit={
            "day": debit.effective_on,
            "account": names[debit.account_id],
            "amount_dong": debit.amount_dong,
            "document": None,
            "memo": None if memo_id is None else see_memos(fund_id, [memo_id]).get(memo_id),
        },
        may_record=person.may(Action.RECORD, association_id),
        may_pay=may_pay,
        disbursements=approved if may_pay else [],
        action_href=url_for("pages.debits.record_decision", fund_id=fund_id, debit_id=debit_id),
        cancel_href=url_for("pages.book.show"),
        command_id=form.command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _payable(reading: Reading, fund_id: FundId, dong: int) -> Iterable[dict[str, Any]]:
    """Yield the approved disbursements of just this amount."""
    asked = Asked(status=Status.APPROVED, limit=LIMIT_MAX)
    found = disbursements.public_disbursements(reading, fund_id, asked)
    for each in found.items:
        if each.amount_dong == dong:
            yield {
                "id": each.disbursement_id,
                "programme": each.programme,
                "awards": awards_text(each.disbursement_class, each.awards),
                "approved_on": each.approved_on,
            }
