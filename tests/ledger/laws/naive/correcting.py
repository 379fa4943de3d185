"""The naive ledger: reversals, counts, differences, reconciliations."""

import dataclasses
from datetime import date

from msgspec.structs import replace

from ledger.errors.conflicts import TransferSettled
from ledger.errors.money import (
    AmountMismatch,
    BadAmount,
    DatedBeforeEntry,
    EntryDrawnOn,
    NoDifference,
    NotReversible,
    WrongAccountKind,
    WrongEntry,
    WrongReplacement,
)
from ledger.events.fund.correcting import CashDifferencePosted
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    DonationReceived,
    InterestCredited,
)
from ledger.events.fund.transferring import TransferSent
from ledger.fund.control.correcting import Replacement, Reversal
from ledger.fund.control.counting import Count, Difference, Reconciliation
from ledger.fund.receiving.banking import BankFee, Interest, UnplacedCredit
from ledger.fund.receiving.donations import Donation
from ledger.values import (
    AMOUNT_DONG_MAX,
    GENERAL,
    AccountKind,
    CreditId,
    DebitId,
    FundId,
    ReversalReason,
    Role,
    StaffId,
)
from tests.ledger.laws.naive.book import Vouchers
from tests.ledger.laws.naive.importing import Importing
from tests.ledger.laws.naive.refusing import IN_SERIES, OUT_SERIES, refuse_if
from tests.ledger.laws.naive.things import ACount, ADebit, AnEntry

REPLACED_BY: dict[str, type[Replacement]] = {
    DonationReceived.topic: Donation,
    InterestCredited.topic: Interest,
    BankFeeCharged.topic: BankFee,
}


