"""The staff of an association and of all below it, for who manages or audits them."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import Person, require_person
from api.operations.commands import derive
from api.pages.book.forms import Filled, empty_form, form_command, refused_form, staff_blueprint
from api.pages.links import fund_link, href_of, place, trail
from api.pages.reading import look
from api.pages.schema_forms import read_form
from api.pages.visitors import remember_written
from api.people import enrolling
from api.people.enrolling import Given
from api.people.registering import uuid_from
from api.services import ledger, services
from api.v1.schemas.access import StaffIn
from ledger.access import Action
from ledger.errors import LedgerError
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, Role, StaffId
from projections import funds
from projections.associations import associations
from projections.associations.associations import Association
from projections.people import staff as places
from projections.views import Reading

staff = staff_blueprint("staff")

ON_A_PAGE = 50

_FIELDS = {"name": "name", "login": "login"}


@staff.get("/associations/<uuid:association_id>/staff")
def show(association_id: AssociationId) -> str:
    """Show who was enrolled or has a role in an association and below, and who is below it."""
    person = _allowed(Action.READ_STAFF, association_id)
    with look() as reading:
        association = associations.association(reading, association_id)
        found = places.below(
            reading, association_id, after=place(request.args, "after"), limit=ON_A_PAGE
        )
        below = associations.children(reading, association_id)
        names = {each.association_id: each.name for each in (association, *below)}
        succeeded = associations.succeeded_by(reading, association_id, person.desk.today)
        above = associations.ancestors(reading, association_id)
        ended = ending(reading, person, association)
    people = services().vault.get_people(found.items)
    here = url_for("pages.staff.show", association_id=association_id)
    invite_href = url_for("pages.staff.new", association_id=association_id)
    may_invite = person.may(Action.MANAGE_STAFF, association_id) and not over(
        person, association_id
    )
    return render_template(
        "book/access/staff.html",
        trail=[*trail(above), {"name": association.name, "href": href_of(association)}],
        association={"name": association.name},
        people=[
            _line(person, each, names, association_id, people.get(each)) for each in found.items
        ],
        invite_href=invite_href if may_invite else None,
        below=[_place(each) for each in below],
        succeeded=[_place(each) for each in succeeded],
        ended=ended,
        later_href=found.after and f"{here}?after={found.after}",
        book_href=url_for("pages.book.show"),
    )


@staff.get("/associations/<uuid:association_id>/staff/new")
def new(association_id: AssociationId) -> str:
    """Show the form to invite somebody."""
    _allowed(Action.MANAGE_STAFF, association_id)
    return _form(association_id, empty_form())


@staff.post("/associations/<uuid:association_id>/staff/new")
def invite(association_id: AssociationId) -> ResponseReturnValue:
    """Invite somebody, and show the code to pass on."""
    person = _allowed(Action.MANAGE_STAFF, association_id)
    command = form_command(person.staff_id, association_id)
    staff_id = StaffId(uuid_from(derive(command, "staff")))
    told = {
        "name": gettext("Gõ họ và tên."),
        "login": gettext("Từ 3 đến 100 chữ không dấu, số, hoặc các dấu . _ @ -"),
    }

    def record(asked: Command) -> Receipt:
        return ledger().enrol_staff(asked, staff_id, association_id)

    try:
        read = read_form(StaffIn(), request.form, told, association_id=str(association_id))
        member = PersonRecord(id=staff_id, kind=PersonKind.STAFF, name=read["name"])
        given = enrolling.invite(command, member, read["login"], record)
    except LedgerError as error:
        form = refused_form(error, _FIELDS)
        return _form(association_id, form), form.refusal.status
    back_href = url_for("pages.member.show", association_id=association_id, staff_id=staff_id)
    return code_page(given, gettext("Mã mời"), back_href)


def code_page(given: Given, title: str, back_href: str) -> str:
    """Show a code that somebody chooses a password with, and lead on."""
    remember_written(given.receipt.position)
    return render_template(
        "book/access/secret.html",
        title=title,
        about=gettext("Người được giao tự đặt mật khẩu bằng mã này; không ai khác biết mật khẩu."),
        secret=given.code,
        expires=given.expires_at,
        address=url_for("pages.password.choose", _external=True),
        back_href=back_href,
    )


def ending(reading: Reading, person: Person, association: Association) -> dict[str, Any] | None:
    """Return what becomes of the roles at an association that ends; None while it stands."""
    if association.ended_on is None:
        return None
    own = funds.of_association(reading, association.association_id)
    return {
        "on": association.ended_on,
        "until": person.desk.roles_last_until(Role.TREASURER, association.association_id),
        "funds": [fund_link(each) for each in own if each.ended_on is None],
    }


def over(person: Person, association_id: AssociationId) -> bool:
    """Tell whether no role at an association lasts until today, so that none is given either."""
    until = person.desk.roles_last_until(Role.TREASURER, association_id)
    return until is not None and until < person.desk.today


def _place(association: Association) -> dict[str, str]:
    href = url_for("pages.staff.show", association_id=association.association_id)
    return {"name": association.name, "href": href}


def _allowed(action: Action, association_id: AssociationId) -> Person:
    person = require_person()
    person.require(action, association_id)
    return person


def _line(
    asking: Person,
    staff_id: StaffId,
    names: dict[AssociationId, str],
    association_id: AssociationId,
    person: PersonRecord | None,
) -> dict[str, Any]:
    held = [
        grant
        for grant in asking.desk.staff(staff_id).grants
        if asking.may(Action.READ_STAFF, grant.association_id)
    ]
    return {
        "name": None if person is None else person.name,
        "href": url_for("pages.member.show", association_id=association_id, staff_id=staff_id),
        "roles": [
            {
                "role": grant.role,
                "place": names.get(grant.association_id),
                "since": grant.since,
                "until": grant.until,
                "holds": grant.holds_on(asking.desk.today),
            }
            for grant in held
        ],
    }


def _form(association_id: AssociationId, form: Filled) -> str:
    with look() as reading:
        association = associations.association(reading, association_id)
    here = url_for("pages.staff.show", association_id=association_id)
    return render_template(
        "book/access/invitation_form.html",
        association={"name": association.name, "href": here},
        action_href=url_for("pages.staff.invite", association_id=association_id),
        cancel_href=here,
        command_id=form.command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )
