"""The checks that decisions on a fund share: dates, amounts, accounts, cover, vouchers."""

from datetime import date

from ledger.context import Context
from ledger.errors.access import OverLimit
from ledger.errors.missing import AccountNotFound, CreditNotFound, DebitNotFound, PurposeNotFound
from ledger.errors.money import (
    AmountMismatch,
    BadAmount,
    BalanceTooLarge,
    DatedAhead,
    DatedBeforeEntry,
    DatedBeforeFund,
    InsufficientFunds,
    PeriodIsClosed,
    PeriodIsOpen,
)
from ledger.fund.days import NO_DAYS
from ledger.fund.open_items import Account
from ledger.fund.state import Fund
from ledger.values import (
    AMOUNT_DONG_MAX,
    BALANCE_DONG_MAX,
    GENERAL,
    AccountId,
    AccountKind,
    CreditId,
    DebitId,
    PurposeId,
    Role,
    Series,
    Voucher,
)


def check_amount(amount: int, *, smallest: int = 1, field: str = "amount_dong") -> None:
    """Raise `BadAmount` for `field` unless it is a whole number from `smallest` to 10^15."""
    if type(amount) is not int or not smallest <= amount <= AMOUNT_DONG_MAX:
        raise BadAmount(field, least=smallest, most=AMOUNT_DONG_MAX)


def check_date(fund: Fund, on: date, context: Context, account: Account | None = None) -> None:
    """Raise `DatedAhead`, `DatedBeforeFund` or `PeriodIsClosed` unless money may be dated `on`."""
    if on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
    began = fund.opened_on if account is None else max(fund.opened_on, account.opened_on)
    if on < began:
        raise DatedBeforeFund("effective_on", began_on=began.isoformat())
    if on < fund.first_open_on:
        raise PeriodIsClosed("effective_on", first_open_on=fund.first_open_on.isoformat())


def check_occurred(
    fund: Fund,
    occurred_on: date | None,
    effective_on: date,
    context: Context,
    account: Account | None = None,
) -> None:
    """Raise unless a late fact happened on a day that the books are closed on by now.

    Only what cannot be dated on its own day any more has two days. Raises `DatedAhead`,
    `DatedBeforeFund`, `PeriodIsOpen`.
    """
    if occurred_on is None:
        return
    if occurred_on > min(effective_on, context.today):
        raise DatedAhead("occurred_on", today=context.today.isoformat())
    began = fund.opened_on if account is None else max(fund.opened_on, account.opened_on)
    if occurred_on < began:
        raise DatedBeforeFund("occurred_on", began_on=began.isoformat())
    if occurred_on >= fund.first_open_on:
        raise PeriodIsOpen("occurred_on", first_open_on=fund.first_open_on.isoformat())


def check_days(
    fund: Fund,
    on: date,
    occurred_on: date | None,
    context: Context,
    account: Account | None = None,
) -> None:
    """Raise what `check_date` and `check_occurred` do, of both days that an entry may have."""
    check_date(fund, on, context, account)
    check_occurred(fund, occurred_on, on, context, account)


def check_follows(
    on: date, occurred_on: date | None, entry_on: date, entry_occurred_on: date | None
) -> None:
    """Raise `DatedBeforeEntry` for what is booked, or happened, before the entry it follows was.

    A late fact that follows a late fact is held against the day on which that happened.
    """
    if on < entry_on:
        raise DatedBeforeEntry("effective_on", entry_on=entry_on.isoformat())
    happened_on = entry_occurred_on or entry_on
    if occurred_on is not None and occurred_on < happened_on:
        raise DatedBeforeEntry("occurred_on", entry_on=happened_on.isoformat())


def account_of(fund: Fund, account_id: AccountId | None, *, field: str = "account_id") -> Account:
    """Return the fund's account, or raise `AccountNotFound`."""
    account = fund.accounts.get(account_id) if account_id is not None else None
    if account is None:
        raise AccountNotFound(field)
    return account


