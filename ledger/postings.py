"""From an event to its balanced postings: the second opinion on every balance. Pure."""

from collections.abc import Callable
from typing import Any

from ledger.accounts import HELD_AS, SPENT_AS, Chart, Posting
from ledger.events.base import Event
from ledger.events.fund import (
    BankFeeCharged,
    DisbursementPaid,
    DonationReceived,
    EntryReversed,
    InterestCredited,
    MoneyEvent,
    OpeningBalanceRecorded,
)


def postings(event: Event) -> tuple[Posting, ...]:
    """Return the postings of `event`, debits and credits equal per commodity; () if it has none."""
    make = _POSTINGS.get(type(event))
    return () if make is None else make(event)


def money_movement(event: Event) -> int:
    """Return by how many đồng `event` changes the fund's money, goods apart."""
    return sum(p.amount for p in postings(event) if p.account_id is not None)


def _in(event: MoneyEvent, source: Chart) -> tuple[Posting, ...]:
    return (
        Posting(
            chart=HELD_AS[event.account_kind],
            amount=event.amount_dong,
            account_id=event.account_id,
            purpose=event.purpose,
        ),
        Posting(chart=source, amount=-event.amount_dong, purpose=event.purpose),
    )


def _out(event: MoneyEvent, use: Chart) -> tuple[Posting, ...]:
    return (
        Posting(chart=use, amount=event.amount_dong, purpose=event.purpose),
        Posting(
            chart=HELD_AS[event.account_kind],
            amount=-event.amount_dong,
            account_id=event.account_id,
            purpose=event.purpose,
        ),
    )


def _donation(event: DonationReceived) -> tuple[Posting, ...]:
    if event.goods is None:
        return _in(event, Chart.DONATIONS)  # type: ignore[arg-type]  # same field names
    value = (
        Posting(chart=Chart.GOODS, amount=event.amount_dong, purpose=event.purpose),
        Posting(chart=Chart.DONATIONS_IN_KIND, amount=-event.amount_dong, purpose=event.purpose),
    )
    unit, quantity = event.goods.commodity, event.goods.quantity_milli
    return (
        *(value if event.amount_dong else ()),
        Posting(chart=Chart.STOCK, amount=quantity, commodity=unit, purpose=event.purpose),
        Posting(chart=Chart.STOCK_GIVEN, amount=-quantity, commodity=unit, purpose=event.purpose),
    )


_POSTINGS: dict[type[Event], Callable[[Any], tuple[Posting, ...]]] = {
    OpeningBalanceRecorded: lambda event: _in(event, Chart.OPENING),
    DonationReceived: _donation,
    InterestCredited: lambda event: _in(event, Chart.INTEREST),
    BankFeeCharged: lambda event: _out(event, Chart.BANK_FEES),
    DisbursementPaid: lambda event: _out(event, SPENT_AS[event.disbursement_class]),
    EntryReversed: lambda event: event.postings,
}
