"""The disbursements of a fund for those who propose, decide on and pay them."""

from datetime import date
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from uuid_utils.compat import uuid7

from api.auth import Person
from api.pages.book.attaching import attached, document_href
from api.pages.book.forms import (
    Filled,
    empty_form,
    record_or_show,
    recorded,
    staff_blueprint,
    told_at,
)
from api.pages.book.spending.spending_forms import FormReader
from api.pages.book.spending.waiting import next_for
from api.pages.links import fund_link
from api.pages.presentation import refusals
from api.pages.reading import as_of, look
from api.pages.visitors import remember_written, require
from api.people.registering import names_of_beneficiaries
from api.services import ledger
from ledger.access import Action
from ledger.fund.spending.disbursements import Approval, Payment, Proposal
from ledger.fund.spending.returning import Return
from ledger.recording.commands import Command, Receipt
from ledger.values import GENERAL, DisbursementClass, DisbursementId, FundId
from projections import funds
from projections.answers import LIMIT_MAX
from projections.spending import award_lines, disbursement_steps
from projections.spending import disbursements as views
from projections.spending.disbursement_steps import StepKind
from projections.spending.disbursements import Asked, PublicDisbursement, Status

disbursements = staff_blueprint("disbursements")

LISTED = 100

_ALL = "/funds/<uuid:fund_id>/disbursements"
_ONE = f"{_ALL}/<uuid:disbursement_id>"
_ACTS = {
    "approval": Action.APPROVE,
    "rejection": Action.APPROVE,
    "payment": Action.PAY,
    "return": Action.RECORD,
}
_ACT = f"{_ONE}/<any({','.join(f'{each!r}' for each in _ACTS)}):act>"
_SAME = (
    "disbursement_class",
    "programme",
    "purpose",
    "place",
    "decision_number",
    "amount_dong",
    "awards",
    "lines",
    "account_id",
    "payment",
    "effective_on",
)
_FIELDS = {name: name for name in _SAME} | {"document_sha256": "document"}


@disbursements.get(_ALL)
def show_all(fund_id: FundId) -> str:
    """Show the latest disbursements of a fund."""
    person, association_id = require(Action.READ, fund_id)
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        found = views.public_disbursements(reading, fund_id, Asked(limit=LISTED))
        at = as_of(reading)
    propose = person.may(Action.PROPOSE, association_id)
    return render_template(
        "book/spending/disbursements.html",
        fund=fund_link(fund),
        as_of=at,
        propose_href=url_for("pages.disbursements.new", fund_id=fund_id) if propose else None,
        list_href=url_for("pages.award_lists.new", fund_id=fund_id) if propose else None,
        disbursements=[
            {"shown": each, "href": _href("show", each.fund_id, each.disbursement_id)}
            for each in found.items
        ],
        is_cut=found.after is not None,
    )


@disbursements.get(f"{_ALL}/new")
def new(fund_id: FundId) -> str:
    """Show the form to propose one."""
    person, _ = require(Action.PROPOSE, fund_id)
    return _proposal_page(person, fund_id, empty_form(effective_on=_today(person)))


@disbursements.post(f"{_ALL}/new")
def propose(fund_id: FundId) -> ResponseReturnValue:
    """Propose a disbursement without a list."""
    person, _ = require(Action.PROPOSE, fund_id)

    def record(command: Command) -> Receipt:
        reader = FormReader(request.form)
        spending = reader.spending_class()
        proposal = Proposal(
            disbursement_id=DisbursementId(uuid7()),
            disbursement_class=spending,
            programme=reader.programme(),
            purpose=reader.purpose(),
            amount_dong=reader.require("amount_dong", reader.amount(), 1),
            awards=reader.proposed_awards(spending),
            place=reader.place(),
            effective_on=reader.day(),
            decision_number=reader.decision_number(),
            document_sha256=attached(fund_id),
        )
        reader.check()
        return ledger().propose_disbursement(command, fund_id, proposal)

    return record_or_show(
        person,
        record,
        done=partial(_proposed, fund_id),
        refused=partial(_proposal_page, person, fund_id),
        fields=_FIELDS,
    )


