"""Refunding: money goes back to whoever sent it by mistake."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.money import InsufficientFunds, WrongEntry
from ledger.events.base import Event
from ledger.events.fund.receiving import DonationReceived, DonationRefunded
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
    next_voucher,
    payment_series,
)
from ledger.fund.state import Fund, evolves
from ledger.values import UNALLOCATED, AccountId, CreditId, DebitId, Role


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Money to give back: of a gift (`entry`, its version), or of a credit of unknown origin."""

    entry: int | None = None
    credit_id: CreditId | None = None
    account_id: AccountId
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    debit_id: DebitId | None = None
    decision_number: str | None = None
    document_sha256: str | None = None


def refund_donation(
    fund: Fund,
    entry: Event | None,
    refund: Refund,
    context: Context,
    released_elsewhere_dong: int = 0,
) -> DonationRefunded:
    """Give money back, no more than came and is left of it; `entry` is the gift, not reversed.

    What was released of the gift in another fund, which its money went to, is not left of it.

    Raises `BadAmount`, `WrongEntry`, `OverLimit`, `AccountNotFound`, `DatedAhead`,
    `DatedBeforeFund`, `PeriodIsClosed`, `PeriodIsOpen`, `DatedBeforeEntry`, `CreditNotFound`,
    `AmountMismatch`, `DebitNotFound`, `InsufficientFunds`, `BalanceTooLarge`.
    """
    dong, on = refund.amount_dong, refund.effective_on
    check_amount(dong)
    if (refund.entry is None) == (refund.credit_id is None):
        raise WrongEntry("entry", "credit_id")
    check_limit(fund, Role.CASHIER, dong)
    account = account_of(fund, refund.account_id)
    check_days(fund, on, refund.occurred_on, context, account)
    gift = None if refund.entry is None else _gift(fund, entry, refund, released_elsewhere_dong)
    purpose = UNALLOCATED if gift is None else gift.purpose
    check_credit(fund, refund.credit_id, refund.account_id, dong, on, refund.occurred_on)
    check_debit(fund, refund.debit_id, refund.account_id, dong, on)
    check_cover(fund, None, purpose, dong, on)
    check_account_cover(fund, refund.account_id, dong, on)
    check_room(fund, dong)
    return DonationRefunded(
        entry=refund.entry,
        mobilization_id=None if gift is None else gift.mobilization_id,
        credit_id=refund.credit_id,
        account_id=refund.account_id,
        account_kind=account.kind,
        purpose=purpose,
        amount_dong=dong,
        effective_on=on,
        occurred_on=refund.occurred_on,
        voucher=next_voucher(fund, payment_series(account.kind), on),
        debit_id=refund.debit_id,
        private=context.documented(refund.decision_number, refund.document_sha256),
    )


def _gift(fund: Fund, entry: Event | None, refund: Refund, elsewhere_dong: int) -> DonationReceived:
    """Return the gift of money that is to go back, of which so much is left."""
    if not isinstance(entry, DonationReceived) or entry.goods is not None:
        raise WrongEntry("entry")
    check_follows(refund.effective_on, refund.occurred_on, entry.effective_on, entry.occurred_on)
    assert refund.entry is not None
    left = entry.amount_dong - fund.drawn_of(refund.entry) - elsewhere_dong
    if refund.amount_dong > left:
        raise InsufficientFunds("entry", available_dong=left, asked_dong=refund.amount_dong)
    return entry


@evolves(DonationRefunded)
def _donation_refunded(fund: Fund, event: DonationRefunded) -> Fund:
    on, dong = event.effective_on, event.amount_dong
    fund = fund.with_payment(event, event.voucher, event.debit_id)
    if event.entry is None:
        return fund.without_credit(event.credit_id, on, dong, was_held=False)
    return fund.with_base(event.purpose, on, -dong).with_drawn(event.entry, dong)
