"""Transferring: money between funds, in two legs, and between a fund's own accounts."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.money import SameAccount, SameFund
from ledger.errors.restricted import PurposeLost
from ledger.events.fund.opening import Restriction
from ledger.events.fund.transferring import (
    AccountMoved,
    SentPrivate,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.fund.checks import (
    account_of,
    check_account_cover,
    check_amount,
    check_cover,
    check_credit,
    check_date,
    check_days,
    check_debit,
    check_follows,
    check_limit,
    check_occurred,
    check_purpose,
    check_room,
    moved_dong,
    next_voucher,
    payment_series,
    receipt_series,
)
from ledger.fund.open_items import Account
from ledger.fund.restricting import binds_as, check_not_expired
from ledger.fund.state import Fund, evolves
from ledger.values import (
    GENERAL,
    AccountId,
    CreditId,
    DebitId,
    FundId,
    MemoId,
    PurposeId,
    Role,
    TransferId,
)


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """Money to send to another fund."""

    transfer_id: TransferId
    to_fund_id: FundId
    account_id: AccountId
    purpose: PurposeId = GENERAL
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    debit_id: DebitId | None = None
    decision_number: str | None = None
    document_sha256: str | None = None


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Money of a transfer that arrived, or came back, in an account."""

    transfer_id: TransferId
    account_id: AccountId
    purpose: PurposeId = GENERAL
    effective_on: date
    occurred_on: date | None = None
    credit_id: CreditId | None = None
    statement_row: str | None = None
    memo_id: MemoId | None = None


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """Money to move from one account of the fund to another."""

    from_account_id: AccountId
    to_account_id: AccountId
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    debit_id: DebitId | None = None
    credit_id: CreditId | None = None
    decision_number: str | None = None
    document_sha256: str | None = None


def send_transfer(fund: Fund, fund_id: FundId, sending: Sending, context: Context) -> TransferSent:
    """Send money to another fund, if account and purpose can bear it on every day.

    Raises `BadAmount`, `SameFund`, `OverLimit`, `AccountNotFound`, `PurposeNotFound`,
    `PurposeExpired`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `PeriodIsOpen`,
    `DebitNotFound`, `AmountMismatch`, `DatedBeforeEntry`, `InsufficientFunds`, `BalanceTooLarge`.
    """
    check_amount(sending.amount_dong)
    if sending.to_fund_id == fund_id:
        raise SameFund("to_fund_id")
    check_limit(fund, Role.APPROVER, sending.amount_dong)
    account = account_of(fund, sending.account_id)
    on = sending.effective_on
    check_purpose(fund, sending.purpose)
    check_not_expired(fund, sending.purpose, sending.occurred_on or on)
    check_days(fund, on, sending.occurred_on, context, account)
    check_debit(fund, sending.debit_id, sending.account_id, sending.amount_dong, on)
    check_cover(fund, None, sending.purpose, sending.amount_dong, on)
    check_account_cover(fund, sending.account_id, sending.amount_dong, on)
    check_room(fund, sending.amount_dong)
    restriction = fund.purposes.get(sending.purpose, Restriction())
    return TransferSent(
        transfer_id=sending.transfer_id,
        to_fund_id=sending.to_fund_id,
        account_id=sending.account_id,
        account_kind=account.kind,
        purpose=sending.purpose,
        restriction=restriction.public,
        amount_dong=sending.amount_dong,
        effective_on=on,
        occurred_on=sending.occurred_on,
        voucher=next_voucher(fund, payment_series(account.kind), on),
        debit_id=sending.debit_id,
        private=SentPrivate(
            recorded_by=context.by,
            decision_number=sending.decision_number,
            document_sha256=sending.document_sha256,
            categories=restriction.categories,
            place=restriction.place,
        ),
    )


def receive_transfer(
    fund: Fund,
    sent: TransferSent,
    from_fund_id: FundId,
    attempt: int,
    arrival: Arrival,
    context: Context,
) -> TransferReceived:
    """Take in what another fund sent. That it is settled once is a unique fact of its `attempt`.

    Raises `AccountNotFound`, `PurposeNotFound`, `PurposeLost`, `DatedAhead`, `DatedBeforeFund`,
    `PeriodIsClosed`, `PeriodIsOpen`, `DatedBeforeEntry`, `CreditNotFound`, `AmountMismatch`,
    `BalanceTooLarge`.
    """
    account = account_of(fund, arrival.account_id)
    on = arrival.effective_on
    check_purpose(fund, arrival.purpose)
    own = fund.purposes.get(arrival.purpose, Restriction())
    if sent.purpose != GENERAL and (arrival.purpose == GENERAL or not binds_as(own, sent.binding)):
        raise PurposeLost("purpose")
    _check_arrival(fund, sent, arrival, context, account)
    return TransferReceived(
        transfer_id=sent.transfer_id,
        from_fund_id=from_fund_id,
        attempt=attempt,
        account_id=arrival.account_id,
        account_kind=account.kind,
        purpose=arrival.purpose,
        amount_dong=sent.amount_dong,
        effective_on=on,
        occurred_on=arrival.occurred_on,
        voucher=next_voucher(fund, receipt_series(account.kind), on),
        credit_id=arrival.credit_id,
        private=context.from_statement(arrival.statement_row, arrival.memo_id),
    )


