"""Which donor a typed name means: one who is registered already, or somebody new.

Two people may well share a name, and one of them may give every year: a person says who it is,
never a rule. Whoever types a name that nobody has is asked nothing.
"""

from collections.abc import Collection, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID

from flask import request
from flask_babel import gettext

from api.auth import Person, require_person
from api.pages.book.forms import Filled, Refusal, command_id_of
from api.pages.book.people.listing import note_of
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.presentation.refusals import N_
from api.pages.reading import look
from api.pages.visitors import remember_written
from api.people.finding import REGISTERS, Place, Wanted, find_named, words_of
from api.people.registering import people_named, uuid_from
from api.people.seen import Seen, see_donors
from api.services import ledger, services
from ledger.access import Action
from ledger.errors.missing import DonorNotFound
from ledger.recording.desk import Desk
from ledger.store.vault.names import is_named, is_named_bare, is_written
from ledger.store.vault.records import PersonKind
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


class Unclear(Exception):
    """Somebody has to say whose a name is before its form is recorded."""

    def __init__(self, *, is_just: bool = False) -> None:
        """With `is_just` somebody of that name was registered while the form was under way."""
        self.is_just = is_just


class Offered(NamedTuple):
    """Who may be meant: [{id, name, note}], and where the search goes on; personal data.

    `asks` tells why nothing was recorded, where somebody has to say who it is first.
    """

    people: list[dict[str, Any]]
    look_on: Place | None
    mark: str
    asks: Unclear | None


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
    return Filled(request.form, command_id_of(request.form), Refusal(told, None, HTTPStatus.OK))


def asking_form() -> Filled:
    """Return the form that was not recorded, as it was sent, to be shown with whom it may mean."""
    remember_written(ledger().position())  # so that who was just registered is among them
    return Filled(request.form, command_id_of(request.form))


class Newcomer:
    """Somebody new, unless the name of a form is somebody's of whom it was not asked.

    Whoever is registered between this look and the append is looked at under the append lock: of
    two forms with one new name, sent at one moment, the second is asked about the first.
    """

    def __init__(self, association_id: AssociationId, name: str, donor_id: DonorId) -> None:
        """Look for the name; raise `Unclear` where somebody has to say whose it is.

        `donor_id` is whom this form registers: before it broke off, or in a tap before, that is
        nobody else.
        """
        said = request.form.get(DONOR, "")
        if said not in ("", SOMEBODY_NEW):
            raise Unclear  # whoever was picked is not to be meant any more
        self._words = _words(name)
        self._association_id = association_id
        with look() as reading:
            self._position = reading.as_of().position
            alike = _alike(reading, require_person(), association_id, name, without={donor_id})
        self._known = {donor_id, *alike}
        is_said = said == SOMEBODY_NEW and request.form.get(ASKED) == _mark(name, alike)
        if alike and not is_said:
            raise Unclear

    def __call__(self, desk: Desk) -> None:
        """Raise `Unclear` if somebody of the name was registered since; see `register_donor`."""
        since = {
            each: unit
            for each, unit in desk.donors_since(self._position).items()
            if each not in self._known and self._association_id in desk.chain(unit)
        }
        people = services().vault.get_people(since) if since else {}
        if any(_is_meant(each.name, self._words) for each in people.values()):
            raise Unclear(is_just=True)
        self._position = desk.position


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
    return _is_meant(name, _words(typed))


def offered(
    reading: Reading,
    association_id: AssociationId,
    values: Mapping[str, str],
    *,
    asks: Unclear | None = None,
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
    return Offered(_choices(reading, association_id, found, _words(name)), look_on, mark, asks)


def _is_meant(name: str, words: str) -> bool:
    return is_named(name, words) or is_named_bare(name, words)


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
    reading: Reading, here: AssociationId, found: Mapping[UUID, Seen], words: str
) -> list[dict[str, Any]]:
    """Return each person once, those first who are written so, and whom it registered itself."""
    known = {
        each.id: each for each in identities.those(reading, REGISTERS[PersonKind.DONOR], found)
    }
    people = {
        id_: seen
        for id_, seen in found.items()
        if id_ in known and seen.name is not None and known[id_].merged_into not in found
    }

    def nearness(each: tuple[UUID, Seen]) -> tuple[bool, bool]:
        id_, seen = each
        return not is_written(seen.name or "", words), known[id_].association_id != here

    latest = donors.latest_gifts(reading, [DonorId(each) for each in people])
    return [
        {
            "id": id_,
            "name": seen.name,
            "note": _told(reading, here, known[id_].association_id, seen, latest.get(DonorId(id_))),
        }
        for id_, seen in sorted(people.items(), key=nearness)
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
