"""An event that moves money or goods, with its postings and what they come to: computed once."""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

import msgspec

from ledger.accounts import Chart, Posting
from ledger.events.fund import DonationReceived, EntryReversed, MoneyEvent
from ledger.postings import postings
from ledger.store.codec import Recorded
from ledger.values import AccountId

Moving: TypeAlias = MoneyEvent | DonationReceived | EntryReversed


class Side(StrEnum):
    """Where an entry counts; a reversal counts, below zero, where its entry did."""

    OPENING = "opening"
    RECEIVED = "received"
    PAID = "paid"


SIDES: dict[Chart, Side] = {
    Chart.OPENING: Side.OPENING,
    Chart.DONATIONS: Side.RECEIVED,
    Chart.DONATIONS_IN_KIND: Side.RECEIVED,
    Chart.INTEREST: Side.RECEIVED,
    Chart.STOCK_GIVEN: Side.RECEIVED,
    Chart.SCHOLARSHIP: Side.PAID,
    Chart.SUPPORT: Side.PAID,
    Chart.AWARD: Side.PAID,
    Chart.ADMINISTRATION: Side.PAID,
    Chart.BANK_FEES: Side.PAID,
}
"""On which side an entry counts, by the account that stands against the money or the goods."""


class Movement(msgspec.Struct, frozen=True, gc=False):
    """What an event moved: đồng of money, đồng of goods (both signed), and on which side.

    `gifts` is 1 for a gift, -1 for the reversal of one, else 0; `account_id` is where the money is.
    """

    recorded: Recorded
    event: Moving
    lines: tuple[Posting, ...]
    side: Side
    account_id: AccountId | None
    money_dong: int
    in_kind_dong: int
    gifts: int

    @property
    def sums(self) -> tuple[int, int, int, int]:
        """What it adds to opening, received, paid and in kind, in đồng."""
        dong = self.money_dong
        return (
            dong if self.side is Side.OPENING else 0,
            dong if self.side is Side.RECEIVED else 0,
            -dong if self.side is Side.PAID else 0,
            self.in_kind_dong,
        )


def movement(recorded: Recorded) -> Movement | None:
    """Return what a recorded event moved, or None if it moved nothing."""
    event = recorded.event
    lines = postings(event)
    if not lines:
        return None
    assert isinstance(event, Moving)
    money = goods = 0
    side = account_id = None
    for line in lines:
        if line.account_id is not None:
            money += line.amount
            account_id = line.account_id
        elif line.chart is Chart.GOODS:
            goods += line.amount
        else:
            side = SIDES.get(line.chart, side)
    assert side is not None, "every entry stands against an account that says what it is"
    return Movement(recorded, event, lines, side, account_id, money, goods, _gifts(event))


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
