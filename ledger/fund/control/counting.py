"""Counting: what is really there beside what the book says, and the difference, posted."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.money import (
    AmountMismatch,
    BadAmount,
    DatedBeforeEntry,
    NoDifference,
    WrongAccountKind,
    WrongEntry,
)
from ledger.events.base import Event
from ledger.events.fund.correcting import (
    BankReconciled,
    CashCounted,
    CashDifferencePosted,
    Denomination,
)
from ledger.fund.checks import (
    account_of,
    check_amount,
    check_date,
    check_purpose,
    check_room,
    next_voucher,
    payment_series,
    receipt_series,
)
from ledger.fund.days import NO_DAYS
from ledger.fund.restricting import check_bears
from ledger.fund.state import Fund, evolves
from ledger.values import BALANCE_DONG_MAX, GENERAL, AccountId, AccountKind, PurposeId


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A cash box that was counted; the `denominations`, if any, add up to what was in it."""

    account_id: AccountId
    counted_dong: int
    denominations: tuple[Denomination, ...] = ()
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The difference of a count (`entry`, its version) to post, and whose money it is."""

    entry: int
    purpose: PurposeId = GENERAL
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """What the bank says an account held at the end of a day."""

    account_id: AccountId
    statement_dong: int
    effective_on: date
    document_sha256: str | None = None


def count_cash(fund: Fund, count: Count, context: Context) -> CashCounted:
    """Record what a cash box held, beside what the book says of the end of that day.

    Raises `BadAmount`, `AmountMismatch`, `AccountNotFound`, `WrongAccountKind`, `DatedAhead`,
    `DatedBeforeFund`, `PeriodIsClosed`.
    """
    check_amount(count.counted_dong, smallest=0, field="counted_dong")
    _check_denominations(count)
    account = account_of(fund, count.account_id)
    if account.kind is not AccountKind.CASH_BOX:
        raise WrongAccountKind("account_id")
    check_date(fund, count.effective_on, context, account)
    return CashCounted(
        account_id=count.account_id,
        counted_dong=count.counted_dong,
        book_dong=fund.by_account.get(count.account_id, NO_DAYS).at(count.effective_on),
        denominations=count.denominations,
        effective_on=count.effective_on,
        private=context.documented(count.decision_number, count.document_sha256),
    )


def post_difference(
    fund: Fund, entry: Event, difference: Difference, context: Context
) -> CashDifferencePosted:
    """Post the difference a count found, once. A fact, so a shortage is never refused for cover.

    A shortage is the fund's own: money given for a purpose bears it only if it is given for that.

    If the book has changed what it says of that day, the count is to be made again: what was
    booked since may be the very difference. So may be a difference of the box that was posted on a
    later day, of another count.

    Raises `WrongEntry`, `NoDifference`, `PurposeNotFound`, `PurposeExpired`, `ClassNotAllowed`,
    `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `DatedBeforeEntry`, `BalanceTooLarge`.
    """
    if not isinstance(entry, CashCounted):
        raise WrongEntry("entry")
    found = entry.counted_dong - entry.book_dong
    held = fund.by_account.get(entry.account_id, NO_DAYS).at(entry.effective_on)
    posted_since = fund.differences.get(entry.account_id, NO_DAYS).after(entry.effective_on)
    is_posted = fund.drawn_of(difference.entry) or any(dong for _, dong in posted_since)
    if found == 0 or is_posted:
        raise NoDifference("entry")
    if held != entry.book_dong:
        raise NoDifference("entry", book_dong=held)
    on = difference.effective_on
    check_purpose(fund, difference.purpose)
    if found < 0:
        check_bears(fund, difference.purpose, on)
    account = fund.accounts[entry.account_id]
    check_date(fund, on, context, account)
    if on < entry.effective_on:
        raise DatedBeforeEntry("effective_on", entry_on=entry.effective_on.isoformat())
    check_room(fund, abs(found))
    series = receipt_series(account.kind) if found > 0 else payment_series(account.kind)
    return CashDifferencePosted(
        entry=difference.entry,
        surplus=found > 0,
        account_id=entry.account_id,
        account_kind=account.kind,
        purpose=difference.purpose,
        amount_dong=abs(found),
        effective_on=on,
        voucher=next_voucher(fund, series, on),
        private=context.documented(difference.decision_number, difference.document_sha256),
    )


def reconcile_bank(fund: Fund, reconciliation: Reconciliation, context: Context) -> BankReconciled:
    """Record the bank's balance beside the book's; what differs is shown, not hidden.

    TT 41/2022/TT-BTC asks for it every month. Raises `BadAmount`, `AccountNotFound`,
    `WrongAccountKind`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`.
    """
    stated = reconciliation.statement_dong
    if type(stated) is not int or abs(stated) > BALANCE_DONG_MAX:
        raise BadAmount("statement_dong", least=-BALANCE_DONG_MAX, most=BALANCE_DONG_MAX)
    account_id, on = reconciliation.account_id, reconciliation.effective_on
    account = account_of(fund, account_id)
    if account.kind is AccountKind.CASH_BOX:
        raise WrongAccountKind("account_id")
    check_date(fund, on, context, account)
    return BankReconciled(
        account_id=account_id,
        statement_dong=stated,
        book_dong=fund.by_account.get(account_id, NO_DAYS).at(on),
        undecided_dong=sum(
            debit.amount_dong
            for debit in fund.debits.values()
            if debit.account_id == account_id and debit.effective_on <= on
        ),
        effective_on=on,
        private=context.documented(document_sha256=reconciliation.document_sha256),
    )


def _check_denominations(count: Count) -> None:
    if not count.denominations:
        return
    for each in count.denominations:
        check_amount(each.dong, field="denominations")
        check_amount(each.pieces, smallest=0, field="denominations")
    total = sum(each.dong * each.pieces for each in count.denominations)
    if total != count.counted_dong:
        raise AmountMismatch("counted_dong", must_be_dong=total)


@evolves(CashCounted)
def _cash_counted(fund: Fund, _: CashCounted) -> Fund:
    return fund


@evolves(BankReconciled)
def _bank_reconciled(fund: Fund, _: BankReconciled) -> Fund:
    return fund


@evolves(CashDifferencePosted)
def _difference_posted(fund: Fund, event: CashDifferencePosted) -> Fund:
    dong = event.amount_dong if event.surplus else -event.amount_dong
    return (
        fund.with_voucher(event.voucher)
        .with_money(event.account_id, event.purpose, event.effective_on, dong)
        .with_drawn(event.entry, event.amount_dong)
        .with_difference(event.account_id, event.effective_on, dong)
    )
