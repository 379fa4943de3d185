"""What is done about a beneficiary as a person: being named, merged, forgotten."""

from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import Person, require_person
from api.pages.book.attaching import attached
from api.pages.book.forms import (
    Filled,
    empty_form,
    form_command,
    record_or_show,
    sought_after,
    sought_words,
    staff_blueprint,
)
from api.pages.book.people.merging import chosen_form, merge_page
from api.pages.book.people.person_forms import (
    about,
    done,
    erasure_page,
    other_id,
    representative_page,
    said_by,
)
from api.pages.links import fund_link
from api.pages.reading import look
from api.people import erasure
from api.people.registering import names_of_beneficiaries
from api.services import ledger, services
from api.serving.rates import costly
from ledger.access import Action
from ledger.errors.money import WrongEntry
from ledger.people.naming import AwardNaming
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind
from ledger.values import BeneficiaryId, DisbursementId, FundId
from projections import funds
from projections.answers import LIMIT_MAX
from projections.people import beneficiaries
from projections.spending import award_lines, disbursements
from projections.views import Reading

beneficiary_acts = staff_blueprint("beneficiary_acts")

_ONE = "/beneficiaries/<uuid:beneficiary_id>"
_NAMING = f"{_ONE}/awards/<uuid:fund_id>/<uuid:disbursement_id>/naming"
_SEARCH = f"{_ONE}/members/search"
_NAMING_FIELDS = {"said_by": "said_by", "document_sha256": "document"}


@beneficiary_acts.get(_NAMING)
def naming_form(
    beneficiary_id: BeneficiaryId, fund_id: FundId, disbursement_id: DisbursementId
) -> str:
    """Show the form that says whether a recipient is named with one disbursement."""
    _require(Action.REGISTER_BENEFICIARY, beneficiary_id)
    return _naming_page(beneficiary_id, fund_id, disbursement_id, empty_form(representative="yes"))


@beneficiary_acts.post(_NAMING)
def name(
    beneficiary_id: BeneficiaryId, fund_id: FundId, disbursement_id: DisbursementId
) -> ResponseReturnValue:
    """Record that a recipient is named with one disbursement, or no more."""
    person = _require(Action.REGISTER_BENEFICIARY, beneficiary_id)
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
        person,
        record,
        done=partial(done, _href(beneficiary_id), given if is_given else withdrawn),
        refused=partial(_naming_page, beneficiary_id, fund_id, disbursement_id),
        fields=_NAMING_FIELDS,
    )


@beneficiary_acts.get(f"{_ONE}/members")
@costly
def merge_form(beneficiary_id: BeneficiaryId) -> str:
    """Show the form that says that another recipient is this very person."""
    _require(Action.MERGE_PEOPLE, beneficiary_id)
    return merge_page(PersonKind.BENEFICIARY, beneficiary_id, chosen_form())


@beneficiary_acts.get(_SEARCH)
def search_form(beneficiary_id: BeneficiaryId) -> ResponseReturnValue:
    """Lead who comes back to a search to its form: what was looked for is in no address."""
    _require(Action.MERGE_PEOPLE, beneficiary_id)
    return redirect(url_for("pages.beneficiary_acts.merge_form", beneficiary_id=beneficiary_id))


@beneficiary_acts.post(_SEARCH)
def search(beneficiary_id: BeneficiaryId) -> str:
    """Show the same form with those whose name has some words in it."""
    _require(Action.MERGE_PEOPLE, beneficiary_id)
    return merge_page(
        PersonKind.BENEFICIARY, beneficiary_id, empty_form(), sought_words(), sought_after()
    )


@beneficiary_acts.post(f"{_ONE}/members")
def merge(beneficiary_id: BeneficiaryId) -> ResponseReturnValue:
    """Record that another recipient is this very person."""
    person = _require(Action.MERGE_PEOPLE, beneficiary_id)
    told = gettext("Đã gộp: hai người nay là một.")

    def record(command: Command) -> Receipt:
        other = BeneficiaryId(other_id(PersonKind.BENEFICIARY))
        return ledger().merge_beneficiaries(command, beneficiary_id, other)

    return record_or_show(
        person,
        record,
        done=partial(done, _href(beneficiary_id), told),
        refused=partial(merge_page, PersonKind.BENEFICIARY, beneficiary_id),
        fields={"other_id": "other_id", "beneficiary_id": "other_id"},
    )


@beneficiary_acts.post(f"{_ONE}/members/<uuid:other_id>/undoing")
def undo(beneficiary_id: BeneficiaryId, other_id: BeneficiaryId) -> ResponseReturnValue:
    """Record that the two are two persons after all."""
    person = _require(Action.MERGE_PEOPLE, beneficiary_id)
    command = form_command(person.staff_id, beneficiary_id, other_id)
    receipt = ledger().undo_beneficiary_merge(command, beneficiary_id, other_id)
    return done(_href(beneficiary_id), gettext("Đã tách: lại là hai người."), receipt)


