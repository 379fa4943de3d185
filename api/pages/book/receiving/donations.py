"""Recording a gift by a form."""

from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue

from api.pages.book.forms import empty_form, record_or_show, recorded, staff_blueprint
from api.pages.book.receiving import known_donors
from api.pages.book.receiving.gift_form import FIELDS, GiftRead, read_gift
from api.pages.book.receiving.gift_origin import filled_in, waiting_credit, with_known_donor
from api.pages.book.receiving.gift_page import gift_page, usual_account
from api.pages.book.receiving.gift_recording import record_gift
from api.pages.book.receiving.promised import one_outstanding
from api.pages.links import linked_id
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import look, today
from api.pages.visitors import require
from api.services import ledger
from ledger.access import Action
from ledger.fund.receiving.donations import Donation
from ledger.recording.commands import Command, Receipt
from ledger.values import GENERAL, CreditId, DonorId, FundId, PledgeId

donations = staff_blueprint("donations")

_RULE = "/funds/<uuid:fund_id>/donations/new"


@donations.get(_RULE)
def new(fund_id: FundId) -> str:
    """Show the form, made out for today, for a credit of unknown origin, or for a pledge."""
    require(Action.RECORD, fund_id)
    made_out = {
        "account_id": usual_account(fund_id),
        "effective_on": today().isoformat(),
        "purpose": GENERAL,
    }
    credit_id = linked_id(request.args, "credit_id")
    if credit_id is not None:
        with look() as reading:
            made_out |= filled_in(waiting_credit(reading, fund_id, CreditId(credit_id)))
    pledge_id = linked_id(request.args, "pledge_id")
    if pledge_id is not None:
        with look() as reading:
            promised = one_outstanding(reading, fund_id, PledgeId(pledge_id))
        left = formatting.grouped(promised["left_dong"], language())
        made_out |= {"pledge_id": str(pledge_id), "amount_dong": left}
    form = empty_form(**made_out)
    return gift_page(fund_id, form, url_for("pages.donations.record", fund_id=fund_id))


@donations.post(_RULE)
def record(fund_id: FundId) -> ResponseReturnValue:
    """Record the gift, once it is said whose it is; a refused form keeps what was typed."""
    person, association_id = require(Action.RECORD, fund_id)
    shown = partial(
        gift_page, fund_id, action_href=url_for("pages.donations.record", fund_id=fund_id)
    )
    if known_donors.is_sought():
        return shown(known_donors.sought_form())

    def read() -> tuple[GiftRead, DonorId | None]:
        return with_known_donor(read_gift(request.form), fund_id)

    def receive(asked: Command, gift: Donation) -> Receipt:
        return ledger().receive_donation(asked, fund_id, gift)

    def record(command: Command) -> Receipt:
        gift, known_id = read()
        return record_gift(command, gift, association_id, receive, donor_before=known_id)

    try:
        return record_or_show(
            person, record, done=partial(recorded, fund_id), refused=shown, fields=FIELDS
        )
    except known_donors.Unclear as unclear:
        return shown(known_donors.asking_form(), asks_donor=unclear)
