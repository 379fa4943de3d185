"""Moves between a fund's own accounts: cash to the bank, a term deposit placed; no income."""

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.transfers import MoveIn
from ledger.access import Action
from ledger.fund.transferring import Move
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId

resource = Resource("moves", "Chuyển giữa các tài khoản: moves between a fund's own accounts")


@resource.write("/funds/<uuid:fund_id>/moves", MoveIn, Action.RECORD)
def move_money(command: Command, move: Move, fund_id: FundId) -> Receipt:
    """Move money between two accounts of the fund: bank it, draw it, place it."""
    return ledger().move_money(command, fund_id, move)
