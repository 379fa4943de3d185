"""Correcting: an entry is reversed by its negative and, where it was wrong, recorded anew.

Law on Accounting 88/2015, Art. 27: computer books are corrected by negative or supplementary
entries, never by overwriting.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.money import DatedBeforeEntry, EntryDrawnOn, NotReversible, WrongReplacement
from ledger.errors.people import ConsentIncomplete
from ledger.events.base import Event
from ledger.events.fund.correcting import (
    CashDifferencePosted,
    DrawnOn,
    EntryReversed,
    Reopened,
    ReopenedCredit,
    ReopenedDebit,
    ReversalPrivate,
)
from ledger.events.fund.mobilizing import DirectAidReported
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import (
    AwardLine,
    DisbursementPaid,
    DisbursementReturned,
    GoodsIssued,
    PurposeReleased,
)
from ledger.events.fund.transferring import (
    AccountMoved,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.fund.checks import check_date
from ledger.fund.receiving.banking import BankFee, Interest, charge_bank_fee, credit_interest
from ledger.fund.receiving.donations import Donation, purpose_of, receive_donation
from ledger.fund.state import Fund, evolve
from ledger.postings import postings
from ledger.values import GENERAL, AccountId, CreditId, DebitId, DonorId, ReversalReason

Reversible = (
    OpeningBalanceRecorded
    | DonationReceived
    | InterestCredited
    | CreditUnallocated
    | BankFeeCharged
    | DonationRefunded
    | CustodialReceived
    | CustodialPaid
    | DirectAidReported
    | PurposeReleased
    | DisbursementPaid
    | DisbursementReturned
    | GoodsIssued
    | TransferSent
    | TransferReceived
    | TransferReturned
    | AccountMoved
    | CashDifferencePosted
)

Replaceable = DonationReceived | InterestCredited | BankFeeCharged
Replacement = Donation | Interest | BankFee


class Reversal(msgspec.Struct, frozen=True, kw_only=True):
    """An entry to reverse, by its version.

    `effective_on` none means the entry's own date or, where the books are closed, the first open
    day.
    """

    entry: int
    reason: ReversalReason
    effective_on: date | None = None
    replacement: Replacement | None = None


class Background(msgspec.Struct, frozen=True, kw_only=True):
    """What neither an entry nor the state says of it: where to look is the use case's to know.

    `lines` are those of the award list behind a payment, `debited_on` and `credited_on` the days
    of the bank's debit or credit that it explained, `credit_came_on` the day on which the latter
    came, which may have been booked later; `pledged_by` the donor of the pledge that it
    fulfilled. `attempt` is which settlement of a transfer the reversal of its first leg takes the
    place of. `may_be_named` tells whether a consent holds by which the replacement names its donor,
    `released_elsewhere_dong` how much of a gift was released in funds that its money went to.
    """

    lines: Sequence[AwardLine] = ()
    debited_on: date | None = None
    credited_on: date | None = None
    credit_came_on: date | None = None
    pledged_by: DonorId | None = None
    attempt: int | None = None
    may_be_named: bool = True
    released_elsewhere_dong: int = 0


NO_BACKGROUND = Background()


def reverse_entry(
    fund: Fund,
    entry: Event,
    reversal: Reversal,
    context: Context,
    background: Background = NO_BACKGROUND,
) -> list[Event]:
    """Reverse an entry and, in the same step, record what should have stood there.

    A reversal is a fact: it is recorded even where it uncovers an overdraft, which then stops
    further spending. That no entry is reversed twice is a unique fact, checked where it is
    recorded.

    A gift for a purpose is recorded anew for that purpose: for another one it takes the donor's
    consent and an approver (`release_purpose`). Reversed alone it may be, for it may never have
    been one; what was spent of it is then missing from its purpose.

    What happened while the books are closed by now is recorded anew as of the same day, unless
    the replacement says another or the date was what was wrong.

    Raises `NotReversible`, `EntryDrawnOn`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`,
    `DatedBeforeEntry`, `WrongReplacement`, `ConsentIncomplete`, and what recording the replacement
    raises.
    """
    if not isinstance(entry, Reversible):
        raise NotReversible("entry")
    _check_untouched(fund, entry, reversal.entry, background)
    since = _stands_since(fund, entry)
    on = reversal.effective_on or max(since, fund.first_open_on)
    check_date(fund, on, context)
    if on < since:
        raise DatedBeforeEntry("effective_on", entry_on=since.isoformat())
    reversed_ = _negative(fund, entry, reversal, background, on, context)
    if reversal.replacement is None:
        return [reversed_]
    after = evolve(fund, reversed_)
    return [reversed_, _replacement(after, entry, reversal, background, context)]


def _stands_since(fund: Fund, entry: Reversible) -> date:
    """Return the day an entry stands since; a credit that was placed meanwhile, since it is not."""
    if isinstance(entry, CreditUnallocated):
        return max(entry.effective_on, fund.credits[entry.credit_id].effective_on)
    return entry.effective_on


def _check_untouched(fund: Fund, entry: Reversible, version: int, background: Background) -> None:
    """Raise `EntryDrawnOn` if later entries rest on this one, here or in another fund."""
    drawn = fund.drawn_of(version) + background.released_elsewhere_dong
    if isinstance(entry, CreditUnallocated):
        credit = fund.credits.get(entry.credit_id)
        drawn = entry.amount_dong - (0 if credit is None else credit.amount_dong)
    if drawn:
        raise EntryDrawnOn("entry", drawn_dong=drawn)


def _negative(
    fund: Fund,
    entry: Reversible,
    reversal: Reversal,
    background: Background,
    on: date,
    context: Context,
) -> EntryReversed:
    return EntryReversed(
        entry=reversal.entry,
        entry_topic=entry.topic,
        entry_effective_on=entry.effective_on,
        reason=reversal.reason,
        amount_dong=entry.amount_dong,
        postings=tuple(line.reversed() for line in postings(entry)),
        effective_on=on,
        voucher=getattr(entry, "voucher", None),
        mobilization_id=getattr(entry, "mobilization_id", None),
        disbursement=_reopened(entry),
        debit=_reopened_debit(fund, entry, on, background),
        credit=_reopened_credit(fund, entry, on, background),
        closed_credit_id=entry.credit_id if isinstance(entry, CreditUnallocated) else None,
        pledge=entry.pledge if isinstance(entry, DonationReceived) else None,
        draws_on=_drawn_on(entry),
        transfer_id=getattr(entry, "transfer_id", None),
        attempt=background.attempt if isinstance(entry, TransferSent) else None,
        private=ReversalPrivate(
            recorded_by=context.by,
            authority=entry.private.authority if isinstance(entry, DisbursementPaid) else None,
            lines=_reopened_lines(entry, background),
            consent_id=entry.private.consent_id if isinstance(entry, PurposeReleased) else None,
            donor_id=background.pledged_by,
        ),
    )


def _reopened(entry: Reversible) -> Reopened | None:
    if not isinstance(entry, DisbursementPaid):
        return None
    return Reopened(
        disbursement_id=entry.disbursement_id,
        disbursement_class=entry.disbursement_class,
        purpose=entry.purpose,
        amount_dong=entry.amount_dong,
        awards=entry.awards,
    )


def _reopened_lines(entry: Reversible, background: Background) -> tuple[AwardLine, ...]:
    match entry:
        case DisbursementPaid():
            paid = frozenset(entry.private.lines)
            return tuple(line for line in background.lines if line.number in paid)
        case DisbursementReturned():
            return entry.private.lines
        case _:
            return ()


def _reopened_debit(
    fund: Fund, entry: Reversible, on: date, background: Background
) -> ReopenedDebit | None:
    debit_id: DebitId | None = getattr(entry, "debit_id", None)
    if debit_id is None:
        return None
    assert not isinstance(entry, OpeningBalanceRecorded | DirectAidReported | GoodsIssued)
    return ReopenedDebit(
        debit_id=debit_id,
        account_id=_account_debited(entry),
        amount_dong=entry.amount_dong,
        effective_on=_waits_since(fund, debit_id, entry, on, background.debited_on),
    )


def _account_debited(entry: Reversible) -> AccountId:
    if isinstance(entry, AccountMoved):
        return entry.from_account_id
    assert not isinstance(entry, DirectAidReported | GoodsIssued)
    assert entry.account_id is not None
    return entry.account_id


def _reopened_credit(
    fund: Fund, entry: Reversible, on: date, background: Background
) -> ReopenedCredit | None:
    credit_id: CreditId | None = getattr(entry, "credit_id", None)
    if credit_id is None or isinstance(entry, CreditUnallocated):
        return None
    if isinstance(entry, AccountMoved):
        account_id: AccountId | None = entry.to_account_id
    else:
        account_id = getattr(entry, "account_id", None)
    assert account_id is not None, "what was credited lies in an account"
    return ReopenedCredit(
        credit_id=credit_id,
        account_id=account_id,
        amount_dong=entry.amount_dong,
        effective_on=_waits_since(fund, credit_id, entry, on, background.credited_on),
        came_on=background.credit_came_on,
    )


def _waits_since(
    fund: Fund, which: DebitId | CreditId, entry: Reversible, on: date, noted_on: date | None
) -> date:
    """Return since when nobody knows what was debited or credited, where an entry had said it.

    That is from the reversal on, up to which the entry stands in the book; or, if both are of one
    day, since it was noted, though no earlier than it was taken over, or freed once before.
    """
    if on != entry.effective_on:
        return on
    return max(noted_on or on, fund.reopened.get(which, date.min))


def _drawn_on(entry: Reversible) -> DrawnOn | None:
    match entry:
        case PurposeReleased() | CashDifferencePosted():
            return DrawnOn(entry=entry.entry, amount_dong=entry.amount_dong)
        case DonationRefunded() if entry.entry is not None:
            return DrawnOn(entry=entry.entry, amount_dong=entry.amount_dong)
        case DisbursementReturned():
            return DrawnOn(
                entry=entry.payment,
                amount_dong=entry.amount_dong,
                awards=entry.awards,
                disbursement_id=entry.disbursement_id,
            )
        case _:
            return None


def _replacement(
    fund: Fund, entry: Reversible, reversal: Reversal, background: Background, context: Context
) -> Event:
    match entry, _as_it_happened(fund, entry, reversal):
        case DonationReceived(), Donation() as gift:
            kept_gift = _kept(entry, gift, background)
            if entry.purpose not in (GENERAL, purpose_of(fund, kept_gift)):
                raise WrongReplacement("replacement.purpose")
            if gift.named and not background.may_be_named:
                raise ConsentIncomplete("replacement.named")
            return receive_donation(fund, kept_gift, context, corrects=reversal.entry)
        case InterestCredited(), Interest() as interest:
            kept = msgspec.structs.replace(
                interest,
                memo_id=entry.private.memo_id,
                credit_id=interest.credit_id or entry.credit_id,
            )
            return credit_interest(fund, kept, context, corrects=reversal.entry)
        case BankFeeCharged(), BankFee() as fee:
            kept_fee = msgspec.structs.replace(fee, debit_id=fee.debit_id or entry.debit_id)
            return charge_bank_fee(fund, kept_fee, context, corrects=reversal.entry)
        case _:
            raise WrongReplacement("replacement")


def _as_it_happened(fund: Fund, entry: Reversible, reversal: Reversal) -> Replacement | None:
    """Return the replacement with the day on which its entry happened, where the books are closed.

    The bank's statement of that day would bring it a second time if that day were forgotten. What
    is booked on another day than the entry would be by now, or stands for an entry whose date was
    wrong, says itself when it happened; so does money of an account that was not there yet.
    """
    new = reversal.replacement
    if new is None or not isinstance(entry, Replaceable):
        return new
    if new.occurred_on is not None or reversal.reason is ReversalReason.WRONG_DATE:
        return new
    happened_on = entry.occurred_on or entry.effective_on
    account = None if new.account_id is None else fund.accounts.get(new.account_id)
    began_on = fund.opened_on if account is None else max(fund.opened_on, account.opened_on)
    if new.effective_on != max(entry.effective_on, fund.first_open_on):
        return new
    if not began_on <= happened_on < fund.first_open_on:
        return new
    return msgspec.structs.replace(new, occurred_on=happened_on)


def _kept(entry: DonationReceived, gift: Donation, background: Background) -> Donation:
    """Return a gift with what a correction does not ask for again: where the money came from.

    It still fulfils its pledge, where that is of its donor and for its appeal, and stays outside
    the appeal it was outside of.
    """
    kept = msgspec.structs.replace(
        gift, memo_id=entry.private.memo_id, credit_id=gift.credit_id or entry.credit_id
    )
    pledge = entry.pledge
    if pledge is None or gift.pledge_id is not None:
        return kept
    for_its_appeal = not gift.mobilization_id or pledge.mobilization_id in (
        None,
        gift.mobilization_id,
    )
    if not for_its_appeal or background.pledged_by not in (None, gift.donor_id):
        return kept
    was_outside = pledge.mobilization_id is not None and entry.mobilization_id is None
    return msgspec.structs.replace(
        kept,
        pledge_id=pledge.pledge_id,
        outside_mobilization=gift.outside_mobilization or was_outside,
    )
