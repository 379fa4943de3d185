"""Winding up: what a fund may still do once its association has ended, until it is handed over.

Only what settles the past: money that still arrives (for others, too), interest, fees, refunds,
transfers in transit, payments that were approved before, corrections, closings, and the handover
itself. What is dated before the end is as free as ever. The funds of a level that ended by law wind
up from that day on, even if nobody has recorded yet who succeeds their associations.
"""

from collections.abc import Iterable

from ledger.association import Association
from ledger.errors.associations import FundInLiquidation
from ledger.events.base import Event
from ledger.events.fund.closing import PeriodClosed, PeriodReopened
from ledger.events.fund.correcting import (
    BankReconciled,
    CashCounted,
    CashDifferencePosted,
    EntryReversed,
    StatementRowMatched,
)
from ledger.events.fund.handing_over import EVENTS as HANDOVER
from ledger.events.fund.mobilizing import MobilizationClosed, PledgeWithdrawn
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DebitUnallocated,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import (
    DisbursementPaid,
    DisbursementRejected,
    DisbursementReturned,
)
from ledger.events.fund.transferring import AccountMoved, TransferReceived, TransferReturned

SETTLING: frozenset[type[Event]] = frozenset(
    {
        DonationReceived,
        InterestCredited,
        CreditUnallocated,
        DebitUnallocated,
        BankFeeCharged,
        DonationRefunded,
        CustodialReceived,
        CustodialPaid,
        DisbursementPaid,
        DisbursementRejected,
        DisbursementReturned,
        TransferReceived,
        TransferReturned,
        AccountMoved,
        MobilizationClosed,
        PledgeWithdrawn,
        EntryReversed,
        CashCounted,
        CashDifferencePosted,
        BankReconciled,
        StatementRowMatched,
        PeriodClosed,
        PeriodReopened,
        *HANDOVER,
    }
)
"""What a fund in liquidation may record."""


def check_winding_up(association: Association, events: Iterable[Event]) -> None:
    """Raise `FundInLiquidation` if an event is dated after the end and settles nothing.

    That is the association's own end or, where it was not said yet, that of its level by law.
    """
    ended_on = association.acts_until
    if ended_on is None:
        return
    for event in events:
        on = getattr(event, "effective_on", ended_on)
        if on >= ended_on and type(event) not in SETTLING:
            raise FundInLiquidation("fund_id", ended_on=ended_on.isoformat())
