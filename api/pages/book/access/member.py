"""One member of staff, seen from an association: roles, and how that one comes in."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import Person, gate, require_person
from api.pages.book.access.staff import code_page, ending, over
from api.pages.book.forms import (
    Filled,
    empty_form,
    form_command,
    led_to,
    record_or_show,
    staff_blueprint,
)
from api.pages.reading import look
from api.pages.schema_forms import read_form
from api.people import enrolling
from api.services import ledger, services
from api.v1.schemas.access import RoleIn
from ledger.access import Action
from ledger.errors.access import Forbidden
from ledger.people.staff import Staff
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId, Role, StaffId, TokenId
from projections import funds
from projections.associations import associations
from projections.control import board
from projections.views import Reading

member = staff_blueprint("member")

_RULE = "/associations/<uuid:association_id>/staff/<uuid:staff_id>"
_ROLES = ",".join(Role)
_FIELDS = {
    "role": "role",
    "since": "since",
    "until": "until",
    "exception_of": "exception_of",
}


@member.get(_RULE)
def show(association_id: AssociationId, staff_id: StaffId) -> str:
    """Show somebody to who manages or audits where he was enrolled or has a role."""
    today = require_person().desk.today.isoformat()
    return _page(association_id, staff_id, empty_form(since=today))


@member.post(f"{_RULE}/roles")
def grant(association_id: AssociationId, staff_id: StaffId) -> ResponseReturnValue:
    """Grant a role in the association and all below it."""
    person = _manager(association_id)
    day = gettext("Chọn một ngày.")
    told = {"role": gettext("Chọn một vai trò."), "since": day, "until": day}

    def record(command: Command) -> Receipt:
        read = read_form(RoleIn(), request.form, told, association_id=str(association_id))
        return ledger().grant_role(command, staff_id, **read)

    return record_or_show(
        person,
        record,
        done=lambda receipt: _done(receipt, association_id, staff_id, gettext("Đã giao vai trò.")),
        refused=partial(_page, association_id, staff_id),
        fields=_FIELDS,
    )


@member.post(f"{_RULE}/roles/<uuid:where>/<any({_ROLES}):role>/end")
def revoke(
    association_id: AssociationId, staff_id: StaffId, where: AssociationId, role: str
) -> ResponseReturnValue:
    """End a role, held here or elsewhere."""
    person = _manager(where)
    command = form_command(person.staff_id, staff_id, where, role)
    receipt = ledger().revoke_role(command, staff_id, Role(role), where)
    return _done(receipt, association_id, staff_id, gettext("Đã thôi vai trò."))


@member.post(f"{_RULE}/password-reset")
def reset(association_id: AssociationId, staff_id: StaffId) -> ResponseReturnValue:
    """Stop password and sessions, and show the code to pass on."""
    person = _manager(association_id)
    given = enrolling.reset(form_command(person.staff_id, staff_id), staff_id)
    back_href = url_for("pages.member.show", association_id=association_id, staff_id=staff_id)
    return code_page(given, gettext("Mã đặt lại mật khẩu"), back_href)


@member.post(f"{_RULE}/unlocking")
def unlock(association_id: AssociationId, staff_id: StaffId) -> ResponseReturnValue:
    """Let somebody try at once to log in."""
    person = _manager(association_id)
    receipt = enrolling.unlock(form_command(person.staff_id, staff_id), staff_id)
    return _done(receipt, association_id, staff_id, gettext("Đã mở khóa đăng nhập."))


@member.post(f"{_RULE}/sessions/end")
def end_sessions(association_id: AssociationId, staff_id: StaffId) -> ResponseReturnValue:
    """End every session."""
    person = _manager(association_id)
    receipt = enrolling.end_sessions(form_command(person.staff_id, staff_id), staff_id)
    if person.staff_id == staff_id:
        return redirect(url_for("pages.session.log_in"), 303)
    return _done(receipt, association_id, staff_id, gettext("Đã kết thúc mọi phiên làm việc."))


@member.post(f"{_RULE}/tokens/<uuid:token_id>/end")
def revoke_token(
    association_id: AssociationId, staff_id: StaffId, token_id: TokenId
) -> ResponseReturnValue:
    """Stop a token."""
    person = _manager(association_id)
    command = form_command(person.staff_id, staff_id, token_id)
    receipt = ledger().revoke_token(command, staff_id, token_id)
    return _done(receipt, association_id, staff_id, gettext("Đã dừng mã truy cập."))


def _manager(association_id: AssociationId) -> Person:
    person = require_person()
    person.require(Action.MANAGE_STAFF, association_id)
    return person


def _done(
    receipt: Receipt, association_id: AssociationId, staff_id: StaffId, said: str
) -> ResponseReturnValue:
    here = url_for("pages.member.show", association_id=association_id, staff_id=staff_id)
    return led_to(here, said, receipt)


def _page(association_id: AssociationId, staff_id: StaffId, form: Filled) -> str:
    asking = require_person()
    asking.require(Action.READ_STAFF, association_id)
    known = asking.desk.staff(staff_id)
    enrolled_at = known.association_id
    if not (
        (enrolled_at is not None and asking.may(Action.READ_STAFF, enrolled_at))
        or any(asking.may(Action.READ_STAFF, each.association_id) for each in known.grants)
    ):
        raise Forbidden(needs="administrator, auditor")
    ids: dict[str, Any] = {"association_id": association_id, "staff_id": staff_id}
    with look() as reading:
        association = associations.association(reading, association_id)
        ended = ending(reading, asking, association)
        roles = list(_roles(reading, asking, known, ids))
        exceptions = list(_exceptions(reading, association_id))
    person = services().vault.get_person(staff_id)
    may_grant = not over(asking, association_id) and asking.gives_roles_to(staff_id, association_id)
    return render_template(
        "book/access/member.html",
        association={
            "name": association.name,
            "href": url_for("pages.staff.show", association_id=association_id),
        },
        ended=ended,
        name=None if person is None else person.name,
        roles=roles,
        account=_account(asking, staff_id, known, ids) if asking.stops(staff_id) else None,
        grant_href=url_for("pages.member.grant", **ids) if may_grant else None,
        role_choices=list(Role),
        exceptions=exceptions,
        command_id=form.command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _roles(
    reading: Reading, asking: Person, known: Staff, ids: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield the roles that one may see, with where to end those that one may end."""
    for each in known.grants:
        where = each.association_id
        if asking.may(Action.READ_STAFF, where):
            end_href = url_for("pages.member.revoke", **ids, where=where, role=each.role.value)
            yield {
                "role": each.role,
                "association": associations.association(reading, where).name,
                "since": each.since,
                "until": each.until,
                "holds": each.holds_on(asking.desk.today),
                "end_href": end_href if asking.may(Action.MANAGE_STAFF, where) else None,
                "command_id": empty_form().command_id,
            }


