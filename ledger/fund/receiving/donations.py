"""Receiving: donations of every kind, in money and in goods."""

import re
from datetime import date
from fractions import Fraction

import msgspec

from ledger.context import Context
from ledger.errors.missing import PledgeNotFound
from ledger.errors.money import (
    AmountMismatch,
    BadAmount,
    DatedAhead,
    DatedBeforeEntry,
    MobilizationIsClosed,
    OutsideMobilization,
    WrongAccountKind,
    WrongMobilization,
)
from ledger.errors.people import WrongDonor
from ledger.events.fund.money import Foreign, Fulfilment, Goods
from ledger.events.fund.receiving import DonationPrivate, DonationReceived
from ledger.fund.checks import (
    account_of,
    check_amount,
    check_credit,
    check_date,
    check_occurred,
    check_purpose,
    check_room,
    moved_dong,
    next_voucher,
    receipt_series,
)
from ledger.fund.receiving.mobilizing import check_mobilization
from ledger.fund.state import Fund, evolves, without
from ledger.values import (
    GENERAL,
    AccountId,
    CreditId,
    DonorId,
    MemoId,
    MobilizationId,
    PledgeId,
    PurposeId,
    Series,
)


class Donation(msgspec.Struct, frozen=True, kw_only=True):
    """A gift to record: money to an account, or goods without one.

    `mobilization_id` none means that of the pledge it fulfils (`pledge_id`), `purpose` none the
    appeal's own, else `general`. With `outside_mobilization` a gift that its window does not
    take is recorded without it, for the same purpose, and refused otherwise. `credit_id` names the
    credit of unknown origin that it was.
    """

    account_id: AccountId | None = None
    amount_dong: int
    purpose: PurposeId | None = None
    mobilization_id: MobilizationId | None = None
    outside_mobilization: bool = False
    pledge_id: PledgeId | None = None
    donor_id: DonorId | None = None
    named: bool = False
    foreign: Foreign | None = None
    goods: Goods | None = None
    device_number: str | None = None
    effective_on: date
    occurred_on: date | None = None
    credit_id: CreditId | None = None
    statement_row: str | None = None
    memo_id: MemoId | None = None


def receive_donation(
    fund: Fund, gift: Donation, context: Context, *, corrects: int | None = None
) -> DonationReceived:
    """Take a gift in, with the next voucher number.

    Raises `BadAmount`, `AccountNotFound`, `WrongAccountKind`, `PurposeNotFound`, `DatedAhead`,
    `DatedBeforeFund`, `PeriodIsClosed`, `MobilizationNotFound`, `MobilizationIsClosed`,
    `OutsideMobilization`, `PeriodIsOpen`, `AmountMismatch`, `PledgeNotFound`, `WrongDonor`,
    `WrongMobilization`, `DatedBeforeEntry`, `CreditNotFound`, `BalanceTooLarge`.
    """
    check_amount(gift.amount_dong, smallest=1 if gift.goods is None else 0)
    if gift.goods is None:
        account = account_of(fund, gift.account_id)
        kind, series = account.kind, receipt_series(account.kind)
    else:
        account, kind, series = None, None, Series.GOODS_RECEIVED
        _check_goods(gift)
    purpose = purpose_of(fund, gift)
    check_purpose(fund, purpose)
    check_date(fund, gift.effective_on, context, account)
    mobilization_id = _mobilization(fund, gift)
    check_occurred(fund, gift.occurred_on, gift.effective_on, context, account)
    _check_foreign(gift, context)
    pledge = None if gift.pledge_id is None else _fulfilled(fund, gift)
    days = gift.effective_on, gift.occurred_on
    check_credit(fund, gift.credit_id, gift.account_id, gift.amount_dong, *days)
    quantity_milli = 0 if gift.goods is None else gift.goods.quantity_milli
    check_room(fund, moved_dong(gift.amount_dong, gift.credit_id) + quantity_milli)
    return DonationReceived(
        account_id=gift.account_id,
        account_kind=kind,
        purpose=purpose,
        amount_dong=gift.amount_dong,
        effective_on=gift.effective_on,
        occurred_on=gift.occurred_on,
        mobilization_id=mobilization_id,
        pledge=pledge,
        foreign=gift.foreign,
        goods=gift.goods,
        named=gift.named,
        voucher=next_voucher(fund, series, gift.effective_on),
        device_number=gift.device_number,
        credit_id=gift.credit_id,
        corrects=corrects,
        private=DonationPrivate(
            recorded_by=context.by,
            statement_row=gift.statement_row,
            memo_id=gift.memo_id,
            donor_id=gift.donor_id,
        ),
    )


