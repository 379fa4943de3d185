"""Merging: two donors, or two beneficiaries, turn out to be one person; perhaps not after all.

Of the two, one stays and the other becomes a member of it; a member has no members of its own. All
their gifts, or awards, are one history then, and each keeps the id that it was recorded with.
"""

from uuid import UUID

from ledger.context import Context
from ledger.errors.conflicts import AlreadyMerged
from ledger.errors.missing import NotMerged
from ledger.errors.people import MergedWithItself, PersonIsRestricted
from ledger.events.beneficiary import BeneficiaryMerged, BeneficiaryMergeUndone
from ledger.events.donor import DonorMerged, DonorMergeUndone, MergePrivate
from ledger.people.beneficiary import Beneficiary
from ledger.people.donor import Donor
from ledger.values import PersonId, Standing

Person = Donor | Beneficiary


def merge(
    person: Person, other: Person, ids: tuple[UUID, UUID], attempt: int | None, context: Context
) -> DonorMerged | BeneficiaryMerged:
    """Make another person a member of one; both are donors, or both are beneficiaries.

    `ids` are those of the two; `attempt` is how often the other was merged by then plus one, none
    if either of them is a member of somebody now. Raises `MergedWithItself`, `PersonIsRestricted`,
    `AlreadyMerged`.
    """
    person_id, other_id = ids
    if person_id == other_id:
        raise MergedWithItself("other_id")
    for each, field in ((person, _field(person)), (other, "other_id")):
        if each.standing is not Standing.KNOWN:
            raise PersonIsRestricted(field)
    if attempt is None or other.members:
        raise AlreadyMerged("other_id")
    of = DonorMerged if isinstance(person, Donor) else BeneficiaryMerged
    private = MergePrivate(recorded_by=context.by, other_id=PersonId(other_id))
    return of(attempt=attempt, effective_on=context.today, private=private)


def undo_merge(
    person: Person, other_id: UUID, context: Context
) -> DonorMergeUndone | BeneficiaryMergeUndone:
    """Make a member a person of its own again, or raise `NotMerged`, `PersonIsRestricted`."""
    if other_id not in person.members:
        raise NotMerged("other_id")
    if person.standing is not Standing.KNOWN:
        raise PersonIsRestricted(_field(person))
    of = DonorMergeUndone if isinstance(person, Donor) else BeneficiaryMergeUndone
    private = MergePrivate(recorded_by=context.by, other_id=PersonId(other_id))
    return of(effective_on=context.today, private=private)


def _field(person: Person) -> str:
    return "donor_id" if isinstance(person, Donor) else "beneficiary_id"
