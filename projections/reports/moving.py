"""What each event adds to the running sums that reports are made of."""

from typing import Any, TypeAlias

from ledger.accounts import VND, Chart
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import MoneyHandedOver, MoneyTakenOver, PledgeHandedOver
from ledger.events.fund.mobilizing import DirectAidReported, PledgeMade, PledgeWithdrawn
from ledger.events.fund.receiving import CustodialPaid, CustodialReceived, DonationReceived
from ledger.events.fund.spending import (
    DisbursementPaid,
    DisbursementReturned,
    GoodsIssued,
)
from ledger.events.fund.transferring import TransferReceived, TransferReturned, TransferSent
from ledger.store.log.codec import Recorded
from ledger.values import GENERAL, FundId
from projections.acts import Giving, Growth, Leg
from projections.batch import Batch
from projections.movements import Movement
from projections.tables.reports import ChainName

_HELD = {Chart.CASH: "cash_box", Chart.BANK: "bank", Chart.TERM_DEPOSIT: "term_deposit"}

_CAME = {
    Chart.DONATIONS: "donations",
    Chart.INTEREST: "interest",
    Chart.TRANSFERS_IN: "transfers_in",
    Chart.HANDOVERS_IN: "handovers_in",
    Chart.UNALLOCATED: "unallocated",
    Chart.CUSTODIAL: "custodial",
    Chart.SURPLUS: "differences",
    Chart.SHORTAGE: "differences",
}
"""What a credit adds to; surplus and shortage are one line, above or below zero."""

_WENT = {
    Chart.TRANSFERS_OUT: "transfers_out",
    Chart.HANDOVERS_OUT: "handovers_out",
    Chart.SCHOLARSHIP: "scholarship",
    Chart.SUPPORT: "support",
    Chart.AWARD: "award",
    Chart.ADMINISTRATION: "administration",
    Chart.BANK_FEES: "bank_fees",
    Chart.REFUNDS: "refunds",
}
"""What a debit adds to."""

Amounts: TypeAlias = dict[str, int]

Legged: TypeAlias = (
    TransferSent
    | TransferReceived
    | TransferReturned
    | MoneyHandedOver
    | MoneyTakenOver
    | EntryReversed
)


def moved(batch: Batch, moved: Movement) -> None:
    """Add money to its lines, and goods to the stock."""
    event = moved.event
    amounts = _cash(moved)
    topic = event.entry_topic if isinstance(event, EntryReversed) else event.topic
    if topic == CustodialReceived.topic:
        amounts["held_in"] = amounts["custodial"]
    elif topic == CustodialPaid.topic:
        amounts["held_out"] = -amounts["custodial"]
    if moved.gifts:
        amounts["gifts"] = moved.gifts
    if amounts:
        _grow(batch, moved.recorded, "cash", amounts)
    for part, held in _held(moved).items():
        _grow(batch, moved.recorded, "held", held, part)
    _grow_stock(batch, moved)


def _cash(moved: Movement) -> Amounts:
    amounts: Amounts = {}
    own, general, held = 0, 0, 0
    for line in moved.lines:
        if line.commodity != VND:
            continue
        if line.account_id is not None:
            _add(amounts, _HELD[line.chart], line.amount)
            held += line.amount
            general += line.amount if line.purpose == GENERAL else 0
        elif (name := _CAME.get(line.chart)) is not None:
            _add(amounts, name, -line.amount)
            own += line.amount if name in {"unallocated", "custodial"} else 0
        elif (name := _WENT.get(line.chart)) is not None:
            _add(amounts, name, line.amount)
    # What is held neither for anybody nor for whatever pleases the fund is bound to a purpose.
    _add(amounts, "general", general)
    _add(amounts, "restricted", held + own - general)
    if any(line.chart is Chart.OPENING for line in moved.lines):
        held_as = ("cash_box", "bank", "term_deposit", "general", "restricted")
        amounts |= {f"opened_{name}": amounts.get(name, 0) for name in held_as}
    return {name: amount for name, amount in amounts.items() if amount}


