"""The checks that decisions on a fund share: dates, amounts, accounts, cover, vouchers."""

from datetime import date

from ledger.context import Context
from ledger.errors import (
    AccountNotFound,
    AmountMismatch,
    BadAmount,
    BalanceTooLarge,
    DatedAhead,
    DatedBeforeFund,
    DebitNotFound,
    InsufficientFunds,
    PurposeNotFound,
)
from ledger.fund.days import NO_DAYS
from ledger.fund.state import Account, Fund
from ledger.values import (
    AMOUNT_DONG_MAX,
    BALANCE_DONG_MAX,
    GENERAL,
    AccountId,
    AccountKind,
    DebitId,
    PurposeId,
    Series,
    Voucher,
)


def check_amount(amount: int, *, smallest: int = 1, field: str = "amount_dong") -> None:
    """Raise `BadAmount` for `field` unless it is a whole number from `smallest` to 10^15."""
    if type(amount) is not int or not smallest <= amount <= AMOUNT_DONG_MAX:
        raise BadAmount(field, least=smallest, most=AMOUNT_DONG_MAX)


def check_date(fund: Fund, on: date, context: Context, account: Account | None = None) -> None:
    """Raise `DatedAhead` or `DatedBeforeFund` unless money may be dated `on`."""
    if on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
    began = fund.opened_on if account is None else max(fund.opened_on, account.opened_on)
    if on < began:
        raise DatedBeforeFund("effective_on", began_on=began.isoformat())


def account_of(fund: Fund, account_id: AccountId | None) -> Account:
    """Return the fund's account, or raise `AccountNotFound`."""
    account = fund.accounts.get(account_id) if account_id is not None else None
    if account is None:
        raise AccountNotFound("account_id")
    return account


def check_purpose(fund: Fund, purpose: PurposeId) -> None:
    """Raise `PurposeNotFound` unless the purpose is `general` or defined by the fund."""
    if purpose != GENERAL and purpose not in fund.purposes:
        raise PurposeNotFound("purpose")


def check_room(fund: Fund, amount: int) -> None:
    """Raise `BalanceTooLarge` if with `amount` more some sum might not fit in signed 64 bits."""
    if fund.turnover + amount > BALANCE_DONG_MAX:
        raise BalanceTooLarge("amount_dong")


def check_cover(
    fund: Fund, account_id: AccountId | None, purpose: PurposeId, dong: int, on: date
) -> None:
    """Raise `InsufficientFunds` if spending would overdraw the purpose or account on any day.

    Without an account (an approval) only the purpose is asked, less what is approved already.
    """
    held = fund.by_purpose.get(purpose, NO_DAYS).lowest_from(on)
    if account_id is None:
        held -= fund.committed_dong(purpose)
    if dong > held:
        raise InsufficientFunds("purpose", available_dong=held, asked_dong=dong)
    if account_id is not None:
        held = fund.by_account.get(account_id, NO_DAYS).lowest_from(on)
        if dong > held:
            raise InsufficientFunds("account_id", available_dong=held, asked_dong=dong)


def check_debit(fund: Fund, debit_id: DebitId | None, account_id: AccountId, dong: int) -> None:
    """Raise `DebitNotFound` or `AmountMismatch` unless the named bank debit is just this."""
    if debit_id is None:
        return
    debit = fund.debits.get(debit_id)
    if debit is None:
        raise DebitNotFound("debit_id")
    if debit.account_id != account_id:
        raise AccountNotFound("account_id")
    if debit.amount_dong != dong:
        raise AmountMismatch("amount_dong", must_be_dong=debit.amount_dong)


_RECEIPTS = {AccountKind.CASH_BOX: Series.CASH_RECEIPT}
_PAYMENTS = {AccountKind.CASH_BOX: Series.CASH_PAYMENT}


def receipt_series(kind: AccountKind) -> Series:
    """Return the series of vouchers for money coming in: PT for cash, BC for a bank's credit."""
    return _RECEIPTS.get(kind, Series.BANK_CREDIT)


def payment_series(kind: AccountKind) -> Series:
    """Return the series of vouchers for money going out: PC for cash, BN for a bank's debit."""
    return _PAYMENTS.get(kind, Series.BANK_DEBIT)


def next_voucher(fund: Fund, series: Series, on: date) -> Voucher:
    """Return the next voucher of a series in the fiscal (= calendar) year of `on`."""
    return Voucher(series, on.year, fund.vouchers.get(f"{series}-{on.year}", 0) + 1)
