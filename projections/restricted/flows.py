"""What movements do to the lines of purposes: money comes, goes, is taken off, or comes back.

`projections.restricted.lines` says what a line is and puts them on it. Money without a purpose
has none, and neither has what is held for others.
"""

from collections.abc import Callable, Iterator
from typing import Any

from ledger.accounts import Chart
from ledger.events.fund.correcting import CashDifferencePosted, EntryReversed
from ledger.events.fund.handing_over import MoneyHandedOver, MoneyTakenOver
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import (
    BankFeeCharged,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import DisbursementPaid, DisbursementReturned, PurposeReleased
from ledger.events.fund.transferring import TransferReceived, TransferReturned, TransferSent
from ledger.values import GENERAL, UNALLOCATED, FundId, PurposeId, TransferId
from projections.acts import Act, Flow
from projections.batch import Batch
from projections.movements import Movement


def moved(batch: Batch, moved: Movement) -> None:
    """Add what an entry does to the lines of purposes, if it is money of any."""
    batch.flows.extend(_flows(moved))


def _flows(moved: Movement) -> Iterator[Flow]:
    event = moved.event
    if isinstance(event, EntryReversed):
        for purpose in _purposes(moved):
            yield _flow(moved, purpose, Act.UNDO, entry=event.entry)
        return
    act = _ACTS.get(type(event))
    purpose = getattr(event, "purpose", GENERAL)
    if act is None or moved.account_id is None:
        return
    if purpose not in _WITHOUT_LINE:
        yield _flow(moved, purpose, **act(event))
    if isinstance(event, PurposeReleased) and event.to_purpose not in _WITHOUT_LINE:
        yield _flow(moved, event.to_purpose, Act.COME, entry=event.entry)


def _purposes(moved: Movement) -> list[PurposeId]:
    """Return the purposes whose money a reversal moves, unless it is money of others."""
    if any(line.chart is Chart.CUSTODIAL for line in moved.lines):
        return []
    found = {line.purpose for line in moved.lines if line.account_id is not None}
    return sorted(found - _WITHOUT_LINE)


def _flow(
    moved: Movement,
    purpose: PurposeId,
    act: Act,
    entry: int | None = None,
    transfer_id: TransferId | None = None,
) -> Flow:
    return Flow(
        fund_id=FundId(moved.recorded.stream),
        purpose=purpose,
        position=moved.recorded.position,
        version=moved.recorded.version,
        act=act,
        dong=moved.event.amount_dong,
        entry=entry,
        transfer_id=transfer_id,
    )


_WITHOUT_LINE = frozenset({GENERAL, UNALLOCATED})


def _comes(_: object) -> dict[str, Any]:
    return {"act": Act.COME}


def _goes(_: object) -> dict[str, Any]:
    return {"act": Act.GO}


_ACTS: dict[type, Callable[[Any], dict[str, Any]]] = {
    OpeningBalanceRecorded: _comes,
    DonationReceived: _comes,
    InterestCredited: _comes,
    TransferReceived: _comes,
    MoneyTakenOver: _comes,
    MoneyHandedOver: _goes,
    BankFeeCharged: _goes,
    DisbursementPaid: _goes,
    TransferSent: lambda event: {"act": Act.GO, "transfer_id": event.transfer_id},
    CashDifferencePosted: lambda event: _comes(event) if event.surplus else _goes(event),
    DonationRefunded: lambda event: {"act": Act.TAKE_OFF, "entry": event.entry},
    PurposeReleased: lambda event: {"act": Act.TAKE_OFF, "entry": event.entry},
    DisbursementReturned: lambda event: {"act": Act.BRING_BACK, "entry": event.payment},
    TransferReturned: lambda event: {"act": Act.BRING_BACK, "transfer_id": event.transfer_id},
}
"""What the kinds of entry do that move money of a purpose; a reversal undoes what its entry did."""
