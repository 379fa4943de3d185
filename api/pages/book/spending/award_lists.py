"""Uploading an award list: its preview first, then the disbursements it becomes.

The file is kept among the fund's documents when it is previewed, so that what is confirmed is
what was looked at, and nobody has to choose the file twice.
"""

from datetime import date

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from uuid_utils.compat import uuid7

from api.auth import Person
from api.award_lists.uploading import Upload, preview_list, propose_list
from api.errors import MalformedFile
from api.operations.commands import derive
from api.pages.book.forms import (
    Filled,
    empty_form,
    form_command,
    refused_form,
    rehearsal,
    staff_blueprint,
)
from api.pages.book.spending.spending_forms import FormReader
from api.pages.links import fund_link
from api.pages.presentation.language import ngettext
from api.pages.reading import look
from api.pages.visitors import remember_written, require
from api.people.registering import uuid_from
from api.services import services
from ledger.access import Action
from ledger.errors import LedgerError
from ledger.fund.spending.disbursements import Proposal
from ledger.recording.commands import Command
from ledger.values import GENERAL, AssociationId, DisbursementClass, DisbursementId, FundId
from projections import funds

award_list_pages = staff_blueprint("award_lists")

LIST_FIELD = "list"
DIGEST_FIELD = "list_sha256"
FAULTS_SHOWN = 100

_RULE = "/funds/<uuid:fund_id>/award-list"
_COMMON = (
    "disbursement_class",
    "programme",
    "purpose",
    "place",
    "effective_on",
    "decision_number",
)
_FIELDS = {name: name for name in _COMMON} | dict.fromkeys(
    ("body", "headings", "lines"), LIST_FIELD
)


@award_list_pages.get(_RULE)
def new(fund_id: FundId) -> str:
    """Show the form to upload a list."""
    person, _ = require(Action.PROPOSE, fund_id)
    form = empty_form(effective_on=person.desk.today.isoformat())
    return _form_page(person, fund_id, form)


@award_list_pages.post(_RULE)
def preview(fund_id: FundId) -> ResponseReturnValue:
    """Show what a list would become, and every row that is wrong; keep the file."""
    person, association_id = require(Action.PROPOSE, fund_id)
    try:
        common = _read_common()
        sent = request.files.get(LIST_FIELD)
        content = b"" if sent is None else sent.read()
        if not content:
            raise MalformedFile("body")
        command = rehearsal(person.staff_id)
        shown = preview_list(command, _upload(command, fund_id, association_id, content, common))
        services().vault.put_document(fund_id, content)
    except LedgerError as error:
        form = refused_form(error, _FIELDS)
        return _form_page(person, fund_id, form), form.refusal.status
    with look() as reading:
        fund = funds.fund(reading, fund_id)
    return render_template(
        "book/spending/award_list_preview.html",
        fund=fund_link(fund),
        preview=msgspec.structs.replace(shown, faults=shown.faults[:FAULTS_SHOWN]),
        faults=len(shown.faults),
        action_href=url_for("pages.award_lists.confirm", fund_id=fund_id),
        again_href=url_for("pages.award_lists.new", fund_id=fund_id),
        command_id=str(uuid7()),
        kept={
            **{name: request.form.get(name, "") for name in _COMMON},
            DIGEST_FIELD: shown.document_sha256,
        },
    )


@award_list_pages.post(f"{_RULE}/confirmation")
def confirm(fund_id: FundId) -> ResponseReturnValue:
    """Propose the list that was previewed."""
    person, association_id = require(Action.PROPOSE, fund_id)
    try:
        command = form_command(person.staff_id, fund_id)
        common = _read_common()
        digest = request.form.get(DIGEST_FIELD, "")
        _, content = services().vault.get_document(fund_id, digest)
        upload = _upload(command, fund_id, association_id, content, common)
        made, receipt = propose_list(command, upload)
    except LedgerError as error:
        form = refused_form(error, _FIELDS)
        return _form_page(person, fund_id, form), form.refusal.status
    remember_written(receipt.position)
    told = ngettext(
        "Đã đề nghị chi %(num)s danh sách.", "Đã đề nghị chi %(num)s danh sách.", len(made.parts)
    )
    flash(told, "good")
    return redirect(url_for("pages.disbursements.show_all", fund_id=fund_id), 303)


def _read_common() -> Proposal:
    reader = FormReader(request.form)
    common = Proposal(
        disbursement_id=DisbursementId(uuid7()),
        disbursement_class=reader.spending_class(),
        programme=reader.programme(),
        purpose=reader.purpose(),
        amount_dong=0,
        awards=0,
        place=reader.place(),
        effective_on=reader.day(),
        decision_number=reader.decision_number(),
    )
    reader.check()
    return common


def _upload(
    command: Command,
    fund_id: FundId,
    association_id: AssociationId,
    content: bytes,
    common: Proposal,
) -> Upload:
    return Upload(
        fund_id=fund_id,
        association_id=association_id,
        content=content,
        id_of=lambda part: uuid_from(derive(command, f"disbursement/{part}")),
        common=common,
    )


def _form_page(person: Person, fund_id: FundId, form: Filled) -> str:
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        defined = funds.purposes(reading, fund_id)
    today: date = person.desk.today
    return render_template(
        "book/spending/award_list_form.html",
        fund=fund_link(fund),
        classes=list(DisbursementClass),
        purposes=[
            {"id": GENERAL, "name": None},
            *({"id": each.purpose, "name": each.name} for each in defined),
        ],
        today=today,
        template_href="/api/v1/award-list-template",
        action_href=url_for("pages.award_lists.preview", fund_id=fund_id),
        cancel_href=url_for("pages.disbursements.show_all", fund_id=fund_id),
        command_id=form.command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )
