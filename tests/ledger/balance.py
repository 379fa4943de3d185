"""Law 2, computed apart from `ledger.postings`: what is left over in an event's postings."""

from collections import Counter

from ledger.accounts import HELD_AS, VND
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.spending import PurposeReleased
from ledger.postings import postings

MONEY = frozenset(HELD_AS.values())
"""The accounts that are money; in-kind goods never are."""


def unbalanced(event: Event) -> dict[tuple[str, str], int]:
    """Return by how much debits exceed credits, per commodity and purpose, where they do.

    What only changes its purpose balances over all purposes together.
    """
    left: Counter[tuple[str, str]] = Counter()
    for line in postings(event):
        purpose = "any" if PurposeReleased.topic in topics_of(event) else line.purpose
        left[line.commodity, purpose] += line.amount
    return {key: amount for key, amount in left.items() if amount}


def topics_of(event: Event) -> tuple[str, ...]:
    """Return the topic of an event and, of a reversal, that of its entry."""
    return (event.topic, event.entry_topic) if isinstance(event, EntryReversed) else (event.topic,)


def money_moved(event: Event) -> int:
    """Return the đồng that came in (or, below zero, went out), by the chart's accounts alone."""
    return sum(
        line.amount for line in postings(event) if line.chart in MONEY and line.commodity == VND
    )
