"""Banking: interest, fees, and what a statement shows that nobody can place yet."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.money import WrongAccountKind
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    DebitUnallocated,
    InterestCredited,
)
from ledger.fund.checks import (
    account_of,
    check_amount,
    check_credit,
    check_days,
    check_debit,
    check_purpose,
    check_room,
    moved_dong,
    next_voucher,
    payment_series,
    receipt_series,
)
from ledger.fund.open_items import Credit, Debit
from ledger.fund.restricting import check_bears
from ledger.fund.state import Fund, evolves
from ledger.values import (
    GENERAL,
    UNALLOCATED,
    AccountId,
    AccountKind,
    CreditId,
    DebitId,
    MemoId,
    PurposeId,
)


class Interest(msgspec.Struct, frozen=True, kw_only=True):
    """Interest to record; `credit_id` names the credit of unknown origin that it was."""

    account_id: AccountId
    amount_dong: int
    purpose: PurposeId = GENERAL
    effective_on: date
    occurred_on: date | None = None
    credit_id: CreditId | None = None
    statement_row: str | None = None
    memo_id: MemoId | None = None


class BankFee(msgspec.Struct, frozen=True, kw_only=True):
    """A bank fee to record; `debit_id` names the unexplained debit it settles."""

    account_id: AccountId
    amount_dong: int
    purpose: PurposeId = GENERAL
    effective_on: date
    occurred_on: date | None = None
    debit_id: DebitId | None = None


class UnplacedCredit(msgspec.Struct, frozen=True, kw_only=True):
    """A credit that nobody can place yet."""

    credit_id: CreditId
    account_id: AccountId
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    statement_row: str | None = None
    memo_id: MemoId | None = None


class UnexplainedDebit(msgspec.Struct, frozen=True, kw_only=True):
    """A debit on a bank statement that waits for a person's decision."""

    debit_id: DebitId
    account_id: AccountId
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    statement_row: str | None = None
    memo_id: MemoId


def credit_interest(
    fund: Fund, interest: Interest, context: Context, *, corrects: int | None = None
) -> InterestCredited:
    """Record interest that the bank credited.

    Raises `BadAmount`, `AccountNotFound`, `WrongAccountKind`, `PurposeNotFound`, `DatedAhead`,
    `DatedBeforeFund`, `PeriodIsClosed`, `PeriodIsOpen`, `CreditNotFound`, `AmountMismatch`,
    `DatedBeforeEntry`, `BalanceTooLarge`.
    """
    check_amount(interest.amount_dong)
    account = account_of(fund, interest.account_id)
    if account.kind is AccountKind.CASH_BOX:
        raise WrongAccountKind("account_id")
    check_purpose(fund, interest.purpose)
    check_days(fund, interest.effective_on, interest.occurred_on, context, account)
    check_credit(
        fund,
        interest.credit_id,
        interest.account_id,
        interest.amount_dong,
        interest.effective_on,
        interest.occurred_on,
    )
    check_room(fund, moved_dong(interest.amount_dong, interest.credit_id))
    return InterestCredited(
        account_id=interest.account_id,
        account_kind=account.kind,
        purpose=interest.purpose,
        amount_dong=interest.amount_dong,
        effective_on=interest.effective_on,
        occurred_on=interest.occurred_on,
        voucher=next_voucher(fund, receipt_series(account.kind), interest.effective_on),
        credit_id=interest.credit_id,
        corrects=corrects,
        private=context.from_statement(interest.statement_row, interest.memo_id),
    )


