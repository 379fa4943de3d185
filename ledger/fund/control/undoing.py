"""Undoing: what a reversal opens again in the state of a fund."""

import msgspec

from ledger.events.fund.correcting import (
    CashDifferencePosted,
    EntryReversed,
    Reopened,
    ReopenedCredit,
    ReopenedDebit,
)
from ledger.events.fund.money import Fulfilment
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.transferring import TransferSent
from ledger.fund.open_items import Credit, Debit, Disbursement, Pledge
from ledger.fund.opening import opening_pair
from ledger.fund.state import Fund, evolves, without


@evolves(EntryReversed)
def _entry_reversed(fund: Fund, event: EntryReversed) -> Fund:
    fund = fund.with_postings(event.postings, event.effective_on)
    fund = _undone(fund, event)
    is_later = event.effective_on != event.entry_effective_on
    if event.debit is not None:
        fund = fund.with_debit(event.debit.debit_id, _debit(event.debit))
        if is_later:
            fund = fund.with_reopened(event.debit.debit_id, event.effective_on)
    if event.credit is not None:
        fund = fund.with_credit(event.credit.credit_id, _credit(event.credit))
        if is_later:
            fund = fund.with_reopened(event.credit.credit_id, event.effective_on)
    if event.closed_credit_id is not None:
        fund = msgspec.structs.replace(
            fund,
            credits=without(fund.credits, event.closed_credit_id),
            reopened=without(fund.reopened, event.closed_credit_id),
        )
    if event.pledge is not None:
        fund = _pledged_again(fund, event.pledge, event)
    if event.draws_on is not None:
        drawn = event.draws_on
        lines = event.private.lines
        fund = fund.with_drawn(drawn.entry, -drawn.amount_dong, -drawn.awards, lines)
        if event.private.consent_id is not None:
            fund = fund.with_drawn_by(event.private.consent_id, -drawn.amount_dong)
    if event.disbursement is not None:
        fund = _approved_again(fund, event.disbursement, event)
    return fund


def _undone(fund: Fund, event: EntryReversed) -> Fund:
    """Return the fund that may record again what is possible once only."""
    if event.entry_topic == OpeningBalanceRecorded.topic:
        pairs = {opening_pair(p.account_id, p.purpose) for p in event.postings if p.account_id}
        return msgspec.structs.replace(fund, opened_balances=fund.opened_balances - pairs)
    if event.entry_topic == CashDifferencePosted.topic:
        (line,) = (each for each in event.postings if each.account_id is not None)
        assert line.account_id is not None
        return fund.with_difference(line.account_id, event.effective_on, line.amount)
    if event.transfer_id is not None and event.entry_topic != TransferSent.topic:
        undone = {**fund.undone, event.transfer_id: fund.undone.get(event.transfer_id, 0) + 1}
        return msgspec.structs.replace(fund, undone=undone)
    return fund


def _debit(reopened: ReopenedDebit) -> Debit:
    return Debit(
        account_id=reopened.account_id,
        amount_dong=reopened.amount_dong,
        effective_on=reopened.effective_on,
    )


def _credit(reopened: ReopenedCredit) -> Credit:
    return Credit(
        account_id=reopened.account_id,
        amount_dong=reopened.amount_dong,
        effective_on=reopened.effective_on,
        came_on=reopened.came_on or reopened.effective_on,
    )


def _pledged_again(fund: Fund, fulfilled: Fulfilment, event: EntryReversed) -> Fund:
    """Return the fund to which a part of a pledge is outstanding again, from the reversal on."""
    undone = event.effective_on == event.entry_effective_on
    since = fulfilled.since if undone else event.effective_on
    known = fund.pledges.get(fulfilled.pledge_id)
    if known is None:
        pledge = Pledge(
            amount_dong=fulfilled.amount_dong,
            since=since,
            due_on=fulfilled.due_on,
            mobilization_id=fulfilled.mobilization_id,
            donor_id=event.private.donor_id,
        )
    else:
        dong = known.amount_dong + fulfilled.amount_dong
        pledge = msgspec.structs.replace(known, amount_dong=dong, since=max(known.since, since))
    return msgspec.structs.replace(fund, pledges={**fund.pledges, fulfilled.pledge_id: pledge})


def _approved_again(fund: Fund, reopened: Reopened, event: EntryReversed) -> Fund:
    """Return the fund in which a payment's part of its disbursement is still to be paid."""
    authority = event.private.authority
    assert authority is not None, "a reversed payment carries the authority it was made on"
    open_ = fund.disbursements.get(reopened.disbursement_id)
    lines = (*event.private.lines, *(() if open_ is None else open_.lines))
    disbursement = Disbursement(
        disbursement_class=reopened.disbursement_class,
        purpose=reopened.purpose,
        amount_dong=reopened.amount_dong + (0 if open_ is None else open_.amount_dong),
        awards=reopened.awards + (0 if open_ is None else open_.awards),
        lines=tuple(sorted(lines, key=lambda line: line.number)),
        prepared_by=authority.prepared_by,
        proposed_on=authority.approved_on,
        authority=authority,
    )
    return fund.with_disbursement(reopened.disbursement_id, disbursement)
