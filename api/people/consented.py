"""The names of donors who agreed to be named with a gift: what everybody may know, login or not.

Nobody can ask here for a donor of their choice, only for entries; whose name is shown with them
follows from the consents in the book. Every other name goes through `api.people.seen`.
"""

from collections.abc import Sequence

from api.people.birthdays import children
from api.services import services
from ledger.values import DonorId
from projections import entries
from projections.entries import PublicEntry
from projections.people import donors, identities
from projections.views import Reading


def names_of_donors(reading: Reading, shown: Sequence[PublicEntry]) -> dict[int, str]:
    """Return by position the names of donors who agreed to be named with these entries.

    They come from the people vault each time and are kept nowhere; the erased have none. Whoever
    turned out to be a child is not named by the own word that was taken before that was known.
    """
    of_entry = entries.consenting_donors(reading, shown)
    people = services().vault.get_people(set(of_entry.values())) if of_entry else {}
    young = children(services(), reading, people) if people else set()
    gifts = {each.position: each for each in shown if of_entry.get(each.position) in young}
    return {
        at: people[donor_id].name
        for at, donor_id in of_entry.items()
        if donor_id in people and (at not in gifts or _is_spoken_for(reading, gifts[at], donor_id))
    }


def _is_spoken_for(reading: Reading, gift: PublicEntry, donor_id: DonorId) -> bool:
    others = identities.others_of(reading, [donor_id]).get(donor_id, ())
    ids = [donor_id, *map(DonorId, others)]
    return donors.is_spoken_for(reading, gift.fund_id, gift.version, ids)
