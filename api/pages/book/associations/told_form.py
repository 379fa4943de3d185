"""What forms of associations share: who may, what is put right, and the list they lead back to."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import Person, require_person
from api.pages.book.control_form import ControlForm, Field, Option, form_page
from api.pages.book.fields import read_required_text
from api.pages.book.forms import Filled, led_to
from api.pages.links import href_of
from api.pages.reading import look
from ledger.access import Action
from ledger.recording.commands import Receipt
from ledger.values import AssociationId
from projections.associations import associations
from projections.associations.told import Asked


class _Positioned(Protocol):
    """Something that was told at a position of the log."""

    @property
    def position(self) -> int: ...


EARLIER = "earlier"
"""The part of an address that says, by its position, which report is to be put right."""

_POSITION_DIGITS_MAX = 15
_T = TypeVar("_T", bound=_Positioned)


def require_in(action: Action, association_id: AssociationId) -> Person:
    """Return who is asking, if they may do this there.

    Raises `Unauthenticated`, `AssociationNotFound`, `Forbidden`.
    """
    person = require_person()
    person.desk.association(association_id)
    person.require(action, association_id)
    return person


def kept(find: Callable[[Asked], Sequence[_T]]) -> _T | None:
    """Return what was told at the position that the address names, if it names one of them."""
    text = request.args.get(EARLIER, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _POSITION_DIGITS_MAX):
        return None
    return told_at(find, int(text))


def told_at(find: Callable[[Asked], Sequence[_T]], position: int) -> _T | None:
    """Return what was told at a position, of what `find` lists before another, the latest first."""
    found = find(Asked(after=position + 1, limit=1))
    return next((each for each in found if each.position == position), None)


def told_page(
    association_id: AssociationId, shown: ControlForm, form: Filled, kind: str, **more: object
) -> str:
    """Show a form of an association, empty or as it was refused."""
    with look() as reading:
        association = associations.association(reading, association_id)
    whose = {"name": association.name, "href": href_of(association)}
    cancel_href = url_for("pages.told.show", association_id=association_id, kind=kind)
    return form_page(whose, shown, form, request.path, cancel_href, **more)


def led_to_list(
    association_id: AssociationId, kind: str, told: str, receipt: Receipt
) -> ResponseReturnValue:
    """Lead to the list of what was told, with a word about this."""
    href = url_for("pages.told.show", association_id=association_id, kind=kind)
    return led_to(href, told, receipt)


def scope_field() -> Field:
    """Return the field that says whose figure it is."""
    options = [
        Option("", gettext("Riêng hội này")),
        Option("yes", gettext("Cả các hội trực thuộc")),
    ]
    return Field("select", "whole", gettext("Phạm vi"), options=options)


def is_whole(form: Mapping[str, str]) -> bool:
    """Tell whether a form is about an association with all below it."""
    return bool(form.get("whole"))


def read_source(form: Mapping[str, str]) -> str:
    """Return on what a report rests; raise `InvalidRequest`."""
    return read_required_text(form, "source", gettext("Ghi lấy số liệu từ đâu."))
