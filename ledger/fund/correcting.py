"""Correcting: an entry is reversed by its negative and, where it was wrong, recorded anew.

Law on Accounting 88/2015, Art. 27: computer books are corrected by negative or supplementary
entries, never by overwriting.
"""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors import DatedBeforeEntry, NotReversible, WrongReplacement
from ledger.events.base import Event
from ledger.events.fund import (
    BankFeeCharged,
    DisbursementPaid,
    DonationReceived,
    EntryReversed,
    InterestCredited,
    OpeningBalanceRecorded,
    Reopened,
    ReopenedDebit,
    ReversalPrivate,
)
from ledger.fund.checks import check_date
from ledger.fund.opening import opening_pair
from ledger.fund.receiving import (
    BankFee,
    Donation,
    Interest,
    charge_bank_fee,
    credit_interest,
    receive_donation,
)
from ledger.fund.state import Debit, Disbursement, Fund, evolve, evolves
from ledger.postings import postings
from ledger.values import ReversalReason

Reversible = (
    OpeningBalanceRecorded | DonationReceived | InterestCredited | BankFeeCharged | DisbursementPaid
)

Replacement = Donation | Interest | BankFee


class Reversal(msgspec.Struct, frozen=True, kw_only=True):
    """An entry to reverse, by its version; `effective_on` none means the entry's own date."""

    entry: int
    reason: ReversalReason
    effective_on: date | None = None
    replacement: Replacement | None = None


def reverse_entry(fund: Fund, entry: Event, reversal: Reversal, context: Context) -> list[Event]:
    """Reverse an entry and, in the same step, record what should have stood there.

    A reversal is a fact: it is recorded even where it uncovers an overdraft, which then stops
    further spending. That no entry is reversed twice is a unique fact, checked where it is
    recorded.

    Raises `NotReversible`, `DatedAhead`, `DatedBeforeFund`, `DatedBeforeEntry`,
    `WrongReplacement`, and what recording the replacement raises.
    """
    if not isinstance(entry, Reversible):
        raise NotReversible("entry")
    on = reversal.effective_on or entry.effective_on
    check_date(fund, on, context)
    if on < entry.effective_on:
        raise DatedBeforeEntry("effective_on", entry_on=entry.effective_on.isoformat())
    reversed_ = _negative(entry, reversal, on, context)
    if reversal.replacement is None:
        return [reversed_]
    after = evolve(fund, reversed_)
    return [reversed_, _replacement(after, entry, reversal, context)]


def _negative(entry: Reversible, reversal: Reversal, on: date, context: Context) -> EntryReversed:
    paid = entry if isinstance(entry, DisbursementPaid) else None
    return EntryReversed(
        entry=reversal.entry,
        entry_topic=entry.topic,
        entry_effective_on=entry.effective_on,
        reason=reversal.reason,
        postings=tuple(line.reversed() for line in postings(entry)),
        effective_on=on,
        voucher=None if isinstance(entry, OpeningBalanceRecorded) else entry.voucher,
        mobilization_id=entry.mobilization_id if isinstance(entry, DonationReceived) else None,
        disbursement=None if paid is None else _reopened(paid),
        debit=_reopened_debit(entry),
        private=ReversalPrivate(
            recorded_by=context.by,
            authority=None if paid is None else paid.private.authority,
        ),
    )


def _reopened(paid: DisbursementPaid) -> Reopened:
    return Reopened(
        disbursement_id=paid.disbursement_id,
        disbursement_class=paid.disbursement_class,
        purpose=paid.purpose,
        amount_dong=paid.amount_dong,
        awards=paid.awards,
    )


def _reopened_debit(entry: Reversible) -> ReopenedDebit | None:
    if not isinstance(entry, BankFeeCharged | DisbursementPaid) or entry.debit_id is None:
        return None
    return ReopenedDebit(
        debit_id=entry.debit_id,
        account_id=entry.account_id,
        amount_dong=entry.amount_dong,
        effective_on=entry.effective_on,
    )


def _replacement(fund: Fund, entry: Reversible, reversal: Reversal, context: Context) -> Event:
    match entry, reversal.replacement:
        case DonationReceived(), Donation() as gift:
            kept = msgspec.structs.replace(gift, memo_id=entry.private.memo_id)
            return receive_donation(fund, kept, context, corrects=reversal.entry)
        case InterestCredited(), Interest() as interest:
            kept_interest = msgspec.structs.replace(interest, memo_id=entry.private.memo_id)
            return credit_interest(fund, kept_interest, context, corrects=reversal.entry)
        case BankFeeCharged(), BankFee() as fee:
            return charge_bank_fee(fund, fee, context, corrects=reversal.entry)
        case _:
            raise WrongReplacement("replacement")


@evolves(EntryReversed)
def _entry_reversed(fund: Fund, event: EntryReversed) -> Fund:
    fund = fund.with_postings(event.postings, event.effective_on)
    if event.entry_topic == OpeningBalanceRecorded.topic:
        pairs = {opening_pair(p.account_id, p.purpose) for p in event.postings if p.account_id}
        fund = msgspec.structs.replace(fund, opened_balances=fund.opened_balances - pairs)
    if event.debit is not None:
        fund = _with_debit(fund, event.debit)
    if event.disbursement is not None:
        fund = _approved_again(fund, event.disbursement, event)
    return fund


def _with_debit(fund: Fund, reopened: ReopenedDebit) -> Fund:
    debit = Debit(
        account_id=reopened.account_id,
        amount_dong=reopened.amount_dong,
        effective_on=reopened.effective_on,
    )
    return msgspec.structs.replace(fund, debits={**fund.debits, reopened.debit_id: debit})


def _approved_again(fund: Fund, reopened: Reopened, event: EntryReversed) -> Fund:
    authority = event.private.authority
    assert authority is not None, "a reversed payment carries the authority it was made on"
    disbursement = Disbursement(
        disbursement_class=reopened.disbursement_class,
        purpose=reopened.purpose,
        amount_dong=reopened.amount_dong,
        awards=reopened.awards,
        prepared_by=authority.prepared_by,
        proposed_on=authority.approved_on,
        authority=authority,
    )
    return msgspec.structs.replace(
        fund, disbursements={**fund.disbursements, reopened.disbursement_id: disbursement}
    )
