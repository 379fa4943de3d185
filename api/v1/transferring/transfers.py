"""Transfers (điều chuyển): money from one fund to another, in two legs; never a gift."""

from typing import Any

from uuid_utils.compat import uuid7

from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.transfers import (
    ArrivalIn,
    ComingBackIn,
    TransferIn,
    TransferQuery,
    TransfersAsked,
)
from ledger.access import Action
from ledger.fund.transferring import Arrival, Sending
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, TransferId
from projections.transferring import transfers
from projections.transferring.transfers import Asked, Transfer

ONE = "/transfers/<uuid:transfer_id>"

resource = Resource("transfers", "Điều chuyển: money between funds")


@resource.write("/transfers", TransferIn, Action.TRANSFER)
def send_transfer(command: Command, new: dict[str, Any]) -> Receipt:
    """Send money to another fund: it is in transit until that fund has it, or it is back."""
    from_fund_id: FundId = new.pop("from_fund_id")
    sending = Sending(transfer_id=TransferId(uuid7()), **new)
    return ledger().send_transfer(command, from_fund_id, sending)


@resource.write(f"{ONE}/receipt", ArrivalIn, Action.RECORD)
def receive_transfer(command: Command, arrival: dict[str, Any], transfer_id: TransferId) -> Receipt:
    """Take in what another fund sent; the treasurer of the fund that it is for does that."""
    _, to_fund_id = ledger().transfer_ends(transfer_id)
    arrived = Arrival(transfer_id=transfer_id, **arrival)
    return ledger().receive_transfer(command, to_fund_id, arrived)


@resource.write(f"{ONE}/return", ComingBackIn, Action.RECORD)
def return_transfer(command: Command, arrival: dict[str, Any], transfer_id: TransferId) -> Receipt:
    """Take back what was sent and never received; the treasurer of the sending fund does that."""
    from_fund_id, _ = ledger().transfer_ends(transfer_id)
    arrived = Arrival(transfer_id=transfer_id, **arrival)
    return ledger().return_transfer(command, from_fund_id, arrived)


@resource.read("/funds/<uuid:fund_id>/transfers", ListOut[Transfer], None, query=TransferQuery)
def list_transfers(asked: TransfersAsked, fund_id: FundId) -> ListOut[Transfer]:
    """List the transfers from and to a fund, the latest first, as known at a position or moment."""
    with reading() as state:
        wanted = Asked(
            side=asked.side,
            status=asked.status,
            known_at=state.as_of(known_position(asked.known_at)).position,
            after=asked.after,
            limit=asked.limit,
        )
        found = transfers.of_fund(state, fund_id, wanted)
    return ListOut(
        items=found.items,
        next_cursor=next_cursor(found.after, found.as_of.position),
        known_at=found.as_of,
    )
