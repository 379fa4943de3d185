"""Steps by which money and goods come in, and go back to whoever sent them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.events.fund.receiving import DonationReceived
from ledger.fund.receiving.banking import BankFee, Interest, UnplacedCredit
from ledger.fund.receiving.donations import Donation
from ledger.fund.receiving.holding import CustodialPayment, CustodialReceipt
from ledger.fund.receiving.importing import RowKind, StatementRow
from ledger.fund.spending.refunding import Refund
from ledger.values import AccountId, CreditId, CustodyId, DebitId
from tests.builders import OPENED, a_credit, a_debit, a_donation, dollars, goods
from tests.ledger.laws.place import Place, Who
from tests.ledger.laws.steps.drawn import (
    ACCOUNTS,
    BY_CASHIER,
    BY_TREASURER,
    DAYS_AGO,
    DONGS,
    LATE,
    OPTIONAL,
    PICKS,
    PURPOSES,
)
from tests.ledger.laws.steps.mobilizing import appeal, donor, pledge
from tests.ledger.laws.world import Step


def debit(place: Place, number: int | None) -> DebitId | None:
    """A debit of a statement, explained or not; or none."""
    return place.pick([each.debit for each in place.of(place.naive.debits)], number, DebitId)


def credit(place: Place, number: int | None) -> CreditId | None:
    """A credit of unknown origin, placed or not; or none."""
    noted = [
        each.credit
        for each in place.of(place.naive.entries)
        if each.topic == "fund.credit_unallocated" and each.credit is not None
    ]
    return place.pick(noted, number, CreditId)


@dataclass(frozen=True, kw_only=True)
class Donate(Step):
    """Receive a gift `of` money, goods or dollars; of goods, `dong` is the value."""

    use_case = "receive_donation"
    dong: int = 500_000
    days_ago: int = 0
    late: int | None = None
    account: int = 1
    purpose: int | None = 0
    of: str = "money"
    by_donor: int | None = None
    for_appeal: int | None = None
    outside: bool = False
    pledge: int | None = None
    credit: int | None = None

    def intent(self, place: Place) -> Donation:
        of_goods, rate = self.of == "goods", f"{self.dong // 10}.{self.dong % 10}"
        return a_donation(
            self.dong,
            on=place.day(self.days_ago),
            occurred_on=None if self.late is None else place.day(self.late),
            account_id=None if of_goods else place.account(self.account),
            purpose=None if self.purpose is None else place.purpose(self.purpose),
            goods=goods(quantity_milli=2_000) if of_goods else None,
            foreign=dollars("10", rate, on=OPENED) if self.of == "dollars" else None,
            donor_id=donor(place, self.by_donor),
            mobilization_id=appeal(place, self.for_appeal),
            outside_mobilization=self.outside,
            pledge_id=pledge(place, self.pledge),
            credit_id=credit(place, self.credit),
        )

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, self.intent(place)


@dataclass(frozen=True, kw_only=True)
class DonateMany(Step):
    """Receive several gifts: all or none, or all that are not refused."""

    use_case = "receive_donations"
    gifts: tuple[Donate, ...]
    continue_on_error: bool = False

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, [gift.intent(place) for gift in self.gifts]

    def options(self) -> dict[str, Any]:
        return {"continue_on_error": self.continue_on_error}


@dataclass(frozen=True, kw_only=True)
class Earn(Step):
    """Record interest."""

    use_case = "credit_interest"
    dong: int = 1_200
    days_ago: int = 0
    account: int = 1
    purpose: int = 0
    credit: int | None = None

    def intent(self, place: Place) -> Interest:
        return Interest(
            account_id=place.account(self.account),
            amount_dong=self.dong,
            purpose=place.purpose(self.purpose),
            effective_on=place.day(self.days_ago),
            credit_id=credit(place, self.credit),
        )

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, self.intent(place)


@dataclass(frozen=True, kw_only=True)
class Charge(Step):
    """Record a fee, perhaps in explanation of a debit."""

    use_case = "charge_bank_fee"
    dong: int = 55_000
    days_ago: int = 0
    account: int = 1
    purpose: int = 0
    explains: int | None = None

    def intent(self, place: Place) -> BankFee:
        return BankFee(
            account_id=place.account(self.account),
            amount_dong=self.dong,
            purpose=place.purpose(self.purpose),
            effective_on=place.day(self.days_ago),
            debit_id=debit(place, self.explains),
        )

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, self.intent(place)


@dataclass(frozen=True, kw_only=True)
class NoteCredit(Step):
    """Take in money that nobody can place."""

    use_case = "note_credit"
    dong: int = 500_000
    days_ago: int = 0
    account: int = 1

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, UnplacedCredit(
            credit_id=CreditId(place.new_id()),
            account_id=place.account(self.account),
            amount_dong=self.dong,
            effective_on=place.day(self.days_ago),
        )


@dataclass(frozen=True, kw_only=True)
class GiveBack(Step):
    """Refund a gift, or (`credit`) money of unknown origin."""

    use_case = "refund_donation"
    who: Who = Who.CASHIER
    gift: int | None = 0
    credit: int | None = None
    dong: int = 500_000
    days_ago: int = 0
    account: int = 1
    explains: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        gift = None if self.gift is None else place.entry(self.gift, DonationReceived.topic)
        return place.fund, Refund(
            entry=gift,
            credit_id=credit(place, self.credit),
            account_id=place.account(self.account),
            amount_dong=self.dong,
            effective_on=place.day(self.days_ago),
            debit_id=debit(place, self.explains),
        )


def custody(place: Place, number: int | None) -> CustodyId:
    """A custody that there is (or even a purpose), or a new one."""
    known = [each.purpose for each in place.of(place.naive.purposes)]
    if number is None or not known:
        return CustodyId(place.new_id())
    return CustodyId(UUID(known[-1 - number % len(known)]))


@dataclass(frozen=True, kw_only=True)
class Hold(Step):
    """Take money in for others, of a custody that there is or of a new one."""

    use_case = "receive_custodial"
    which: int | None = None
    named: bool | None = None
    dong: int = 400_000
    days_ago: int = 0
    account: int = 1
    credit: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        named = self.which is None if self.named is None else self.named
        return place.fund, CustodialReceipt(
            custody_id=custody(place, self.which),
            held_for="Nhịp cầu nhân ái" if named else None,
            account_id=place.account(self.account),
            amount_dong=self.dong,
            effective_on=place.day(self.days_ago),
            credit_id=credit(place, self.credit),
        )


@dataclass(frozen=True, kw_only=True)
class HandOn(Step):
    """Hand money on to those it is held for."""

    use_case = "pay_custodial"
    who: Who = Who.CASHIER
    which: int = 0
    dong: int = 400_000
    days_ago: int = 0
    account: int = 1
    explains: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, CustodialPayment(
            custody_id=custody(place, self.which),
            account_id=place.account(self.account),
            amount_dong=self.dong,
            effective_on=place.day(self.days_ago),
            debit_id=debit(place, self.explains),
        )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a statement; `number` is its identity, `entry` which entry it is, if it is one."""

    number: int = 0
    dong: int = 55_000
    days_ago: int = 0
    is_debit: bool = False
    kind: RowKind | None = None
    entry: int | None = None

    def intent(self, place: Place, account: AccountId) -> StatementRow:
        if self.entry is not None:
            return self._matched(place, place.entry(self.entry), account)
        make = a_debit if self.is_debit else a_credit
        row = make(self.dong, f"{place.fund} {self.number}", on=place.day(self.days_ago))
        is_of_debits = self.kind is RowKind.FEE
        return replace(row, kind=self.kind if is_of_debits is self.is_debit else None)

    def _matched(self, place: Place, version: int, account: AccountId) -> StatementRow:
        """A row of what an entry moved the account by, or of its own amount where it did not."""
        entry = place.naive.entry(place.fund, version)
        moves = () if entry is None else entry.moves
        dong = sum(move[2] for move in moves if move[0] == account) or self.dong
        make = a_debit if dong < 0 else a_credit
        row = make(abs(dong), f"{place.fund} {self.number}", on=place.day(self.days_ago))
        return replace(row, entry=version)


