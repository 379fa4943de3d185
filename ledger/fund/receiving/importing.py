"""Importing: many rows of one bank statement, decided in one go.

Credits become what a person confirmed them to be, as long as the fund's own state is enough to
decide it: gifts, interest, or money nobody can place yet. Debits are noted and wait for a person;
a fee is noted and charged at once. Rows of a closed period are late facts: they are booked on the
first open day, with the day they happened.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

import msgspec

from ledger.context import Context
from ledger.errors.money import BalanceTooLarge
from ledger.events.base import Event
from ledger.events.fund.receiving import (
    CreditUnallocated,
    DebitUnallocated,
    DonationPrivate,
    DonationReceived,
)
from ledger.fund.checks import check_amount
from ledger.fund.open_items import Credit, Debit
from ledger.fund.receiving.banking import (
    BankFee,
    Interest,
    UnexplainedDebit,
    UnplacedCredit,
    charge_bank_fee,
    credit_interest,
    note_credit,
    note_debit,
)
from ledger.fund.receiving.donations import Donation, receive_donation
from ledger.fund.state import Fund, evolve
from ledger.values import (
    BALANCE_DONG_MAX,
    UNALLOCATED,
    AccountId,
    CreditId,
    DebitId,
    DonorId,
    MemoId,
    MobilizationId,
    PledgeId,
    PurposeId,
    Voucher,
)


class RowKind(StrEnum):
    """What a row of a statement is recorded as; the first two are of credits, the last of debits.

    A row without a kind is a gift, or a debit that waits for a person.
    """

    UNALLOCATED = "unallocated"
    INTEREST = "interest"
    FEE = "fee"


class StatementRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of a bank statement: either a credit or a debit, in đồng, is above zero.

    `statement_row` is the row's keyed identity; `memo_id` names its memo in the people vault, and
    becomes the id of a credit nobody can place, or of a debit. `entry` is the version of the entry
    that somebody wrote of it by hand: such a row is matched, and recorded as nothing else. What
    follows it is of gifts.
    """

    statement_row: str
    effective_on: date
    credit_dong: int = 0
    debit_dong: int = 0
    memo_id: MemoId
    memo: str = ""
    kind: RowKind | None = None
    entry: int | None = None
    mobilization_id: MobilizationId | None = None
    pledge_id: PledgeId | None = None
    donor_id: DonorId | None = None
    purpose: PurposeId | None = None


def record_rows(
    fund: Fund,
    account_id: AccountId,
    rows: Sequence[StatementRow],
    context: Context,
) -> tuple[list[Event], Fund]:
    """Return the events of rows that are not in the book yet, in their order, and the fund after.

    Both are what recording row by row would give; a statement has few days and many rows, so what
    depends on the day alone is decided once a day.

    Raises what `receive_donation`, `note_credit`, `credit_interest`, `note_debit` and
    `charge_bank_fee` raise, for the first row that is refused.
    """
    statement = _Statement(fund, account_id, context)
    events: list[Event] = []
    for row in rows:
        if row.kind is None and row.pledge_id is None:
            events.append(statement.debit(row) if row.debit_dong else statement.gift(row))
        else:
            events += statement.decided(row)
    return events, statement.fund_after()


_GiftKey = tuple[date, MobilizationId | None, PurposeId | None]


class _Gifts:
    """Gifts that are alike but for their amounts: the first of them, and what they add up to."""

    __slots__ = ("_row", "dong", "first")

    def __init__(self, row: StatementRow, first: DonationReceived) -> None:
        self._row = row
        self.first = first
        self.dong = 0

    def has(self, row: StatementRow) -> bool:
        """Tell whether a row is surely one of them: of the same day, for the very same."""
        mine = self._row
        return (
            row.effective_on == mine.effective_on
            and row.mobilization_id is mine.mobilization_id
            and row.purpose is mine.purpose
        )


