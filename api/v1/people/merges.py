"""Merges (gộp người trùng): people who turned out to be one person, and two again."""

from typing import Any

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.people import MergeIn, UndoingIn
from ledger.access import Action
from ledger.recording.commands import Command, Receipt
from ledger.values import BeneficiaryId, DonorId

resource = Resource("merges", "Gộp người trùng: people who are one person")


@resource.write("/donors/<uuid:donor_id>/members", MergeIn, Action.MERGE_PEOPLE)
def merge_donors(command: Command, merge: dict[str, DonorId], donor_id: DonorId) -> Receipt:
    """Record that another donor is this very person; both histories are one from now on.

    It needs a treasurer's role where both were registered, or above both.
    """
    return ledger().merge_donors(command, donor_id, merge["other_id"])


@resource.write(
    "/donors/<uuid:donor_id>/members/<uuid:other_id>/undoing", UndoingIn, Action.MERGE_PEOPLE
)
def undo_donor_merge(
    command: Command, _: dict[str, Any], donor_id: DonorId, other_id: DonorId
) -> Receipt:
    """Record that the two are two persons after all; each has its own history again."""
    return ledger().undo_donor_merge(command, donor_id, other_id)


@resource.write("/beneficiaries/<uuid:beneficiary_id>/members", MergeIn, Action.MERGE_PEOPLE)
def merge_beneficiaries(
    command: Command, merge: dict[str, BeneficiaryId], beneficiary_id: BeneficiaryId
) -> Receipt:
    """Record that another beneficiary is this very person, who counts once from now on.

    It needs a treasurer's role where both were registered, or above both. Books that were closed
    before keep their counts.
    """
    return ledger().merge_beneficiaries(command, beneficiary_id, merge["other_id"])


@resource.write(
    "/beneficiaries/<uuid:beneficiary_id>/members/<uuid:other_id>/undoing",
    UndoingIn,
    Action.MERGE_PEOPLE,
)
def undo_beneficiary_merge(
    command: Command, _: dict[str, Any], beneficiary_id: BeneficiaryId, other_id: BeneficiaryId
) -> Receipt:
    """Record that the two are two persons after all; each has its own awards again."""
    return ledger().undo_beneficiary_merge(command, beneficiary_id, other_id)
