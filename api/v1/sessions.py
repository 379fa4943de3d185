"""Sessions: how a person at a page logs in and out."""

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Response

from api.auth import csrf_token, has_session, log_in, log_out, require_person
from api.operations.resource import Resource, json_response
from api.services import ledger, services
from api.v1.schemas.people import SessionIn
from ledger.access import Grant
from ledger.values import StaffId

resource = Resource("sessions", "Phiên đăng nhập: logging in and out")


class SessionOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking. Writes in a session send `csrf_token` in the header X-CSRF-Token.

    It is null for whoever asks with a token, and needs none.
    """

    staff_id: StaffId
    name: str | None
    roles: Sequence[Grant]
    csrf_token: str | None


@resource.session("POST", SessionIn, SessionOut)
def begin_session(given: dict[str, Any]) -> Response:
    """Log in: the answer sets the session's cookie."""
    staff_id = log_in(given["login"], given["password"])
    return json_response(_shown(staff_id))


@resource.session("GET", None, SessionOut)
def read_session() -> Response:
    """Show who is asking."""
    return json_response(_shown(require_person().staff_id))


@resource.session("DELETE", None, None)
def end_session() -> Response:
    """Log out."""
    require_person()
    log_out()
    return Response(status=204)


def _shown(staff_id: StaffId) -> SessionOut:
    person = services().vault.get_person(staff_id)
    return SessionOut(
        staff_id=staff_id,
        name=None if person is None else person.name,
        roles=ledger().desk().staff(staff_id).grants,
        csrf_token=csrf_token() if has_session() else None,
    )
