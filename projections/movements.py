"""An event that moves money or goods, with its postings and what they come to: computed once."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeAlias

import msgspec

from ledger.accounts import VND, Chart, Posting
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import GoodsHandedOver, GoodsTakenOver
from ledger.events.fund.money import MoneyEvent
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import GoodsIssued
from ledger.events.fund.transferring import AccountMoved
from ledger.postings import postings
from ledger.store.log.codec import Recorded
from ledger.values import AccountId

Moving: TypeAlias = (
    MoneyEvent
    | DonationReceived
    | GoodsIssued
    | GoodsHandedOver
    | GoodsTakenOver
    | AccountMoved
    | EntryReversed
)


class Side(StrEnum):
    """Where an entry counts; a reversal counts, below zero, where its entry did.

    `transferred` is what went to another fund or came from one, a handover included. `owed` is
    money held that is not the fund's: for others, or of unknown origin. `moved` is what only
    changed its account or purpose.
    """

    OPENING = "opening"
    RECEIVED = "received"
    PAID = "paid"
    TRANSFERRED = "transferred"
    OWED = "owed"
    MOVED = "moved"


SIDES: dict[Chart, Side] = {
    Chart.OPENING: Side.OPENING,
    Chart.DONATIONS: Side.RECEIVED,
    Chart.DONATIONS_IN_KIND: Side.RECEIVED,
    Chart.INTEREST: Side.RECEIVED,
    Chart.SURPLUS: Side.RECEIVED,
    Chart.STOCK_GIVEN: Side.RECEIVED,
    Chart.SCHOLARSHIP: Side.PAID,
    Chart.SUPPORT: Side.PAID,
    Chart.AWARD: Side.PAID,
    Chart.ADMINISTRATION: Side.PAID,
    Chart.BANK_FEES: Side.PAID,
    Chart.REFUNDS: Side.PAID,
    Chart.SHORTAGE: Side.PAID,
    Chart.GOODS_ISSUED: Side.PAID,
    Chart.STOCK_ISSUED: Side.PAID,
    Chart.TRANSFERS_IN: Side.TRANSFERRED,
    Chart.TRANSFERS_OUT: Side.TRANSFERRED,
    Chart.HANDOVERS_IN: Side.TRANSFERRED,
    Chart.HANDOVERS_OUT: Side.TRANSFERRED,
    Chart.GOODS_HANDED_OVER: Side.TRANSFERRED,
    Chart.STOCK_HANDED_OVER: Side.TRANSFERRED,
    Chart.UNALLOCATED: Side.OWED,
    Chart.CUSTODIAL: Side.OWED,
}
"""On which side an entry counts, by the account that stands against the money or the goods.

An entry with two of them places what was owed, and counts, for its name, on the other side.
"""


class Sums(msgspec.Struct, frozen=True, gc=False):
    """What an entry adds to each side, in đồng.

    Opening + received − paid + transferred + owed is what it adds to the money. Goods stand
    apart, by the value of those received and of those issued; of what is handed over, the heirs
    received the value, and the old fund did not.
    """

    opening_dong: int = 0
    received_dong: int = 0
    paid_dong: int = 0
    transferred_dong: int = 0
    owed_dong: int = 0
    in_kind_dong: int = 0
    issued_dong: int = 0


class Movement(msgspec.Struct, frozen=True, gc=False):
    """What an event moved: its amount and the fund's money (both signed), and on which sides.

    `gifts` is 1 for a gift, -1 for the reversal of one, else 0; `account_id` is where the money is.
    """

    recorded: Recorded
    event: Moving
    lines: tuple[Posting, ...]
    side: Side
    account_id: AccountId | None
    amount_dong: int
    money_dong: int
    sums: Sums
    gifts: int


def movement(recorded: Recorded) -> Movement | None:
    """Return what a recorded event moved, or None if it moved nothing."""
    event = recorded.event
    lines = postings(event)
    if not lines:
        return None
    assert isinstance(event, Moving)
    reversal = isinstance(event, EntryReversed)
    return Movement(
        recorded=recorded,
        event=event,
        lines=lines,
        side=_side(lines),
        account_id=_account(lines),
        amount_dong=-event.amount_dong if reversal else event.amount_dong,
        money_dong=sum(line.amount for line in lines if line.account_id is not None),
        sums=_sums(lines),
        gifts=_gifts(event),
    )


def _side(lines: Iterable[Posting]) -> Side:
    found = Side.MOVED
    for line in lines:
        side = SIDES.get(line.chart)
        if side is not None and (found is Side.MOVED or side is not Side.OWED):
            found = side
    return found


def _account(lines: Iterable[Posting]) -> AccountId | None:
    """Return the account of an entry: of a move between two, the one it left."""
    found = None
    for line in lines:
        if line.account_id is not None and (found is None or line.amount < 0):
            found = line.account_id
    return found


def _sums(lines: Iterable[Posting]) -> Sums:
    sums = dict.fromkeys(Sums.__struct_fields__, 0)
    for line in lines:
        if line.commodity != VND or line.chart not in SIDES:
            continue
        if line.chart in (Chart.DONATIONS_IN_KIND, Chart.GOODS_HANDED_OVER):
            sums["in_kind_dong"] -= line.amount
        elif line.chart is Chart.GOODS_ISSUED:
            sums["issued_dong"] += line.amount
        elif SIDES[line.chart] is Side.PAID:
            sums["paid_dong"] += line.amount
        else:
            sums[f"{SIDES[line.chart]}_dong"] -= line.amount
    return Sums(**sums)


def _gifts(event: Moving) -> int:
    if isinstance(event, DonationReceived):
        return 1
    if isinstance(event, EntryReversed) and event.entry_topic == DonationReceived.topic:
        return -1
    return 0


_ORDER_BITS = 40


def order_key(on: date, position: int) -> int:
    """Return the place of an entry in its journal: by business date, then by position.

    One whole number, so that an index, a cursor and a period are each one comparison.
    """
    return on.toordinal() << _ORDER_BITS | position


def first_key(on: date) -> int:
    """Return a key below those of all entries of a day, and above those of the day before."""
    return on.toordinal() << _ORDER_BITS


def last_key(on: date) -> int:
    """Return a key above those of all entries of a day, and below those of the day after."""
    return (on.toordinal() + 1 << _ORDER_BITS) - 1