class _Statement:
    """The decisions on the rows of one statement, with what they add up to so far.

    Rows that are alike but for their amounts, gifts above all, are added up and come into the fund
    together; a row that is decided by itself is decided on the fund with all of them in it.
    """

    def __init__(self, fund: Fund, account_id: AccountId, context: Context) -> None:
        self._account_id = account_id
        self._context = context
        account = fund.accounts.get(account_id)
        self._began_on = max(fund.opened_on, account.opened_on) if account else fund.opened_on
        self._begin(fund)

    def _begin(self, fund: Fund) -> None:
        self._fund = fund
        self._room_dong = BALANCE_DONG_MAX - fund.turnover
        self._gifts: dict[_GiftKey, _Gifts] = {}
        self._last: _Gifts | None = None
        self._unplaced: dict[date, CreditUnallocated] = {}
        self._vouchers: dict[int, Voucher] = {}
        self._noted: dict[date, int] = defaultdict(int)
        self._credits: dict[CreditId, Credit] = {}
        self._debits: dict[DebitId, Debit] = {}

    def decided(self, row: StatementRow) -> Sequence[Event]:
        """Record a row as what a person says it is."""
        if row.kind is RowKind.UNALLOCATED:
            return [self.unallocated(row)]
        if row.kind is RowKind.INTEREST:
            return [self.interest(row)]
        if row.kind is RowKind.FEE:
            return self.fee(row)
        return [self.debit(row) if row.debit_dong else self.fulfilment(row)]

    def gift(self, row: StatementRow) -> DonationReceived:
        """Take a credit in as a gift, with the next voucher of its year."""
        dong = row.credit_dong
        check_amount(dong)
        alike = self._last
        if alike is None or not alike.has(row):  # of a day there are many, one behind the other
            alike = self._last = self._alike(row)
        self._take_room(dong)
        alike.dong += dong
        return msgspec.structs.replace(
            alike.first,
            amount_dong=dong,
            voucher=self._next(alike.first.voucher),
            private=DonationPrivate(
                recorded_by=self._context.by,
                statement_row=row.statement_row,
                memo_id=row.memo_id,
                donor_id=row.donor_id,
            ),
        )

    def unallocated(self, row: StatementRow) -> CreditUnallocated:
        """Take a credit in that nobody can place yet."""
        dong, on = row.credit_dong, row.effective_on
        check_amount(dong)
        credit_id = CreditId(row.memo_id)
        noted = self._unplaced.get(on) or self._first_unplaced(on, credit_id)
        self._take_room(dong)
        self._noted[noted.effective_on] += dong
        self._credits[credit_id] = Credit(
            account_id=self._account_id,
            amount_dong=dong,
            effective_on=noted.effective_on,
            came_on=noted.occurred_on or noted.effective_on,
        )
        return msgspec.structs.replace(
            noted,
            credit_id=credit_id,
            amount_dong=dong,
            voucher=self._next(noted.voucher),
            private=self._context.from_statement(row.statement_row, row.memo_id),
        )

    def debit(self, row: StatementRow) -> DebitUnallocated:
        """Note a debit, which moves no money yet."""
        assert row.credit_dong == 0, "a row is a credit or a debit, never both"
        debit = UnexplainedDebit(
            debit_id=DebitId(row.memo_id),
            account_id=self._account_id,
            amount_dong=row.debit_dong,
            effective_on=self._booked_on(row.effective_on),
            occurred_on=self._occurred_on(row.effective_on),
            statement_row=row.statement_row,
            memo_id=row.memo_id,
        )
        event = note_debit(self._fund, debit, self._context)
        self._debits[event.debit_id] = Debit(
            account_id=event.account_id,
            amount_dong=event.amount_dong,
            effective_on=event.effective_on,
        )
        return event

    def fulfilment(self, row: StatementRow) -> DonationReceived:
        """Take a gift in that was pledged."""
        gift = Donation(
            account_id=self._account_id,
            amount_dong=row.credit_dong,
            purpose=row.purpose,
            mobilization_id=row.mobilization_id,
            pledge_id=row.pledge_id,
            donor_id=row.donor_id,
            effective_on=self._booked_on(row.effective_on),
            occurred_on=self._occurred_on(row.effective_on),
            statement_row=row.statement_row,
            memo_id=row.memo_id,
        )
        event = receive_donation(self.fund_after(), gift, self._context)
        self._add(event)
        return event

    def interest(self, row: StatementRow) -> Event:
        """Take interest in that the bank credited."""
        interest = Interest(
            account_id=self._account_id,
            amount_dong=row.credit_dong,
            effective_on=self._booked_on(row.effective_on),
            occurred_on=self._occurred_on(row.effective_on),
            statement_row=row.statement_row,
            memo_id=row.memo_id,
        )
        event = credit_interest(self.fund_after(), interest, self._context)
        self._add(event)
        return event

    def fee(self, row: StatementRow) -> list[Event]:
        """Note a debit, and charge it as the fee it was."""
        noted = self.debit(row)
        fee = BankFee(
            account_id=self._account_id,
            amount_dong=row.debit_dong,
            effective_on=noted.effective_on,
            occurred_on=noted.occurred_on,
            debit_id=noted.debit_id,
        )
        event = charge_bank_fee(self.fund_after(), fee, self._context)
        self._add(event)
        return [noted, event]

    def fund_after(self) -> Fund:
        """Return the fund with everything in it that was decided."""
        fund = self._fund
        given: dict[tuple[PurposeId, date], int] = defaultdict(int)
        for gifts in self._gifts.values():
            given[gifts.first.purpose, gifts.first.effective_on] += gifts.dong
        for (purpose, on), dong in given.items():
            fund = fund.with_money(self._account_id, purpose, on, dong)
            fund = fund.with_base(purpose, on, dong)
        for on, dong in self._noted.items():
            fund = fund.with_money(self._account_id, UNALLOCATED, on, dong)
        for voucher in self._vouchers.values():
            fund = fund.with_voucher(voucher)
        return msgspec.structs.replace(
            fund,
            credits={**fund.credits, **self._credits},
            debits={**fund.debits, **self._debits},
        )

    def _add(self, event: Event) -> None:
        """Go on from the fund with everything in it, and with an event that was decided on it."""
        self._begin(evolve(self.fund_after(), event))

    def _next(self, first: Voucher) -> Voucher:
        """Return the next voucher of a year, of which `first` is the first one decided here."""
        last = self._vouchers.get(first.year)
        voucher = first if last is None else Voucher(last.series, last.year, last.number + 1)
        self._vouchers[first.year] = voucher
        return voucher

    def _take_room(self, dong: int) -> None:
        self._room_dong -= dong
        if self._room_dong < 0:
            raise BalanceTooLarge("amount_dong")

    def _booked_on(self, on: date) -> date:
        """Return the day a row is booked on: where its own is closed, the first that is open.

        A row from before there was such an account is no late fact, and stays to be refused.
        """
        return max(on, self._fund.first_open_on) if on >= self._began_on else on

    def _occurred_on(self, on: date) -> date | None:
        return on if self._booked_on(on) != on else None

    def _alike(self, row: StatementRow) -> "_Gifts":
        """Return the gifts of a day for an appeal; decide what they share, if it is the first."""
        on = row.effective_on
        known = self._gifts.get((on, row.mobilization_id, row.purpose))
        if known is not None:
            return known
        # What they share is decided on the smallest there could be.
        smallest = Donation(
            account_id=self._account_id,
            amount_dong=1,
            purpose=row.purpose,
            mobilization_id=row.mobilization_id,
            effective_on=self._booked_on(on),
            occurred_on=self._occurred_on(on),
        )
        gifts = _Gifts(row, receive_donation(self._fund, smallest, self._context))
        self._gifts[on, row.mobilization_id, row.purpose] = gifts
        return gifts

    def _first_unplaced(self, on: date, credit_id: CreditId) -> CreditUnallocated:
        """Decide what all credits of a day share that nobody can place."""
        smallest = UnplacedCredit(
            credit_id=credit_id,
            account_id=self._account_id,
            amount_dong=1,
            effective_on=self._booked_on(on),
            occurred_on=self._occurred_on(on),
        )
        noted = note_credit(self._fund, smallest, self._context)
        self._unplaced[on] = noted
        return noted
