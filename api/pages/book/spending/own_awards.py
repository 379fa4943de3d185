"""Saying that a member of staff is a beneficiary too, so that nobody acts on his own award."""

from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import Person, require_person
from api.pages.book.control_form import Option
from api.pages.book.fields import read_id
from api.pages.book.forms import (
    Filled,
    empty_form,
    led_to,
    record_or_show,
    sought_after,
    sought_words,
    staff_blueprint,
)
from api.pages.links import href_of
from api.pages.reading import look
from api.people.finding import Place, Wanted
from api.people.registering import people_named
from api.services import ledger, services
from api.serving.rates import costly
from ledger.access import Action
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, BeneficiaryId, StaffId
from projections.answers import LIMIT_MAX
from projections.associations import associations
from projections.people import staff
from projections.views import Reading

own_awards = staff_blueprint("own_awards")

SHOWN = 30

_RULE = "/associations/<uuid:association_id>/own-awards"
_SEARCH = f"{_RULE}/search"
_FIELDS = {"staff_id": "staff_id", "beneficiary_id": "beneficiary_id"}


@own_awards.get(_RULE)
@costly
def show(association_id: AssociationId) -> str:
    """Show the form that looks for a beneficiary."""
    _require(association_id)
    return _page(association_id, empty_form(staff_id=request.args.get("staff_id", "")), "")


@own_awards.get(_SEARCH)
def search_form(association_id: AssociationId) -> ResponseReturnValue:
    """Lead who comes back to a search to its form: what was looked for is in no address."""
    _require(association_id)
    return redirect(url_for("pages.own_awards.show", association_id=association_id))


@own_awards.post(_SEARCH)
def search(association_id: AssociationId) -> str:
    """Show the form with the beneficiaries whose name has some words in it."""
    _require(association_id)
    form = empty_form(staff_id=request.form.get("staff_id", ""))
    return _page(association_id, form, sought_words(), sought_after())


@own_awards.post(_RULE)
def link(association_id: AssociationId) -> ResponseReturnValue:
    """Record who of the staff is which beneficiary."""
    person = _require(association_id)

    def record(command: Command) -> Receipt:
        staff_id = StaffId(read_id(request.form, "staff_id"))
        beneficiary_id = BeneficiaryId(read_id(request.form, "beneficiary_id"))
        return ledger().link_beneficiary(command, staff_id, beneficiary_id)

    here = url_for("pages.own_awards.show", association_id=association_id)
    told = gettext("Đã ghi. Người này không xử lý được suất của chính mình.")
    return record_or_show(
        person,
        record,
        done=partial(led_to, here, told),
        refused=lambda form: _page(association_id, form, sought_words()),
        fields=_FIELDS,
    )


def _require(association_id: AssociationId) -> Person:
    person = require_person()
    person.require(Action.MANAGE_STAFF, association_id)
    return person


def _page(
    association_id: AssociationId, form: Filled, sought: str, after: Place | None = None
) -> str:
    person = require_person()
    with look() as reading:
        association = associations.association(reading, association_id)
        colleagues = _colleagues(reading, association_id)
        wanted = Wanted(PersonKind.BENEFICIARY, association_id, sought)
        found, look_on = people_named(person, reading, wanted, SHOWN, after)
    return render_template(
        "book/spending/own_awards.html",
        association={"name": association.name, "href": href_of(association)},
        sought=sought,
        colleagues=colleagues,
        beneficiaries=[
            {
                "id": id_,
                "name": each.name,
                "note": " · ".join(filter(None, (each.address, each.note))) or None,
            }
            for id_, each in found.items()
        ],
        look_on=look_on,
        search_href=url_for("pages.own_awards.search", association_id=association_id),
        action_href=url_for("pages.own_awards.show", association_id=association_id),
        cancel_href=url_for("pages.book.show"),
        command_id=form.command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _colleagues(reading: Reading, association_id: AssociationId) -> list[Option]:
    """Return the staff of an association and all below it, by name."""
    ids: list[StaffId] = []
    after: int | None = None
    while True:
        some = staff.below(reading, association_id, after=after, limit=LIMIT_MAX)
        ids += some.items
        after = some.after
        if after is None:
            break
    people = services().vault.get_people(ids)
    known = [Option(each, people[each].name) for each in ids if each in people]
    return sorted(known, key=lambda option: option.name or "")
