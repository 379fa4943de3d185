"""Sessions: how a person at a page logs in and out, here and everywhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from flask import Response

from api.auth import (
    csrf_token,
    current_session_id,
    gate,
    has_session,
    log_in,
    log_out,
    require_person,
)
from api.operations.resource import Resource, json_response
from api.services import ledger, services
from api.v1.schemas.access import SessionIn
from ledger.errors.missing import SessionNotFound
from ledger.people.staff import Grant
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


class OpenSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session of one's own; `agent` is what the browser called itself, `current` this one."""

    session_id: UUID
    begun_at: datetime
    seen_at: datetime
    agent: str
    current: bool


class SessionsOut(msgspec.Struct, frozen=True, kw_only=True):
    """One's own sessions that are going on, the latest first."""

    items: Sequence[OpenSession]


@resource.session("POST", SessionIn, SessionOut, anybody=True)
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
    log_out()
    return Response(status=204)


@resource.session("GET", None, SessionsOut, rule="/sessions")
def list_sessions() -> Response:
    """List one's own sessions."""
    current, staff_id = current_session_id(), require_person().staff_id
    found = gate().sessions.going_on(staff_id, ledger().now())
    return json_response(
        SessionsOut(
            items=[
                OpenSession(**msgspec.structs.asdict(each), current=each.session_id == current)
                for each in found
            ]
        )
    )


@resource.session("DELETE", None, None, rule="/sessions")
def end_sessions() -> Response:
    """End all of one's own sessions, this one too."""
    gate().sessions.end_all(require_person().staff_id)
    log_out()
    return Response(status=204)


@resource.session("DELETE", None, None, rule="/sessions/<uuid:session_id>")
def end_one_session(session_id: UUID) -> Response:
    """End one of one's own sessions."""
    if not gate().sessions.end(require_person().staff_id, session_id):
        raise SessionNotFound("session_id")
    return Response(status=204)


def _shown(staff_id: StaffId) -> SessionOut:
    person = services().vault.get_person(staff_id)
    return SessionOut(
        staff_id=staff_id,
        name=None if person is None else person.name,
        roles=ledger().desk().staff(staff_id).grants,
        csrf_token=csrf_token() if has_session() else None,
    )
