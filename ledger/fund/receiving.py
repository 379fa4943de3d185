"""Receiving: donations of every kind, interest, and what a bank statement says."""

import re
from datetime import date
from fractions import Fraction

import msgspec

from ledger.context import Context
from ledger.errors import AmountMismatch, BadAmount, DatedAhead, WrongAccountKind
from ledger.events.fund import (
    BankFeeCharged,
    DebitUnallocated,
    DonationPrivate,
    DonationReceived,
    Foreign,
    FromStatement,
    Goods,
    InterestCredited,
)
from ledger.fund.checks import (
    account_of,
    check_amount,
    check_date,
    check_debit,
    check_purpose,
    check_room,
    next_voucher,
    payment_series,
    receipt_series,
)
from ledger.fund.mobilizing import check_mobilization
from ledger.fund.state import Debit, Fund, evolves
from ledger.values import (
    GENERAL,
    AccountId,
    AccountKind,
    DebitId,
    DonorId,
    MemoId,
    MobilizationId,
    PurposeId,
    Series,
)


class Donation(msgspec.Struct, frozen=True, kw_only=True):
    """A gift to record: money to an account, or goods without one.

    `purpose` none means the mobilization's own, else `general`.
    """

    account_id: AccountId | None = None
    amount_dong: int
    purpose: PurposeId | None = None
    mobilization_id: MobilizationId | None = None
    donor_id: DonorId | None = None
    named: bool = False
    foreign: Foreign | None = None
    goods: Goods | None = None
    device_number: str | None = None
    effective_on: date
    occurred_on: date | None = None
    statement_row: str | None = None
    memo_id: MemoId | None = None


class Interest(msgspec.Struct, frozen=True, kw_only=True):
    """Interest to record."""

    account_id: AccountId
    amount_dong: int
    purpose: PurposeId = GENERAL
    effective_on: date
    statement_row: str | None = None
    memo_id: MemoId | None = None


class BankFee(msgspec.Struct, frozen=True, kw_only=True):
    """A bank fee to record; `debit_id` names the unexplained debit it settles."""

    account_id: AccountId
    amount_dong: int
    purpose: PurposeId = GENERAL
    effective_on: date
    debit_id: DebitId | None = None


class UnexplainedDebit(msgspec.Struct, frozen=True, kw_only=True):
    """A debit on a bank statement that waits for a person's decision."""

    debit_id: DebitId
    account_id: AccountId
    amount_dong: int
    effective_on: date
    statement_row: str
    memo_id: MemoId


def receive_donation(
    fund: Fund, gift: Donation, context: Context, *, corrects: int | None = None
) -> DonationReceived:
    """Take a gift in, with the next voucher number.

    Raises `BadAmount`, `AccountNotFound`, `WrongAccountKind`, `PurposeNotFound`, `DatedAhead`,
    `DatedBeforeFund`, `MobilizationNotFound`, `MobilizationIsClosed`, `OutsideMobilization`,
    `AmountMismatch`, `BalanceTooLarge`.
    """
    check_amount(gift.amount_dong, smallest=1 if gift.goods is None else 0)
    if gift.goods is None:
        account = account_of(fund, gift.account_id)
        kind, series = account.kind, receipt_series(account.kind)
    else:
        account, kind, series = None, None, Series.GOODS_RECEIVED
        _check_goods(gift)
    purpose = gift.purpose or _own_purpose(fund, gift.mobilization_id)
    check_purpose(fund, purpose)
    check_date(fund, gift.effective_on, context, account)
    check_mobilization(fund, gift.mobilization_id, gift.occurred_on or gift.effective_on)
    _check_occurred(gift, context)
    _check_foreign(gift, context)
    check_room(fund, gift.amount_dong + (0 if gift.goods is None else gift.goods.quantity_milli))
    return DonationReceived(
        account_id=gift.account_id,
        account_kind=kind,
        purpose=purpose,
        amount_dong=gift.amount_dong,
        effective_on=gift.effective_on,
        occurred_on=gift.occurred_on,
        mobilization_id=gift.mobilization_id,
        foreign=gift.foreign,
        goods=gift.goods,
        named=gift.named,
        voucher=next_voucher(fund, series, gift.effective_on),
        device_number=gift.device_number,
        corrects=corrects,
        private=DonationPrivate(
            recorded_by=context.by,
            statement_row=gift.statement_row,
            memo_id=gift.memo_id,
            donor_id=gift.donor_id,
        ),
    )


def credit_interest(
    fund: Fund, interest: Interest, context: Context, *, corrects: int | None = None
) -> InterestCredited:
    """Record interest that the bank credited.

    Raises `BadAmount`, `AccountNotFound`, `WrongAccountKind`, `PurposeNotFound`, `DatedAhead`,
    `DatedBeforeFund`, `BalanceTooLarge`.
    """
    check_amount(interest.amount_dong)
    account = account_of(fund, interest.account_id)
    if account.kind is AccountKind.CASH_BOX:
        raise WrongAccountKind("account_id")
    check_purpose(fund, interest.purpose)
    check_date(fund, interest.effective_on, context, account)
    check_room(fund, interest.amount_dong)
    return InterestCredited(
        account_id=interest.account_id,
        account_kind=account.kind,
        purpose=interest.purpose,
        amount_dong=interest.amount_dong,
        effective_on=interest.effective_on,
        voucher=next_voucher(fund, receipt_series(account.kind), interest.effective_on),
        corrects=corrects,
        private=FromStatement(
            recorded_by=context.by,
            statement_row=interest.statement_row,
            memo_id=interest.memo_id,
        ),
    )