def purpose_of(fund: Fund, gift: Donation) -> PurposeId:
    """Return what a gift is for: what is said of it, or of its appeal, else `general`."""
    wanted = _wanted_mobilization(fund, gift)
    mobilization = fund.mobilizations.get(wanted) if wanted else None
    return gift.purpose or (GENERAL if mobilization is None else mobilization.purpose)


def _wanted_mobilization(fund: Fund, gift: Donation) -> MobilizationId | None:
    pledge = None if gift.pledge_id is None else fund.pledges.get(gift.pledge_id)
    pledged_for = None if pledge is None else pledge.mobilization_id
    return gift.mobilization_id or pledged_for


def _mobilization(fund: Fund, gift: Donation) -> MobilizationId | None:
    wanted = _wanted_mobilization(fund, gift)
    try:
        check_mobilization(fund, wanted, gift.occurred_on or gift.effective_on)
    except (MobilizationIsClosed, OutsideMobilization):
        if not gift.outside_mobilization:
            raise
        return None
    return wanted


def _fulfilled(fund: Fund, gift: Donation) -> Fulfilment:
    """Return what a gift fulfils of its pledge.

    A gift of another donor, for another appeal, of a day before, or without a value cannot.
    """
    assert gift.pledge_id is not None
    check_amount(gift.amount_dong)
    pledge = fund.pledges.get(gift.pledge_id)
    if pledge is None:
        raise PledgeNotFound("pledge_id")
    if pledge.donor_id not in (None, gift.donor_id):
        raise WrongDonor("donor_id")
    if gift.mobilization_id and pledge.mobilization_id not in (None, gift.mobilization_id):
        raise WrongMobilization("mobilization_id")
    if gift.effective_on < pledge.since:
        raise DatedBeforeEntry("effective_on", entry_on=pledge.since.isoformat())
    return Fulfilment(
        pledge_id=gift.pledge_id,
        amount_dong=min(gift.amount_dong, pledge.amount_dong),
        since=pledge.since,
        due_on=pledge.due_on,
        mobilization_id=pledge.mobilization_id,
    )


def _check_goods(gift: Donation) -> None:
    if gift.account_id is not None or gift.foreign is not None:
        raise WrongAccountKind("account_id")
    assert gift.goods is not None
    check_amount(gift.goods.quantity_milli, field="goods.quantity_milli")


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
    fund = fund.with_voucher(event.voucher)
    if event.pledge is not None:
        fund = _less_pledged(fund, event.pledge)
    on, dong = event.effective_on, event.amount_dong
    if event.account_id is None:
        goods = event.goods
        assert goods is not None, "a gift without an account is one of goods"
        return fund.with_goods(event.purpose, goods.commodity, on, goods.quantity_milli, dong)
    return (
        fund.with_money(event.account_id, event.purpose, on, dong)
        .with_base(event.purpose, on, dong)
        .without_credit(event.credit_id, on, dong)
    )


def _less_pledged(fund: Fund, fulfilled: Fulfilment) -> Fund:
    pledge = fund.pledges[fulfilled.pledge_id]
    left = pledge.amount_dong - fulfilled.amount_dong
    if not left:
        return msgspec.structs.replace(fund, pledges=without(fund.pledges, fulfilled.pledge_id))
    outstanding = msgspec.structs.replace(pledge, amount_dong=left)
    pledges = {**fund.pledges, fulfilled.pledge_id: outstanding}
    return msgspec.structs.replace(fund, pledges=pledges)
