"""Use cases of corrections: reversals, counts, differences, reconciliations."""

from datetime import date

from ledger.access import Action
from ledger.events.base import Event
from ledger.events.fund.correcting import StatementRowMatched
from ledger.events.fund.mobilizing import PledgeMade
from ledger.events.fund.money import MoneyEvent
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import CreditUnallocated, DonationReceived
from ledger.events.fund.transferring import TransferSent
from ledger.fund.control import correcting, counting
from ledger.fund.receiving import donations, matching
from ledger.postings import postings
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.store.log.facts import credit_fact, debit_fact, match_fact, pledge_fact
from ledger.use_cases.asking import UseCases
from ledger.use_cases.donors import parties_to_naming, released_elsewhere, require_own_donor
from ledger.use_cases.spending import listed
from ledger.use_cases.transferring import next_attempt
from ledger.values import CreditId, DonorId, FundId, Party, PledgeId


class Correcting(UseCases):
    """Mistakes put right in the open."""

    def reverse_entry(
        self, command: Command, fund_id: FundId, reversal: correcting.Reversal
    ) -> Receipt:
        """Reverse an entry, and in the same step record what should have stood there.

        A gift is named anew where its donor may be: as was said of the gift since, else by the
        donor's own word.
        Rows of statements that were matched with it stay in the book: with its replacement, or as
        money of unknown origin.
        """

        def decide(desk: Desk) -> Decision:
            fund, entry = desk.fund(fund_id), desk.standing(fund_id, reversal.entry)
            if isinstance(reversal.replacement, donations.Donation):
                donor_id = reversal.replacement.donor_id
                # A gift that is corrected keeps its donor, whoever registered that one.
                if not (isinstance(entry, DonationReceived) and entry.private.donor_id == donor_id):
                    require_own_donor(desk, command, donor_id)
            background = _background(
                desk,
                fund_id,
                entry,
                reversal.entry,
                may_be_named=self._may_be_named(desk, fund_id, entry, reversal),
            )
            events = correcting.reverse_entry(
                fund, entry, reversal, desk.context(command), background
            )
            matches = _matches(desk, fund_id, reversal.entry, entry)
            if matches:
                at = desk.versioned(fund_id)
                assert at is not None, "the fund was looked at"
                happened_on = matching.happened_on(entry)
                events += matching.keep_matched(
                    fund, matches, events, at.version, happened_on, desk.context(command)
                )
            return Decision(events=events)

        return self._do_on_fund(command, Action.RECORD, fund_id, decide)

    def _may_be_named(
        self, desk: Desk, fund_id: FundId, entry: Event, reversal: correcting.Reversal
    ) -> bool:
        gift = reversal.replacement
        if not isinstance(gift, donations.Donation) or not gift.named or gift.donor_id is None:
            return True
        said: bool | None = None
        if isinstance(entry, DonationReceived):
            said = desk.said_of_naming(gift.donor_id, fund_id, entry, reversal.entry)
        if said is not None:
            return said
        return parties_to_naming(desk, self._vault, gift.donor_id) == {Party.SELF}

    def count_cash(self, command: Command, fund_id: FundId, count: counting.Count) -> Receipt:
        """Record what a cash box held when it was counted (kiểm kê quỹ)."""
        return self._on_fund(command, Action.RECORD, fund_id, counting.count_cash, count)

    def post_difference(
        self, command: Command, fund_id: FundId, difference: counting.Difference
    ) -> Receipt:
        """Post the difference that a count found."""

        def decide(desk: Desk) -> Decision:
            fund, entry = desk.fund(fund_id), desk.standing(fund_id, difference.entry)
            event = counting.post_difference(fund, entry, difference, desk.context(command))
            return Decision(events=[event])

        return self._do_on_fund(command, Action.RECORD, fund_id, decide)

    def reconcile_bank(
        self, command: Command, fund_id: FundId, reconciliation: counting.Reconciliation
    ) -> Receipt:
        """Record the bank's balance beside the book's (đối soát)."""
        return self._on_fund(
            command, Action.RECORD, fund_id, counting.reconcile_bank, reconciliation
        )


def _background(
    desk: Desk, fund_id: FundId, entry: Event, version: int, *, may_be_named: bool
) -> correcting.Background:
    was_given = isinstance(entry, DonationReceived | OpeningBalanceRecorded)
    debit_id, credit_id = (getattr(entry, name, None) for name in ("debit_id", "credit_id"))
    pledge = entry.pledge if isinstance(entry, DonationReceived) else None
    return correcting.Background(
        lines=listed(desk, entry),
        debited_on=None if debit_id is None else _stated_on(desk, debit_fact(debit_id)),
        credited_on=None if credit_id is None else _stated_on(desk, credit_fact(credit_id)),
        credit_came_on=None if credit_id is None else _came_on(desk, credit_id),
        pledged_by=None if pledge is None else _pledged_by(desk, pledge.pledge_id),
        attempt=next_attempt(desk, fund_id, entry) if isinstance(entry, TransferSent) else None,
        may_be_named=may_be_named,
        released_elsewhere_dong=released_elsewhere(desk, fund_id, version) if was_given else 0,
    )


def _matches(desk: Desk, fund_id: FundId, version: int, entry: Event) -> list[StatementRowMatched]:
    """Return the rows of statements, one of each account at most, that an entry is matched with."""
    accounts = {line.account_id for line in postings(entry) if line.account_id is not None}
    stated = [desk.stated(match_fact(fund_id, each, version)) for each in sorted(accounts)]
    return [each for each in stated if isinstance(each, StatementRowMatched)]


def _pledged_by(desk: Desk, pledge_id: PledgeId) -> DonorId | None:
    pledged = desk.stated(pledge_fact(pledge_id))
    assert isinstance(pledged, PledgeMade), "what is fulfilled was pledged"
    return pledged.private.donor_id


def _came_on(desk: Desk, credit_id: CreditId) -> date:
    """Return the day on which a credit came, whenever that was booked."""
    noted = desk.stated(credit_fact(credit_id))
    assert isinstance(noted, CreditUnallocated), "what was placed was noted"
    return noted.occurred_on or noted.effective_on


def _stated_on(desk: Desk, fact: str) -> date | None:
    stated = desk.stated(fact)
    return stated.effective_on if isinstance(stated, MoneyEvent) else None
