"""Recording a gift by a form."""

from functools import partial
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from api.pages.book.forms import empty_form, record_or_show, recorded, staff_blueprint
from api.pages.book.receiving.gift_form import FIELDS, read_gift
from api.pages.book.receiving.gift_origin import filled_in, waiting_credit, with_pledging_donor
from api.pages.book.receiving.gift_page import gift_page, usual_account
from api.pages.book.receiving.gift_recording import record_gift
from api.pages.reading import look, today
from api.pages.visitors import require
from api.services import ledger
from ledger.access import Action
from ledger.fund.receiving.donations import Donation
from ledger.recording.commands import Command, Receipt
from ledger.values import GENERAL, CreditId, FundId

donations = staff_blueprint("donations")

_RULE = "/funds/<uuid:fund_id>/donations/new"


@donations.get(_RULE)
def new(fund_id: FundId) -> str:
    """Show the form, made out for today, or for the credit of unknown origin that it was."""
    require(Action.RECORD, fund_id)
    made_out = {
        "account_id": usual_account(fund_id),
        "effective_on": today().isoformat(),
        "purpose": GENERAL,
    }
    credit_id = _id(request.args.get("credit_id", ""))
    if credit_id is not None:
        with look() as reading:
            made_out |= filled_in(waiting_credit(reading, fund_id, CreditId(credit_id)))
    form = empty_form(**made_out)
    return gift_page(fund_id, form, url_for("pages.donations.record", fund_id=fund_id))


@donations.post(_RULE)
def record(fund_id: FundId) -> ResponseReturnValue:
    """Record the gift; a refused form keeps what was typed."""
    person, association_id = require(Action.RECORD, fund_id)

    def receive(asked: Command, gift: Donation) -> Receipt:
        return ledger().receive_donation(asked, fund_id, gift)

    def record(command: Command) -> Receipt:
        read, pledged_by = with_pledging_donor(read_gift(request.form), fund_id)
        return record_gift(command, read, association_id, receive, donor_before=pledged_by)

    action_href = url_for("pages.donations.record", fund_id=fund_id)
    return record_or_show(
        person,
        record,
        done=partial(recorded, fund_id),
        refused=lambda form: gift_page(fund_id, form, action_href),
        fields=FIELDS,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