class Correcting(Importing):
    """Mistakes put right."""

    def reverse_entry(self, by: StaffId, fund: FundId, reversal: Reversal) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        entry = self.standing_entry(fund, reversal.entry)
        new = reversal.replacement
        if isinstance(new, Donation):
            same_donor = entry is not None and entry.topic == DonationReceived.topic
            if not (same_donor and entry is not None and entry.donor == new.donor_id):
                self.permit_donor(by, new.donor_id)
        refuse_if(NotReversible, when=entry is None)
        assert entry is not None
        drawn = self.used(fund, entry.version)
        if entry.topic == CreditUnallocated.topic:
            assert entry.credit is not None
            drawn = self.placed(fund, entry.credit)
        refuse_if(EntryDrawnOn, when=drawn > 0)
        credit = entry.topic == CreditUnallocated.topic
        since = max(entry.on, entry.since) if credit else entry.on
        on = reversal.effective_on or max(since, self.first_open_on(fund))
        self.check_date(fund, on)
        refuse_if(DatedBeforeEntry, when=on < since)
        if new is not None:
            new = self._as_it_happened(entry, new, reversal.reason)
            self.tried(lambda trial: trial.replaced(entry.version, fund, on, new))
        if entry.topic == TransferSent.topic:
            assert entry.transfer is not None
            refuse_if(TransferSettled, when=self.is_settled(entry.transfer))
        if new is not None:
            vouchers = self.replaced(entry.version, fund, on, new)
            return [*vouchers, *self._keep_matched(entry, on, self.of(fund, self.entries)[-1])]
        return [self.reversed(entry, on), *self._keep_matched(entry, on, None)]

    def _as_it_happened(
        self, entry: AnEntry, new: Replacement, reason: ReversalReason
    ) -> Replacement:
        """Let what is booked where its entry would be by now have happened when that did."""
        first_open_on, came_on = self.first_open_on(entry.fund), entry.came_on
        accounts = [e for e in self.of(entry.fund, self.accounts) if e.account == new.account_id]
        keeps_its_day = (
            new.occurred_on is None
            and reason is not ReversalReason.WRONG_DATE
            and new.effective_on == max(entry.on, first_open_on)
            and came_on < first_open_on
            and all(each.opened_on <= came_on for each in accounts)
        )
        return replace(new, occurred_on=came_on) if keeps_its_day else new

    def _keep_matched(self, entry: AnEntry, on: date, new: AnEntry | None) -> Vouchers:
        """Let what the bank shows of an entry be its replacement, or something nobody explains."""
        vouchers: Vouchers = []
        fund = entry.fund
        came_on = entry.on if entry.came_on == date.min else entry.came_on
        is_late = came_on < min(on, self.first_open_on(fund))
        of_it = [match for match in self.of(fund, self.matches) if match.entry == entry.version]
        for match in sorted(of_it, key=lambda each: each.account):
            moves = () if new is None else new.moves
            if sum(move[2] for move in moves if move[0] == match.account) == match.dong:
                assert new is not None
                self.matches.append(dataclasses.replace(match, entry=new.version))
                self.event(fund)
                vouchers.append(None)
            elif match.dong > 0:
                credit = UnplacedCredit(
                    credit_id=CreditId(match.memo),
                    account_id=match.account,
                    amount_dong=match.dong,
                    effective_on=on,
                    occurred_on=came_on if is_late else None,
                )
                vouchers += self._with_memo(fund, match.account, self.noted(fund, credit))
            else:
                debit = ADebit(
                    fund=fund,
                    debit=DebitId(match.memo),
                    account=match.account,
                    dong=-match.dong,
                    on=on,
                )
                self.debits.append(debit)
                self.event(fund)
                vouchers.append(None)
        return vouchers

    def reversed(self, entry: AnEntry, on: date) -> str | None:
        """End an entry's effect from a day on, and return the voucher it had.

        What it rested on is open again since that day or, if that is its own, as it was before.
        """
        self.event(entry.fund)
        for pledge in self.of(entry.fund, self.pledges):
            if pledge.pledge == entry.pledge:
                since = entry.since if on == entry.on else on
                pledge.since = max(pledge.since, since) if self.outstanding(pledge) else since
        for credit, _ in self.credits(entry.fund):
            if credit.credit == entry.credit and credit is not entry and on != entry.on:
                credit.since = max(credit.since, on)
        for debit in self.of(entry.fund, self.debits):
            if debit.debit == entry.debit and on != entry.on:
                debit.on = max(debit.on, on)
        entry.reversed_on = on
        return entry.vouchers[0] if entry.vouchers else None

    def replaced(self, version: int, fund: FundId, on: date, new: Replacement) -> Vouchers:
        """Reverse an entry and record what should have stood there."""
        entry = self.entry(fund, version)
        assert entry is not None
        voucher = self.reversed(entry, on)
        refuse_if(WrongReplacement, when=type(new) is not REPLACED_BY.get(entry.topic))
        if isinstance(new, Donation):
            kept = self._kept(entry, new)
            refuse_if(WrongReplacement, when=self._frees(entry, kept))
            return [voucher, *self._with_same_memo(entry, self.donated(fund, kept))]
        if isinstance(new, Interest):
            kept_interest = replace(new, credit_id=new.credit_id or entry.credit)
            return [voucher, *self._with_same_memo(entry, self.earned(fund, kept_interest))]
        return [voucher, *self.charged(fund, replace(new, debit_id=new.debit_id or entry.debit))]

    def _with_same_memo(self, entry: AnEntry, vouchers: Vouchers) -> Vouchers:
        self.of(entry.fund, self.entries)[-1].memo_of = entry.memo_of
        return vouchers

    def _frees(self, entry: AnEntry, new: Donation) -> bool:
        """Whether money that was given for a purpose would stand under another one."""
        appeal = new.mobilization_id or self._appeal_of_pledge(entry.fund, new.pledge_id)
        purpose = new.purpose or self._purpose_of_appeal(entry.fund, appeal)
        return entry.purpose not in (GENERAL, purpose)

    def _kept(self, entry: AnEntry, new: Donation) -> Donation:
        kept = replace(new, credit_id=new.credit_id or entry.credit)
        pledge = next((each for each in self.pledges if each.pledge == entry.pledge), None)
        if pledge is None or new.pledge_id is not None:
            return kept
        fits_appeal = not new.mobilization_id or pledge.appeal in (None, new.mobilization_id)
        if not fits_appeal or pledge.donor not in (None, new.donor_id):
            return kept
        was_outside = pledge.appeal is not None and entry.appeal is None
        return replace(
            kept,
            pledge_id=pledge.pledge,
            outside_mobilization=new.outside_mobilization or was_outside,
        )

    def count_cash(self, by: StaffId, fund: FundId, count: Count) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        refuse_if(BadAmount, when=not 0 <= count.counted_dong <= AMOUNT_DONG_MAX)
        if count.denominations:
            total = sum(each.dong * each.pieces for each in count.denominations)
            refuse_if(AmountMismatch, when=total != count.counted_dong)
        account = self.account_of(fund, count.account_id)
        refuse_if(WrongAccountKind, when=account.kind is not AccountKind.CASH_BOX)
        self.check_date(fund, count.effective_on, account)
        self.event(fund)
        book_dong = self.held(fund, count.effective_on, account=account.account)
        counted = ACount(
            fund=fund,
            version=self.versions[fund],
            account=account.account,
            book_dong=book_dong,
            found_dong=count.counted_dong - book_dong,
            on=count.effective_on,
        )
        self.counts.append(counted)
        return [None]

    def post_difference(self, by: StaffId, fund: FundId, difference: Difference) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        self.standing_entry(fund, difference.entry)
        counts = [e for e in self.of(fund, self.counts) if e.version == difference.entry]
        refuse_if(WrongEntry, when=not counts)
        count = counts[0]
        posted = self.drawn(fund, count.version)
        book_dong = self.held(fund, count.on, account=count.account)
        changed = book_dong != count.book_dong or self._settled_since(count)
        refuse_if(NoDifference, when=count.found_dong == 0 or changed or posted > 0)
        self.check_purpose(fund, difference.purpose)
        account, on = self.account_of(fund, count.account), difference.effective_on
        if count.found_dong < 0:
            self.check_bears(fund, difference.purpose, on)
        self.check_date(fund, on, account)
        refuse_if(DatedBeforeEntry, when=on < count.on)
        entry = AnEntry(
            fund=fund,
            topic=CashDifferencePosted.topic,
            on=on,
            dong=abs(count.found_dong),
            moves=((count.account, difference.purpose, count.found_dong),),
            draws_on=count.version,
        )
        series = IN_SERIES if count.found_dong > 0 else OUT_SERIES
        return [self.enter(entry, series[account.kind])]

    def _settled_since(self, count: ACount) -> bool:
        """Whether what was posted of the box's differences is another sum on some later day."""
        posted = [
            entry
            for entry in self.of(count.fund, self.entries)
            if entry.topic == CashDifferencePosted.topic and entry.moves[0][0] == count.account
        ]
        sums = {
            sum(entry.moves[0][2] for entry in posted if entry.in_effect(day))
            for day in self.days_from(count.fund, count.on)
        }
        return len(sums) > 1

    def reconcile_bank(self, by: StaffId, fund: FundId, reconciliation: Reconciliation) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        account = self.account_of(fund, reconciliation.account_id)
        refuse_if(WrongAccountKind, when=account.kind is AccountKind.CASH_BOX)
        self.check_date(fund, reconciliation.effective_on, account)
        self.event(fund)
        return [None]