def _held(moved: Movement) -> dict[str, Amounts]:
    """Return what each account holds more for each purpose."""
    dong: Amounts = {}
    for line in moved.lines:
        if line.account_id is not None:
            _add(dong, f"{line.account_id.hex} {line.purpose}", line.amount)
    opens = any(line.chart is Chart.OPENING for line in moved.lines)
    return {
        part: {"dong": amount, "opened": amount} if opens else {"dong": amount}
        for part, amount in dong.items()
        if amount
    }


def _grow_stock(batch: Batch, moved: Movement) -> None:
    amounts: Amounts = {}
    commodity = ""
    for line in moved.lines:
        if line.chart is Chart.STOCK:
            commodity = line.commodity
        elif line.chart is Chart.STOCK_GIVEN:
            _add(amounts, "received_milli", -line.amount)
        elif line.chart is Chart.DONATIONS_IN_KIND:
            _add(amounts, "received", -line.amount)
        elif line.chart is Chart.STOCK_ISSUED:
            _add(amounts, "issued_milli", line.amount)
        elif line.chart is Chart.GOODS_ISSUED:
            _add(amounts, "issued", line.amount)
        elif line.chart is Chart.GOODS_HANDED_OVER:
            _add(amounts, "handed_over" if line.amount > 0 else "taken_over", abs(line.amount))
        elif line.chart is Chart.STOCK_HANDED_OVER:
            name = "handed_over_milli" if line.amount > 0 else "taken_over_milli"
            _add(amounts, name, abs(line.amount))
    if commodity:
        _grow(batch, moved.recorded, "stock", amounts, part=commodity)


def aid_reported(batch: Batch, recorded: Recorded, event: DirectAidReported) -> None:
    """Add help that never entered a fund."""
    _grow(batch, recorded, "aid", {"direct_aid": event.amount_dong})


def pledge_made(batch: Batch, recorded: Recorded, event: PledgeMade) -> None:
    """Add what is promised."""
    _grow(batch, recorded, "aid", {"pledged": event.amount_dong})


def pledge_withdrawn(batch: Batch, recorded: Recorded, event: PledgeWithdrawn) -> None:
    """Take off what will not be given."""
    _grow(batch, recorded, "aid", {"pledged": -event.amount_dong})


def pledge_kept(batch: Batch, recorded: Recorded, event: DonationReceived) -> None:
    """Take off what was given."""
    if event.pledge is not None:
        _grow(batch, recorded, "aid", {"pledged": -event.pledge.amount_dong})


def sent(batch: Batch, recorded: Recorded, event: TransferSent) -> None:
    """Add the first leg of a transfer."""
    _leg(batch, recorded, event, event.to_fund_id, sent_dong=event.amount_dong)


def received(batch: Batch, recorded: Recorded, event: TransferReceived) -> None:
    """Add the second leg."""
    _leg(batch, recorded, event, event.from_fund_id, received_dong=event.amount_dong)


def returned(batch: Batch, recorded: Recorded, event: TransferReturned) -> None:
    """Take the first leg off again."""
    _leg(batch, recorded, event, event.to_fund_id, sent_dong=-event.amount_dong)


def handed_over(batch: Batch, recorded: Recorded, event: MoneyHandedOver) -> None:
    """Add what went to an heir."""
    _leg(batch, recorded, event, event.to_fund_id, handed_over_dong=event.amount_dong)


def taken_over(batch: Batch, recorded: Recorded, event: MoneyTakenOver) -> None:
    """Add what came from a fund that ended."""
    _leg(batch, recorded, event, event.from_fund_id, taken_over_dong=event.amount_dong)


def pledge_handed_over(batch: Batch, recorded: Recorded, event: PledgeHandedOver) -> None:
    """Take off what is promised to an heir from now on."""
    _grow(batch, recorded, "aid", {"pledged": -event.amount_dong})


def paid(batch: Batch, recorded: Recorded, event: DisbursementPaid) -> None:
    """Add awards that were paid."""
    of_list = {"disbursement_id": event.disbursement_id, "numbers": event.private.lines}
    batch.givings.append(_given(recorded, event, 1, entry=recorded.version, **of_list))


