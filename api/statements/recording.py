"""Recording the rows of a statement, a thousand in one transaction, and placing some afterwards.

What the fund's own state is enough for is recorded at once. What belongs to something else – a
transfer, a payment, another account – is noted first, as a credit or debit that waits, and then
placed by the use case that is there for it: killed in between, it waits, and is placed when the
same command comes again – or by a person, as is what was refused. The command line has no command
that comes again.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Sequence
from datetime import date

import msgspec

from api.statements.candidate import Candidate
from api.statements.decisions import Decided
from api.statements.meanwhile import Meanwhile
from api.statements.outcomes import Changed, Outcome, Unplaced
from api.statements.proposals.kinds import Kind, Proposal, Why
from ledger.application import EveryUseCase, Ledger
from ledger.errors import LedgerError, Unavailable
from ledger.errors.conflicts import AlreadyMatched
from ledger.events.base import Event
from ledger.fund.checks import check_room
from ledger.fund.open_items import Credit, Debit
from ledger.fund.spending.disbursements import Payment
from ledger.fund.spending.returning import Return
from ledger.fund.transferring import Arrival, Move
from ledger.recording.commands import Command, Receipt
from ledger.use_cases.receiving import KeptRows
from ledger.values import AccountId, CreditId, DebitId, FundId

PLACED = frozenset({Kind.TRANSFER, Kind.RETURNED, Kind.MOVE, Kind.PAYMENT})

ROWS = "rows"
"""What the command that records the rows of a piece is called."""

CommandOf = Callable[[str], Command]
"""Gives the command for one thing to do; by its name, where it must be the same each time."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Some rows: those that are `left`, and those `wanted`, whose memos are kept."""

    left: Outcome
    wanted: Sequence[Decided] = ()
    command: Command | None = None
    rows: KeptRows | None = None


