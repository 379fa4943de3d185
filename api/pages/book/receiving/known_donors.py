"""Which donor a typed name means: one who is registered already, or somebody new.

Two people may well share a name, and one of them may give every year: a person says who it is,
never a rule. Whoever types a name that nobody has is asked nothing.
"""

from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from flask import request
from flask_babel import gettext

from api.auth import Person, require_person
from api.pages.again import REVIEW_FIELD
from api.pages.book.forms import Filled, Refusal, command_id_of, form_command
from api.pages.book.people.listing import note_of
from api.pages.book.receiving.gift_recording import new_donor_id
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.presentation.refusals import N_
from api.pages.reading import look
from api.people.finding import REGISTERS, Place, Wanted, find_named, words_of
from api.people.registering import people_named, uuid_from
from api.people.seen import Seen, see_donors
from api.services import services
from ledger.access import Action
from ledger.errors import LedgerError
from ledger.errors.missing import DonorNotFound
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.names import is_named
from ledger.store.vault.people import PersonKind
from ledger.values import AssociationId, DonorId
from projections.associations import associations
from projections.people import donors, identities
from projections.views import Reading

DONOR: Final = "donor"
"""The field that says who it is: an id, or `SOMEBODY_NEW`."""

ASKED: Final = "donors_asked"
"""The field that says of which name and of whom that was asked: of others it is asked again."""

FIND: Final = "find_donor"
"""The button that looks for a name and records nothing: where to look on, or nothing yet."""

SOMEBODY_NEW: Final = "new"
SHOWN: Final = 20

_NO_NAME: Final = N_("Ghi tên để tìm.")

_ADDRESSED_AS: Final = frozenset({"ông", "bà", "anh", "chị", "cô", "chú", "bác", "em", "cháu"})
"""What stands before a name on some papers, and not in others."""


class Offered(NamedTuple):
    """Who may be meant: [{id, name, note}], and where the search goes on; personal data.

    `asks` tells that nothing was recorded, because somebody has to say who it is.
    """

    people: list[dict[str, Any]]
    look_on: Place | None
    mark: str
    asks: bool


class Picked(NamedTuple):
    """A registered donor whom a form names, and what is seen of him or her; personal data."""

    donor_id: DonorId
    seen: Seen


def is_sought() -> bool:
    """Tell whether a form only looks for a donor."""
    return FIND in request.form


def sought_form() -> Filled:
    """Return the form that looks for a donor, as it was sent; it must say for whom."""
    told = {} if request.form.get("donor_name", "").strip() else {"donor_name": gettext(_NO_NAME)}
    return asking_form()._replace(refusal=Refusal(told, None, HTTPStatus.OK))


def asking_form() -> Filled:
    """Return the form that was not recorded, as it was sent."""
    return Filled(request.form, command_id_of(request.form))


def must_ask(
    association_id: AssociationId,
    name: Callable[[], str | None],
    rehearse: Callable[[Command], Receipt],
) -> bool:
    """Tell whether somebody has to say who it is before the form is recorded.

    `name` reads what was typed, None where it is known whose it is. A form that would be refused,
    or was recorded already, is asked nothing: that is told when it is to be recorded.
    """
    if REVIEW_FIELD in request.form:
        return False
    by = require_person().staff_id
    try:
        typed, command = name(), form_command(by, *(request.view_args or {}).values())
        # Whom this very form registered, before it broke off or in a tap before, is nobody else.
        if typed is None or not _is_unclear(association_id, typed, new_donor_id(command)):
            return False
        return not rehearse(msgspec.structs.replace(command, dry_run=True)).replayed
    except LedgerError:
        return False


def picked(form: Mapping[str, str], name: str | None) -> Picked | None:
    """Return who was picked for a name, if that is somebody whom who is asking sees by it."""
    donor_id = _id(form.get(DONOR, ""))
    if donor_id is None or name is None:
        return None
    try:
        seen = see_donors(require_person(), [donor_id]).get(donor_id)
    except DonorNotFound:
        return None
    if seen is None or seen.name is None or not is_meant(seen.name, name):
        return None
    return Picked(donor_id, seen)


def is_meant(name: str, typed: str) -> bool:
    """Tell whether a donor of a name may be meant by what was typed."""
    return is_named(name, _words(typed))


