"""The names of donors who agreed to be named with a gift: what everybody may know, login or not.

Nobody can ask here for a donor of their choice, only for entries; whose name is shown with them
follows from the consents in the book. Every other name goes through `api.people.seen`.
"""

from collections.abc import Sequence

from api.services import services
from projections import entries
from projections.entries import PublicEntry
from projections.views import Reading


def names_of_donors(reading: Reading, shown: Sequence[PublicEntry]) -> dict[int, str]:
    """Return by position the names of donors who agreed to be named with these entries.

    They come from the people vault each time and are kept nowhere; the erased have none.
    """
    donors = entries.consenting_donors(reading, shown)
    people = services().vault.get_people(set(donors.values())) if donors else {}
    return {at: people[donor].name for at, donor in donors.items() if donor in people}
