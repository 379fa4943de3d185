"""Who is looking at a page: anybody, or a member of staff, who sees what is theirs to do."""

from flask import session
from werkzeug.exceptions import HTTPException

from api.auth import Person, current_person, has_session, require_person
from ledger.access import Action
from ledger.errors import LedgerError
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

    Raises `Unauthenticated`, `FundNotFound`, `Forbidden`.
    """
    person = require_person()
    association_id = person.desk.fund(fund_id).association_id
    person.require(action, association_id)
    return person, association_id


def remember_written(position: int | None) -> None:
    """Keep in the session what was written last, so that its next page waits for it."""
    if position is not None:
        session[_WRITTEN] = max(position, last_written())


def last_written() -> int:
    """Return the position that this session wrote last, or 0."""
    written: int = session.get(_WRITTEN, 0)
    return written
