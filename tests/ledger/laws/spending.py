"""Steps by which money goes out. `who` picks the treasurer, approver, cashier, or one for all."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from ledger.errors import (
    DatedAhead,
    DatedBeforeEntry,
    DisbursementNotFound,
    Forbidden,
    InsufficientFunds,
    SamePerson,
    WrongDisbursementStep,
)
from ledger.events.fund.spending import DisbursementPaid
from ledger.fund.spending import Approval, Payment
from ledger.values import DisbursementId, StaffId
from tests.builders import a_proposal, an_id
from tests.ledger.laws.naive import OUT_SERIES, Entry, Naive, Spending
from tests.ledger.laws.world import Refusal, Send, Vouchers, World, check_debit, refuse_if

TREASURER, APPROVER, CASHIER, FOR_ALL = range(4)


@dataclass(frozen=True, kw_only=True)
class Propose:
    """Propose to spend."""

    dong: int = 400_000
    days_ago: int = 0
    purpose: int = 0
    who: int = TREASURER

    def by(self, world: World) -> StaffId:
        return world.people[self.who]

    def sending(self, world: World) -> Send:
        proposal = a_proposal(
            self.dong,
            awards=1,
            on=world.day(self.days_ago),
            purpose=world.purposes[self.purpose],
            disbursement_id=DisbursementId(world.new_id),
        )
        propose = world.book.ledger.propose_disbursement
        return partial(propose, fund_id=world.book.fund_id, proposal=proposal)

    def happen(self, world: World, naive: Naive) -> Vouchers:
        refuse_if(Forbidden, when=self.who not in (TREASURER, FOR_ALL))
        on = world.day(self.days_ago)
        refuse_if(DatedAhead, when=on > world.today)
        naive.version += 1
        naive.spendings[DisbursementId(world.new_id)] = Spending(
            dong=self.dong,
            purpose=world.purposes[self.purpose],
            proposed_by=self.by(world),
            proposed_on=on,
        )
        return [None]


@dataclass(frozen=True, kw_only=True)
class Decide:
    """Approve or reject what is proposed."""

    which: int = 0
    approve: bool = True
    days_ago: int = 0
    who: int = APPROVER

    def by(self, world: World) -> StaffId:
        return world.people[self.who]

    def sending(self, world: World) -> Send:
        ledger = world.book.ledger
        fund_id, this, on = world.book.fund_id, picked(world, self.which), world.day(self.days_ago)
        if self.approve:
            approval = Approval(disbursement_id=this, effective_on=on)
            return partial(ledger.approve_disbursement, fund_id=fund_id, approval=approval)
        return partial(ledger.reject_disbursement, fund_id=fund_id, disbursement_id=this, on=on)

    def happen(self, world: World, naive: Naive) -> Vouchers:
        refuse_if(Forbidden, when=self.who not in (APPROVER, FOR_ALL))
        on, spending = world.day(self.days_ago), open_one(world, naive, self.which)
        approved = spending.approved_by is not None
        refuse_if(WrongDisbursementStep, when=self.approve and approved)
        refuse_if(SamePerson, when=self.by(world) == spending.proposed_by)
        refuse_if(DatedAhead, when=on > world.today)
        refuse_if(DatedBeforeEntry, when=on < (spending.approved_on or spending.proposed_on))
        if self.approve:
            purpose = spending.purpose
            free = naive.lowest(on, purpose=purpose) - naive.committed(purpose)
            refuse_if(InsufficientFunds, when=free < spending.dong)
            spending.approved_by, spending.approved_on = self.by(world), on
        else:
            spending.is_open = False
        naive.version += 1
        return [None]


@dataclass(frozen=True, kw_only=True)
class Pay:
    """Pay what is approved, perhaps in explanation of a debit."""

    which: int = 0
    account: int = 1
    days_ago: int = 0
    explains: int | None = None
    who: int = CASHIER

    def by(self, world: World) -> StaffId:
        return world.people[self.who]

    def sending(self, world: World) -> Send:
        payment = Payment(
            disbursement_id=picked(world, self.which),
            account_id=world.accounts[self.account],
            effective_on=world.day(self.days_ago),
            debit_id=world.debit(self.explains),
        )
        pay = world.book.ledger.pay_disbursement
        return partial(pay, fund_id=world.book.fund_id, payment=payment)

    def happen(self, world: World, naive: Naive) -> Vouchers:
        refuse_if(Forbidden, when=self.who not in (CASHIER, FOR_ALL))
        on, spending = world.day(self.days_ago), open_one(world, naive, self.which)
        refuse_if(WrongDisbursementStep, when=spending.approved_by is None)
        refuse_if(SamePerson, when=self.by(world) in (spending.proposed_by, spending.approved_by))
        refuse_if(DatedAhead, when=on > world.today)
        refuse_if(DatedBeforeEntry, when=on < (spending.approved_on or date.min))
        account, purpose = world.accounts[self.account], spending.purpose
        debit_id = world.debit(self.explains)
        check_debit(naive, debit_id, account, spending.dong, on)
        covered = min(naive.lowest(on, account=account), naive.lowest(on, purpose=purpose))
        refuse_if(InsufficientFunds, when=covered < spending.dong)
        entry = Entry(
            topic=DisbursementPaid.topic,
            on=on,
            dong=-spending.dong,
            account=account,
            purpose=purpose,
            pays=picked(world, self.which),
            explains=debit_id,
        )
        voucher = naive.add(entry, OUT_SERIES[naive.kinds[account]])
        assert naive.lowest(on, account=account) >= 0, "law 7"
        assert naive.lowest(on, purpose=purpose) >= 0, "law 7"
        return [voucher]


def picked(world: World, number: int) -> DisbursementId:
    """Return the disbursement that a number picks among all there ever were, or one of nobody."""
    all_of_them = list(world.naive.spendings)
    if not all_of_them:
        return DisbursementId(an_id("a disbursement of nobody"))
    return all_of_them[number % len(all_of_them)]


def open_one(world: World, naive: Naive, number: int) -> Spending:
    """Return the naive fund's disbursement, or let it refuse."""
    spending = naive.spendings.get(picked(world, number))
    if spending is None or not spending.is_open:
        raise Refusal(DisbursementNotFound)
    return spending
