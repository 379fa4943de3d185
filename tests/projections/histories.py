"""Random histories of two funds, in which anything that may happen does, refusals among it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import TypeVar
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from ledger.association.succeeding import Succession
from ledger.errors import LedgerError
from ledger.events.association import Successor
from ledger.events.donor import Visibility
from ledger.events.fund.mobilizing import DirectAidReported
from ledger.events.fund.money import MoneyEvent
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import GoodsIssued
from ledger.events.fund.transferring import AccountMoved
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.fund.receiving.holding import CustodialReceipt
from ledger.shares import WHOLE
from ledger.store.log.codec import Recorded
from ledger.values import (
    GENERAL,
    AccountId,
    AccountKind,
    CustodyId,
    DisbursementId,
    DonorId,
    FundId,
    HandoverId,
    Level,
    MobilizationId,
    PledgeId,
    PurposeId,
    Role,
    TransferId,
)
from tests.books import Book
from tests.builders import (
    OPENED,
    a_credit,
    a_debit,
    a_donation,
    a_pledge,
    a_proposal,
    an_association,
    goods,
)
from tests.fakes import TODAY

T = TypeVar("T")

DAYS = (OPENED, date(2024, 12, 31), date(2025, 5, 31), date(2025, 6, 15), TODAY)


_ENTRIES = (MoneyEvent, DonationReceived, GoodsIssued, DirectAidReported, AccountMoved)


class Step(msgspec.Struct, frozen=True):
    """Something that may happen: what, how much, when, and to which of the things there are."""

    what: str
    dong: int
    on: date
    pick: int


class Life:
    """A book with two funds, and everything that can happen to them by name."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.donors: list[DonorId] = [book.register_donor()]
        self.purposes: dict[FundId, list[PurposeId]] = defaultdict(list)
        self.appeals: dict[FundId, list[MobilizationId]] = defaultdict(list)
        self.disbursements: dict[FundId, list[DisbursementId]] = defaultdict(list)
        self.transfers: list[tuple[TransferId, FundId, FundId]] = []
        self.funds: list[tuple[FundId, AccountId]] = [(book.fund_id, book.bank)]
        other = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
        book.fund_id = book.open_fund(other)
        book.bank = book.open_account(AccountKind.BANK)
        self.funds.append((book.fund_id, book.bank))

    def go_through(self, steps: Sequence[Step]) -> None:
        """Let things happen; what the ledger refuses has not happened."""
        for step in steps:
            with suppress(LedgerError):
                HAPPENINGS[step.what](self, step)

    def _is_entry(self, recorded: Recorded) -> bool:
        of_fund = recorded.stream == self.book.fund_id
        return of_fund and isinstance(recorded.event, _ENTRIES)

    def _is_gift(self, recorded: Recorded) -> bool:
        of_fund = recorded.stream == self.book.fund_id
        return of_fund and isinstance(recorded.event, DonationReceived)

    def gift(self, step: Step) -> None:
        fund_id = self.book.fund_id
        gift = a_donation(
            step.dong,
            account_id=self.book.bank,
            on=step.on,
            donor_id=_one_or_none(self.donors, step.pick),
            named=step.pick % 2 == 0,
            mobilization_id=_one_or_none(self.appeals[fund_id], step.pick // 2),
            purpose=_one_or_none(self.purposes[fund_id], step.pick // 3),
        )
        self.book.donate(gift=gift)

    def goods(self, step: Step) -> None:
        gift = a_donation(
            step.dong if step.pick % 2 else 0,
            account_id=None,
            on=step.on,
            goods=goods(("vở", "bút")[step.pick % 3 % 2], step.dong),
            mobilization_id=_one_or_none(self.appeals[self.book.fund_id], step.pick),
        )
        self.book.donate(gift=gift)

    def opening(self, step: Step) -> None:
        self.book.open_balance(step.dong, self.book.bank, on=step.on)

    def interest(self, step: Step) -> None:
        self.book.credit_interest(step.dong, on=step.on)

    def fee(self, step: Step) -> None:
        self.book.charge_fee(step.dong, on=step.on)

    def statement(self, step: Step) -> None:
        row = f"{step.dong}-{step.on}"
        appeal = _one_or_none(self.appeals[self.book.fund_id], step.pick)
        self.book.import_rows(
            a_credit(step.dong, f"credit {row}", on=step.on, mobilization_id=appeal),
            a_debit(step.dong // 2 + 1, f"debit {row}", on=step.on),
        )

    def explained_debit(self, step: Step) -> None:
        debits = list(self.book.fund.debits.items())
        if found := _one_or_none(debits, step.pick):
            debit_id, debit = found
            self.book.charge_fee(debit.amount_dong, debit_id, on=step.on)

    def purpose(self, step: Step) -> None:
        self.purposes[self.book.fund_id].append(self.book.define_purpose(on=step.on))

    def appeal(self, step: Step) -> None:
        launched = self.book.launch(
            starts_on=step.on,
            ends_on=TODAY if step.pick % 2 else None,
            purpose=_one_or_none(self.purposes[self.book.fund_id], step.pick) or GENERAL,
        )
        self.appeals[self.book.fund_id].append(launched)

    def closed_appeal(self, step: Step) -> None:
        if appeal := _one_or_none(self.appeals[self.book.fund_id], step.pick):
            self.book.close_mobilization(appeal, step.on)

    def proposal(self, step: Step) -> None:
        proposal = a_proposal(
            step.dong // 10 + 2,
            on=step.on,
            disbursement_id=DisbursementId(self.book.new_id()),
            purpose=_one_or_none(self.purposes[self.book.fund_id], step.pick) or GENERAL,
        )
        self.disbursements[self.book.fund_id].append(self.book.propose(proposal=proposal))

    def approval(self, step: Step) -> None:
        if found := _one_or_none(self.disbursements[self.book.fund_id], step.pick):
            self.book.approve(found, step.on)

    def rejection(self, step: Step) -> None:
        if found := _one_or_none(self.disbursements[self.book.fund_id], step.pick):
            self.book.reject(found, step.on)

    def payment(self, step: Step) -> None:
        if found := _one_or_none(self.disbursements[self.book.fund_id], step.pick):
            self.book.pay(found, on=step.on)

    def spending(self, step: Step) -> None:
        proposed = self.book.propose(step.dong // 10 + 2, on=step.on)
        self.disbursements[self.book.fund_id].append(proposed)
        self.book.approve(proposed, step.on)
        self.book.pay(proposed, on=step.on)

    def pledge(self, step: Step) -> None:
        appeal = _one_or_none(self.appeals[self.book.fund_id], step.pick)
        donor = _one_or_none(self.donors, step.pick // 2)
        pledge_id = PledgeId(self.book.new_id())
        pledge = a_pledge(
            step.dong, on=step.on, pledge_id=pledge_id, mobilization_id=appeal, donor_id=donor
        )
        self.book.pledge(pledge=pledge)

    def kept_promise(self, step: Step) -> None:
        if found := _one_or_none(list(self.book.fund.pledges.items()), step.pick):
            pledge_id, pledge = found
            gift = a_donation(
                step.dong,
                account_id=self.book.bank,
                on=step.on,
                pledge_id=pledge_id,
                donor_id=pledge.donor_id,
                outside_mobilization=step.pick % 2 == 0,
            )
            self.book.donate(gift=gift)

    def broken_promise(self, step: Step) -> None:
        if pledge_id := _one_or_none(list(self.book.fund.pledges), step.pick):
            self.book.withdraw(pledge_id, on=step.on)

    def direct_aid(self, step: Step) -> None:
        if appeal := _one_or_none(self.appeals[self.book.fund_id], step.pick):
            self.book.report_aid(appeal, step.dong, on=step.on)

    def unknown_credit(self, step: Step) -> None:
        self.book.note_credit(step.dong, on=step.on)

    def placed_credit(self, step: Step) -> None:
        if credit_id := _one_or_none(list(self.book.fund.credits), step.pick):
            gift = a_donation(
                step.dong // 2 + 1, account_id=self.book.bank, on=step.on, credit_id=credit_id
            )
            self.book.donate(gift=gift)

    def refund(self, step: Step) -> None:
        """Give back of a gift, or of a credit nobody could place."""
        gifts = [each for each in self.book.events() if self._is_gift(each)]
        if step.pick % 2 and (gift := _one_or_none(gifts, step.pick // 2)):
            self.book.refund(step.dong // 3 + 1, gift.version, on=step.on)
        elif credit_id := _one_or_none(list(self.book.fund.credits), step.pick // 2):
            self.book.refund(step.dong // 3 + 1, credit_id=credit_id, on=step.on)

    def custody(self, step: Step) -> None:
        held = sorted(self.book.fund.custodies)
        known = _one_or_none(held, step.pick)
        receipt = CustodialReceipt(
            custody_id=CustodyId(self.book.new_id() if known is None else UUID(known)),
            held_for="Nhịp cầu nhân ái" if known is None else None,
            account_id=self.book.bank,
            amount_dong=step.dong,
            effective_on=step.on,
            credit_id=_one_or_none(list(self.book.fund.credits), step.pick),
        )
        self.book.hold(receipt=receipt)

    def handing_on(self, step: Step) -> None:
        if purpose := _one_or_none(sorted(self.book.fund.custodies), step.pick):
            self.book.hand_on(CustodyId(UUID(purpose)), step.dong // 2 + 1)

    def issue(self, step: Step) -> None:
        if key := _one_or_none(sorted(self.book.fund.stock), step.pick):
            item = key.rpartition(" ")[2]
            self.book.issue(goods(item, step.dong // 3 + 1), on=step.on)

    def reversal(self, step: Step) -> None:
        """Reverse an entry, which may be reversed already, and perhaps put a gift in its place."""
        entries = [each.version for each in self.book.events() if self._is_entry(each)]
        entry = _one_or_none(entries, step.pick)
        if entry is not None:
            replacement = a_donation(step.dong, account_id=self.book.bank, on=step.on)
            self.book.reverse(
                entry,
                replacement if step.pick % 3 == 0 else None,
                on=step.on if step.dong % 2 else None,
            )

    def move(self, step: Step) -> None:
        there_and_back = (self.book.bank, self.book.cash_box)
        out_of, into = there_and_back if step.pick % 3 else there_and_back[::-1]
        self.book.move(step.dong // 3 + 1, out_of, into, on=step.on)

    def transfer(self, step: Step) -> None:
        other, _ = self.funds[step.pick % len(self.funds)]
        sent = self.book.send(other, step.dong // 3 + 1, on=step.on)
        self.transfers.append((sent, self.book.fund_id, other))

    def arrival(self, step: Step) -> None:
        if found := _one_or_none(self.transfers, step.pick):
            transfer_id, _, to_fund_id = found
            self.book.receive_transfer(
                transfer_id, to_fund_id, dict(self.funds)[to_fund_id], on=step.on
            )

    def coming_back(self, step: Step) -> None:
        if found := _one_or_none(self.transfers, step.pick):
            self.book.take_back(found[0], on=step.on)

    def handover(self, step: Step) -> None:
        """Settle what waits, end the fund's association, and hand the fund over to the other."""
        book = self.book
        old, (other, bank) = book.fund, self.funds[step.pick % len(self.funds)]
        for debit_id, debit in old.debits.items():
            book.charge_fee(debit.amount_dong, debit_id, on=debit.effective_on)
        for disbursement_id, open_ in old.disbursements.items():
            if open_.authority is None:
                book.reject(disbursement_id, TODAY)
        heir_id = book.ledger.desk().fund(other).association_id
        succession = Succession(
            successors=(Successor(association_id=heir_id, share_millionths=WHOLE),),
            effective_on=TODAY,
            decision_number="1283/NQ-UBTVQH15",
        )
        book.ledger.succeed_association(book.command(), old.association_id, succession)
        heir = Heir(fund_id=other, accounts=dict.fromkeys(old.accounts, bank))
        handover = Handover(
            handover_id=HandoverId(book.new_id()), heirs=(heir,), effective_on=TODAY
        )
        command = book.command(by=book.person(Role.APPROVER))
        book.ledger.hand_over_fund(command, book.fund_id, handover)

    def count(self, step: Step) -> None:
        count = self.book.count(step.dong, on=step.on)
        if step.pick % 2:
            self.book.post_difference(count, on=step.on)

    def reconciliation(self, step: Step) -> None:
        self.book.reconcile(step.dong, on=step.on)

    def closing(self, step: Step) -> None:
        if step.pick % 2:
            self.book.close(step.on)

    def reopening(self, step: Step) -> None:
        self.book.reopen(step.on)

    def donor(self, _: Step) -> None:
        self.donors.append(self.book.register_donor())

    def hiding(self, step: Step) -> None:
        visibility = (Visibility.HIDDEN, Visibility.AS_CONSENTED)[step.dong % 2]
        donor_id = self.donors[step.pick % len(self.donors)]
        self.book.ledger.change_visibility(self.book.command(), donor_id, visibility)

    def other_fund(self, step: Step) -> None:
        self.book.fund_id, self.book.bank = self.funds[step.pick % len(self.funds)]

    def time(self, step: Step) -> None:
        self.book.clock.advance(seconds=step.pick)


HAPPENINGS: dict[str, Callable[[Life, Step], None]] = {
    name: happening
    for name, happening in vars(Life).items()
    if not name.startswith("_") and name != "go_through"
}

HISTORIES = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(sorted(HAPPENINGS) + 4 * ["gift", "reversal"]),
        dong=st.integers(1, 3_000_000),
        on=st.sampled_from(DAYS),
        pick=st.integers(0, 60),
    ),
    min_size=10,
    max_size=60,
)


def _one_or_none(things: Sequence[T], pick: int) -> T | None:
    """Return one of the things, or sometimes none."""
    chosen = pick % (len(things) + 1)
    return things[chosen] if chosen < len(things) else None