def return_transfer(
    fund: Fund, sent: TransferSent, attempt: int, arrival: Arrival, context: Context
) -> TransferReturned:
    """Take back what this fund sent and the other never had, under the purpose it was sent from.

    Raises `AccountNotFound`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `PeriodIsOpen`,
    `DatedBeforeEntry`, `CreditNotFound`, `AmountMismatch`, `BalanceTooLarge`.
    """
    account = account_of(fund, arrival.account_id)
    on = arrival.effective_on
    _check_arrival(fund, sent, arrival, context, account)
    return TransferReturned(
        transfer_id=sent.transfer_id,
        to_fund_id=sent.to_fund_id,
        attempt=attempt,
        account_id=arrival.account_id,
        account_kind=account.kind,
        purpose=sent.purpose,
        amount_dong=sent.amount_dong,
        effective_on=on,
        occurred_on=arrival.occurred_on,
        voucher=next_voucher(fund, receipt_series(account.kind), on),
        credit_id=arrival.credit_id,
        private=context.from_statement(arrival.statement_row, arrival.memo_id),
    )


def _check_arrival(
    fund: Fund, sent: TransferSent, arrival: Arrival, context: Context, account: Account
) -> None:
    on, occurred_on, dong = arrival.effective_on, arrival.occurred_on, sent.amount_dong
    check_days(fund, on, occurred_on, context, account)
    check_follows(on, occurred_on, sent.effective_on, sent.occurred_on)
    check_credit(fund, arrival.credit_id, arrival.account_id, dong, on, occurred_on)
    check_room(fund, moved_dong(dong, arrival.credit_id))


def move_money(fund: Fund, move: Move, context: Context) -> AccountMoved:
    """Move money between two accounts of the fund, if the first holds it on every day.

    Raises `BadAmount`, `AccountNotFound`, `SameAccount`, `DatedAhead`, `DatedBeforeFund`,
    `PeriodIsClosed`, `PeriodIsOpen`, `DebitNotFound`, `AmountMismatch`, `CreditNotFound`,
    `DatedBeforeEntry`, `InsufficientFunds`, `BalanceTooLarge`.
    """
    dong, on = move.amount_dong, move.effective_on
    check_amount(dong)
    out = account_of(fund, move.from_account_id, field="from_account_id")
    into = account_of(fund, move.to_account_id, field="to_account_id")
    if move.from_account_id == move.to_account_id:
        raise SameAccount("to_account_id")
    check_date(fund, on, context, out)
    check_date(fund, on, context, into)
    check_occurred(fund, move.occurred_on, on, context)
    check_debit(fund, move.debit_id, move.from_account_id, dong, on)
    check_credit(fund, move.credit_id, move.to_account_id, dong, on, move.occurred_on)
    check_account_cover(fund, move.from_account_id, dong, on)
    check_room(fund, dong + moved_dong(dong, move.credit_id))
    voucher = next_voucher(fund, payment_series(out.kind), on)
    return AccountMoved(
        from_account_id=move.from_account_id,
        from_account_kind=out.kind,
        to_account_id=move.to_account_id,
        to_account_kind=into.kind,
        amount_dong=dong,
        effective_on=on,
        occurred_on=move.occurred_on,
        voucher=voucher,
        voucher_in=next_voucher(fund, receipt_series(into.kind), on),
        debit_id=move.debit_id,
        credit_id=move.credit_id,
        private=context.documented(move.decision_number, move.document_sha256),
    )


@evolves(TransferSent)
def _transfer_sent(fund: Fund, event: TransferSent) -> Fund:
    return fund.with_payment(event, event.voucher, event.debit_id)


@evolves(TransferReceived)
def _transfer_received(fund: Fund, event: TransferReceived) -> Fund:
    return fund.with_receipt(event, event.voucher, event.credit_id)


@evolves(TransferReturned)
def _transfer_returned(fund: Fund, event: TransferReturned) -> Fund:
    return fund.with_receipt(event, event.voucher, event.credit_id)


@evolves(AccountMoved)
def _account_moved(fund: Fund, event: AccountMoved) -> Fund:
    on, dong = event.effective_on, event.amount_dong
    return (
        fund.with_voucher(event.voucher)
        .with_voucher(event.voucher_in)
        .with_money(event.from_account_id, GENERAL, on, -dong)
        .with_money(event.to_account_id, GENERAL, on, dong)
        .without_debit(event.debit_id)
        .without_credit(event.credit_id, on, dong)
    )