@beneficiary_acts.get(f"{_ONE}/erasure")
def erasure_form(beneficiary_id: BeneficiaryId) -> str:
    """Show what becomes of a recipient's name if it is to be forgotten, and when."""
    _require(Action.ERASE, beneficiary_id)
    return _erasure_page(beneficiary_id, empty_form())


@beneficiary_acts.post(f"{_ONE}/erasure")
def erase(beneficiary_id: BeneficiaryId) -> ResponseReturnValue:
    """Record that a recipient, or a child's representative, asked that it be forgotten."""
    person = _require(Action.ERASE, beneficiary_id)
    told = gettext("Từ nay không ai thấy tên người này nữa.")
    return record_or_show(
        person,
        lambda command: erasure.request_erasure(services(), command, beneficiary_id),
        done=partial(done, _href(beneficiary_id), told),
        refused=partial(_erasure_page, beneficiary_id),
        fields={},
    )


@beneficiary_acts.post(f"{_ONE}/erasure/withdrawal")
def restore(beneficiary_id: BeneficiaryId) -> ResponseReturnValue:
    """Take such a request back."""
    person = _require(Action.ERASE, beneficiary_id)
    told = gettext("Đã rút yêu cầu: tên lại được thấy như trước.")
    return record_or_show(
        person,
        lambda command: ledger().withdraw_erasure(command, beneficiary_id),
        done=partial(done, _href(beneficiary_id), told),
        refused=partial(_erasure_page, beneficiary_id),
        fields={},
    )


@beneficiary_acts.get(f"{_ONE}/representative/erasure")
def representative_form(beneficiary_id: BeneficiaryId) -> str:
    """Show what becomes of who acts for a recipient by law, if that one is to be forgotten."""
    _require(Action.ERASE, beneficiary_id)
    return _representative_page(beneficiary_id, empty_form())


@beneficiary_acts.post(f"{_ONE}/representative/erasure")
def erase_representative(beneficiary_id: BeneficiaryId) -> ResponseReturnValue:
    """Forget who acts for a recipient by law, and nothing else."""
    person = _require(Action.ERASE, beneficiary_id)
    return record_or_show(
        person,
        lambda command: ledger().erase_representative(command, beneficiary_id),
        done=partial(done, _href(beneficiary_id), gettext("Đã xóa thông tin về người đại diện.")),
        refused=partial(_representative_page, beneficiary_id),
        fields={},
    )


def _require(action: Action, beneficiary_id: BeneficiaryId) -> Person:
    person = require_person()
    person.require(action, person.desk.beneficiary(beneficiary_id).association_id)
    return person


def _naming_page(
    beneficiary_id: BeneficiaryId, fund_id: FundId, disbursement_id: DisbursementId, form: Filled
) -> str:
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        found = disbursements.private_disbursement(reading, fund_id, disbursement_id)
        lines = award_lines.lines(reading, fund_id, disbursement_id, limit=LIMIT_MAX).items
        named = beneficiaries.agreed(reading, fund_id, disbursement_id)
        details = _about(reading, beneficiary_id, form)
    own = [each.amount_dong for each in lines if each.beneficiary_id == beneficiary_id]
    if not own:
        raise WrongEntry("disbursement_id")
    return render_template(
        "book/people/naming_form.html",
        **details,
        fund=fund_link(fund),
        what=found.disbursement.programme,
        amount_dong=sum(own),
        effective_on=found.disbursement.proposed_on,
        named=beneficiary_id in named,
        hidden=False,
    )


def _erasure_page(beneficiary_id: BeneficiaryId, form: Filled) -> str:
    with look() as reading:
        details = _about(reading, beneficiary_id, form)
    withdrawal_href = url_for("pages.beneficiary_acts.restore", beneficiary_id=beneficiary_id)
    return erasure_page(beneficiary_id, details, withdrawal_href)


def _representative_page(beneficiary_id: BeneficiaryId, form: Filled) -> str:
    unit = require_person().desk.beneficiary(beneficiary_id).association_id
    with look() as reading:
        details = _about(reading, beneficiary_id, form)
    return representative_page(beneficiary_id, unit, details)


def _about(reading: Reading, beneficiary_id: BeneficiaryId, form: Filled) -> dict[str, Any]:
    seen = names_of_beneficiaries(require_person(), reading, [beneficiary_id])
    return about(PersonKind.BENEFICIARY, seen.get(beneficiary_id), _href(beneficiary_id), form)


def _href(beneficiary_id: BeneficiaryId) -> str:
    return url_for("pages.beneficiaries.show", beneficiary_id=beneficiary_id)
