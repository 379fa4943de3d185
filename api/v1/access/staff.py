"""Staff (cán bộ) and their roles on subtrees of associations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from flask import Response

from api.auth import Person, require_person
from api.operations.commands import ReceiptOut, answer, derive, etag, receipt_out
from api.operations.reading import ListOut, next_cursor, reading
from api.operations.resource import Resource, json_response
from api.people import enrolling
from api.people.enrolling import Given
from api.people.registering import uuid_from
from api.services import ledger, services
from api.v1.access.tokens import IssuedToken, issued
from api.v1.schemas.access import RoleIn, StaffAsked, StaffIn, StaffQuery
from ledger.access import Action
from ledger.errors.access import Forbidden
from ledger.people.staff import Grant
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, Role, StaffId
from projections.people import staff

_ROLES = ",".join(Role)

resource = Resource("staff", "Cán bộ: staff and their roles")


class AccountOut(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody comes in; `locked_until` is set while no new browser can log in as him.

    `login` is for who manages him wherever he was enrolled and has a role, else null.
    """

    login: str | None
    locked_until: datetime | None
    tokens: Sequence[IssuedToken]


class StaffOut(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff, and the roles they hold or will hold where one may see it.

    `account` is for who manages them where they were enrolled or have a role, and may stop their
    tokens; else null, and null in lists.
    """

    staff_id: StaffId
    name: str | None
    association_id: AssociationId | None
    roles: Sequence[Grant]
    account: AccountOut | None


class CodeOut(ReceiptOut, frozen=True, kw_only=True):
    """A code to choose a password with, shown here and kept nowhere. Null in a dry run."""

    code: str | None
    expires_at: datetime | None


@resource.write("/staff", StaffIn, Action.MANAGE_STAFF, answers=CodeOut)
def enrol_staff(command: Command, new: dict[str, Any]) -> Response:
    """Invite a member of staff, who chooses a password with the code of the answer.

    Name and login go to the people vault, an id into the book.
    """
    staff_id = StaffId(uuid_from(derive(command, "staff")))
    person = PersonRecord(id=staff_id, kind=PersonKind.STAFF, name=new["name"])

    def record(asked: Command) -> Receipt:
        return ledger().enrol_staff(asked, staff_id, new["association_id"])

    return _with_code(enrolling.invite(command, person, new["login"], record))


@resource.write("/staff/<uuid:staff_id>/roles", RoleIn, Action.MANAGE_STAFF)
def grant_role(command: Command, grant: dict[str, Any], staff_id: StaffId) -> Receipt:
    """Grant a role in an association and all below it.

    It takes who manages staff there, and where the person was enrolled (`enrolled_elsewhere`).
    """
    return ledger().grant_role(command, staff_id, **grant)


@resource.write(
    f"/staff/<uuid:staff_id>/roles/<uuid:association_id>/<any({_ROLES}):role>",
    None,
    Action.MANAGE_STAFF,
    method="DELETE",
)
def revoke_role(
    command: Command, staff_id: StaffId, association_id: AssociationId, role: str
) -> Receipt:
    """End a role at once."""
    return ledger().revoke_role(command, staff_id, Role(role), association_id)


@resource.write("/staff/<uuid:staff_id>/password-reset", None, Action.MANAGE_STAFF, answers=CodeOut)
def reset_password(command: Command, staff_id: StaffId) -> Response:
    """Stop somebody's password and sessions; the answer has a code to choose another with."""
    return _with_code(enrolling.reset(command, staff_id))


@resource.write("/staff/<uuid:staff_id>/unlocking", None, Action.MANAGE_STAFF)
def unlock_login(command: Command, staff_id: StaffId) -> Receipt:
    """Let somebody try to log in at once who failed too often."""
    return enrolling.unlock(command, staff_id)


@resource.write("/staff/<uuid:staff_id>/sessions", None, Action.MANAGE_STAFF, method="DELETE")
def end_sessions_of(command: Command, staff_id: StaffId) -> Receipt:
    """End every session of somebody whom one manages where he was enrolled or has a role.

    The password stays, and so do tokens: a phone that was lost is shut out, and nobody else.
    """
    return enrolling.end_sessions(command, staff_id)


@resource.read("/staff", ListOut[StaffOut], Action.READ_STAFF, query=StaffQuery)
def list_staff(asked: StaffAsked) -> ListOut[StaffOut]:
    """List who was enrolled or has a role in an association and all below it."""
    asking = require_person()
    asking.require(Action.READ_STAFF, asked.association)
    with reading() as state:
        found = staff.below(state, asked.association, after=asked.after, limit=asked.limit)
    people = services().vault.get_people(found.items)
    return ListOut(
        items=[_shown(asking, each, people.get(each)) for each in found.items],
        next_cursor=next_cursor(found.after),
        known_at=found.as_of,
    )


@resource.read("/staff/<uuid:staff_id>", StaffOut, Action.READ_STAFF, tells_version=True)
def read_staff(_: object, staff_id: StaffId) -> Response:
    """Show a member of staff to who manages or audits where they were enrolled or have a role."""
    asking = require_person()
    person = services().vault.get_person(staff_id)
    shown = _shown(asking, staff_id, person)
    if not shown.roles and (
        shown.association_id is None or not asking.may(Action.READ_STAFF, shown.association_id)
    ):
        raise Forbidden(needs="administrator, auditor")
    if asking.stops(staff_id):
        gate = services().vault.gate
        account = AccountOut(
            login=services().vault.get_login(staff_id) if asking.manages(staff_id) else None,
            locked_until=gate.locked_until(staff_id, ledger().now()),
            tokens=issued(asking.desk.staff(staff_id).tokens),
        )
        shown = msgspec.structs.replace(shown, account=account)
    known = asking.desk.versioned(staff_id)
    assert known is not None, "it was shown"
    return json_response(shown, ETag=etag(known.version))


def _shown(asking: Person, staff_id: StaffId, person: PersonRecord | None) -> StaffOut:
    known = asking.desk.staff(staff_id)
    return StaffOut(
        staff_id=staff_id,
        name=None if person is None else person.name,
        association_id=known.association_id,
        roles=[
            grant for grant in known.grants if asking.may(Action.READ_STAFF, grant.association_id)
        ],
        account=None,
    )


def _with_code(given: Given) -> Response:
    shown = CodeOut(
        **msgspec.structs.asdict(receipt_out(given.receipt)),
        code=given.code,
        expires_at=given.expires_at,
    )
    return answer(given.receipt, shown)
