"""Finding people by name: the vault compares words, and opens only what may be meant."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Final, NamedTuple
from uuid import UUID

from ledger.store.vault.names import has_marks, is_named, is_named_bare, is_written
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind
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


class Among(Enum):
    """Among whom a search looks, one after the other; the value stands before a place in a form."""

    WHOLE_WORDS = ""
    """Whose names have the words as they were typed, or typed without diacritics."""

    BARE = "^"
    """Whose names were written without any diacritics, where some were typed."""

    BEGINNINGS = "~"
    """Who only has words that begin as some that were typed."""


class Place(NamedTuple):
    """Where a search goes on: among whom, and behind which of them."""

    among: Among
    after: UUID | None

    def __str__(self) -> str:
        """Write it into a form: the id, with a mark of those among whom it is looked on."""
        return f"{self.among.value}{self.after or ''}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """Return the place that was written; raise `ValueError` for anything else."""
        among = Among(text[:1]) if text[:1] in _MARKS else Among.WHOLE_WORDS
        rest = text.removeprefix(among.value)
        return cls(among, None if among.value and not rest else UUID(rest))

    def behind(self, ids: Sequence[UUID], words: str) -> "Place | None":
        """Return where to look on, if anywhere, when these were found here at once."""
        if len(ids) == AT_ONCE:
            return Place(self.among, ids[-1])
        if self.among is Among.BEGINNINGS:
            return None
        is_bare_next = self.among is Among.WHOLE_WORDS and has_marks(words)
        return Place(Among.BARE if is_bare_next else Among.BEGINNINGS, None)


_MARKS: Final = {each.value for each in Among} - {""}


class Wanted(NamedTuple):
    """Whom somebody looks for: of a kind, of an association and all below it, by these words."""

    kind: PersonKind
    association_id: AssociationId
    words: str

    def are_met_by(self, name: str, among: Among) -> bool:
        """Tell whether a name is meant, of those among whom one looks."""
        is_bare = among is not Among.WHOLE_WORDS and is_named_bare(name, self.words)
        return is_bare or (among is not Among.BARE and is_named(name, self.words))

    def nearness(self, found: "Found") -> tuple[bool, "Found"]:
        """Return what those who were found together are put in order by: as typed come first."""
        return not is_written(found.name, self.words), found


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
    each of those is opened, to see whether it is meant. Who was registered without any diacritics,
    as by a bank's statement, comes after those of the name that was typed with some. In one go
    `OPENED_MAX` are opened, and none any more once there are as many as are wanted; they come in
    the order of `Wanted.nearness`. Who looks on from `after`, if it is not None, comes
    to the others, and to nobody twice. Those in `without` are passed over, and with `whole_words`
    so is who only has a word that begins as one of these. Nothing is written down: that is for who
    shows them.
    """
    found, place = _find(vault, reading, wanted, most, after, on, without, whole_words=whole_words)
    return sorted(found, key=wanted.nearness), place


def _find(  # as above
    vault: Vault,
    reading: Reading,
    wanted: Wanted,
    most: int,
    after: Place | None,
    on: date,
    without: Collection[UUID],
    *,
    whole_words: bool,
) -> tuple[list[Found], Place | None]:
    kind, association_id, words = wanted
    place = after or Place(Among.WHOLE_WORDS, None)
    units = associations.ids_answered_for(reading, association_id, on)
    found: list[Found] = []
    for _ in range(OPENED_MAX // AT_ONCE):
        ids = vault.names.find(
            kind,
            words,
            units,
            after=place.after,
            limit=AT_ONCE,
            by_beginnings=place.among is Among.BEGINNINGS,
        )
        registered_by = identities.associations_of(reading, REGISTERS[kind], ids)
        people = vault.get_people(registered_by)
        meant = [
            Found(people[each].name, each, registered_by[each])
            for each in ids
            if each in registered_by and each in people and each not in without
            if wanted.are_met_by(people[each].name, place.among)
        ]
        room = most - len(found)
        found += meant[:room]
        if len(meant) > room:
            return found, Place(place.among, meant[room - 1].person_id)
        behind = place.behind(ids, words)
        if behind is None or (whole_words and behind.among is Among.BEGINNINGS):
            return found, None
        place = behind
        if len(found) == most:
            break
    return found, place
