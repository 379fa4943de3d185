"""Putting people into the vault before the book: a name is never lost, and never put in twice."""

from collections.abc import Callable, Collection
from typing import NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from api.auth import Person
from api.people.finding import Place, Wanted, find_named
from api.people.seen import Seen, see
from api.services import services
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonRecord
from ledger.values import AssociationId, BeneficiaryId
from projections.people import identities
from projections.views import Reading

Record: TypeAlias = Callable[[Command, UUID], Receipt]
"""Records that a person is registered under an id."""

_VARIANT, _VERSION = 0x8000 << 48, 0x8000 << 64
_FREE_BITS = ~((0xC000 << 48) | (0xF000 << 64))


def register_person(
    command: Command,
    person: PersonRecord,
    record: Record,
    association_id: AssociationId,
    *,
    once: bool = False,
) -> Receipt:
    """Keep a person in the vault, to be found by name at an association, then record the command.

    Whoever is registered `once` is found again there by name and particulars; if somebody else has
    just kept the same person, it is recorded under the id that the vault has.

    It is rehearsed first: whatever it would be refused for leaves nothing in the vault, and
    neither does a replay.
    """
    rehearsed = record(msgspec.structs.replace(command, dry_run=True), person.id)
    if command.dry_run or rehearsed.replayed:
        return rehearsed
    id_ = person.id
    if once:
        (id_,) = services().vault.keep_people([person], association_id)
    else:
        services().vault.put_person(person, association_id)
    return record(command, id_)


def names_of_beneficiaries(
    person: Person, reading: Reading, beneficiary_ids: Collection[BeneficiaryId]
) -> dict[BeneficiaryId, str]:
    """Return the names of those of these beneficiaries whose names someone may see."""
    found = see(person, identities.associations_of(reading, "beneficiaries", beneficiary_ids))
    return {BeneficiaryId(each): seen.name for each, seen in found.items() if seen.name is not None}


class Sought(NamedTuple):
    """Those who were found by name; `after` is where to look on, none where nobody is left."""

    seen: dict[UUID, Seen]
    after: Place | None


def people_named(
    person: Person,
    reading: Reading,
    wanted: Wanted,
    most: int,
    after: Place | None = None,
    *,
    without: Collection[UUID] = (),
    whole_words: bool = False,
) -> Sought:
    """Return those who are wanted and have all the words in their names, at most so many.

    There are none of no words; see `find_named`.
    """
    vault = services().vault
    found, after = find_named(
        vault,
        reading,
        wanted,
        most,
        after,
        on=person.desk.today,
        without=without,
        whole_words=whole_words,
    )
    # Opened to be compared; what is shown is shown as any name is, and on record.
    seen = see(person, {each.person_id: each.association_id for each in found})
    return Sought({id_: seen[id_] for _, id_, _ in found if id_ in seen}, after)


def uuid_from(digest: bytes) -> UUID:
    """Return a UUID of version 8 (RFC 9562, section 5.8) made of a digest."""
    free = int.from_bytes(digest[:16]) & _FREE_BITS
    return UUID(int=free | _VERSION | _VARIANT)
