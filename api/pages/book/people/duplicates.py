"""Who may be registered twice: whom a form names, who has the same phone or a name like it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext

from api.auth import Person
from api.errors import InvalidRequest
from api.pages.book.forms import Filled
from api.pages.book.people.listing import note_of
from api.pages.book.people.person_forms import Subject
from api.people.finding import Place, Wanted
from api.people.registering import people_named
from api.people.seen import Seen, see
from api.services import services
from ledger.access import Action
from ledger.people.beneficiary import Beneficiary
from ledger.people.donor import Donor
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, BeneficiaryId, DonorId
from projections.views import Reading

FOUND_MAX = 20
_SUGGESTED_MAX = 20

_STATES: Mapping[PersonKind, type[Donor | Beneficiary]] = {
    PersonKind.DONOR: Donor,
    PersonKind.BENEFICIARY: Beneficiary,
}


def chosen(subject: Subject, form: Filled) -> Subject | None:
    """Return who is chosen, if anybody is; raise `InvalidRequest` for whom the reader sees not."""
    text = form.values.get("other_id", "")
    if not text:
        return None
    id_ = as_id(subject.kind, text)
    person = subject.asked_by
    known = person.desk.versioned(id_)
    state = None if known is None else known.state
    if not isinstance(state, _STATES[subject.kind]) or not person.may(
        Action.READ, state.association_id
    ):
        raise _nobody(subject.kind)
    return subject._replace(id=id_, association_id=state.association_id)


def as_id(kind: PersonKind, text: str) -> DonorId | BeneficiaryId:
    """Return who is meant, by id or by the address of the page that shows them.

    Raises `InvalidRequest` for anything else.
    """
    try:
        id_ = UUID(text.strip().rstrip("/").rpartition("/")[2])
    except ValueError:
        raise _nobody(kind) from None
    return DonorId(id_) if kind is PersonKind.DONOR else BeneficiaryId(id_)


def candidates(
    reading: Reading, subject: Subject, sought: str, after: Place | None
) -> dict[str, Any]:
    """Return who has the same phone, and whose name has the words that are looked for."""
    person = subject.asked_by
    members = person.desk.person(subject.id).members
    same_phone = {
        each: person.desk.person(each).association_id
        for each in _alike(subject.id, members)
        if person.desk.versioned(each) is not None
    }
    found, look_on = people_named(
        person,
        reading,
        Wanted(subject.kind, _widest(person, subject.association_id), sought),
        FOUND_MAX,
        after,
        without={subject.id, *members},
    )
    return {
        "suggestions": _choices(see(person, same_phone)),
        "found": _choices(found),
        "look_on": look_on,
    }


def _nobody(kind: PersonKind) -> InvalidRequest:
    if kind is PersonKind.DONOR:
        return InvalidRequest({"other_id": gettext("Không có nhà hảo tâm nào có mã này.")})
    return InvalidRequest({"other_id": gettext("Không có người thụ hưởng nào có mã này.")})


def _alike(person_id: UUID, members: Iterable[UUID]) -> list[UUID]:
    """Return others of the same kind with the same phone, who are not members already."""
    vault, known_already = services().vault, {person_id, *members}
    known = vault.get_person(person_id)
    if known is None or not known.phone:
        return []
    found = [each for each in vault.find_by_phone(known.phone) if each not in known_already]
    people = vault.get_people(found[:_SUGGESTED_MAX])
    return [id_ for id_, each in people.items() if each.kind is known.kind]


def _widest(person: Person, association_id: AssociationId) -> AssociationId:
    """Return the highest association in which somebody may merge whom this one registered."""
    chain = person.desk.chain(association_id)
    return [each for each in chain if person.may(Action.MERGE_PEOPLE, each)][-1]


def _choices(seen: dict[UUID, Seen]) -> list[dict[str, Any]]:
    return [
        {"id": id_, "name": each.name, "note": note_of(each)}
        for id_, each in seen.items()
        if each.name
    ]