class Recorder:
    """Records decided rows into one account of a fund; in a trial, says what would become of them.

    So both go the same way: a trial takes dry runs, in which placing is asked of what was noted.
    """

    def __init__(
        self,
        ledger: EveryUseCase,
        fund_id: FundId,
        account_id: AccountId,
        meanwhile: Meanwhile | None = None,
    ) -> None:
        """Name the account, and who tells what is written into it by hand meanwhile."""
        self._ledger = ledger
        self._fund_id = fund_id
        self._account_id = account_id
        self._meanwhile = meanwhile

    def record(self, decided: Sequence[Decided], command_of: CommandOf) -> Outcome:
        """Record rows, all or none of them, and then place those that belong to something else.

        Left are those that somebody has written by hand since they were proposed. Raises what
        `Ledger.record_statement` raises; what placing is refused for is in the outcome.
        """
        return self.record_kept(self.keep(decided, command_of), command_of)

    def keep(self, decided: Sequence[Decided], command_of: CommandOf) -> Kept:
        """Keep the memos of rows that are to be recorded; raises what `record` raises."""
        wanted = [each for each in decided if each[1].kind is not Kind.SKIP]
        known = sum(
            candidate.known for candidate, proposal in decided if proposal.kind is Kind.SKIP
        )
        left = Outcome(known=known, left=len(decided) - len(wanted) - known)
        if not wanted:
            return Kept(left=left)
        command = command_of(ROWS)
        rows = [candidate.statement_row(proposal) for candidate, proposal in wanted]
        kept = self._ledger.keep_statement(command, self._fund_id, rows)
        return Kept(left=left, wanted=wanted, command=command, rows=kept)

    def record_kept(self, kept: Kept, command_of: CommandOf) -> Outcome:
        """Record rows whose memos are kept, as `record` does."""
        outcome, wanted = kept.left, kept.wanted
        if kept.command is None or kept.rows is None:
            return outcome
        written: dict[str, Candidate] = {}

        def left_out(version: int, ahead: Sequence[Event]) -> Container[str]:
            nonlocal written
            written = {} if self._meanwhile is None else self._meanwhile.of(wanted, version, ahead)
            return written

        receipt = self._ledger.record_kept(
            kept.command, self._fund_id, self._account_id, kept.rows, left_out
        )
        if self._meanwhile is not None:
            self._meanwhile.note(receipt, written.values())
        skipped = receipt.skipped - len(written)
        outcome = outcome.plus(
            Outcome(
                recorded=len(wanted) - receipt.skipped - receipt.matched,
                matched=receipt.matched,
                known=skipped,
                left=len(written),
                changed_count=len(written),
                changed=tuple(
                    Changed(line=each.row.line, kind=Kind.MATCHED, why=Why.IN_BOOK)
                    for each in written.values()
                ),
                warnings=receipt.warnings,
                position=receipt.position,
                version=receipt.version,
                balance_dong=receipt.balance_dong,
            )
        )
        for candidate, proposal in wanted:
            if proposal.kind in PLACED and candidate.identity not in written:
                outcome = outcome.plus(self._place(candidate, proposal, command_of))
        return outcome

    def _place(self, candidate: Candidate, proposal: Proposal, command_of: CommandOf) -> Outcome:
        command = command_of(f"row {candidate.identity}")
        try:
            receipt = self._placed(candidate, proposal, command)
        except Unavailable:
            raise
        except LedgerError as refusal:
            if self._waiting(candidate) is None:
                return Outcome()  # whoever confirmed it at the same time has placed it
            return Outcome(unplaced=(Unplaced(line=candidate.row.line, code=refusal.code),))
        if receipt is None:
            return Outcome()
        return Outcome(
            placed=1,
            warnings=receipt.warnings,
            position=receipt.position,
            version=receipt.version,
            balance_dong=receipt.balance_dong,
        )

    def _placed(self, candidate: Candidate, proposal: Proposal, command: Command) -> Receipt | None:
        """Place what waits of a row; None if it does not, because it was placed before."""
        waiting = self._waiting(candidate)
        if waiting is None:
            return None
        row, on = candidate.row, waiting.effective_on
        if row.debit_dong:
            return self._explain(row.debit_dong, DebitId(candidate.memo_id), on, proposal, command)
        credit_id = CreditId(candidate.memo_id)
        if proposal.kind is Kind.TRANSFER:
            return self._arrive(credit_id, on, proposal, command)
        if proposal.kind is Kind.RETURNED:
            return self._give_back(row.credit_dong, credit_id, on, proposal, command)
        return self._move(row.credit_dong, on, proposal, command, credit_id=credit_id)

    def _waiting(self, candidate: Candidate) -> Credit | Debit | None:
        """Return what still waits of a row."""
        fund = self._ledger.desk().fund(self._fund_id)
        if candidate.row.debit_dong:
            return fund.debits.get(DebitId(candidate.memo_id))
        return fund.credits.get(CreditId(candidate.memo_id))

    def _explain(
        self, dong: int, debit_id: DebitId, on: date, proposal: Proposal, command: Command
    ) -> Receipt:
        if proposal.kind is Kind.MOVE:
            return self._move(dong, on, proposal, command, debit_id=debit_id)
        assert proposal.disbursement_id is not None
        payment = Payment(
            disbursement_id=proposal.disbursement_id,
            account_id=self._account_id,
            effective_on=on,
            debit_id=debit_id,
        )
        return self._ledger.pay_disbursement(command, self._fund_id, payment)

    def _arrive(
        self, credit_id: CreditId, on: date, proposal: Proposal, command: Command
    ) -> Receipt:
        assert proposal.transfer_id is not None
        arrival = Arrival(
            transfer_id=proposal.transfer_id,
            account_id=self._account_id,
            effective_on=on,
            credit_id=credit_id,
        )
        sender, _ = self._ledger.transfer_ends(proposal.transfer_id)
        if sender == self._fund_id:
            return self._ledger.return_transfer(command, self._fund_id, arrival)
        return self._ledger.receive_transfer(command, self._fund_id, arrival)

    def _give_back(
        self, dong: int, credit_id: CreditId, on: date, proposal: Proposal, command: Command
    ) -> Receipt:
        assert proposal.disbursement_id is not None
        assert proposal.payment is not None
        given_back = Return(
            disbursement_id=proposal.disbursement_id,
            payment=proposal.payment,
            account_id=self._account_id,
            amount_dong=dong,
            awards=proposal.awards,
            lines=proposal.lines,
            effective_on=on,
            credit_id=credit_id,
        )
        return self._ledger.return_disbursement(command, self._fund_id, given_back)

    def _move(
        self,
        dong: int,
        on: date,
        proposal: Proposal,
        command: Command,
        *,
        debit_id: DebitId | None = None,
        credit_id: CreditId | None = None,
    ) -> Receipt:
        """Move money to or from the other account, on the day when both halves were there."""
        assert proposal.account_id is not None
        fund = self._ledger.desk().fund(self._fund_id)
        comes_in = debit_id is None
        other_debit = proposal.debit_id if comes_in else debit_id
        other_credit = credit_id if comes_in else proposal.credit_id
        waits = (
            None if other_debit is None else fund.debits.get(other_debit),
            None if other_credit is None else fund.credits.get(other_credit),
        )
        days = [on, *(each.effective_on for each in waits if each is not None)]
        move = Move(
            from_account_id=proposal.account_id if comes_in else self._account_id,
            to_account_id=self._account_id if comes_in else proposal.account_id,
            amount_dong=dong,
            effective_on=max(days),
            debit_id=other_debit,
            credit_id=other_credit,
        )
        return self._ledger.move_money(command, self._fund_id, move)


