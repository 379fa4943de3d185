"""Reversals (bút toán đảo): entries are corrected by their negative, never overwritten."""

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.reversals import ReversalIn
from ledger.access import Action
from ledger.fund.control.correcting import Reversal
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId

resource = Resource("reversals", "Sửa sai: entries reversed, and recorded anew")


@resource.write("/funds/<uuid:fund_id>/reversals", ReversalIn, Action.RECORD)
def reverse_entry(command: Command, reversal: Reversal, fund_id: FundId) -> Receipt:
    """Reverse an entry; with `replacement` record in the same step what should have stood there."""
    return ledger().reverse_entry(command, fund_id, reversal)
