"""A second opinion: what the read models should say, folded from the events in the plainest way."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ledger.accounts import Chart
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import CreditTakenOver, PledgeHandedOver
from ledger.events.fund.mobilizing import DirectAidReported, PledgeMade, PledgeWithdrawn
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import CreditUnallocated, DonationReceived, DonationRefunded
from ledger.events.fund.spending import (
    DisbursementPaid,
    DisbursementRejected,
    DisbursementReturned,
)
from ledger.events.fund.transferring import TransferReceived, TransferReturned, TransferSent
from ledger.postings import postings
from ledger.store.log.codec import Recorded
from ledger.values import (
    AccountId,
    CreditId,
    DisbursementId,
    FundId,
    MobilizationId,
    PledgeId,
    PurposeId,
    TransferId,
)

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


def goods_values(events: Iterable[Recorded], on: date = date.max) -> Counter[tuple[str, PurposeId]]:
    """Return the value of the goods held for each purpose at the end of a day, by commodity."""
    values: Counter[tuple[str, PurposeId]] = Counter()
    for each in events:
        lines = postings(each.event)
        if lines and _on(each) <= on:
            kinds = {(s.commodity, s.purpose) for s in lines if s.chart is Chart.STOCK}
            for kind in kinds:
                values[kind] += sum(v.amount for v in lines if v.chart is Chart.GOODS)
    return values


def appeals(events: Sequence[Recorded]) -> dict[MobilizationId, tuple[int, int, int, int]]:
    """Return what stands of each appeal: money, goods, direct aid; and what is pledged for it."""
    sums: dict[MobilizationId, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for each in standing(events):
        match each.event:
            case DonationReceived(mobilization_id=appeal, amount_dong=dong) if appeal:
                sums[appeal][0 if each.event.goods is None else 1] += dong
            case DonationRefunded(mobilization_id=appeal, amount_dong=dong) if appeal:
                sums[appeal][0] -= dong
            case DirectAidReported(mobilization_id=appeal, amount_dong=dong):
                sums[appeal][2] += dong
    pledged = {e.event.pledge_id: e.event for e in events if isinstance(e.event, PledgeMade)}
    passed_on = {
        each.event.pledge_id for each in events if isinstance(each.event, PledgeHandedOver)
    }
    for pledge_id, (given, withdrawn) in pledges(events).items():
        if pledge_id in passed_on:
            continue
        if (appeal := pledged[pledge_id].mobilization_id) is not None:
            sums[appeal][3] += pledged[pledge_id].amount_dong - given - withdrawn
    return {appeal: (a, b, c, d) for appeal, (a, b, c, d) in sums.items()}


def pledges(events: Sequence[Recorded], on: date = date.max) -> dict[PledgeId, tuple[int, int]]:
    """Return how much of each pledge was given and withdrawn by the end of a day."""
    sums: dict[PledgeId, list[int]] = {}
    for each in events:
        if _on(each) > on:
            continue
        match each.event:
            case PledgeMade(pledge_id=pledge_id):
                sums[pledge_id] = [0, 0]
            case DonationReceived(pledge=part) if part is not None:
                sums[part.pledge_id][0] += part.amount_dong
            case EntryReversed(pledge=part) if part is not None:
                sums[part.pledge_id][0] -= part.amount_dong
            case PledgeWithdrawn(pledge_id=pledge_id, amount_dong=dong):
                sums[pledge_id][1] += dong
    return {pledge_id: (given, withdrawn) for pledge_id, (given, withdrawn) in sums.items()}


def unknown_credits(events: Sequence[Recorded]) -> dict[CreditId, int]:
    """Return what is left of each credit that nobody could place."""
    noted = (CreditUnallocated, CreditTakenOver)
    left: Counter[CreditId] = Counter()
    for each in standing(events):
        credit_id = getattr(each.event, "credit_id", None)
        if credit_id is not None:
            dong: int = each.event.amount_dong  # type: ignore[attr-defined]  # every one has it
            left[credit_id] += dong if isinstance(each.event, noted) else -dong
    return {credit_id: dong for credit_id, dong in left.items() if dong}


def standing(events: Sequence[Recorded]) -> list[Recorded]:
    """Return the events that are not reversed, and no reversals."""
    reversed_ = {each.event.entry for each in events if isinstance(each.event, EntryReversed)}
    return [
        each
        for each in events
        if each.version not in reversed_ and not isinstance(each.event, EntryReversed)
    ]


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


def transfers(events: Iterable[Recorded], fund_id: FundId) -> dict[TransferId, str]:
    """Return how far every transfer from or to a fund has come, of the events of all funds."""
    status: dict[TransferId, str] = {}
    for each in events:
        match each.event:
            case TransferSent(transfer_id=sent, to_fund_id=to) if fund_id in (each.stream, to):
                status[sent] = "in_transit"
            case TransferReceived(transfer_id=known) if known in status:
                status[known] = "received"
            case TransferReturned(transfer_id=known) if known in status:
                status[known] = "returned"
            case EntryReversed(transfer_id=known, entry_topic=topic) if known in status:
                assert known is not None
                status[known] = "reversed" if topic == TransferSent.topic else "in_transit"
    return status


def account_book(
    events: Sequence[Recorded], account_id: AccountId, first: date, last: date
) -> tuple[int, list[tuple[int, int, int]], int]:
    """Return opening, (position, moved, held after it) of each entry, and closing of an account."""
    moved = [
        (_on(each), each.position, _is_opening(each), _moved(each, account_id)) for each in events
    ]
    opening = sum(
        dong for on, _, is_opening, dong in moved if on < first or (is_opening and on <= last)
    )
    held, lines = opening, []
    for on, position, is_opening, dong in sorted(moved):
        if first <= on <= last and dong and not is_opening:
            held += dong
            lines.append((position, dong, held))
    return opening, lines, held


def _is_opening(recorded: Recorded) -> bool:
    event = recorded.event
    topic = event.entry_topic if isinstance(event, EntryReversed) else event.topic
    return topic == OpeningBalanceRecorded.topic


def _moved(recorded: Recorded, account_id: AccountId) -> int:
    lines = postings(recorded.event)
    return sum(line.amount for line in lines if line.account_id == account_id)


def _lines(events: Iterable[Recorded], on: date) -> Iterable[Any]:
    for each in events:
        if (lines := postings(each.event)) and _on(each) <= on:
            yield from lines


def _on(recorded: Recorded) -> date:
    on: date = recorded.event.effective_on  # type: ignore[attr-defined]  # every one has it
    return on
