"""Opening balances (số dư đầu kỳ): what accounts held when a fund came into this book."""

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.funds import OpeningBalanceIn
from ledger.access import Action
from ledger.fund.opening import OpeningBalance
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId

resource = Resource("opening-balances", "Số dư đầu kỳ: what accounts held at the start")


@resource.write("/funds/<uuid:fund_id>/opening-balance", OpeningBalanceIn, Action.RECORD)
def record_opening_balance(command: Command, new: OpeningBalance, fund_id: FundId) -> Receipt:
    """Record what an account held for a purpose, once for each pair."""
    return ledger().record_opening_balance(command, fund_id, new)
