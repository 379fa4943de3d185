"""What the log calls funds, accounts and purposes, for documents that read it from the start."""

from typing import Final

from ledger.events.fund.handing_over import CustodyTakenOver
from ledger.events.fund.opening import AccountOpened, FundOpened, PurposeDefined
from ledger.events.fund.receiving import CustodialReceived
from ledger.store.log.codec import Recorded
from ledger.values import GENERAL, UNALLOCATED

UNNAMED: Final[dict[str, str]] = {GENERAL: GENERAL, UNALLOCATED: UNALLOCATED}
"""Purposes that no event gives a name to."""


def named_by(recorded: Recorded) -> tuple[str, str] | None:
    """Return what an event names, by its id as text, and the name; None for most events."""
    match recorded.event:
        case FundOpened(name=name):
            return str(recorded.stream), name
        case AccountOpened(name=name, account_id=account_id):
            return str(account_id), name
        case (
            PurposeDefined(name=str(name), purpose=purpose)
            | CustodialReceived(label=str(name), purpose=purpose)
            | CustodyTakenOver(label=str(name), purpose=purpose)
        ):
            return purpose, name
        case _:
            return None
