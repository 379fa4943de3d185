"""Importing: many rows of one bank statement, decided in one go.

Credits become donations; debits are noted and wait for a person, they are never guessed. Rows of
a closed period are late facts: they are booked on the first open day, with the day they happened.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors import BalanceTooLarge
from ledger.events.base import Event
from ledger.events.fund.receiving import DebitUnallocated, DonationPrivate, DonationReceived
from ledger.fund.banking import UnexplainedDebit, note_debit
from ledger.fund.checks import check_amount
from ledger.fund.open_items import Debit
from ledger.fund.receiving import Donation, receive_donation
from ledger.fund.state import Fund
from ledger.values import BALANCE_DONG_MAX, AccountId, DebitId, MemoId, MobilizationId, Voucher


class StatementRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of a bank statement: either a credit or a debit, in đồng, is above zero.

    `statement_row` is the row's keyed identity; `memo_id` names its memo in the people vault.
    """

    statement_row: str
    effective_on: date
    credit_dong: int = 0
    debit_dong: int = 0
    memo_id: MemoId
    memo: str = ""


def record_rows(
    fund: Fund,
    account_id: AccountId,
    rows: Sequence[StatementRow],
    mobilization_id: MobilizationId | None,
    context: Context,
) -> tuple[list[Event], Fund]:
    """Return the events of rows that are not in the book yet, in their order, and the fund after.

    Both are what recording row by row would give; a statement has few days and many rows, so what
    depends on the day alone is decided once a day.

    Raises what `receive_donation` and `note_debit` raise, for the first row that is refused.
    """
    statement = _Statement(fund, account_id, mobilization_id, context)
    events: list[Event] = [
        statement.debit(row) if row.debit_dong else statement.credit(row) for row in rows
    ]
    return events, statement.fund_after()


class _Statement:
    """The decisions on the rows of one statement, with what they add up to so far."""

    def __init__(
        self,
        fund: Fund,
        account_id: AccountId,
        mobilization_id: MobilizationId | None,
        context: Context,
    ) -> None:
        self._fund = fund
        self._account_id = account_id
        self._mobilization_id = mobilization_id
        self._context = context
        account = fund.accounts.get(account_id)
        self._began_on = max(fund.opened_on, account.opened_on) if account else fund.opened_on
        self._room_dong = BALANCE_DONG_MAX - fund.turnover
        self._gifts: dict[date, DonationReceived] = {}
        self._vouchers: dict[int, Voucher] = {}
        self._by_day: dict[date, int] = defaultdict(int)
        self._debits: dict[DebitId, Debit] = {}

    def credit(self, row: StatementRow) -> DonationReceived:
        """Take a credit in as a gift, with the next voucher of its year."""
        dong, on = row.credit_dong, row.effective_on
        check_amount(dong)
        gift = self._gifts.get(on) or self._first_gift(on)
        self._room_dong -= dong
        if self._room_dong < 0:
            raise BalanceTooLarge("amount_dong")
        self._by_day[on] += dong
        year = gift.effective_on.year
        last = self._vouchers.get(year)
        voucher = gift.voucher if last is None else Voucher(last.series, last.year, last.number + 1)
        self._vouchers[year] = voucher
        return msgspec.structs.replace(
            gift,
            amount_dong=dong,
            voucher=voucher,
            private=DonationPrivate(
                recorded_by=self._context.by,
                statement_row=row.statement_row,
                memo_id=row.memo_id,
            ),
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

    def fund_after(self) -> Fund:
        """Return the fund with everything in it that was decided."""
        fund = self._fund
        for on, dong in self._by_day.items():
            gift = self._gifts[on]
            purpose, booked_on = gift.purpose, gift.effective_on
            fund = fund.with_money(self._account_id, purpose, booked_on, dong)
            fund = fund.with_base(purpose, booked_on, dong)
        for voucher in self._vouchers.values():
            fund = fund.with_voucher(voucher)
        return msgspec.structs.replace(fund, debits={**fund.debits, **self._debits})

    def _booked_on(self, on: date) -> date:
        """Return the day a row is booked on: where its own is closed, the first that is open.

        A row from before there was such an account is no late fact, and stays to be refused.
        """
        return max(on, self._fund.first_open_on) if on >= self._began_on else on

    def _occurred_on(self, on: date) -> date | None:
        return on if self._booked_on(on) != on else None

    def _first_gift(self, on: date) -> DonationReceived:
        """Decide what all gifts of a day share, on the smallest there could be."""
        smallest = Donation(
            account_id=self._account_id,
            amount_dong=1,
            mobilization_id=self._mobilization_id,
            effective_on=self._booked_on(on),
            occurred_on=self._occurred_on(on),
        )
        gift = receive_donation(self._fund, smallest, self._context)
        self._gifts[on] = gift
        return gift
