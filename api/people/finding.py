"""Finding people by name: the vault compares words, and opens only what may be meant."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from ledger.store.vault.names import is_named
from ledger.store.vault.people import PersonKind, Vault
from ledger.values import AssociationId
from projections.associations import associations
from projections.people import identities
from projections.views import Reading

_SOUGHT_MAX = 100

OPENED_MAX: Final = 2_000
"""So many names are opened for one look, in a few tenths of a second of a worker's time."""

AT_ONCE: Final = 500
"""So many names are opened before those that were found are counted again."""


REGISTERS: Final[Mapping[PersonKind, identities.Kept]] = {
    PersonKind.DONOR: "donors",
    PersonKind.BENEFICIARY: "beneficiaries",
}
"""Who is found by name, and among whom of the book."""


class Place(NamedTuple):
    """Where a search goes on: among whole words, or among beginnings, which come afterwards."""

    by_beginnings: bool
    after: UUID | None

    def __str__(self) -> str:
        """Write it into a form: the id, with a mark before it where beginnings are looked at."""
        return f"{_MARK if self.by_beginnings else ''}{self.after or ''}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """Return the place that was written; raise `ValueError` for anything else."""
        rest = text.removeprefix(_MARK)
        by_beginnings = rest != text
        return cls(by_beginnings, None if by_beginnings and not rest else UUID(rest))

    def behind(self, ids: Sequence[UUID]) -> "Place | None":
        """Return where to look on, if anywhere, when these were found here at once."""
        if len(ids) == AT_ONCE:
            return Place(self.by_beginnings, ids[-1])
        return None if self.by_beginnings else Place(by_beginnings=True, after=None)


_MARK: Final = "~"


class Wanted(NamedTuple):
    """Whom somebody looks for: of a kind, of an association and all below it, by these words."""

    kind: PersonKind
    association_id: AssociationId
    words: str


class Found(NamedTuple):
    """Whose name was opened and meant: name, id, and who registered it."""

    name: str
    person_id: UUID
    association_id: AssociationId


def words_of(sought: str) -> str:
    """Return the words that a name is looked for by, as they were typed."""
    return " ".join(sought[:_SOUGHT_MAX].split())


def find_named(
    vault: Vault,
    reading: Reading,
    wanted: Wanted,
    most: int,
    after: Place | None = None,
    *,
    on: date,
    without: Collection[UUID] = (),
    whole_words: bool = False,
) -> tuple[list[Found], Place | None]:
    """Return at most so many who are wanted and have all the words in their names.

    And where to look on.

    Whom an association registered that ended by the day `on` is found at those that succeeded it.

    The vault finds whose names have the words without diacritics, and then whose words begin so;
    each of those is opened, to see whether it is meant. In one go `OPENED_MAX` are, and none any
    more once there are as many as are wanted. Who looks on from `after`, if it is not None, comes
    to the others, and to nobody twice. Those in `without` are passed over, and with `whole_words`
    so is who only has a word that begins as one of these. Nothing is written down: that is for who
    shows them.
    """
    kind, association_id, words = wanted
    place = after or Place(by_beginnings=False, after=None)
    units = associations.ids_answered_for(reading, association_id, on)
    found: list[Found] = []
    for _ in range(OPENED_MAX // AT_ONCE):
        ids = vault.names.find(
            kind,
            words,
            units,
            after=place.after,
            limit=AT_ONCE,
            by_beginnings=place.by_beginnings,
        )
        registered_by = identities.associations_of(reading, REGISTERS[kind], ids)
        people = vault.get_people(registered_by)
        meant = [
            Found(people[each].name, each, registered_by[each])
            for each in ids
            if each in registered_by and each in people and each not in without
            if is_named(people[each].name, words)
        ]
        room = most - len(found)
        found += meant[:room]
        if len(meant) > room:
            return found, Place(place.by_beginnings, meant[room - 1].person_id)
        behind = place.behind(ids)
        if behind is None or (whole_words and behind.by_beginnings):
            return found, None
        place = behind
        if len(found) == most:
            break
    return found, place
