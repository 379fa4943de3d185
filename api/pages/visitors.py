"""Who is looking at a page: anybody, or a member of staff, who sees what is theirs to do."""

from flask import request, session
from werkzeug.exceptions import HTTPException

from api.auth import Person, current_person, has_session, require_person
from ledger.access import Action
from ledger.errors import LedgerError
from ledger.errors.associations import FundHasEnded
from ledger.values import AssociationId, FundId

_WRITTEN = "position"


def visitor() -> Person | None:
    """Return who is looking, as far as it can be told: credentials gone stale are nobody's.

    Of a form that is too large to be read nobody can tell whether it was sent from here.
    """
    if not has_session():
        return None
    try:
        return current_person()
    except (LedgerError, HTTPException):
        return None


def may(action: Action, association_id: AssociationId) -> bool:
    """Tell whether whoever is looking may do this in an association."""
    person = visitor()
    return person is not None and person.may(action, association_id)


def require(action: Action, fund_id: FundId) -> tuple[Person, AssociationId]:
    """Return who is asking, and the association of the fund that they may do this with.

    No form is shown of a fund that was handed over; one that was sent before may come again.

    Raises `Unauthenticated`, `FundNotFound`, `Forbidden`, `FundHasEnded`.
    """
    person = require_person()
    fund = person.desk.fund(fund_id)
    person.require(action, fund.association_id)
    is_form = action is not Action.READ and request.method != "POST"
    if is_form and fund.ended_on is not None:
        raise FundHasEnded("fund_id", ended_on=fund.ended_on.isoformat())
    return person, fund.association_id


def remember_written(position: int | None) -> None:
    """Keep in the session what was written last, so that its next page waits for it."""
    if position is not None:
        session[_WRITTEN] = max(position, last_written())


def last_written() -> int:
    """Return the position that this session wrote last, or 0."""
    written: int = session.get(_WRITTEN, 0)
    return written