class Rehearsal:
    """What the book would refuse of rows, asked of few of them before any is recorded.

    What a row can be refused for depends on what it is and on its day alone: the first and the last
    of each kind stand for those between. Entries that a person named are asked one by one, and
    fulfilments of pledges one after the other: of a pledge no more is taken than there is.
    """

    def __init__(self, ledger: Ledger, fund_id: FundId, account_id: AccountId) -> None:
        """Name the account."""
        self._ledger = ledger
        self._fund_id = fund_id
        self._account_id = account_id
        self._outermost: dict[tuple[object, ...], tuple[Decided, Decided]] = {}
        self._fulfilling: list[Decided] = []
        self._moved_dong = 0
        self._matched: set[int] = set()

    def add(self, decided: Sequence[Decided]) -> None:
        """Take in rows; those the book has, or that are not to be recorded, ask for nothing.

        Raises `AlreadyMatched` for two rows that are decided to be the same entry.
        """
        alike: defaultdict[tuple[int, bool], list[Decided]] = defaultdict(list)
        for each in decided:
            candidate, proposal = each
            if proposal.kind is not Kind.SKIP and not candidate.known:
                alike[id(proposal), candidate.row.credit_dong > 0].append(each)
                if proposal.kind is Kind.MATCHED:
                    self._match(candidate, proposal)
        for (_, is_credit), some in alike.items():
            self._add_alike(some, is_credit=is_credit)

    def _match(self, candidate: Candidate, proposal: Proposal) -> None:
        if proposal.entry in self._matched:
            raise AlreadyMatched("entry", line=candidate.row.line)
        if proposal.entry is not None:
            self._matched.add(proposal.entry)

    def _add_alike(self, some: Sequence[Decided], *, is_credit: bool) -> None:
        """Take in rows of the same proposal."""
        proposal = some[0][1]
        is_matched = proposal.kind is Kind.MATCHED
        if not is_matched:
            self._moved_dong += sum([candidate.row.credit_dong for candidate, _ in some])
        if proposal.kind is Kind.PLEDGE:
            self._fulfilling += some
            return
        key = (
            proposal.entry if is_matched and proposal.why is Why.DECIDED else None,
            is_credit,
            proposal.kind,
            proposal.mobilization_id,
            proposal.donor_id,
        )
        days = [candidate.row.booked_on for candidate, _ in some]
        first, last = some[days.index(min(days))], some[days.index(max(days))]
        if key in self._outermost:
            earlier, later = self._outermost[key]
            first = min(earlier, first, key=_day)
            last = max(later, last, key=_day)
        self._outermost[key] = (first, last)

    def ask(self, command: Command) -> None:
        """Raise what the book would refuse one of the rows for, with `limits["line"]`."""
        trial = msgspec.structs.replace(command, dry_run=True)
        self._ledger.record_statement(trial, self._fund_id, self._account_id, [])
        check_room(self._ledger.desk().fund(self._fund_id), self._moved_dong)
        for pair in self._outermost.values():
            for decided in pair if pair[0] is not pair[1] else pair[:1]:
                self._ask(self._ledger, trial, decided)
        if self._fulfilling:
            one_after_the_other = self._ledger.trial()
            for decided in self._fulfilling:
                self._ask(one_after_the_other, trial, decided)

    def _ask(self, ledger: EveryUseCase, trial: Command, decided: Decided) -> None:
        candidate, proposal = decided
        row = candidate.statement_row(proposal)
        try:
            ledger.record_statement(trial, self._fund_id, self._account_id, [row])
        except LedgerError as refusal:
            refusal.limits = {**refusal.limits, "line": candidate.row.line}
            raise


def _day(decided: Decided) -> date:
    return decided[0].row.booked_on
