"""Use cases of what comes in, of what the bank says, and of money held for others."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import TypeGuard

import msgspec

from ledger.access import Action
from ledger.errors import LedgerError
from ledger.errors.restricted import PurposeExpired
from ledger.events.base import Event
from ledger.events.fund.receiving import DonationReceived
from ledger.fund import Fund
from ledger.fund import evolve as evolve_fund
from ledger.fund.receiving import banking, donations, holding, importing, matching
from ledger.fund.restricting import check_not_expired
from ledger.fund.spending import refunding
from ledger.recording.commands import Command, Failure, Receipt, Warned
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.store.log.append import LedgerRecorder
from ledger.store.log.facts import statement_row_fact
from ledger.use_cases.asking import UseCases
from ledger.use_cases.donors import released_elsewhere, require_own_donor, require_own_word
from ledger.values import GENERAL, AccountId, FundId, PurposeId

LeftOut = Callable[[int, Sequence[Event]], Container[str]]
"""Tells which rows of a statement are left out, at a version of its fund.

The events are the last up to that version: those that are not stored yet, but are with the rows.
"""


class KeptRows(msgspec.Struct, frozen=True, kw_only=True):
    """So many rows of a bank statement, whose memos are kept.

    `new` are those, by their facts, that the book did not have at a `position` of the log.
    """

    rows: int
    new: Mapping[str, importing.StatementRow]
    position: int


class Receiving(UseCases):
    """Gifts, interest, fees, statements, refunds, custody."""

    _log: LedgerRecorder

    def receive_donation(
        self, command: Command, fund_id: FundId, gift: donations.Donation
    ) -> Receipt:
        """Take a gift in (ghi khoản ủng hộ); warns if it is for a purpose that has expired.

        Raises what `require_own_donor`, `require_own_word` and `receive_donation` raise.
        """

        def decide(desk: Desk) -> Decision:
            require_own_donor(desk, command, gift.donor_id)
            require_own_word(desk, self._vault, gift.donor_id, named=gift.named)
            fund = desk.fund(fund_id)
            event = donations.receive_donation(fund, gift, desk.context(command))
            return Decision(events=[event], warnings=_warnings(fund, [event]))

        return self._do_on_fund(command, Action.RECORD, fund_id, decide)

    def receive_donations(
        self,
        command: Command,
        fund_id: FundId,
        gifts: Sequence[donations.Donation],
        *,
        continue_on_error: bool = False,
    ) -> Receipt:
        """Take many gifts in: all or none, or all but those that are refused one by one."""

        def decide(desk: Desk) -> Decision:
            fund, context = desk.fund(fund_id), desk.context(command)
            events: list[DonationReceived] = []
            failures: list[Failure] = []
            for index, gift in enumerate(gifts):
                try:
                    require_own_donor(desk, command, gift.donor_id)
                    require_own_word(desk, self._vault, gift.donor_id, named=gift.named)
                    event = donations.receive_donation(fund, gift, context)
                except LedgerError as error:
                    if not continue_on_error:
                        error.fields = tuple(f"donations.{index}.{f}" for f in error.fields)
                        raise
                    failures.append(Failure(index, error.code, error.fields, error.limits))
                else:
                    events.append(event)
                    fund = evolve_fund(fund, event)
            warnings = _warnings(fund, events)
            return Decision(events=events, failures=tuple(failures), warnings=warnings)

        return self._do_on_fund(command, Action.RECORD, fund_id, decide)

    def credit_interest(
        self, command: Command, fund_id: FundId, interest: banking.Interest
    ) -> Receipt:
        """Record interest the bank credited (tiền lãi)."""
        return self._on_fund(command, Action.RECORD, fund_id, banking.credit_interest, interest)

    def charge_bank_fee(self, command: Command, fund_id: FundId, fee: banking.BankFee) -> Receipt:
        """Record a fee the bank took, perhaps explaining a debit of a statement."""
        return self._on_fund(command, Action.RECORD, fund_id, banking.charge_bank_fee, fee)

    def note_credit(
        self, command: Command, fund_id: FundId, credit: banking.UnplacedCredit
    ) -> Receipt:
        """Take in money that nobody can place yet (chưa rõ nguồn)."""
        return self._on_fund(
            command,
            Action.RECORD,
            fund_id,
            banking.note_credit,
            credit,
            created_id=credit.credit_id,
        )

    def refund_donation(
        self, command: Command, fund_id: FundId, refund: refunding.Refund
    ) -> Receipt:
        """Give money back to whoever sent it by mistake (hoàn trả)."""

        def decide(desk: Desk) -> Decision:
            fund = desk.fund(fund_id)
            entry, elsewhere = None, 0
            if refund.entry is not None:
                entry = desk.standing(fund_id, refund.entry)
                if isinstance(entry, DonationReceived):
                    elsewhere = released_elsewhere(desk, fund_id, refund.entry)
            event = refunding.refund_donation(fund, entry, refund, desk.context(command), elsewhere)
            return Decision(events=[event])

        return self._do_on_fund(command, Action.PAY, fund_id, decide)

    def receive_custodial(
        self, command: Command, fund_id: FundId, receipt: holding.CustodialReceipt
    ) -> Receipt:
        """Take money in for others (thu hộ); whom it is for goes to the people vault first."""

        def decide(desk: Desk) -> Decision:
            event = holding.receive_custodial(desk.fund(fund_id), receipt, desk.context(command))
            return Decision(events=[event], created_id=receipt.custody_id)

        def record(asked: Command) -> Receipt:
            return self._do_on_fund(asked, Action.RECORD, fund_id, decide)

        # Rehearsed, what is refused or came before leaves no name behind.
        rehearsed = record(msgspec.structs.replace(command, dry_run=True))
        if command.dry_run or rehearsed.replayed:
            return rehearsed
        if receipt.held_for is not None:
            self._vault.put_memos([(receipt.custody_id, receipt.held_for)])
        return record(command)

    def pay_custodial(
        self, command: Command, fund_id: FundId, payment: holding.CustodialPayment
    ) -> Receipt:
        """Hand money on to those it is held for (chi hộ)."""
        return self._on_fund(command, Action.PAY, fund_id, holding.pay_custodial, payment)

    def record_statement(
        self,
        command: Command,
        fund_id: FundId,
        account_id: AccountId,
        rows: Sequence[importing.StatementRow],
    ) -> Receipt:
        """Record the rows of a bank statement that are not in the book yet; count the others.

        It keeps their memos first, as `keep_statement` does, and raises the same.
        """
        kept = self.keep_statement(command, fund_id, rows)
        return self.record_kept(command, fund_id, account_id, kept)

    def keep_statement(
        self, command: Command, fund_id: FundId, rows: Sequence[importing.StatementRow]
    ) -> KeptRows:
        """Keep the memos of those rows of a bank statement that are not in the book yet.

        Memos go to the people vault first: a crash before the rows are recorded leaves a memo
        nobody refers to, never an event whose memo is lost. Nobody who may not record can put any
        there, and a dry run puts none.
        """
        self._recording.desk().require_on_fund(command.by, Action.RECORD, fund_id)
        facts = [statement_row_fact(row.statement_row) for row in rows]
        position = self._log.max_notification_id() or 0
        taken = self._log.taken(facts)
        new = {fact: row for fact, row in zip(facts, rows, strict=True) if fact not in taken}
        if not command.dry_run:
            self._vault.put_memos([(row.memo_id, row.memo) for row in new.values()])
        return KeptRows(position=position, rows=len(rows), new=new)

    def record_kept(
        self,
        command: Command,
        fund_id: FundId,
        account_id: AccountId,
        kept: KeptRows,
        left_out: LeftOut | None = None,
    ) -> Receipt:
        """Record rows whose memos are kept and that are still not in the book; count the others.

        What is `left_out` at the version of the fund that is decided on counts as skipped.

        Rows that name an entry are matched with it, after all that is recorded anew. It warns of
        gifts for a purpose that has expired.
        """
        position, new = kept.position, kept.new
        donors = {row.donor_id for row in new.values() if row.donor_id is not None}

        def decide(desk: Desk) -> Decision:
            for donor_id in donors:
                require_own_donor(desk, command, donor_id)
            meanwhile = desk.taken_since(position, list(new))
            left = [row for fact, row in new.items() if fact not in meanwhile]
            if left_out is not None:
                found = desk.versioned(fund_id)
                version = 0 if found is None else found.version
                out = left_out(version, desk.events_ahead(fund_id))
                left = [row for row in left if row.statement_row not in out]
            unwritten = [row for row in left if row.entry is None]
            fund, context = desk.fund(fund_id), desk.context(command)
            events, after = importing.record_rows(fund, account_id, unwritten, context)
            matches = list(_matched(desk, command, fund_id, account_id, left))
            return Decision(
                events=[*events, *matches],
                after=after,
                skipped=kept.rows - len(left),
                matched=len(matches),
                warnings=_warnings(fund, [each for each in events if _is_for_a_purpose(each)]),
            )

        return self._do_on_fund(command, Action.RECORD, fund_id, decide)


def _matched(
    desk: Desk,
    command: Command,
    fund_id: FundId,
    account_id: AccountId,
    rows: Sequence[importing.StatementRow],
) -> Iterator[Event]:
    """Yield the matches of those rows that name an entry, which must still stand."""
    fund, context = desk.fund(fund_id), desk.context(command)
    for row in rows:
        if row.entry is not None:
            match = matching.Match(
                entry=row.entry,
                account_id=account_id,
                amount_dong=row.credit_dong - row.debit_dong,
                booked_on=row.effective_on,
                statement_row=row.statement_row,
                memo_id=row.memo_id,
            )
            entry = desk.standing(fund_id, row.entry)
            origin = _origin(desk, fund_id, entry)
            yield matching.match_row(fund, entry, match, context, origin)


def _origin(desk: Desk, fund_id: FundId, entry: Event) -> Event:
    """Return the entry that one stands in the place of, by however many corrections."""
    while (corrected := getattr(entry, "corrects", None)) is not None:
        entry = desk.entry(fund_id, corrected)
    return entry


def _is_for_a_purpose(event: Event) -> TypeGuard[DonationReceived]:
    return isinstance(event, DonationReceived) and event.purpose != GENERAL


def _warnings(fund: Fund, gifts: Sequence[DonationReceived]) -> tuple[Warned, ...]:
    """Return, once for each, which purposes had expired when something was given for them.

    It is there, but nothing is spent of it any more: who gave it has to be asked.
    """
    warned: dict[PurposeId, Warned] = {}
    for gift in gifts:
        try:
            check_not_expired(fund, gift.purpose, gift.occurred_on or gift.effective_on)
        except PurposeExpired as expired:
            limits = {**expired.limits, "purpose": str(gift.purpose)}
            warned[gift.purpose] = Warned(expired.code, limits)
    return tuple(warned.values())