def check_purpose(fund: Fund, purpose: PurposeId, *, field: str = "purpose") -> None:
    """Raise `PurposeNotFound` unless the purpose is `general` or defined by the fund."""
    if purpose != GENERAL and purpose not in fund.purposes:
        raise PurposeNotFound(field)


def moved_dong(dong: int, credit_id: CreditId | None) -> int:
    """Return how much moves when `dong` comes: twice that if it was there of unknown origin."""
    return dong if credit_id is None else 2 * dong


def check_room(fund: Fund, amount: int) -> None:
    """Raise `BalanceTooLarge` if with `amount` more some sum might not fit in signed 64 bits.

    A reversal asks for no room: it is a fact, and adds to the other side of each sum than the
    entry did for which there was room.
    """
    if fund.turnover + amount > BALANCE_DONG_MAX:
        raise BalanceTooLarge("amount_dong")


def check_cover(
    fund: Fund, account_id: AccountId | None, purpose: PurposeId, dong: int, on: date
) -> None:
    """Raise `InsufficientFunds` if spending would overdraw the purpose or account on any day.

    Without an account (an approval) only the purpose is asked, less what is approved already. An
    overdraft of one purpose is made good by the others, never by money that is not the fund's.
    """
    held = fund.by_purpose.get(purpose, NO_DAYS).lowest_from(on)
    if purpose == GENERAL or purpose in fund.purposes:
        held = min(held, fund.lowest_own_from(on))
    if account_id is None:
        held -= fund.committed_dong(purpose)
    if dong > held:
        raise InsufficientFunds("purpose", available_dong=held, asked_dong=dong)
    if account_id is not None:
        check_account_cover(fund, account_id, dong, on)


def check_account_cover(fund: Fund, account_id: AccountId, dong: int, on: date) -> None:
    """Raise `InsufficientFunds` if spending would overdraw the account on any day."""
    held = fund.by_account.get(account_id, NO_DAYS).lowest_from(on)
    if dong > held:
        raise InsufficientFunds("account_id", available_dong=held, asked_dong=dong)


def check_debit(
    fund: Fund, debit_id: DebitId | None, account_id: AccountId, dong: int, on: date
) -> None:
    """Raise unless the named bank debit is just this, and of that day or an earlier one.

    Raises `DebitNotFound`, `AccountNotFound`, `AmountMismatch`, `DatedBeforeEntry`.
    """
    if debit_id is None:
        return
    debit = fund.debits.get(debit_id)
    if debit is None:
        raise DebitNotFound("debit_id")
    if debit.account_id != account_id:
        raise AccountNotFound("account_id")
    if debit.amount_dong != dong:
        raise AmountMismatch("amount_dong", must_be_dong=debit.amount_dong)
    if on < debit.effective_on:
        raise DatedBeforeEntry("effective_on", entry_on=debit.effective_on.isoformat())


def check_credit(  # whose money, where, how much, and on which two days
    fund: Fund,
    credit_id: CreditId | None,
    account_id: AccountId | None,
    dong: int,
    on: date,
    occurred_on: date | None,
) -> None:
    """Raise unless the named credit of unknown origin holds this, on that day already.

    Raises `CreditNotFound`, `AccountNotFound`, `AmountMismatch`, `DatedBeforeEntry`.
    """
    if credit_id is None:
        return
    credit = fund.credits.get(credit_id)
    if credit is None:
        raise CreditNotFound("credit_id")
    if credit.account_id != account_id:
        raise AccountNotFound("account_id")
    if dong > credit.amount_dong:
        raise AmountMismatch("amount_dong", most_dong=credit.amount_dong)
    check_follows(on, occurred_on, credit.effective_on, credit.came_on)


def check_limit(fund: Fund, role: Role, dong: int) -> None:
    """Raise `OverLimit` if the board lets one person of a role decide on less only."""
    limit = fund.limits.get(role)
    if limit is not None and dong > limit:
        raise OverLimit("amount_dong", limit_dong=limit, asked_dong=dong)


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
