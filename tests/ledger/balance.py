"""Law 2, computed apart from `ledger.postings`: what is left over in an event's postings."""

from collections import Counter

from ledger.accounts import MONEY, VND
from ledger.events.base import Event
from ledger.postings import postings


def unbalanced(event: Event) -> dict[tuple[str, str], int]:
    """Return by how much debits exceed credits, per commodity and purpose, where they do."""
    left: Counter[tuple[str, str]] = Counter()
    for line in postings(event):
        left[line.commodity, line.purpose] += line.amount
    return {key: amount for key, amount in left.items() if amount}


def money_moved(event: Event) -> int:
    """Return the đồng that came in (or, below zero, went out), by the chart's accounts alone."""
    return sum(
        line.amount for line in postings(event) if line.chart in MONEY and line.commodity == VND
    )
