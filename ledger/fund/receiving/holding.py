"""Holding: money of others that passes through the fund (thu hộ – chi hộ), a debt to them."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.conflicts import AlreadyExists
from ledger.errors.missing import CustodyNotFound
from ledger.events.fund.receiving import CustodialPaid, CustodialReceived
from ledger.fund.checks import (
    account_of,
    check_account_cover,
    check_amount,
    check_cover,
    check_credit,
    check_days,
    check_debit,
    check_follows,
    check_limit,
    check_room,
    moved_dong,
    next_voucher,
    payment_series,
    receipt_series,
)
from ledger.fund.state import Fund, evolves
from ledger.values import AccountId, CreditId, CustodyId, DebitId, MemoId, PurposeId, Role


class CustodialReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """Money to take in for others: with `held_for` a custody begins, else an earlier one grows.

    `held_for` says whom the money is to be handed on to. It is kept in the people vault, and is in
    no event.
    """

    custody_id: CustodyId
    held_for: str | None = None
    account_id: AccountId
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    credit_id: CreditId | None = None
    statement_row: str | None = None
    memo_id: MemoId | None = None


class CustodialPayment(msgspec.Struct, frozen=True, kw_only=True):
    """Money held for others to hand on to them."""

    custody_id: CustodyId
    account_id: AccountId
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    debit_id: DebitId | None = None
    decision_number: str | None = None
    document_sha256: str | None = None


def receive_custodial(fund: Fund, receipt: CustodialReceipt, context: Context) -> CustodialReceived:
    """Take money in for others.

    Raises `BadAmount`, `AccountNotFound`, `AlreadyExists`, `CustodyNotFound`, `DatedAhead`,
    `DatedBeforeFund`, `PeriodIsClosed`, `PeriodIsOpen`, `CreditNotFound`, `AmountMismatch`,
    `DatedBeforeEntry`, `BalanceTooLarge`.
    """
    check_amount(receipt.amount_dong)
    account = account_of(fund, receipt.account_id)
    purpose = purpose_of(receipt.custody_id)
    if receipt.held_for is not None and (purpose in fund.custodies or purpose in fund.purposes):
        raise AlreadyExists("custody_id")
    if receipt.held_for is None and purpose not in fund.custodies:
        raise CustodyNotFound("custody_id")
    on = receipt.effective_on
    check_days(fund, on, receipt.occurred_on, context, account)
    dong, occurred_on = receipt.amount_dong, receipt.occurred_on
    check_credit(fund, receipt.credit_id, receipt.account_id, dong, on, occurred_on)
    check_room(fund, moved_dong(receipt.amount_dong, receipt.credit_id))
    return CustodialReceived(
        custody_id=receipt.custody_id,
        number=None if receipt.held_for is None else len(fund.custodies) + 1,
        account_id=receipt.account_id,
        account_kind=account.kind,
        purpose=purpose,
        amount_dong=receipt.amount_dong,
        effective_on=on,
        occurred_on=receipt.occurred_on,
        voucher=next_voucher(fund, receipt_series(account.kind), on),
        credit_id=receipt.credit_id,
        private=context.from_statement(receipt.statement_row, receipt.memo_id),
    )


def pay_custodial(fund: Fund, payment: CustodialPayment, context: Context) -> CustodialPaid:
    """Hand money on to those it is held for, if account and custody hold it on every day.

    Raises `BadAmount`, `CustodyNotFound`, `OverLimit`, `AccountNotFound`, `DatedAhead`,
    `DatedBeforeFund`, `PeriodIsClosed`, `PeriodIsOpen`, `DebitNotFound`, `AmountMismatch`,
    `DatedBeforeEntry`, `InsufficientFunds`, `BalanceTooLarge`.
    """
    check_amount(payment.amount_dong)
    purpose = purpose_of(payment.custody_id)
    if purpose not in fund.custodies:
        raise CustodyNotFound("custody_id")
    check_limit(fund, Role.CASHIER, payment.amount_dong)
    account = account_of(fund, payment.account_id)
    on = payment.effective_on
    check_days(fund, on, payment.occurred_on, context, account)
    check_debit(fund, payment.debit_id, payment.account_id, payment.amount_dong, on)
    # On which day it is there, cover says; on which day the first of it came, this alone.
    check_follows(on, payment.occurred_on, date.min, fund.held_since[purpose])
    check_cover(fund, None, purpose, payment.amount_dong, on)
    check_account_cover(fund, payment.account_id, payment.amount_dong, on)
    check_room(fund, payment.amount_dong)
    return CustodialPaid(
        custody_id=payment.custody_id,
        account_id=payment.account_id,
        account_kind=account.kind,
        purpose=purpose,
        amount_dong=payment.amount_dong,
        effective_on=on,
        occurred_on=payment.occurred_on,
        voucher=next_voucher(fund, payment_series(account.kind), on),
        debit_id=payment.debit_id,
        private=context.documented(payment.decision_number, payment.document_sha256),
    )


def purpose_of(custody_id: CustodyId) -> PurposeId:
    """Return the purpose that the money of a custody stands under."""
    return PurposeId(str(custody_id))


@evolves(CustodialReceived)
def _custodial_received(fund: Fund, event: CustodialReceived) -> Fund:
    fund = fund.with_custody(event.purpose, event.occurred_on or event.effective_on)
    return fund.with_receipt(event, event.voucher, event.credit_id)


@evolves(CustodialPaid)
def _custodial_paid(fund: Fund, event: CustodialPaid) -> Fund:
    return fund.with_payment(event, event.voucher, event.debit_id)
