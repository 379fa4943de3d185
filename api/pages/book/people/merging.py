"""Who was registered twice: found by phone or by name, both seen side by side, and then merged."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext, ngettext

from api.auth import Person, require_person
from api.errors import InvalidRequest
from api.pages.book.forms import Filled, Refusal, empty_form
from api.pages.book.people.listing import note_of, person_href
from api.pages.book.people.person_forms import about, alike, as_id, nobody
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import as_of, look
from api.people.finding import Place, Wanted
from api.people.registering import people_named
from api.people.seen import NOTHING, Seen, see
from ledger.access import Action
from ledger.people.beneficiary import Beneficiary
from ledger.people.donor import Donor
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, BeneficiaryId, DonorId
from projections.associations import associations
from projections.people import donors
from projections.spending import award_history
from projections.views import Reading

SHOWN = 20

_STATES: Mapping[PersonKind, type[Donor | Beneficiary]] = {
    PersonKind.DONOR: Donor,
    PersonKind.BENEFICIARY: Beneficiary,
}


def chosen_form() -> Filled:
    """Return the form that was never sent, with whom its address names."""
    return empty_form(other_id=request.args.get("other_id", "").strip())


def merge_page(
    kind: PersonKind, person_id: UUID, form: Filled, sought: str = "", after: Place | None = None
) -> str:
    """Show who may be the same person; or, where somebody is chosen, both of them side by side."""
    person = require_person()
    try:
        other_id = None if form.refusal.errors else _chosen(person, kind, form)
    except InvalidRequest as error:
        other_id = None
        form = form._replace(refusal=Refusal(error.messages, None, HTTPStatus.OK))
    two = [person_id] if other_id is None else [person_id, other_id]
    asked = {each: person.desk.person(each).association_id for each in two}
    seen = see(person, asked)
    shown: dict[str, Any] = {"both": None, "suggestions": [], "found": [], "look_on": None}
    with look() as reading:
        if other_id is None:
            shown |= _candidates(reading, person, kind, person_id, sought, after)
        else:
            told = [
                _told(reading, person, kind, id_, where, seen.get(id_, NOTHING))
                for id_, where in asked.items()
            ]
            shown["as_of"] = as_of(reading)
            shown["both"] = [
                (label, one, other) for (label, one), (_, other) in zip(*told, strict=True)
            ]
    name = seen.get(person_id, NOTHING).name
    return render_template(
        "book/people/merge_form.html",
        **about(kind, name, person_href(kind, person_id), form),
        **shown,
        sought=sought,
        typed=sought or name or "",
        search_href=f"{request.path.removesuffix('/search')}/search",
    )


def _chosen(person: Person, kind: PersonKind, form: Filled) -> UUID | None:
    """Return who is chosen, if anybody is; raise `InvalidRequest` for whom the reader sees not."""
    text = form.values.get("other_id", "")
    if not text:
        return None
    id_ = as_id(kind, text)
    known = person.desk.versioned(id_)
    state = None if known is None else known.state
    if not isinstance(state, _STATES[kind]) or not person.may(Action.READ, state.association_id):
        raise nobody(kind)
    return id_


def _candidates(
    reading: Reading,
    person: Person,
    kind: PersonKind,
    person_id: UUID,
    sought: str,
    after: Place | None,
) -> dict[str, Any]:
    """Return who has the same phone, and whose name has the words that are looked for."""
    state = person.desk.person(person_id)
    same_phone = {
        each: person.desk.person(each).association_id
        for each in alike(person_id, state.members)
        if person.desk.versioned(each) is not None
    }
    found, look_on = people_named(
        person,
        reading,
        Wanted(kind, _widest(person, state.association_id), sought),
        SHOWN,
        after,
        without={person_id, *state.members},
    )
    return {
        "suggestions": _choices(see(person, same_phone)),
        "found": _choices(found),
        "look_on": look_on,
    }


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


def _told(
    reading: Reading,
    person: Person,
    kind: PersonKind,
    person_id: UUID,
    association_id: AssociationId,
    seen: Seen,
) -> list[tuple[str, str | None]]:
    """Return what is compared of somebody: labels, the same for both, and what is known or not."""

    def may_read(where: AssociationId) -> bool:
        return person.may(Action.READ, where)

    born_on = None if seen.born_on is None else formatting.day(seen.born_on, language())
    told = [
        (gettext("Họ và tên"), seen.name),
        (gettext("Điện thoại"), seen.phone),
        (gettext("Địa chỉ"), seen.address),
        (gettext("Ngày sinh"), born_on),
        (gettext("Nơi ghi"), associations.association(reading, association_id).name),
    ]
    if kind is PersonKind.DONOR:
        gave = donors.history(reading, DonorId(person_id), shown=may_read, limit=1)
        return [
            *told,
            (gettext("Đã ủng hộ bằng tiền"), formatting.dong(gave.money_dong, language())),
            (gettext("Đã ủng hộ bằng hiện vật"), formatting.dong(gave.in_kind_dong, language())),
        ]
    got = award_history.history(reading, BeneficiaryId(person_id), shown=may_read, limit=1)
    awards = ngettext("%(num)d suất đã chi", "%(num)d suất đã chi", got.paid_awards)
    return [
        *told,
        (gettext("Ghi chú"), seen.note),
        (gettext("Các suất"), awards),
        (gettext("Đã nhận bằng tiền"), formatting.dong(got.paid_dong, language())),
    ]