@dataclass(frozen=True, kw_only=True)
class Import(Step):
    """Record rows of a statement, of which some may be there already, or twice."""

    use_case = "record_statement"
    rows: tuple[Row, ...]
    account: int = 1
    for_appeal: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        account = place.account(self.account)
        for_appeal = appeal(place, self.for_appeal)
        rows = [
            replace(row.intent(place, account), mobilization_id=for_appeal) for row in self.rows
        ]
        return place.fund, account, rows


DONATE = st.builds(
    Donate,
    who=BY_TREASURER,
    dong=DONGS,
    days_ago=DAYS_AGO,
    late=LATE,
    account=ACCOUNTS,
    purpose=st.none() | PURPOSES,
    of=st.sampled_from(["money", "money", "money", "goods", "dollars"]),
    by_donor=OPTIONAL,
    for_appeal=OPTIONAL,
    outside=st.booleans(),
    pledge=OPTIONAL,
    credit=OPTIONAL,
)
EARN = st.builds(
    Earn,
    who=BY_TREASURER,
    dong=DONGS,
    days_ago=DAYS_AGO,
    account=ACCOUNTS,
    purpose=PURPOSES,
    credit=OPTIONAL,
)
CHARGE = st.builds(
    Charge,
    who=BY_TREASURER,
    dong=DONGS,
    days_ago=DAYS_AGO,
    account=ACCOUNTS,
    purpose=PURPOSES,
    explains=OPTIONAL,
)
ROW = st.builds(
    Row,
    number=st.integers(0, 8),
    dong=DONGS,
    days_ago=DAYS_AGO,
    is_debit=st.booleans(),
    kind=st.sampled_from([None, None, *RowKind]),
    entry=st.none() | st.none() | PICKS,
)
RECEIVING: st.SearchStrategy[Step] = st.one_of(
    DONATE,
    DONATE,
    st.builds(
        DonateMany,
        who=BY_TREASURER,
        gifts=st.lists(DONATE, max_size=4).map(tuple),
        continue_on_error=st.booleans(),
    ),
    EARN,
    CHARGE,
    st.builds(NoteCredit, who=BY_TREASURER, dong=DONGS, days_ago=DAYS_AGO, account=ACCOUNTS),
    st.builds(
        GiveBack,
        who=BY_CASHIER,
        gift=st.none() | PICKS,
        credit=OPTIONAL,
        dong=DONGS,
        days_ago=DAYS_AGO,
        account=ACCOUNTS,
        explains=OPTIONAL,
    ),
    st.builds(
        Hold,
        who=BY_TREASURER,
        which=OPTIONAL,
        named=st.none() | st.none() | st.booleans(),
        dong=DONGS,
        days_ago=DAYS_AGO,
        account=ACCOUNTS,
        credit=OPTIONAL,
    ),
    st.builds(
        HandOn,
        who=BY_CASHIER,
        which=PICKS,
        dong=DONGS,
        days_ago=DAYS_AGO,
        account=ACCOUNTS,
        explains=OPTIONAL,
    ),
    st.builds(
        Import,
        who=BY_TREASURER,
        rows=st.lists(ROW, max_size=5).map(tuple),
        account=st.sampled_from([1, 1, 1, 0]),
        for_appeal=OPTIONAL,
    ),
)
