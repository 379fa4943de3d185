"""When people were born, as far as it is told of them under any id that turned out to be theirs.

Who was registered without a birthday, and is merged with a child, is that child.
"""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from api.installation import Services
from ledger.rules import is_minor, parties_needed
from ledger.store.vault.records import PersonRecord
from ledger.values import Party, business_day
from projections.people import identities
from projections.views import Reading


def minors(here: Services, people: Mapping[UUID, PersonRecord]) -> set[UUID]:
    """Return those of these people each reading of whose names is logged."""
    today = business_day(here.ledger.now())
    found = {id_ for id_, known in people.items() if known.is_protected(today)}
    rest = {id_: known for id_, known in people.items() if id_ not in found}
    if rest:
        with here.views.reading() as reading:
            told = _birthdays(here, reading, rest)
        found.update(id_ for id_, days in told.items() if any(is_minor(day, today) for day in days))
    return found


def children(here: Services, reading: Reading, people: Mapping[UUID, PersonRecord]) -> set[UUID]:
    """Return those of these people who are named by the word of a representative only."""
    today = business_day(here.ledger.now())
    return {
        id_
        for id_, days in _birthdays(here, reading, people).items()
        if any(Party.REPRESENTATIVE in parties_needed(day, today) for day in days)
    }


def _birthdays(
    here: Services, reading: Reading, people: Mapping[UUID, PersonRecord]
) -> dict[UUID, set[date]]:
    others = identities.others_of(reading, people)
    elsewhere: Collection[UUID] = set().union(*others.values()) - people.keys()
    known = {**people, **here.vault.get_people(elsewhere)} if elsewhere else people
    return {
        id_: {
            born_on
            for each in (id_, *others.get(id_, ()))
            if each in known and (born_on := known[each].born_on) is not None
        }
        for id_ in people
    }
