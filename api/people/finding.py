"""Finding people by name: the vault compares words, and opens only what may be meant."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from ledger.store.vault.names import is_named
from ledger.store.vault.people import PersonKind, Vault
from ledger.values import AssociationId, BeneficiaryId
from projections.associations import associations
from projections.people import beneficiaries
from projections.views import Reading

_SOUGHT_MAX = 100

OPENED_MAX: Final = 2_000
"""So many names are opened for one look, in a few tenths of a second of a worker's time."""

AT_ONCE: Final = 500
"""So many names are opened before those that were found are counted again."""


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


class Found(NamedTuple):
    """Whose name was opened and meant: name, id, and who registered it."""

    name: str
    beneficiary_id: BeneficiaryId
    association_id: AssociationId


def words_of(sought: str) -> str:
    """Return the words that a name is looked for by, as they were typed."""
    return " ".join(sought[:_SOUGHT_MAX].split())


def find_named(
    vault: Vault,
    reading: Reading,
    association_id: AssociationId,
    words: str,
    enough: int,
    after: Place | None = None,
) -> tuple[list[Found], Place | None]:
    """Return whose names in a subtree have all these words, and where to look on, if anywhere.

    The vault finds whose names have the words without diacritics, and then whose words begin so;
    each of those is opened, to see whether it is meant. In one go `OPENED_MAX` are, and none any
    more once there are enough. Who looks on from `after` comes to the others. Nothing is written
    down: that is for who shows them.
    """
    place = after or Place(by_beginnings=False, after=None)
    units = associations.ids_below(reading, association_id)
    found: list[Found] = []
    for _ in range(OPENED_MAX // AT_ONCE):
        ids = vault.names.find(
            PersonKind.BENEFICIARY,
            words,
            units,
            after=place.after,
            limit=AT_ONCE,
            by_beginnings=place.by_beginnings,
        )
        registered = [BeneficiaryId(each) for each in ids]
        registered_by = beneficiaries.associations_of(reading, registered)
        people = vault.get_people(registered_by)
        found += [
            Found(people[each].name, each, where)
            for each, where in registered_by.items()
            if each in people and is_named(people[each].name, words)
        ]
        behind = place.behind(ids)
        if behind is None:
            return found, None
        place = behind
        if len(found) >= enough:
            break
    return found, place
