"""Steps by which money comes in, or a bank takes it. Small numbers pick accounts and purposes."""

from dataclasses import dataclass
from functools import partial

from ledger.errors import (
    DatedAhead,
    MobilizationIsClosed,
    OpeningBalanceExists,
    OutsideMobilization,
    WrongAccountKind,
)
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import BankFeeCharged, DonationReceived, InterestCredited
from ledger.fund.banking import BankFee, Interest
from ledger.fund.importing import StatementRow
from ledger.fund.opening import OpeningBalance
from ledger.fund.receiving import Donation
from ledger.values import AccountKind, DebitId
from tests.builders import OPENED, a_credit, a_debit, a_donation, dollars, goods
from tests.ledger.laws.naive import IN_SERIES, BankDebit, Entry, Naive
from tests.ledger.laws.world import (
    ByOperator,
    Refusal,
    Send,
    Vouchers,
    World,
    check_debit,
    refuse_if,
)


@dataclass(frozen=True, kw_only=True)
class Donate(ByOperator):
    """Receive a gift `of` money, goods or dollars, for the appeal or not."""

    dong: int = 500_000
    days_ago: int = 0
    account: int = 1
    purpose: int = 0
    of: str = "money"
    for_appeal: bool = False

    def intent(self, world: World) -> Donation:
        of_goods, rate = self.of == "goods", f"{self.dong // 10}.{self.dong % 10}"
        return a_donation(
            self.dong,
            on=world.day(self.days_ago),
            account_id=None if of_goods else world.accounts[self.account],
            purpose=world.purposes[self.purpose],
            goods=goods() if of_goods else None,
            foreign=dollars("10", rate, on=OPENED) if self.of == "dollars" else None,
            mobilization_id=world.appeal if self.for_appeal else None,
        )

    def sending(self, world: World) -> Send:
        receive = world.book.ledger.receive_donation
        return partial(receive, fund_id=world.book.fund_id, gift=self.intent(world))

    def happen(self, world: World, naive: Naive) -> Vouchers:
        on, ended_on = world.day(self.days_ago), naive.appeal_ended_on
        refuse_if(DatedAhead, when=on > world.today)
        if self.for_appeal:
            refuse_if(MobilizationIsClosed, when=ended_on is not None and on > ended_on)
            refuse_if(OutsideMobilization, when=on < world.appeal_began_on)
        of_goods = self.of == "goods"
        account = None if of_goods else world.accounts[self.account]
        entry = Entry(
            topic=DonationReceived.topic,
            on=on,
            dong=0 if of_goods else self.dong,
            account=account,
            purpose=world.purposes[self.purpose],
        )
        return [naive.add(entry, "NK" if account is None else IN_SERIES[naive.kinds[account]])]


@dataclass(frozen=True, kw_only=True)
class DonateMany(ByOperator):
    """Receive several gifts: all or none, or all that are not refused."""

    gifts: tuple[Donate, ...]
    continue_on_error: bool = False

    def sending(self, world: World) -> Send:
        return partial(
            world.book.ledger.receive_donations,
            fund_id=world.book.fund_id,
            gifts=[gift.intent(world) for gift in self.gifts],
            continue_on_error=self.continue_on_error,
        )

    def happen(self, world: World, naive: Naive) -> Vouchers:
        if not self.continue_on_error:
            trial = naive.copy()
            for gift in self.gifts:
                gift.happen(world, trial)
        vouchers: Vouchers = []
        for gift in self.gifts:
            try:
                vouchers += gift.happen(world, naive)
            except Refusal:
                assert self.continue_on_error
        return vouchers


@dataclass(frozen=True, kw_only=True)
class Begin(ByOperator):
    """Record an opening balance."""

    dong: int = 2_000_000
    account: int = 1
    purpose: int = 0

    def sending(self, world: World) -> Send:
        opening = OpeningBalance(
            account_id=world.accounts[self.account],
            purpose=world.purposes[self.purpose],
            amount_dong=self.dong,
            effective_on=OPENED,
        )
        record = world.book.ledger.record_opening_balance
        return partial(record, fund_id=world.book.fund_id, new=opening)

    def happen(self, world: World, naive: Naive) -> Vouchers:
        entry = Entry(
            topic=OpeningBalanceRecorded.topic,
            on=OPENED,
            dong=self.dong,
            account=world.accounts[self.account],
            purpose=world.purposes[self.purpose],
        )
        for other in naive.entries.values():
            same_pair = (other.account, other.purpose) == (entry.account, entry.purpose)
            still_there = other.topic == entry.topic and other.reversed_on is None
            refuse_if(OpeningBalanceExists, when=same_pair and still_there)
        return [naive.add(entry)]


