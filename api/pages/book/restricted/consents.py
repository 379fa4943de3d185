"""What donors agreed to, by forms: a part of a gift may serve another purpose, until taken back."""

from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from uuid_utils.compat import uuid7

from api.auth import Person, require_person
from api.pages.book.attaching import attached
from api.pages.book.control_form import DOCUMENT, ControlForm, Field, form_page, purposes_of
from api.pages.book.fields import read_amount, read_day
from api.pages.book.forms import (
    Filled,
    empty_form,
    led_to,
    record_or_show,
    staff_blueprint,
    todays_form,
)
from api.pages.book.log_entries import ENTRY
from api.pages.links import fund_link
from api.pages.presentation import code_names, formatting
from api.pages.presentation.language import language
from api.pages.reading import entry_of, look
from api.people.seen import see_donor
from api.services import ledger
from ledger.access import Action
from ledger.errors.missing import ConsentNotFound
from ledger.people.donor import NewConsent
from ledger.recording.commands import Command, Receipt
from ledger.values import ConsentId, DonorId, FundId, PurposeId
from projections import funds
from projections.entries import PublicEntry
from projections.restricted import consents
from projections.restricted.consents import Consent
from projections.views import Reading

purpose_consents = staff_blueprint("consents")

_CONSENT = f"/donors/<uuid:donor_id>/gifts/<uuid:fund_id>/{ENTRY}/consent"
_WITHDRAWAL = "/donors/<uuid:donor_id>/consents/<uuid:consent_id>/withdrawal"
_FIELDS = {
    "amount_dong": "amount_dong",
    "entry": "amount_dong",
    "consent_id": "amount_dong",
    "purpose": "amount_dong",
    "to_purpose": "to_purpose",
    "effective_on": "effective_on",
    "document_sha256": "document",
}


@purpose_consents.get(_CONSENT)
def show(donor_id: DonorId, fund_id: FundId, entry: int) -> str:
    """Show the form of a consent to a gift."""
    _require(donor_id)
    return _consent_page(donor_id, fund_id, entry, todays_form())


@purpose_consents.post(_CONSENT)
def give(donor_id: DonorId, fund_id: FundId, entry: int) -> ResponseReturnValue:
    """Note that a donor agreed, in writing, that a part of a gift serves another purpose."""
    person = _require(donor_id)

    def record(command: Command) -> Receipt:
        new = NewConsent(
            consent_id=ConsentId(uuid7()),
            fund_id=fund_id,
            entry=entry,
            to_purpose=PurposeId(request.form.get("to_purpose", "")),
            amount_dong=read_amount(request.form, "amount_dong"),
            effective_on=read_day(request.form),
            document_sha256=attached(fund_id),
        )
        return ledger().give_consent(command, donor_id, new)

    told = gettext("Đã ghi nhận đồng ý. Chủ tài khoản quyết định chuyển mục đích.")
    return record_or_show(
        person,
        record,
        done=partial(led_to, _donor_href(donor_id), told),
        refused=partial(_consent_page, donor_id, fund_id, entry),
        fields=_FIELDS,
    )


@purpose_consents.get(_WITHDRAWAL)
def withdrawal(donor_id: DonorId, consent_id: ConsentId) -> str:
    """Show what a donor agreed to, to be taken back."""
    _require(donor_id)
    return _withdrawal_page(donor_id, consent_id, empty_form())


@purpose_consents.post(_WITHDRAWAL)
def withdraw(donor_id: DonorId, consent_id: ConsentId) -> ResponseReturnValue:
    """Note that the donor took it back; what was released on it stays released."""
    person = _require(donor_id)
    return record_or_show(
        person,
        lambda command: ledger().withdraw_consent(command, donor_id, consent_id),
        done=partial(led_to, _donor_href(donor_id), gettext("Đã rút lại.")),
        refused=partial(_withdrawal_page, donor_id, consent_id),
        fields={},
    )


