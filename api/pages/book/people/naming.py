"""Naming a donor with a gift, and a beneficiary with an award; hiding a donor everywhere."""

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.pages.book.attaching import attached
from api.pages.book.forms import (
    Filled,
    empty_form,
    form_command,
    record_or_show,
    staff_blueprint,
)
from api.pages.book.log_entries import ENTRY
from api.pages.book.people.person_forms import Subject, about, done, name_of, said_by, subject_of
from api.pages.links import fund_link
from api.pages.reading import entry_of, look
from api.services import ledger
from ledger.access import Action
from ledger.errors.money import WrongEntry
from ledger.errors.people import WrongDonor
from ledger.events.donor import Visibility
from ledger.people.naming import AwardNaming, GiftNaming
from ledger.recording.commands import Command, Receipt
from ledger.values import BeneficiaryId, DisbursementId, DonorId, FundId
from projections import funds
from projections.answers import LIMIT_MAX
from projections.people import beneficiaries
from projections.spending import award_lines, disbursements

naming = staff_blueprint("naming")

_GIFT = f"/donors/<uuid:donor_id>/gifts/<uuid:fund_id>/{ENTRY}/naming"
_AWARD = "/beneficiaries/<uuid:beneficiary_id>/awards/<uuid:fund_id>/<uuid:disbursement_id>/naming"
_FIELDS = {"said_by": "said_by", "document_sha256": "document"}


@naming.post("/donors/<uuid:donor_id>/visibility")
def change_visibility(donor_id: DonorId) -> ResponseReturnValue:
    """Hide a donor's name everywhere, or let each gift's consent speak again."""
    donor = subject_of(Action.REGISTER_DONOR, donor_id)
    is_hidden = request.form.get("visibility") == Visibility.HIDDEN.value
    wish = Visibility.HIDDEN if is_hidden else Visibility.AS_CONSENTED
    command = form_command(donor.asked_by.staff_id, donor_id)
    receipt = ledger().change_visibility(command, donor_id, wish)
    told = gettext("Từ nay không trang nào nêu tên người này.")
    shown = gettext("Tên lại được nêu theo sự đồng ý của từng khoản.")
    return done(donor, told if is_hidden else shown, receipt)


@naming.get(_GIFT)
def gift_form(donor_id: DonorId, fund_id: FundId, entry: int) -> str:
    """Show the form that says whether a donor is named with one gift."""
    donor = subject_of(Action.REGISTER_DONOR, donor_id)
    return _gift_page(donor, fund_id, entry, empty_form(self="yes"))


@naming.post(_GIFT)
def name_with_gift(donor_id: DonorId, fund_id: FundId, entry: int) -> ResponseReturnValue:
    """Record that a donor is named with one gift, or no more."""
    donor = subject_of(Action.REGISTER_DONOR, donor_id)
    is_given = request.form.get("wish") == "name"

    def record(command: Command) -> Receipt:
        wish = GiftNaming(
            fund_id=fund_id, entry=entry, said_by=said_by(), document_sha256=attached(fund_id)
        )
        act = ledger().give_naming_consent if is_given else ledger().withdraw_naming_consent
        return act(command, donor_id, wish)

    given = gettext("Khoản này được nêu tên.")
    withdrawn = gettext("Khoản này không còn được nêu tên ở đâu nữa.")
    return record_or_show(
        donor.asked_by,
        record,
        done=partial(done, donor, given if is_given else withdrawn),
        refused=partial(_gift_page, donor, fund_id, entry),
        fields=_FIELDS,
    )


@naming.get(_AWARD)
def award_form(
    beneficiary_id: BeneficiaryId, fund_id: FundId, disbursement_id: DisbursementId
) -> str:
    """Show the form that says whether a recipient is named with one disbursement."""
    recipient = subject_of(Action.REGISTER_BENEFICIARY, beneficiary_id=beneficiary_id)
    return _award_page(recipient, fund_id, disbursement_id, empty_form(representative="yes"))


@naming.post(_AWARD)
def name_with_award(
    beneficiary_id: BeneficiaryId, fund_id: FundId, disbursement_id: DisbursementId
) -> ResponseReturnValue:
    """Record that a recipient is named with one disbursement, or no more."""
    recipient = subject_of(Action.REGISTER_BENEFICIARY, beneficiary_id=beneficiary_id)
    is_given = request.form.get("wish") == "name"

    def record(command: Command) -> Receipt:
        wish = AwardNaming(
            fund_id=fund_id,
            disbursement_id=disbursement_id,
            said_by=said_by(),
            document_sha256=attached(fund_id),
        )
        book = ledger()
        act = book.give_award_naming_consent if is_given else book.withdraw_award_naming_consent
        return act(command, beneficiary_id, wish)

    given = gettext("Người này được nêu tên với khoản chi này khi đã nhận.")
    withdrawn = gettext("Người này không còn được nêu tên với khoản chi này.")
    return record_or_show(
        recipient.asked_by,
        record,
        done=partial(done, recipient, given if is_given else withdrawn),
        refused=partial(_award_page, recipient, fund_id, disbursement_id),
        fields=_FIELDS,
    )


def _gift_page(subject: Subject, fund_id: FundId, entry: int, form: Filled) -> str:
    with look() as reading:
        gift = entry_of(reading, fund_id, entry)
        fund = funds.fund(reading, fund_id)
    donor = subject.asked_by.desk.donor(DonorId(subject.id))
    if gift.private.donor_id not in {subject.id, *donor.members}:
        raise WrongDonor("entry")
    return render_template(
        "book/people/naming_form.html",
        **about(subject, name_of(subject), form),
        fund=fund_link(fund),
        what=gift.entry.voucher,
        amount_dong=gift.entry.amount_dong,
        effective_on=gift.entry.effective_on,
        named=gift.entry.named,
        hidden=donor.visibility is Visibility.HIDDEN,
    )


def _award_page(
    subject: Subject, fund_id: FundId, disbursement_id: DisbursementId, form: Filled
) -> str:
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        found = disbursements.private_disbursement(reading, fund_id, disbursement_id)
        lines = award_lines.lines(reading, fund_id, disbursement_id, limit=LIMIT_MAX).items
        named = beneficiaries.agreed(reading, fund_id, disbursement_id)
    own = [each.amount_dong for each in lines if each.beneficiary_id == subject.id]
    if not own:
        raise WrongEntry("disbursement_id")
    return render_template(
        "book/people/naming_form.html",
        **about(subject, name_of(subject), form),
        fund=fund_link(fund),
        what=found.disbursement.programme,
        amount_dong=sum(own),
        effective_on=found.disbursement.proposed_on,
        named=subject.id in named,
        hidden=False,
    )