def charge_bank_fee(
    fund: Fund, fee: BankFee, context: Context, *, corrects: int | None = None
) -> BankFeeCharged:
    """Record a fee. The bank took it: a fact, so an overdraft it uncovers is no refusal.

    Raises `BadAmount`, `AccountNotFound`, `WrongAccountKind`, `PurposeNotFound`, `DatedAhead`,
    `DatedBeforeFund`, `DebitNotFound`, `AmountMismatch`, `BalanceTooLarge`.
    """
    check_amount(fee.amount_dong)
    account = account_of(fund, fee.account_id)
    if account.kind is AccountKind.CASH_BOX:
        raise WrongAccountKind("account_id")
    check_purpose(fund, fee.purpose)
    check_date(fund, fee.effective_on, context, account)
    check_debit(fund, fee.debit_id, fee.account_id, fee.amount_dong)
    check_room(fund, fee.amount_dong)
    return BankFeeCharged(
        account_id=fee.account_id,
        account_kind=account.kind,
        purpose=fee.purpose,
        amount_dong=fee.amount_dong,
        effective_on=fee.effective_on,
        voucher=next_voucher(fund, payment_series(account.kind), fee.effective_on),
        debit_id=fee.debit_id,
        corrects=corrects,
        private=context.private,
    )


def note_debit(fund: Fund, debit: UnexplainedDebit, context: Context) -> DebitUnallocated:
    """Note a debit of a bank statement without guessing what it was; it moves no money yet.

    Raises `BadAmount`, `AccountNotFound`, `WrongAccountKind`, `DatedAhead`, `DatedBeforeFund`.
    """
    check_amount(debit.amount_dong)
    account = account_of(fund, debit.account_id)
    if account.kind is not AccountKind.BANK:
        raise WrongAccountKind("account_id")
    check_date(fund, debit.effective_on, context, account)
    return DebitUnallocated(
        debit_id=debit.debit_id,
        account_id=debit.account_id,
        account_kind=account.kind,
        amount_dong=debit.amount_dong,
        effective_on=debit.effective_on,
        private=FromStatement(
            recorded_by=context.by,
            statement_row=debit.statement_row,
            memo_id=debit.memo_id,
        ),
    )


def _own_purpose(fund: Fund, mobilization_id: MobilizationId | None) -> PurposeId:
    mobilization = fund.mobilizations.get(mobilization_id) if mobilization_id else None
    return GENERAL if mobilization is None else mobilization.purpose


def _check_goods(gift: Donation) -> None:
    if gift.account_id is not None or gift.foreign is not None:
        raise WrongAccountKind("account_id")
    assert gift.goods is not None
    check_amount(gift.goods.quantity_milli, field="goods.quantity_milli")


def _check_occurred(gift: Donation, context: Context) -> None:
    if gift.occurred_on is not None and gift.occurred_on > min(gift.effective_on, context.today):
        raise DatedAhead("occurred_on", today=context.today.isoformat())


_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,8})?")


def _check_foreign(gift: Donation, context: Context) -> None:
    """Refuse unless amount × a rate of the past, rounded either way to đồng, is what is booked."""
    if gift.foreign is None:
        return
    if not (_DECIMAL.fullmatch(gift.foreign.amount) and _DECIMAL.fullmatch(gift.foreign.rate)):
        raise BadAmount("foreign.amount", "foreign.rate")
    if gift.foreign.rate_on > context.today:
        raise DatedAhead("foreign.rate_on", today=context.today.isoformat())
    worth = Fraction(gift.foreign.amount) * Fraction(gift.foreign.rate)
    if abs(worth - gift.amount_dong) >= 1:
        raise AmountMismatch("amount_dong", must_be_dong=int(worth))


@evolves(DonationReceived)
def _donation_received(fund: Fund, event: DonationReceived) -> Fund:
    numbered = fund.with_voucher(event.voucher)
    if event.account_id is None:
        assert event.goods is not None, "a gift without an account is one of goods"
        return numbered.with_goods(event.amount_dong, event.goods.quantity_milli)
    return numbered.with_money(
        event.account_id, event.purpose, event.effective_on, event.amount_dong
    )


@evolves(InterestCredited)
def _interest_credited(fund: Fund, event: InterestCredited) -> Fund:
    return fund.with_voucher(event.voucher).with_money(
        event.account_id, event.purpose, event.effective_on, event.amount_dong
    )


@evolves(BankFeeCharged)
def _bank_fee_charged(fund: Fund, event: BankFeeCharged) -> Fund:
    return (
        fund.with_voucher(event.voucher)
        .with_money(event.account_id, event.purpose, event.effective_on, -event.amount_dong)
        .without_debit(event.debit_id)
    )


@evolves(DebitUnallocated)
def _debit_unallocated(fund: Fund, event: DebitUnallocated) -> Fund:
    debit = Debit(
        account_id=event.account_id,
        amount_dong=event.amount_dong,
        effective_on=event.effective_on,
    )
    return msgspec.structs.replace(fund, debits={**fund.debits, event.debit_id: debit})