def _exceptions(reading: Reading, association_id: AssociationId) -> Iterator[dict[str, Any]]:
    """Yield the association's funds whose board lets one person be treasurer and cashier."""
    for fund in funds.of_association(reading, association_id):
        if board.controls(reading, fund.fund_id).cashier_exception is not None:
            yield {"id": fund.fund_id, "name": fund.name}


def _account(
    asking: Person, staff_id: StaffId, known: Staff, ids: dict[str, Any]
) -> dict[str, Any]:
    """Return how somebody comes in, and what one may do about it; not about oneself.

    Who manages him somewhere only stops him, and is told no login.
    """
    manages = asking.manages(staff_id)
    reset_href = url_for("pages.member.reset", **ids)
    return {
        "login": services().vault.get_login(staff_id) if manages else None,
        "locked_until": gate().locked_until(staff_id, ledger().now()),
        "unlock_href": url_for("pages.member.unlock", **ids),
        "sessions_href": url_for("pages.member.end_sessions", **ids),
        "reset_href": reset_href if manages and asking.staff_id != staff_id else None,
        "command_id": empty_form().command_id,
        "tokens": [
            {
                "id": str(token_id)[:8],
                "since": held.since,
                "until": held.until,
                "over": not held.holds_on(asking.desk.today),
                "end_href": url_for("pages.member.revoke_token", **ids, token_id=token_id),
                "command_id": empty_form().command_id,
            }
            for token_id, held in known.tokens.items()
        ],
    }
