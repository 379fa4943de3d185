"""What is done about a donor as a person: being named, merged, forgotten."""

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
from api.pages.book.log_entries import ENTRY
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
from api.pages.reading import entry_of, look
from api.people import erasure
from api.people.seen import see_donor
from api.services import ledger, services
from api.serving.rates import costly
from ledger.access import Action
from ledger.errors.people import WrongDonor
from ledger.events.donor import Visibility
from ledger.people.naming import GiftNaming
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind
from ledger.values import DonorId, FundId
from projections import funds

donor_acts = staff_blueprint("donor_acts")

_ONE = "/donors/<uuid:donor_id>"
_NAMING = f"{_ONE}/gifts/<uuid:fund_id>/{ENTRY}/naming"
_SEARCH = f"{_ONE}/members/search"
_NAMING_FIELDS = {"said_by": "said_by", "document_sha256": "document"}


@donor_acts.post(f"{_ONE}/visibility")
def change_visibility(donor_id: DonorId) -> ResponseReturnValue:
    """Hide a donor's name everywhere, or let each gift's consent speak again."""
    person = _require(Action.REGISTER_DONOR, donor_id)
    is_hidden = request.form.get("visibility") == Visibility.HIDDEN.value
    wish = Visibility.HIDDEN if is_hidden else Visibility.AS_CONSENTED
    command = form_command(person.staff_id, donor_id)
    receipt = ledger().change_visibility(command, donor_id, wish)
    told = gettext("Từ nay không trang nào nêu tên người này.")
    shown = gettext("Tên lại được nêu theo sự đồng ý của từng khoản.")
    return done(_href(donor_id), told if is_hidden else shown, receipt)


@donor_acts.get(_NAMING)
def naming_form(donor_id: DonorId, fund_id: FundId, entry: int) -> str:
    """Show the form that says whether a donor is named with one gift."""
    _require(Action.REGISTER_DONOR, donor_id)
    return _naming_page(donor_id, fund_id, entry, empty_form(self="yes"))


@donor_acts.post(_NAMING)
def name(donor_id: DonorId, fund_id: FundId, entry: int) -> ResponseReturnValue:
    """Record that a donor is named with one gift, or no more."""
    person = _require(Action.REGISTER_DONOR, donor_id)
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
        person,
        record,
        done=partial(done, _href(donor_id), given if is_given else withdrawn),
        refused=partial(_naming_page, donor_id, fund_id, entry),
        fields=_NAMING_FIELDS,
    )


@donor_acts.get(f"{_ONE}/members")
@costly
def merge_form(donor_id: DonorId) -> str:
    """Show the form that says that another donor is this very person."""
    _require(Action.MERGE_PEOPLE, donor_id)
    return merge_page(PersonKind.DONOR, donor_id, chosen_form())


@donor_acts.get(_SEARCH)
def search_form(donor_id: DonorId) -> ResponseReturnValue:
    """Lead who comes back to a search to its form: what was looked for is in no address."""
    _require(Action.MERGE_PEOPLE, donor_id)
    return redirect(url_for("pages.donor_acts.merge_form", donor_id=donor_id))


@donor_acts.post(_SEARCH)
def search(donor_id: DonorId) -> str:
    """Show the same form with those whose name has some words in it."""
    _require(Action.MERGE_PEOPLE, donor_id)
    return merge_page(PersonKind.DONOR, donor_id, empty_form(), sought_words(), sought_after())


@donor_acts.post(f"{_ONE}/members")
def merge(donor_id: DonorId) -> ResponseReturnValue:
    """Record that another donor is this very person."""
    person = _require(Action.MERGE_PEOPLE, donor_id)
    told = gettext("Đã gộp: hai lịch sử ủng hộ nay là một.")

    def record(command: Command) -> Receipt:
        return ledger().merge_donors(command, donor_id, DonorId(other_id(PersonKind.DONOR)))

    return record_or_show(
        person,
        record,
        done=partial(done, _href(donor_id), told),
        refused=partial(merge_page, PersonKind.DONOR, donor_id),
        fields={"other_id": "other_id", "donor_id": "other_id"},
    )


