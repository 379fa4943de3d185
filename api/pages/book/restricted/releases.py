"""Releasing money for another purpose by a form, as far as its donor agreed."""

from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.pages.book.attaching import attached
from api.pages.book.control_form import DOCUMENT, ControlForm, Field, decision_field, form_page
from api.pages.book.fields import read_amount, read_day, read_decision_number
from api.pages.book.forms import Filled, record_or_show, recorded, staff_blueprint, todays_form
from api.pages.book.restricted.consents import facts_of_consent, known_consent
from api.pages.links import fund_link, keeping_href
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import look
from api.pages.visitors import require
from api.services import ledger
from ledger.access import Action
from ledger.fund.restricting import Release
from ledger.recording.commands import Command, Receipt
from ledger.values import ConsentId, DonorId, FundId
from projections import funds

releases = staff_blueprint("releases")

_RELEASE = "/funds/<uuid:fund_id>/donors/<uuid:donor_id>/consents/<uuid:consent_id>/release"
_FIELDS = {
    "amount_dong": "amount_dong",
    "entry": "amount_dong",
    "consent_id": "amount_dong",
    "purpose": "amount_dong",
    "to_purpose": "amount_dong",
    "effective_on": "effective_on",
    "decision_number": "decision_number",
    "document_sha256": "document",
}


@releases.get(_RELEASE)
def show(fund_id: FundId, donor_id: DonorId, consent_id: ConsentId) -> str:
    """Show the form that releases money, filled in with all that is left of a consent."""
    require(Action.RELEASE, fund_id)
    with look() as reading:
        known = known_consent(reading, donor_id, consent_id, fund_id)
    left = formatting.grouped(known.amount_dong - known.released_dong, language())
    return _release_page(fund_id, donor_id, consent_id, todays_form(amount_dong=left))


@releases.post(_RELEASE)
def release(fund_id: FundId, donor_id: DonorId, consent_id: ConsentId) -> ResponseReturnValue:
    """Release a part of a gift from its purpose."""
    person, _ = require(Action.RELEASE, fund_id)

    def record(command: Command) -> Receipt:
        with look() as reading:
            known = known_consent(reading, donor_id, consent_id, fund_id)
        wanted = Release(
            entry=known.entry,
            to_purpose=known.to_purpose,
            amount_dong=read_amount(request.form, "amount_dong"),
            donor_id=donor_id,
            consent_id=consent_id,
            effective_on=read_day(request.form),
            decision_number=read_decision_number(request.form),
            document_sha256=attached(fund_id),
        )
        return ledger().release_purpose(command, fund_id, wanted)

    return record_or_show(
        person,
        record,
        done=partial(recorded, fund_id),
        refused=partial(_release_page, fund_id, donor_id, consent_id),
        fields=_FIELDS,
    )


def _release_page(fund_id: FundId, donor_id: DonorId, consent_id: ConsentId, form: Filled) -> str:
    with look() as reading:
        known = known_consent(reading, donor_id, consent_id, fund_id)
        whose = fund_link(funds.fund(reading, fund_id))
        facts = facts_of_consent(reading, donor_id, known)
    shown = ControlForm(
        title=gettext("Chuyển mục đích"),
        about=gettext("Người ghi nhận đồng ý và người chuyển mục đích là hai người khác nhau."),
        facts=facts,
        fields=(
            Field("amount", "amount_dong", gettext("Số tiền")),
            Field("day", "effective_on", gettext("Ngày")),
            decision_field(),
            DOCUMENT,
        ),
        submit=gettext("Ghi vào sổ"),
    )
    return form_page(whose, shown, form, request.path, keeping_href(fund_id))
