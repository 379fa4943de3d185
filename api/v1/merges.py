"""Merges (gộp người trùng): donors who turned out to be one person, and two again."""

from typing import Any

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.people import MergeIn, UndoingIn
from ledger.access import Action
from ledger.commands import Command, Receipt
from ledger.values import DonorId

resource = Resource("merges", "Gộp người trùng: donors who are one person")


@resource.write("/donors/<uuid:donor_id>/members", MergeIn, Action.MERGE_DONORS)
def merge_donors(command: Command, merge: dict[str, DonorId], donor_id: DonorId) -> Receipt:
    """Record that another donor is this very person; both histories are one from now on.

    It needs a treasurer's role where both were registered, or above both.
    """
    return ledger().merge_donors(command, donor_id, merge["other_id"])


@resource.write(
    "/donors/<uuid:donor_id>/members/<uuid:other_id>/undoing", UndoingIn, Action.MERGE_DONORS
)
def undo_merge(
    command: Command, _: dict[str, Any], donor_id: DonorId, other_id: DonorId
) -> Receipt:
    """Record that the two are two persons after all; each has its own history again."""
    return ledger().undo_merge(command, donor_id, other_id)
