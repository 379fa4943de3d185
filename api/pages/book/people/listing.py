"""The people of an association for those who keep its book: all of a kind, or those of a name."""

from collections.abc import Mapping
from uuid import UUID

from flask import render_template, request, url_for

from api.auth import require_person
from api.pages.book.forms import sought_after, sought_words
from api.pages.links import href_of, place
from api.pages.reading import look
from api.people.finding import REGISTERS, Place, Wanted
from api.people.registering import people_named
from api.people.seen import NOTHING, Seen, see
from ledger.access import Action
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId
from projections.associations import associations
from projections.people import identities
from projections.people.identities import Registered

LISTED = 30

_ALL: Mapping[PersonKind, str] = {
    PersonKind.DONOR: "pages.donors.show_all",
    PersonKind.BENEFICIARY: "pages.beneficiaries.show_all",
}


def all_people(kind: PersonKind, association_id: AssociationId) -> str:
    """List those of a kind whom an association and all below it registered."""
    return _list(kind, association_id, "")


def people_sought(kind: PersonKind, association_id: AssociationId) -> str:
    """List those of them whose name has the words that were sent."""
    return _list(kind, association_id, sought_words())


def all_href(kind: PersonKind, association_id: AssociationId, after: int | None = None) -> str:
    """Return where those of a kind are listed."""
    return url_for(_ALL[kind], association_id=association_id, after=after)


def person_href(kind: PersonKind, person_id: UUID) -> str:
    """Return where somebody of a kind is shown."""
    if kind is PersonKind.DONOR:
        return url_for("pages.donors.show", donor_id=person_id)
    return url_for("pages.beneficiaries.show", beneficiary_id=person_id)


def note_of(seen: Seen) -> str | None:
    """Return what tells two of the same name apart, as far as it is seen; personal data."""
    return " · ".join(filter(None, (seen.note, seen.phone, seen.address))) or None


def _list(kind: PersonKind, association_id: AssociationId, sought: str) -> str:
    person = require_person()
    person.require(Action.READ, association_id)
    later: int | None = None
    look_on: Place | None = None
    with look() as reading:
        association = associations.association(reading, association_id)
        if sought:
            wanted = Wanted(kind, association_id, sought)
            seen, look_on = people_named(person, reading, wanted, LISTED, sought_after())
            found = identities.those(reading, REGISTERS[kind], seen)
        else:
            after = place(request.args, "after")
            some = identities.registered_below(
                reading,
                REGISTERS[kind],
                association_id,
                person.desk.today,
                after=after,
                limit=LISTED,
            )
            found, later = list(some.items), some.after
            seen = see(person, {each.id: each.association_id for each in found})
    return render_template(
        "book/people/people.html",
        kind=kind.value,
        association={"name": association.name, "href": href_of(association)},
        sought=sought,
        people=[_line(kind, each, seen.get(each.id, NOTHING)) for each in found],
        look_on=look_on,
        later_href=later and all_href(kind, association_id, later),
        action_href=all_href(kind, association_id),
        book_href=url_for("pages.book.show"),
    )


def _line(kind: PersonKind, each: Registered, seen: Seen) -> dict[str, object]:
    return {
        "name": seen.name,
        "note": note_of(seen),
        "standing": each.standing,
        "merged": each.merged_into is not None,
        "href": person_href(kind, each.id),
    }