def known_consent(
    reading: Reading, donor_id: DonorId, consent_id: ConsentId, fund_id: FundId | None = None
) -> Consent:
    """Return a consent of a donor, in one fund; raise `ConsentNotFound`."""
    for each in consents.of_donor(reading, donor_id):
        if each.consent_id == consent_id and fund_id in (None, each.fund_id):
            return each
    raise ConsentNotFound("consent_id")


def facts_of_consent(reading: Reading, donor_id: DonorId, known: Consent) -> list[tuple[str, str]]:
    """Return what is known of a consent: the gift, what was agreed to, what is released of it."""
    names = {each.purpose: each.name for each in funds.purposes(reading, known.fund_id)}
    gift = entry_of(reading, known.fund_id, known.entry).entry
    return [
        *_facts(reading, donor_id, gift),
        (gettext("Chuyển sang"), code_names.purpose(names.get(known.to_purpose))),
        (gettext("Đã đồng ý"), formatting.dong(known.amount_dong, language())),
        (gettext("Đã chuyển"), formatting.dong(known.released_dong, language())),
        (gettext("Ngày đồng ý"), formatting.day(known.given_on, language())),
    ]


def _require(donor_id: DonorId) -> Person:
    person = require_person()
    person.require(Action.REGISTER_DONOR, person.desk.donor(donor_id).association_id)
    return person


def _donor_href(donor_id: DonorId) -> str:
    return url_for("pages.donors.show", donor_id=donor_id)


def _consent_page(donor_id: DonorId, fund_id: FundId, entry: int, form: Filled) -> str:
    with look() as reading:
        gift = entry_of(reading, fund_id, entry).entry
        whose = fund_link(funds.fund(reading, fund_id))
        facts = _facts(reading, donor_id, gift)
    others = [each for each in purposes_of(fund_id) if str(each.id) != gift.purpose]
    shown = ControlForm(
        title=gettext("Ghi nhận đồng ý chuyển mục đích"),
        about=gettext(
            "Nhà hảo tâm đồng ý bằng văn bản rằng một phần khoản này được dùng vào việc khác."
        ),
        facts=facts,
        fields=(
            Field("select", "to_purpose", gettext("Chuyển sang"), options=others),
            Field("amount", "amount_dong", gettext("Nhiều nhất bao nhiêu")),
            Field("day", "effective_on", gettext("Ngày đồng ý")),
            DOCUMENT,
        ),
        submit=gettext("Ghi nhận đồng ý"),
    )
    return form_page(whose, shown, form, request.path, _donor_href(donor_id))


def _withdrawal_page(donor_id: DonorId, consent_id: ConsentId, form: Filled) -> str:
    with look() as reading:
        known = known_consent(reading, donor_id, consent_id)
        whose = fund_link(funds.fund(reading, known.fund_id))
        facts = facts_of_consent(reading, donor_id, known)
    shown = ControlForm(
        title=gettext("Rút lại đồng ý chuyển mục đích"),
        about=gettext("Phần đã chuyển theo đồng ý này vẫn giữ nguyên."),
        facts=facts,
        fields=(),
        submit=gettext("Rút lại"),
    )
    return form_page(whose, shown, form, request.path, _donor_href(donor_id))


def _facts(reading: Reading, donor_id: DonorId, gift: PublicEntry) -> list[tuple[str, str]]:
    names = {each.purpose: each.name for each in funds.purposes(reading, gift.fund_id)}
    donor = see_donor(require_person(), donor_id).name
    return [
        *([] if donor is None else [(gettext("Nhà hảo tâm"), donor)]),
        (gettext("Khoản ủng hộ"), formatting.dong(gift.amount_dong, language())),
        (gettext("Mục đích"), code_names.purpose(names.get(gift.purpose))),
        (gettext("Ngày nhận"), formatting.day(gift.effective_on, language())),
        *([] if gift.voucher is None else [(gettext("Chứng từ"), gift.voucher)]),
    ]
