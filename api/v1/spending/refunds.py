"""Refunds (hoàn trả): money that goes back to whoever sent it by mistake."""

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.holding import RefundIn
from ledger.access import Action
from ledger.fund.spending.refunding import Refund
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId

resource = Resource("refunds", "Hoàn trả: money that goes back")


@resource.write("/funds/<uuid:fund_id>/refunds", RefundIn, Action.PAY)
def refund_donation(command: Command, refund: Refund, fund_id: FundId) -> Receipt:
    """Give back money of a gift, or of a credit of unknown origin; no more than is left of it."""
    return ledger().refund_donation(command, fund_id, refund)
