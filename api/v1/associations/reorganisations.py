"""Reorganisations: associations are merged, split and dissolved, one by one or all at once."""

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.reorganisations import ReorganisationIn, SuccessionIn
from ledger.access import Action
from ledger.association.reorganising import Plan
from ledger.association.succeeding import Succession
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId

PLAN_BYTES_MAX = 2_000_000

resource = Resource("reorganisations", "Sáp nhập, chia tách: how associations end and go on")


@resource.write(
    "/associations/<uuid:association_id>/successions",
    SuccessionIn,
    Action.ESTABLISH_ASSOCIATION,
)
def succeed_association(
    command: Command, succession: Succession, association_id: AssociationId
) -> Receipt:
    """End an association from a day on: others succeed it with shares, or nobody does.

    It takes a role above the association, and above or in each of its successors.
    """
    return ledger().succeed_association(command, association_id, succession)


@resource.write(
    "/associations/<uuid:association_id>/reorganisations",
    ReorganisationIn,
    Action.ESTABLISH_ASSOCIATION,
    bytes_max=PLAN_BYTES_MAX,
)
def reorganise(command: Command, plan: Plan, association_id: AssociationId) -> Receipt:
    """Carry out a whole reorganisation below an association, or nothing of it.

    Ask with `dry_run` first: the answer says how many events it would be, or which item is wrong.
    """
    return ledger().reorganise(command, association_id, plan)