def _proposed(fund_id: FundId, receipt: Receipt) -> ResponseReturnValue:
    remember_written(receipt.position)
    assert receipt.created_id is not None
    return redirect(_href("show", fund_id, DisbursementId(receipt.created_id)), 303)


@disbursements.get(_ONE)
def show(fund_id: FundId, disbursement_id: DisbursementId) -> str:
    """Show one disbursement, its steps and its lines, and what this reader may do with it."""
    person, association_id = require(Action.READ, fund_id)
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        accounts = {each.account_id: each.name for each in funds.accounts(reading, fund_id)}
        purposes = {each.purpose: each.name for each in funds.purposes(reading, fund_id)}
        found = views.private_disbursement(reading, fund_id, disbursement_id)
        steps = disbursement_steps.private_steps(reading, fund_id, disbursement_id)
        lines = award_lines.lines(reading, fund_id, disbursement_id, limit=LIMIT_MAX).items
        recipients = {each.beneficiary_id for each in lines if each.beneficiary_id is not None}
        names = names_of_beneficiaries(person, reading, recipients)
        upcoming = next_for(reading, person, fund, disbursement_id)
        known = as_of(reading)
    shown = found.disbursement
    acts = [
        {"act": act, "href": _href("act_form", fund_id, disbursement_id, act=act)}
        for act in _open_acts(shown)
        if person.may(_ACTS[act], association_id)
    ]
    return render_template(
        "book/spending/disbursement.html",
        fund=fund_link(fund),
        all_href=url_for("pages.disbursements.show_all", fund_id=fund_id),
        as_of=known,
        shown=shown,
        private=found.private,
        document_href=document_href(fund_id, found.private),
        purpose=purposes.get(shown.purpose),
        steps=[
            {"step": each.step, "account": accounts.get(each.step.account_id)}  # type: ignore[arg-type]
            for each in steps
        ],
        lines=[
            {
                "line": each,
                "name": names.get(each.beneficiary_id),  # type: ignore[arg-type]
                "href": url_for("pages.beneficiaries.show", beneficiary_id=each.beneficiary_id)
                if each.beneficiary_id in names
                else None,
            }
            for each in lines
        ],
        acts=acts,
        upcoming=upcoming,
    )


@disbursements.get(_ACT)
def act_form(fund_id: FundId, disbursement_id: DisbursementId, act: str) -> ResponseReturnValue:
    """Show the form of one act on a disbursement; what is done already is told, not asked."""
    person, _ = require(_ACTS[act], fund_id)
    with look() as reading:
        shown = views.private_disbursement(reading, fund_id, disbursement_id).disbursement
    if act not in _open_acts(shown):
        flash(refusals.sentence("wrong_disbursement_step"), "warn")
        return redirect(_href("show", fund_id, disbursement_id), 303)
    return _act_page(fund_id, disbursement_id, act, empty_form(effective_on=_today(person)))


@disbursements.post(_ACT)
def record_act(fund_id: FundId, disbursement_id: DisbursementId, act: str) -> ResponseReturnValue:
    """Record one act on a disbursement."""
    person, _ = require(_ACTS[act], fund_id)
    return record_or_show(
        person,
        lambda command: _record(command, fund_id, disbursement_id, act),
        done=partial(_acted, fund_id, disbursement_id, act),
        refused=partial(_act_page, fund_id, disbursement_id, act),
        fields=_FIELDS,
    )


def _acted(
    fund_id: FundId, disbursement_id: DisbursementId, act: str, receipt: Receipt
) -> ResponseReturnValue:
    if act in ("payment", "return"):
        return recorded(fund_id, receipt)
    remember_written(receipt.position)
    flash(gettext("Đã duyệt.") if act == "approval" else gettext("Đã từ chối."), "good")
    return redirect(_href("show", fund_id, disbursement_id), 303)