def came_back(batch: Batch, recorded: Recorded, event: DisbursementReturned) -> None:
    """Take off awards that came back."""
    of_list = {"disbursement_id": event.disbursement_id, "lines": event.private.lines}
    batch.givings.append(_given(recorded, event, -1, entry=event.payment, **of_list))


def issued(batch: Batch, recorded: Recorded, event: GoodsIssued) -> None:
    """Add awards in goods."""
    as_whole = {"instances": event.instances, "categories": event.private.categories}
    batch.givings.append(_given(recorded, event, 1, entry=recorded.version, **as_whole))


def _given(
    recorded: Recorded,
    event: DisbursementPaid | DisbursementReturned | GoodsIssued,
    sign: int,
    **known: Any,  # noqa: ANN401  # what the giving has a type for
) -> Giving:
    return Giving(
        fund_id=FundId(recorded.stream),
        position=recorded.position,
        on=event.effective_on,
        sign=sign,
        disbursement_class=event.disbursement_class,
        dong=event.amount_dong,
        awards=event.awards,
        **known,
    )


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Take off again, or add again, whatever the reversed event did beside its postings."""
    if event.entry_topic == DirectAidReported.topic:
        _grow(batch, recorded, "aid", {"direct_aid": -event.amount_dong})
    if event.pledge is not None:
        _grow(batch, recorded, "aid", {"pledged": event.pledge.amount_dong})
    leg = _UNDONE_LEGS.get(event.entry_topic)
    if leg is not None:
        name, sign = leg
        _leg(batch, recorded, event, None, **{name: sign * event.amount_dong})
    giving = _undone_giving(recorded, event)
    if giving is not None:
        batch.givings.append(giving)


_UNDONE_LEGS = {
    TransferSent.topic: ("sent_dong", -1),
    TransferReturned.topic: ("sent_dong", 1),
    TransferReceived.topic: ("received_dong", -1),
}


def _undone_giving(recorded: Recorded, event: EntryReversed) -> Giving | None:
    common: dict[str, Any] = {
        "fund_id": FundId(recorded.stream),
        "position": recorded.position,
        "on": event.effective_on,
        "undoes": event.effective_on == event.entry_effective_on,
        "lines": event.private.lines,
    }
    if event.disbursement is not None:
        return Giving(
            **common,
            sign=-1,
            entry=event.entry,
            disbursement_class=event.disbursement.disbursement_class,
            disbursement_id=event.disbursement.disbursement_id,
            dong=event.disbursement.amount_dong,
            awards=event.disbursement.awards,
        )
    drawn = event.draws_on
    if event.entry_topic == DisbursementReturned.topic and drawn is not None:
        return Giving(
            **common,
            sign=1,
            entry=drawn.entry,
            disbursement_id=drawn.disbursement_id,
            dong=drawn.amount_dong,
            awards=drawn.awards,
        )
    if event.entry_topic == GoodsIssued.topic:
        return Giving(**common, sign=-1, entry=event.entry, issue=event.entry)
    return None


def _grow(
    batch: Batch, recorded: Recorded, chain: ChainName, amounts: Amounts, part: str = ""
) -> None:
    growth = Growth(
        chain=chain,
        fund_id=FundId(recorded.stream),
        part=part,
        position=recorded.position,
        on=recorded.event.effective_on,  # type: ignore[attr-defined]  # all of these have it
        amounts=amounts,
    )
    batch.growths.append(growth)


def _leg(
    batch: Batch,
    recorded: Recorded,
    event: Legged,
    other_id: FundId | None,
    **dong: int,
) -> None:
    leg = Leg(
        fund_id=FundId(recorded.stream),
        transfer_id=getattr(event, "transfer_id", None),
        other_id=other_id,
        position=recorded.position,
        on=event.effective_on,
        **dong,
    )
    batch.legs.append(leg)


def _add(amounts: Amounts, name: str, amount: int) -> None:
    amounts[name] = amounts.get(name, 0) + amount