def charge_bank_fee(
    fund: Fund, fee: BankFee, context: Context, *, corrects: int | None = None
) -> BankFeeCharged:
    """Record a fee. The bank took it: a fact, so an overdraft it uncovers is no refusal.

    It is the fund's own: money given for a purpose bears it only if it is given for that.

    Raises `BadAmount`, `AccountNotFound`, `WrongAccountKind`, `PurposeNotFound`, `PurposeExpired`,
    `ClassNotAllowed`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `PeriodIsOpen`,
    `DebitNotFound`, `AmountMismatch`, `DatedBeforeEntry`, `BalanceTooLarge`.
    """
    check_amount(fee.amount_dong)
    account = account_of(fund, fee.account_id)
    if account.kind is AccountKind.CASH_BOX:
        raise WrongAccountKind("account_id")
    check_purpose(fund, fee.purpose)
    check_bears(fund, fee.purpose, fee.occurred_on or fee.effective_on)
    check_days(fund, fee.effective_on, fee.occurred_on, context, account)
    check_debit(fund, fee.debit_id, fee.account_id, fee.amount_dong, fee.effective_on)
    check_room(fund, fee.amount_dong)
    return BankFeeCharged(
        account_id=fee.account_id,
        account_kind=account.kind,
        purpose=fee.purpose,
        amount_dong=fee.amount_dong,
        effective_on=fee.effective_on,
        occurred_on=fee.occurred_on,
        voucher=next_voucher(fund, payment_series(account.kind), fee.effective_on),
        debit_id=fee.debit_id,
        corrects=corrects,
        private=context.private,
    )


def note_credit(fund: Fund, credit: UnplacedCredit, context: Context) -> CreditUnallocated:
    """Take in money that nobody can place: it is there, and owed to someone until one can.

    Raises `BadAmount`, `AccountNotFound`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`,
    `PeriodIsOpen`, `BalanceTooLarge`.
    """
    check_amount(credit.amount_dong)
    account = account_of(fund, credit.account_id)
    check_days(fund, credit.effective_on, credit.occurred_on, context, account)
    check_room(fund, credit.amount_dong)
    return CreditUnallocated(
        credit_id=credit.credit_id,
        account_id=credit.account_id,
        account_kind=account.kind,
        purpose=UNALLOCATED,
        amount_dong=credit.amount_dong,
        effective_on=credit.effective_on,
        occurred_on=credit.occurred_on,
        voucher=next_voucher(fund, receipt_series(account.kind), credit.effective_on),
        private=context.from_statement(credit.statement_row, credit.memo_id),
    )


def note_debit(fund: Fund, debit: UnexplainedDebit, context: Context) -> DebitUnallocated:
    """Note a debit of a bank statement without guessing what it was; it moves no money yet.

    Raises `BadAmount`, `AccountNotFound`, `WrongAccountKind`, `DatedAhead`, `DatedBeforeFund`,
    `PeriodIsClosed`, `PeriodIsOpen`.
    """
    check_amount(debit.amount_dong)
    account = account_of(fund, debit.account_id)
    if account.kind is not AccountKind.BANK:
        raise WrongAccountKind("account_id")
    check_days(fund, debit.effective_on, debit.occurred_on, context, account)
    return DebitUnallocated(
        debit_id=debit.debit_id,
        account_id=debit.account_id,
        account_kind=account.kind,
        amount_dong=debit.amount_dong,
        effective_on=debit.effective_on,
        occurred_on=debit.occurred_on,
        private=context.from_statement(debit.statement_row, debit.memo_id),
    )


@evolves(InterestCredited)
def _interest_credited(fund: Fund, event: InterestCredited) -> Fund:
    fund = fund.with_receipt(event, event.voucher, event.credit_id)
    return fund.with_base(event.purpose, event.effective_on, event.amount_dong)


@evolves(CreditUnallocated)
def _credit_unallocated(fund: Fund, event: CreditUnallocated) -> Fund:
    credit = Credit(
        account_id=event.account_id,
        amount_dong=event.amount_dong,
        effective_on=event.effective_on,
        came_on=event.occurred_on or event.effective_on,
    )
    return fund.with_receipt(event, event.voucher).with_credit(event.credit_id, credit)


@evolves(BankFeeCharged)
def _bank_fee_charged(fund: Fund, event: BankFeeCharged) -> Fund:
    return fund.with_payment(event, event.voucher, event.debit_id)


@evolves(DebitUnallocated)
def _debit_unallocated(fund: Fund, event: DebitUnallocated) -> Fund:
    debit = Debit(
        account_id=event.account_id,
        amount_dong=event.amount_dong,
        effective_on=event.effective_on,
    )
    return fund.with_debit(event.debit_id, debit)
