"""A second opinion: what the read models should say, folded from the events in the plainest way."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ledger.accounts import Chart
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import (
    DisbursementPaid,
    DisbursementRejected,
    DisbursementReturned,
)
from ledger.postings import postings
from ledger.store.codec import Recorded
from ledger.values import AccountId, DisbursementId, FundId, PurposeId

Held = Counter[tuple[AccountId, PurposeId]]


def known(events: Iterable[Recorded], fund_id: FundId, position: int) -> list[Recorded]:
    """Return the events of a fund up to a position."""
    return [each for each in events if each.stream == fund_id and each.position <= position]


def held(events: Iterable[Recorded], on: date = date.max) -> Held:
    """Return what each account holds for each purpose at the end of a day."""
    held: Held = Counter()
    for line in _lines(events, on):
        if line.account_id is not None:
            held[line.account_id, line.purpose] += line.amount
    return held


def goods(events: Iterable[Recorded], on: date = date.max) -> Counter[tuple[str, PurposeId]]:
    """Return the goods held for each purpose at the end of a day, by commodity."""
    goods: Counter[tuple[str, PurposeId]] = Counter()
    for line in _lines(events, on):
        if line.chart is Chart.STOCK:
            goods[line.commodity, line.purpose] += line.amount
    return goods


def by_chart(events: Iterable[Recorded], on: date = date.max) -> Counter[str]:
    """Return what each account of the chart comes to."""
    sums: Counter[str] = Counter()
    for line in _lines(events, on):
        sums[line.chart.value] += line.amount
    return sums


def journal(events: Sequence[Recorded]) -> list[tuple[date, int, int, int | None]]:
    """Return every entry by business date: (date, position, version, version of its reversal)."""
    reversed_by = {
        each.event.entry: each.version for each in events if isinstance(each.event, EntryReversed)
    }
    return sorted(
        (_on(each), each.position, each.version, reversed_by.get(each.version))
        for each in events
        if postings(each.event)
    )


def gifts(events: Sequence[Recorded]) -> int:
    """Return how many gifts stand, those that are reversed left out."""
    given = {each.version for each in events if isinstance(each.event, DonationReceived)}
    return len(given - {e.event.entry for e in events if isinstance(e.event, EntryReversed)})


def spent(events: Sequence[Recorded], disbursement_id: DisbursementId) -> tuple[int, int, int, int]:
    """Return what of a disbursement was paid, came back and was rejected (đồng), awards paid."""
    reversed_ = {each.event.entry for each in events if isinstance(each.event, EntryReversed)}
    standing = [
        each.event
        for each in events
        if each.version not in reversed_
        and getattr(each.event, "disbursement_id", None) == disbursement_id
    ]
    paid = [event for event in standing if isinstance(event, DisbursementPaid)]
    back = [event for event in standing if isinstance(event, DisbursementReturned)]
    rejected = [event for event in standing if isinstance(event, DisbursementRejected)]
    return (
        sum(event.amount_dong for event in paid),
        sum(event.amount_dong for event in back),
        sum(event.amount_dong for event in rejected),
        sum(event.awards for event in paid),
    )


def _lines(events: Iterable[Recorded], on: date) -> Iterable[Any]:
    for each in events:
        if (lines := postings(each.event)) and _on(each) <= on:
            yield from lines


def _on(recorded: Recorded) -> date:
    on: date = recorded.event.effective_on  # type: ignore[attr-defined]  # every one has it
    return on
