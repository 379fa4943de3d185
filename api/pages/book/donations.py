"""Recording a gift by a form."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from api.pages.book.forms import (
    empty_form,
    form_command,
    recorded,
    refused_form,
    staff_blueprint,
)
from api.pages.book.gift_form import FIELDS, read_gift
from api.pages.book.gift_page import gift_page, usual_account
from api.pages.book.gift_recording import record_gift
from api.pages.reading import today
from api.pages.visitors import require
from api.services import ledger
from ledger.access import Action
from ledger.commands import Command, Receipt
from ledger.errors import LedgerError
from ledger.fund.receiving import Donation
from ledger.values import GENERAL, FundId

donations = staff_blueprint("donations")

_RULE = "/funds/<uuid:fund_id>/donations/new"


@donations.get(_RULE)
def new(fund_id: FundId) -> str:
    """Show the form, made out for today."""
    require(Action.RECORD, fund_id)
    form = empty_form(
        account_id=usual_account(fund_id), effective_on=today().isoformat(), purpose=GENERAL
    )
    return gift_page(fund_id, form, url_for("pages.donations.record", fund_id=fund_id))


@donations.post(_RULE)
def record(fund_id: FundId) -> ResponseReturnValue:
    """Record the gift; a refused form keeps what was typed."""
    person, association_id = require(Action.RECORD, fund_id)
    command = form_command(person.staff_id, fund_id)

    def receive(asked: Command, gift: Donation) -> Receipt:
        return ledger().receive_donation(asked, fund_id, gift)

    try:
        receipt = record_gift(command, read_gift(request.form), association_id, receive)
    except LedgerError as error:
        form = refused_form(error, FIELDS)
        action_href = url_for("pages.donations.record", fund_id=fund_id)
        return gift_page(fund_id, form, action_href), form.refusal.status
    return recorded(fund_id, receipt)
