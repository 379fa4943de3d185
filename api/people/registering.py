"""Putting people into the vault before the book: a name is never lost, and never put in twice."""

from collections.abc import Callable, Collection
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from api.auth import Person
from api.people.seen import Seen, see
from api.services import services
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.names import is_named
from ledger.store.vault.people import PersonKind, PersonRecord, Vault
from ledger.values import AssociationId, BeneficiaryId
from projections.associations import associations
from projections.people import beneficiaries
from projections.views import Reading

_SOUGHT_MAX = 100

OPENED_MAX: Final = 2_000
"""So many names are opened for one look, in a few tenths of a second of a worker's time."""

AT_ONCE: Final = 500
"""So many names are opened before those that were found are counted again."""

Record: TypeAlias = Callable[[Command, UUID], Receipt]
"""Records that a person is registered under an id."""

_VARIANT, _VERSION = 0x8000 << 48, 0x8000 << 64
_FREE_BITS = ~((0xC000 << 48) | (0xF000 << 64))


def register_person(
    command: Command, person: PersonRecord, record: Record, scope: UUID | None = None
) -> Receipt:
    """Keep a person in the vault, then record the command.

    With a `scope` the person is found again there by name and particulars; if somebody else has
    just kept the same person, it is recorded under the id that the vault has.

    It is rehearsed first: whatever it would be refused for leaves nothing in the vault, and
    neither does a replay.
    """
    rehearsed = record(msgspec.structs.replace(command, dry_run=True), person.id)
    if command.dry_run or rehearsed.replayed:
        return rehearsed
    id_ = person.id
    if scope is None:
        services().vault.put_person(person)
    else:
        (id_,) = services().vault.keep_people([person], scope)
    return record(command, id_)


def names_of_beneficiaries(
    person: Person, reading: Reading, beneficiary_ids: Collection[BeneficiaryId]
) -> dict[BeneficiaryId, str]:
    """Return the names of those of these beneficiaries whose names someone may see."""
    associations = beneficiaries.associations_of(reading, beneficiary_ids)
    found = see(person, dict(associations.items()))
    return {BeneficiaryId(each): seen.name for each, seen in found.items() if seen.name is not None}


def words_of(sought: str) -> str:
    """Return the words that a name is looked for by, as they were typed."""
    return " ".join(sought[:_SOUGHT_MAX].split())


class Sought(NamedTuple):
    """Those who were found by name; `after` is where to look on, none where nobody is left."""

    seen: dict[BeneficiaryId, Seen]
    after: UUID | None


class Found(NamedTuple):
    """Whose name was opened and meant: name, id, and who registered it."""

    name: str
    beneficiary_id: BeneficiaryId
    association_id: AssociationId


def beneficiaries_named(
    person: Person,
    reading: Reading,
    association_id: AssociationId,
    words: str,
    most: int,
    after: UUID | None = None,
) -> Sought:
    """Return the beneficiaries of a subtree whose names have all these words, at most so many.

    There are none of no words; see `find_named`.
    """
    found, after = find_named(services().vault, reading, association_id, words, most, after)
    # Opened to be compared; what is shown is shown as any name is, and on record.
    shown: dict[UUID, AssociationId] = {
        each.beneficiary_id: each.association_id for each in sorted(found)[:most]
    }
    seen = {BeneficiaryId(id_): each for id_, each in see(person, shown).items()}
    return Sought(seen, None if len(found) >= most else after)


def find_named(
    vault: Vault,
    reading: Reading,
    association_id: AssociationId,
    words: str,
    enough: int,
    after: UUID | None = None,
) -> tuple[list[Found], UUID | None]:
    """Return whose names in a subtree have all these words, and where to look on, if anywhere.

    The vault finds whose names have the words without diacritics; each of those is opened, to see
    whether it is meant. In one go `OPENED_MAX` are, and none any more once there are enough. Who
    looks on from `after` comes to the others. Nothing is written down: that is for who shows them.
    """
    units = associations.ids_below(reading, association_id)
    found: list[Found] = []
    for _ in range(OPENED_MAX // AT_ONCE):
        ids = vault.names.find(PersonKind.BENEFICIARY, words, units, after=after, limit=AT_ONCE)
        registered = [BeneficiaryId(each) for each in ids]
        registered_by = beneficiaries.associations_of(reading, registered)
        people = vault.get_people(registered_by)
        found += [
            Found(people[each].name, each, where)
            for each, where in registered_by.items()
            if each in people and is_named(people[each].name, words)
        ]
        after = ids[-1] if len(ids) == AT_ONCE else None
        if after is None or len(found) >= enough:
            break
    return found, after


def uuid_from(digest: bytes) -> UUID:
    """Return a UUID of version 8 (RFC 9562, section 5.8) made of a digest."""
    free = int.from_bytes(digest[:16]) & _FREE_BITS
    return UUID(int=free | _VERSION | _VARIANT)
