"""Merging: two donors turn out to be one person, and perhaps not after all.

Of the two, one stays and the other becomes a member of it; a member has no members of its own. All
their gifts are one history then, and each keeps the id that it was recorded with.
"""

from ledger.context import Context
from ledger.donor import Donor
from ledger.errors import AlreadyMerged, NotMerged, PersonIsRestricted, SameDonor
from ledger.events.donor import DonorMerged, MergePrivate, MergeUndone
from ledger.values import DonorId, Standing


def merge_donors(
    donor: Donor, other: Donor, ids: tuple[DonorId, DonorId], attempt: int | None, context: Context
) -> DonorMerged:
    """Make another donor a member of one.

    `ids` are those of the two; `attempt` is how often the other was merged by then plus one, none
    if either of them is a member of some donor now. Raises `SameDonor`, `PersonIsRestricted`,
    `AlreadyMerged`.
    """
    donor_id, other_id = ids
    if donor_id == other_id:
        raise SameDonor("other_id")
    for each, field in ((donor, "donor_id"), (other, "other_id")):
        if each.standing is not Standing.KNOWN:
            raise PersonIsRestricted(field)
    if attempt is None or other.members:
        raise AlreadyMerged("other_id")
    return DonorMerged(
        attempt=attempt,
        effective_on=context.today,
        private=MergePrivate(recorded_by=context.by, other_id=other_id),
    )


def undo_merge(donor: Donor, other_id: DonorId, context: Context) -> MergeUndone:
    """Make a member a donor of its own again, or raise `NotMerged`, `PersonIsRestricted`."""
    if other_id not in donor.members:
        raise NotMerged("other_id")
    if donor.standing is not Standing.KNOWN:
        raise PersonIsRestricted("donor_id")
    return MergeUndone(
        effective_on=context.today,
        private=MergePrivate(recorded_by=context.by, other_id=other_id),
    )
