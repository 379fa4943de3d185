"""Staff (cán bộ) and their roles on subtrees of associations."""

from collections.abc import Sequence
from typing import Any

import msgspec

from api.operations.commands import derive
from api.operations.resource import Resource
from api.people import enrol_person, uuid_from
from api.services import ledger
from api.v1.schemas.people import RoleIn, StaffIn
from ledger.access import Action, Grant
from ledger.commands import Command, Receipt
from ledger.store.people import PersonKind, PersonRecord
from ledger.values import AssociationId, Role, StaffId

_ROLES = ",".join(Role)

resource = Resource("staff", "Cán bộ: staff and their roles")


class StaffOut(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff and the roles they hold or will hold."""

    staff_id: StaffId
    roles: Sequence[Grant]


@resource.write("/staff", StaffIn, Action.MANAGE_STAFF)
def enrol_staff(command: Command, new: dict[str, Any]) -> Receipt:
    """Enrol a member of staff: name and login go to the people vault, an id into the book."""
    staff_id = StaffId(uuid_from(derive(command, "staff")))
    person = PersonRecord(id=staff_id, kind=PersonKind.STAFF, name=new["name"])

    def record(asked: Command) -> Receipt:
        return ledger().enrol_staff(asked, staff_id, new["association_id"])

    return enrol_person(command, person, new["login"], new["password"], record)


@resource.write("/staff/<uuid:staff_id>/roles", RoleIn, Action.MANAGE_STAFF)
def grant_role(command: Command, grant: dict[str, Any], staff_id: StaffId) -> Receipt:
    """Grant a role in an association and all below it."""
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


@resource.read("/staff/<uuid:staff_id>", StaffOut, Action.MANAGE_STAFF)
def read_staff(_: object, staff_id: StaffId) -> StaffOut:
    """Show the roles of a member of staff."""
    return StaffOut(staff_id=staff_id, roles=ledger().desk().staff(staff_id).grants)