@donor_acts.post(f"{_ONE}/members/<uuid:other_id>/undoing")
def undo(donor_id: DonorId, other_id: DonorId) -> ResponseReturnValue:
    """Record that the two are two persons after all."""
    person = _require(Action.MERGE_PEOPLE, donor_id)
    command = form_command(person.staff_id, donor_id, other_id)
    receipt = ledger().undo_donor_merge(command, donor_id, other_id)
    return done(_href(donor_id), gettext("Đã tách: mỗi người lại có lịch sử riêng."), receipt)


@donor_acts.get(f"{_ONE}/erasure")
def erasure_form(donor_id: DonorId) -> str:
    """Show what becomes of a donor's name if it is to be forgotten, and when."""
    _require(Action.ERASE, donor_id)
    return _erasure_page(donor_id, empty_form())


@donor_acts.post(f"{_ONE}/erasure")
def erase(donor_id: DonorId) -> ResponseReturnValue:
    """Record that a donor asked to be forgotten."""
    person = _require(Action.ERASE, donor_id)
    told = gettext("Từ nay không ai thấy tên người này nữa.")
    return record_or_show(
        person,
        lambda command: erasure.request_erasure(services(), command, donor_id),
        done=partial(done, _href(donor_id), told),
        refused=partial(_erasure_page, donor_id),
        fields={},
    )


@donor_acts.post(f"{_ONE}/erasure/withdrawal")
def restore(donor_id: DonorId) -> ResponseReturnValue:
    """Take such a request back."""
    person = _require(Action.ERASE, donor_id)
    told = gettext("Đã rút yêu cầu: tên lại được thấy như trước.")
    return record_or_show(
        person,
        lambda command: ledger().withdraw_erasure(command, donor_id),
        done=partial(done, _href(donor_id), told),
        refused=partial(_erasure_page, donor_id),
        fields={},
    )


@donor_acts.get(f"{_ONE}/representative/erasure")
def representative_form(donor_id: DonorId) -> str:
    """Show what becomes of who acts for a donor by law, if that one is to be forgotten."""
    _require(Action.ERASE, donor_id)
    return _representative_page(donor_id, empty_form())


@donor_acts.post(f"{_ONE}/representative/erasure")
def erase_representative(donor_id: DonorId) -> ResponseReturnValue:
    """Forget who acts for a donor by law, and nothing else."""
    person = _require(Action.ERASE, donor_id)
    return record_or_show(
        person,
        lambda command: ledger().erase_representative(command, donor_id),
        done=partial(done, _href(donor_id), gettext("Đã xóa thông tin về người đại diện.")),
        refused=partial(_representative_page, donor_id),
        fields={},
    )


def _require(action: Action, donor_id: DonorId) -> Person:
    person = require_person()
    person.require(action, person.desk.donor(donor_id).association_id)
    return person


def _naming_page(donor_id: DonorId, fund_id: FundId, entry: int, form: Filled) -> str:
    person = require_person()
    with look() as reading:
        gift = entry_of(reading, fund_id, entry)
        fund = funds.fund(reading, fund_id)
    donor = person.desk.donor(donor_id)
    if gift.private.donor_id not in {donor_id, *donor.members}:
        raise WrongDonor("entry")
    return render_template(
        "book/people/naming_form.html",
        **_about(donor_id, form),
        fund=fund_link(fund),
        what=gift.entry.voucher,
        amount_dong=gift.entry.amount_dong,
        effective_on=gift.entry.effective_on,
        named=gift.entry.named,
        hidden=donor.visibility is Visibility.HIDDEN,
    )


def _erasure_page(donor_id: DonorId, form: Filled) -> str:
    withdrawal_href = url_for("pages.donor_acts.restore", donor_id=donor_id)
    return erasure_page(donor_id, _about(donor_id, form), withdrawal_href)


def _representative_page(donor_id: DonorId, form: Filled) -> str:
    unit = require_person().desk.donor(donor_id).association_id
    return representative_page(donor_id, unit, _about(donor_id, form))


def _about(donor_id: DonorId, form: Filled) -> dict[str, Any]:
    name = see_donor(require_person(), donor_id).name
    return about(PersonKind.DONOR, name, _href(donor_id), form)


def _href(donor_id: DonorId) -> str:
    return url_for("pages.donors.show", donor_id=donor_id)
