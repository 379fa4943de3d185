"""Rows of bank statements, in the naive ledger: recorded, or matched with what is there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ledger.errors.conflicts import AlreadyMatched
from ledger.errors.missing import EntryNotFound
from ledger.errors.money import AmountMismatch, NotMatchable, WrongAccountKind
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import DisbursementPaid, DisbursementReturned
from ledger.events.fund.transferring import (
    AccountMoved,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.fund.receiving.banking import BankFee, Interest, UnplacedCredit
from ledger.fund.receiving.donations import Donation
from ledger.fund.receiving.importing import RowKind, StatementRow
from ledger.values import (
    AccountId,
    AccountKind,
    CreditId,
    DebitId,
    FundId,
    Role,
    StaffId,
)
from tests.ledger.laws.naive.book import Vouchers
from tests.ledger.laws.naive.receiving import Receiving
from tests.ledger.laws.naive.refusing import refuse_if
from tests.ledger.laws.naive.things import ADebit, AMatch

BY_HAND = {
    AccountMoved.topic,
    BankFeeCharged.topic,
    CreditUnallocated.topic,
    CustodialPaid.topic,
    CustodialReceived.topic,
    DisbursementPaid.topic,
    DisbursementReturned.topic,
    DonationReceived.topic,
    DonationRefunded.topic,
    InterestCredited.topic,
    TransferReceived.topic,
    TransferReturned.topic,
    TransferSent.topic,
}
"""What somebody writes by hand that a statement shows as well."""


class Importing(Receiving):
    """A naive ledger that reads bank statements."""

    def record_statement(
        self,
        by: StaffId,
        fund: FundId,
        account: AccountId,
        rows: Sequence[StatementRow],
    ) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        new = {row.statement_row: row for row in rows if row.statement_row not in self.rows}
        self.tried(lambda trial: trial.all_imported(fund, account, list(new.values())))
        self.rows |= set(new)
        return self.all_imported(fund, account, list(new.values()))

    def all_imported(
        self,
        fund: FundId,
        account: AccountId,
        rows: Sequence[StatementRow],
    ) -> Vouchers:
        """Rows of a statement: first those that become entries, then those that are some."""
        last = self.versions[fund]
        vouchers = [
            voucher
            for row in rows
            if row.entry is None
            for voucher in self._with_memo(fund, account, self.imported(fund, account, row))
        ]
        found = [self._match(fund, account, row, last) for row in rows if row.entry is not None]
        for match in found:
            same = [m for m in self.of(fund, self.matches) if m.entry == match.entry]
            refuse_if(AlreadyMatched, when=any(m.account == account for m in same))
            self.matches.append(match)
            self.event(fund)
            vouchers.append(None)
        return vouchers

    def _with_memo(self, fund: FundId, account: AccountId, vouchers: Vouchers) -> Vouchers:
        """Note with which account's memo came what was just entered, if it has any vouchers."""
        if vouchers[-1] is not None:
            self.of(fund, self.entries)[-1].memo_of = account
        return vouchers

    def _match(self, fund: FundId, account: AccountId, row: StatementRow, last: int) -> AMatch:
        assert row.entry is not None
        refuse_if(EntryNotFound, when=row.entry > last)
        entry = self.standing_entry(fund, row.entry)
        kind = self.account_of(fund, account).kind
        refuse_if(WrongAccountKind, when=kind is not AccountKind.BANK)
        moves = () if entry is None or entry.topic not in BY_HAND else entry.moves
        dong = sum(move[2] for move in moves if move[0] == account)
        refuse_if(NotMatchable, when=entry is None or dong == 0 or entry.memo_of == account)
        assert entry is not None
        refuse_if(NotMatchable, when=dong < 0 and entry.debit is not None)
        refuse_if(AmountMismatch, when=dong != row.credit_dong - row.debit_dong)
        return AMatch(fund=fund, entry=row.entry, account=account, dong=dong, memo=row.memo_id)

    def imported(self, fund: FundId, account: AccountId, row: StatementRow) -> Vouchers:
        """A row of a statement, on its day or on the first that is open."""
        on = self._booked_on(fund, account, row.effective_on)
        occurred_on = row.effective_on if on != row.effective_on else None
        days: dict[str, Any] = {"effective_on": on, "occurred_on": occurred_on}
        if row.kind is RowKind.UNALLOCATED:
            credit_id, dong = CreditId(row.memo_id), row.credit_dong
            credit = UnplacedCredit(
                credit_id=credit_id, account_id=account, amount_dong=dong, **days
            )
            return self.noted(fund, credit)
        if row.kind is RowKind.INTEREST:
            return self.earned(
                fund, Interest(account_id=account, amount_dong=row.credit_dong, **days)
            )
        if not row.debit_dong:
            gift = Donation(
                account_id=account,
                amount_dong=row.credit_dong,
                mobilization_id=row.mobilization_id,
                **days,
            )
            return self.donated(fund, gift)
        found = self.account_of(fund, account)
        refuse_if(WrongAccountKind, when=found.kind is not AccountKind.BANK)
        self.check_date(fund, on, found)
        debit = ADebit(
            fund=fund, debit=DebitId(row.memo_id), account=account, dong=row.debit_dong, on=on
        )
        self.debits.append(debit)
        self.event(fund)
        if row.kind is not RowKind.FEE:
            return [None]
        debit_id, dong = debit.debit, row.debit_dong
        fee = BankFee(account_id=account, amount_dong=dong, debit_id=debit_id, **days)
        return [None, *self.charged(fund, fee)]

    def _booked_on(self, fund: FundId, account: AccountId, on: date) -> date:
        began = [e.opened_on for e in self.of(fund, self.accounts) if e.account == account]
        is_late = on >= max(self.a_fund(fund).opened_on, *began)
        return max(on, self.first_open_on(fund)) if is_late else on