def _record(
    command: Command, fund_id: FundId, disbursement_id: DisbursementId, act: str
) -> Receipt:
    reader, book = FormReader(request.form), ledger()
    on = reader.day()
    if act == "rejection":
        reader.check()
        return book.reject_disbursement(command, fund_id, disbursement_id, on)
    paper = {"decision_number": reader.decision_number(), "document_sha256": attached(fund_id)}
    if act == "approval":
        reader.check()
        approval = Approval(disbursement_id=disbursement_id, effective_on=on, **paper)
        return book.approve_disbursement(command, fund_id, approval)
    part: dict[str, Any] = {
        "disbursement_id": disbursement_id,
        "account_id": reader.account(),
        "amount_dong": reader.amount(),
        "awards": reader.awards(),
        "lines": reader.lines(),
        "effective_on": on,
        **paper,
    }
    if act == "payment":
        reader.check()
        return book.pay_disbursement(command, fund_id, Payment(**part))
    back = Return(payment=reader.payment(), **part)
    reader.check()
    return book.return_disbursement(command, fund_id, back)


def _open_acts(shown: PublicDisbursement) -> list[str]:
    """Return what there is to do with a disbursement, whoever may do it."""
    acts = []
    if shown.status is Status.PROPOSED:
        acts += ["approval"]
    elif shown.remaining_dong:
        acts += ["payment"]
    if shown.remaining_dong:
        acts += ["rejection"]
    if shown.paid_dong > shown.returned_dong:
        acts += ["return"]
    return acts


def _proposal_page(person: Person, fund_id: FundId, form: Filled) -> str:
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        defined = funds.purposes(reading, fund_id)
    return render_template(
        "book/spending/proposal_form.html",
        fund=fund_link(fund),
        classes=list(DisbursementClass),
        purposes=[
            {"id": GENERAL, "name": None},
            *({"id": each.purpose, "name": each.name} for each in defined),
        ],
        today=date.fromisoformat(_today(person)),
        action_href=url_for("pages.disbursements.propose", fund_id=fund_id),
        cancel_href=url_for("pages.disbursements.show_all", fund_id=fund_id),
        command_id=form.command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _act_page(fund_id: FundId, disbursement_id: DisbursementId, act: str, form: Filled) -> str:
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        accounts = funds.accounts(reading, fund_id)
        shown = views.private_disbursement(reading, fund_id, disbursement_id).disbursement
        steps = disbursement_steps.private_steps(reading, fund_id, disbursement_id)
    refusal = told_at(form.refusal, _inputs(act, has_lines=shown.has_lines))
    paid = [each.step for each in steps if each.step.step is StepKind.PAID and each.step.stands]
    return render_template(
        "book/spending/disbursement_act.html",
        fund=fund_link(fund),
        act=act,
        shown=shown,
        accounts=[{"id": each.account_id, "name": each.name} for each in accounts],
        payments=[
            {"id": each.entry, "name": each.voucher, "note": each.amount_dong} for each in paid
        ],
        today=ledger().desk().today,
        action_href=_href("record_act", fund_id, disbursement_id, act=act),
        cancel_href=_href("show", fund_id, disbursement_id),
        command_id=form.command_id,
        values=form.values,
        errors=refusal.errors,
        problem=refusal.problem,
    )


def _inputs(act: str, *, has_lines: bool) -> set[str]:
    """Return what the form of an act asks for."""
    asked = {"effective_on"}
    if act != "rejection":
        asked |= {"decision_number", "document"}
    if act in ("payment", "return"):
        asked |= {"account_id", "lines"} if has_lines else {"account_id", "amount_dong", "awards"}
    if act == "return":
        asked.add("payment")
    return asked


def _today(person: Person) -> str:
    return person.desk.today.isoformat()


def _href(endpoint: str, fund_id: FundId, disbursement_id: DisbursementId, **values: str) -> str:
    return url_for(
        f"pages.disbursements.{endpoint}",
        fund_id=fund_id,
        disbursement_id=disbursement_id,
        **values,  # type: ignore[arg-type]
    )
