"""Sixteen threads in two processes want the same things of a fund; exactly one gets each."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from ledger.access import OPERATOR
from ledger.fund.control.correcting import Reversal
from ledger.fund.control.counting import Count, Difference
from ledger.fund.receiving.banking import BankFee, UnplacedCredit
from ledger.fund.receiving.mobilizing import NewPledge
from ledger.fund.spending.disbursements import Approval, Payment
from ledger.fund.spending.refunding import Refund
from ledger.fund.spending.returning import Return
from ledger.fund.transferring import Arrival, Sending
from ledger.postings import postings
from ledger.recording.commands import Receipt
from ledger.values import (
    AccountId,
    AccountKind,
    CreditId,
    DebitId,
    FundId,
    PledgeId,
    ReversalReason,
    Role,
    StaffId,
    TransferId,
)
from tests.books import Book
from tests.builders import a_debit, a_donation
from tests.fakes import TODAY
from tests.ledger.balance import money_moved, unbalanced
from tests.ledger.store.log.contests import THREADS, Ask, Contest, compete
from tests.ledger.store.processes import PROCESSES, Processes
from tests.stores import Store

ROUNDS = 3
"""Contests of each kind."""


class Arena:
    """A book with two funds, and contests for what there is in them."""

    def __init__(self, book: Book) -> None:
        self.book, self.fund, self.bank = book, book.fund_id, book.bank
        self.other = book.open_fund(book.province)
        book.fund_id = self.other
        self.other_bank = book.open_account(AccountKind.BANK)
        book.fund_id = self.fund
        book.donate(100_000_000, on=TODAY - timedelta(days=20))

    def contests(self) -> Iterator[Contest]:
        """Everything that can be had once."""
        for number in range(ROUNDS):
            yield self._a_gift_to_reverse()
            yield self._a_gift_to_refund_or_reverse()
            yield self._a_disbursement_to_approve()
            yield self._a_disbursement_to_pay()
            yield self._a_payment_to_return_or_reverse()
            yield self._a_transfer_to_settle()
            yield self._a_receipt_of_a_transfer_to_reverse()
            yield self._a_credit_to_place()
            yield self._a_debit_to_explain(number)
            yield self._a_difference_to_post()
            yield self._a_pledge_to_withdraw()
        yield self._books_to_close(TODAY - timedelta(days=10))

    def _a_gift_to_reverse(self) -> Contest:
        return _contest(self._reverse(self.book.donate(1_000).version), told={"already_reversed"})

    def _a_gift_to_refund_or_reverse(self) -> Contest:
        gift = self.book.donate(1_000).version
        refund = Refund(entry=gift, account_id=self.bank, amount_dong=1_000, effective_on=TODAY)
        return _contest(
            self._ask("refund_donation", refund, by=self._person(Role.CASHIER)),
            self._reverse(gift),
            told={"already_reversed", "insufficient_funds", "entry_drawn_on"},
        )

    def _a_disbursement_to_approve(self) -> Contest:
        proposed, approver = self.book.propose(1_000), self._person(Role.APPROVER)
        approval = Approval(disbursement_id=proposed, effective_on=TODAY)
        return _contest(
            self._ask("approve_disbursement", approval, by=approver),
            told={"wrong_disbursement_step"},
        )

    def _a_disbursement_to_pay(self) -> Contest:
        approved = self.book.propose(1_000)
        self.book.approve(approved)
        payment = Payment(disbursement_id=approved, account_id=self.bank, effective_on=TODAY)
        return _contest(
            self._ask("pay_disbursement", payment, by=self._person(Role.CASHIER)),
            told={"wrong_disbursement_step"},
        )

    def _a_payment_to_return_or_reverse(self) -> Contest:
        approved = self.book.propose(1_000)
        self.book.approve(approved)
        payment = self.book.pay(approved).version
        back = Return(
            disbursement_id=approved, payment=payment, account_id=self.bank, effective_on=TODAY
        )
        return _contest(
            self._ask("return_disbursement", back),
            self._reverse(payment),
            told={"bad_amount", "already_reversed", "entry_drawn_on"},
        )

    def _sent(self) -> tuple[TransferId, int]:
        transfer_id, approver = TransferId(self.book.new_id()), self._person(Role.APPROVER)
        sending = Sending(
            transfer_id=transfer_id,
            to_fund_id=self.other,
            account_id=self.bank,
            amount_dong=1_000,
            effective_on=TODAY,
        )
        command = self.book.command(by=approver)
        return transfer_id, self.book.ledger.send_transfer(command, self.fund, sending).version

    def _a_transfer_to_settle(self) -> Contest:
        transfer_id, sent = self._sent()
        return _contest(
            self._receive(transfer_id),
            self._ask("return_transfer", _arrival(transfer_id, self.bank)),
            self._reverse(sent),
            told={"transfer_settled", "already_reversed"},
        )

    def _a_receipt_of_a_transfer_to_reverse(self) -> Contest:
        transfer_id, _ = self._sent()
        received = self._receive(transfer_id).of(self.book.ledger, str(transfer_id))
        return _contest(self._reverse(received.version, self.other), told={"already_reversed"})

    def _a_credit_to_place(self) -> Contest:
        credit = UnplacedCredit(
            credit_id=CreditId(self.book.new_id()),
            account_id=self.bank,
            amount_dong=1_000,
            effective_on=TODAY,
        )
        noted = self.book.ledger.note_credit(self.book.command(), self.fund, credit)
        gift = a_donation(1_000, account_id=self.bank, credit_id=credit.credit_id)
        return _contest(
            self._ask("receive_donation", gift),
            self._reverse(noted.version),
            told={"credit_not_found", "entry_drawn_on", "already_reversed"},
        )

    def _a_debit_to_explain(self, number: int) -> Contest:
        row = a_debit(1_000, f"debit {number}")
        self.book.import_rows(row)
        fee = BankFee(
            account_id=self.bank,
            amount_dong=1_000,
            effective_on=TODAY,
            debit_id=DebitId(row.memo_id),
        )
        return _contest(self._ask("charge_bank_fee", fee), told={"debit_not_found"})

    def _a_difference_to_post(self) -> Contest:
        box = self.book.open_account(AccountKind.CASH_BOX)  # of its own: nothing else moves in it
        count = Count(account_id=box, counted_dong=1_000, effective_on=TODAY)
        counted = self.book.ledger.count_cash(self.book.command(), self.fund, count)
        difference = Difference(entry=counted.version, effective_on=TODAY)
        return _contest(self._ask("post_difference", difference), told={"no_difference"})

    def _a_pledge_to_withdraw(self) -> Contest:
        pledge_id = PledgeId(self.book.new_id())
        new = NewPledge(pledge_id=pledge_id, amount_dong=1_000, effective_on=TODAY)
        self.book.ledger.make_pledge(self.book.command(), self.fund, new)
        return _contest(self._ask("withdraw_pledge", pledge_id, TODAY), told={"pledge_not_found"})

    def _books_to_close(self, through: date) -> Contest:
        return _contest(self._ask("close_period", through), told={"nothing_to_close"})

    def _reverse(self, entry: int, fund: FundId | None = None) -> Ask:
        reversal = Reversal(entry=entry, reason=ReversalReason.DUPLICATE)
        return Ask(use_case="reverse_entry", by=OPERATOR, asked=(fund or self.fund, reversal))

    def _receive(self, transfer_id: TransferId) -> Ask:
        arrival = _arrival(transfer_id, self.other_bank)
        return Ask(use_case="receive_transfer", by=OPERATOR, asked=(self.other, arrival))

    def _ask(self, use_case: str, *asked: Any, by: StaffId = OPERATOR) -> Ask:  # noqa: ANN401
        return Ask(use_case=use_case, by=by, asked=(self.fund, *asked))

    def _person(self, role: Role) -> StaffId:
        return self.book.person(role)


def test_of_sixteen_who_want_the_same_exactly_one_gets_it(
    book: Book, store: Store, processes: Processes
) -> None:
    arena = Arena(book)
    contests = list(arena.contests())
    start = book.ledger.position()
    by_process = processes.at_once(store, partial(compete, contests))
    won: list[Receipt] = []
    for contest, *told in zip(contests, *by_process, strict=True):
        answers = [answer for process in told for answer in process]
        assert len(answers) == PROCESSES * THREADS
        receipts = [answer for answer in answers if isinstance(answer, Receipt)]
        assert len(receipts) == 1, contest
        assert {answer for answer in answers if isinstance(answer, str)} <= contest.told
        won += receipts
    hold_each_in_the_log_once(book, start, won)
    for fund in (arena.fund, arena.other):
        hold_balances(book, fund)


def hold_each_in_the_log_once(book: Book, start: int, won: list[Receipt]) -> None:
    """Hold that the log grew by what the receipts say, and by nothing else."""
    log = {each.position: each for each in book.events(after=start)}
    assert sorted(log) == list(range(start + 1, start + 1 + len(won)))
    for receipt in won:
        assert receipt.recorded == 1
        assert receipt.position is not None
        recorded = log.pop(receipt.position)
        assert (recorded.stream, recorded.version) == (receipt.stream, receipt.version)
        assert recorded.event.topic == receipt.entries[0].topic
    assert log == {}


def hold_balances(book: Book, fund_id: FundId) -> None:
    """Hold that state and postings agree, and that both partitions do."""
    fund = book.ledger.desk().fund(fund_id)
    events = [each.event for each in book.events() if each.stream == fund_id]
    assert not any(unbalanced(event) for event in events)
    assert fund.balance_dong == sum(money_moved(event) for event in events)
    assert fund.balance_dong == sum(days.total for days in fund.by_purpose.values())
    for account_id, days in fund.by_account.items():
        lines = (line for event in events for line in postings(event))
        assert days.total == sum(line.amount for line in lines if line.account_id == account_id)


def _contest(*asks: Ask, told: set[str]) -> Contest:
    return Contest(asks=asks, told=frozenset(told))


def _arrival(transfer_id: TransferId, account_id: AccountId) -> Arrival:
    return Arrival(transfer_id=transfer_id, account_id=account_id, effective_on=TODAY)