@dataclass(frozen=True, kw_only=True)
class Earn(ByOperator):
    """Record interest."""

    dong: int = 1_200
    days_ago: int = 0
    account: int = 1

    def intent(self, world: World) -> Interest:
        return Interest(
            account_id=world.accounts[self.account],
            amount_dong=self.dong,
            effective_on=world.day(self.days_ago),
        )

    def sending(self, world: World) -> Send:
        credit = world.book.ledger.credit_interest
        return partial(credit, fund_id=world.book.fund_id, interest=self.intent(world))

    def happen(self, world: World, naive: Naive) -> Vouchers:
        account, on = world.accounts[self.account], world.day(self.days_ago)
        refuse_if(WrongAccountKind, when=naive.kinds[account] is AccountKind.CASH_BOX)
        refuse_if(DatedAhead, when=on > world.today)
        entry = Entry(
            topic=InterestCredited.topic,
            on=on,
            dong=self.dong,
            account=account,
            purpose=world.purposes[0],
        )
        return [naive.add(entry, "BC")]


@dataclass(frozen=True, kw_only=True)
class Charge(ByOperator):
    """Record a fee, perhaps in explanation of a debit."""

    dong: int = 55_000
    days_ago: int = 0
    account: int = 1
    explains: int | None = None

    def intent(self, world: World) -> BankFee:
        return BankFee(
            account_id=world.accounts[self.account],
            amount_dong=self.dong,
            effective_on=world.day(self.days_ago),
            debit_id=world.debit(self.explains),
        )

    def sending(self, world: World) -> Send:
        charge = world.book.ledger.charge_bank_fee
        return partial(charge, fund_id=world.book.fund_id, fee=self.intent(world))

    def happen(self, world: World, naive: Naive) -> Vouchers:
        account, on = world.accounts[self.account], world.day(self.days_ago)
        refuse_if(WrongAccountKind, when=naive.kinds[account] is AccountKind.CASH_BOX)
        refuse_if(DatedAhead, when=on > world.today)
        debit_id = world.debit(self.explains)
        check_debit(naive, debit_id, account, self.dong, on)
        entry = Entry(
            topic=BankFeeCharged.topic,
            on=on,
            dong=-self.dong,
            account=account,
            purpose=world.purposes[0],
            explains=debit_id,
        )
        return [naive.add(entry, "BN")]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a statement; `number` is its identity."""

    number: int = 0
    dong: int = 55_000
    days_ago: int = 0
    is_debit: bool = False

    def intent(self, world: World) -> StatementRow:
        make = a_debit if self.is_debit else a_credit
        return make(self.dong, self.name(world), on=world.day(self.days_ago))

    def name(self, world: World) -> str:
        return f"{world.book.fund_id} {self.number}"


@dataclass(frozen=True, kw_only=True)
class Import(ByOperator):
    """Record rows of a statement, of which some may be there already, or twice."""

    rows: tuple[Row, ...]

    def sending(self, world: World) -> Send:
        return partial(
            world.book.ledger.record_statement,
            fund_id=world.book.fund_id,
            account_id=world.bank,
            rows=[row.intent(world) for row in self.rows],
        )

    def happen(self, world: World, naive: Naive) -> Vouchers:
        new = {row.number: row for row in self.rows if row.name(world) not in naive.rows}
        refuse_if(DatedAhead, when=any(row.days_ago < 0 for row in new.values()))
        vouchers: Vouchers = []
        for row in new.values():
            naive.rows.add(row.name(world))
            if row.is_debit:
                debit_id = DebitId(row.intent(world).memo_id)
                naive.debits[debit_id] = BankDebit(
                    account=world.bank, dong=row.dong, on=world.day(row.days_ago)
                )
                naive.version += 1
                vouchers.append(None)
            else:
                vouchers += Donate(dong=row.dong, days_ago=row.days_ago).happen(world, naive)
        return vouchers


@dataclass(frozen=True, kw_only=True)
class CloseAppeal(ByOperator):
    """Close the appeal."""

    days_ago: int = 0

    def sending(self, world: World) -> Send:
        return partial(
            world.book.ledger.close_mobilization,
            fund_id=world.book.fund_id,
            mobilization_id=world.appeal,
            on=world.day(self.days_ago),
        )

    def happen(self, world: World, naive: Naive) -> Vouchers:
        on = world.day(self.days_ago)
        refuse_if(MobilizationIsClosed, when=naive.appeal_ended_on is not None)
        refuse_if(DatedAhead, when=on > world.today)
        refuse_if(OutsideMobilization, when=on < world.appeal_began_on)
        naive.appeal_ended_on = on
        naive.version += 1
        return [None]