def offered(
    reading: Reading,
    association_id: AssociationId,
    values: Mapping[str, str],
    *,
    asks: bool = False,
) -> Offered | None:
    """Return who may be meant in a form that looked for a name, or was asked; None in any other."""
    name = values.get("donor_name", "").strip()
    if not name or not (asks or FIND in values or DONOR in values):
        return None
    person = require_person()
    found, look_on = people_named(
        person,
        reading,
        Wanted(PersonKind.DONOR, _widest(person, association_id), _words(name)),
        SHOWN,
        _place(values.get(FIND, "")),
        whole_words=FIND not in values,
    )
    chosen = picked(values, name)
    if chosen is not None:
        found.setdefault(chosen.donor_id, chosen.seen)
    mark = _mark(name, _alike(reading, person, association_id, name))
    return Offered(_choices(reading, association_id, found), look_on, mark, asks)


def _is_unclear(association_id: AssociationId, name: str, own_id: DonorId) -> bool:
    said = request.form.get(DONOR, "")
    if said not in ("", SOMEBODY_NEW):
        return picked(request.form, name) is None
    with look() as reading:
        alike = _alike(reading, require_person(), association_id, name, without={own_id})
    is_said = said == SOMEBODY_NEW and request.form.get(ASKED) == _mark(name, alike)
    return bool(alike) and not is_said


def _alike(
    reading: Reading,
    person: Person,
    association_id: AssociationId,
    name: str,
    *,
    without: Collection[UUID] = (),
) -> list[UUID]:
    """Return the donors of an association, and of all below it, who have all words of a name.

    Not of any above: there everybody would have a namesake.
    """
    wanted = Wanted(PersonKind.DONOR, association_id, _words(name))
    found, _ = find_named(
        services().vault,
        reading,
        wanted,
        SHOWN,
        on=person.desk.today,
        without=without,
        whole_words=True,
    )
    return [each.person_id for each in found]


def _choices(
    reading: Reading, here: AssociationId, found: Mapping[UUID, Seen]
) -> list[dict[str, Any]]:
    """Return each person once, those first whom the association itself registered."""
    known = {
        each.id: each for each in identities.those(reading, REGISTERS[PersonKind.DONOR], found)
    }
    people = {
        id_: seen
        for id_, seen in found.items()
        if id_ in known and seen.name is not None and known[id_].merged_into not in found
    }
    latest = donors.latest_gifts(reading, [DonorId(each) for each in people])
    return [
        {
            "id": id_,
            "name": seen.name,
            "note": _told(reading, here, known[id_].association_id, seen, latest.get(DonorId(id_))),
        }
        for id_, seen in sorted(
            people.items(), key=lambda each: known[each[0]].association_id != here
        )
    ]


def _told(
    reading: Reading,
    here: AssociationId,
    registered_by: AssociationId,
    seen: Seen,
    latest: donors.LatestGift | None,
) -> str:
    """Return what tells two of the same name apart: particulars, where, and the last gift."""
    parts = [note_of(seen)]
    if registered_by != here:
        parts.append(associations.association(reading, registered_by).name)
    if latest is not None:
        dong = formatting.dong(latest.dong, language())
        day = formatting.day(latest.effective_on, language())
        parts.append(gettext("ủng hộ gần nhất %(amount)s ngày %(day)s", amount=dong, day=day))
    told = " · ".join(filter(None, parts)) or gettext("Sổ chưa có gì khác về người này.")
    return told[:1].upper() + told[1:]


def _widest(person: Person, association_id: AssociationId) -> AssociationId:
    """Return the highest association whose donors somebody may record a gift of."""
    chain = person.desk.chain(association_id)
    return [each for each in chain if person.may(Action.REGISTER_DONOR, each)][-1]


def _words(name: str) -> str:
    """Return the words that a name is looked for by, without what its bearer is addressed as."""
    first, _, rest = words_of(name).partition(" ")
    return rest if rest and first.casefold() in _ADDRESSED_AS else words_of(name)


def _mark(name: str, alike: list[UUID]) -> str:
    """Return what a form carries of what was asked: an id, so that nobody takes it for typed."""
    ids = b"".join(each.bytes for each in sorted(alike))
    return str(uuid_from(sha256(ids + name.encode()).digest()))


def _place(text: str) -> Place | None:
    try:
        return Place.read(text)
    except ValueError:
        return None


def _id(text: str) -> DonorId | None:
    try:
        return DonorId(UUID(text))
    except ValueError:
        return None
