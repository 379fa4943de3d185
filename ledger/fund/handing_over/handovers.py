"""Handing over: a fund whose association ended goes to its heirs, all of it, to the đồng.

`estate` beside says which heir gets what. Here it is written into both books at once, so that the
closing balances of the old are the opening ones of the new.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.conflicts import AlreadyExists
from ledger.errors.money import DatedBeforeEntry, DebitsUndecided, SameFund, WrongDisbursementStep
from ledger.events.base import Event
from ledger.events.fund.handing_over import (
    AccountTakenOver,
    CreditHandedOver,
    CreditTakenOver,
    CustodyHandedOver,
    CustodyTakenOver,
    DisbursementHandedOver,
    DisbursementTakenOver,
    FundHandedOver,
    GoodsHandedOver,
    GoodsTakenOver,
    HandoverReceived,
    MoneyHandedOver,
    MoneyTakenOver,
    PledgeHandedOver,
    PledgeTakenOver,
    PurposeTakenOver,
)
from ledger.fund.checks import account_of, check_date
from ledger.fund.handing_over.estate import divide
from ledger.fund.handing_over.passing import Beginnings, Book, Deed, Passing
from ledger.fund.open_items import Account, Credit, Disbursement, Pledge
from ledger.fund.state import Fund, evolves, without
from ledger.values import AccountId, FundId, HandoverId


class Heir(msgspec.Struct, frozen=True, kw_only=True):
    """A fund that takes over, and into which of its accounts the money of which account goes.

    An account that is mapped to itself goes on in the heir's book.
    """

    fund_id: FundId
    accounts: dict[AccountId, AccountId]


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """A fund to hand over to all its heirs, on the day of the minutes (biên bản bàn giao)."""

    handover_id: HandoverId
    heirs: tuple[Heir, ...]
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


class Inheriting(msgspec.Struct, frozen=True):
    """An heir's book as it stands, and its share in millionths."""

    fund: Fund
    share: int


class HandedOver(msgspec.Struct, frozen=True):
    """The events of both sides: the old fund's own, and those of each heir in turn."""

    own: tuple[Event, ...]
    of_heirs: tuple[tuple[Event, ...], ...]


def hand_over(  # both books, and who they are
    fund: Fund,
    fund_id: FundId,
    inheriting: Sequence[Inheriting],
    beginnings: Beginnings,
    handover: Handover,
    context: Context,
) -> HandedOver:
    """Hand a fund over to all its heirs, who take it over in the same moment.

    Raises `SameFund`, `AlreadyExists`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`,
    `DatedBeforeEntry`, `DebitsUndecided`, `WrongDisbursementStep`, `AccountNotFound`,
    `InsufficientFunds`, `HandoverUnplaced`, `PurposeLost`, `BalanceTooLarge`.
    """
    on = handover.effective_on
    _check_heirs(handover, fund_id)
    for book in (fund, *(heir.fund for heir in inheriting)):
        check_date(book, on, context)
    _check_settled(fund, on)
    for heir, into in zip(handover.heirs, inheriting, strict=True):
        _check_accounts(fund, into.fund, heir, on, context)
    parts = divide(
        fund, [each.share for each in inheriting], [heir.accounts for heir in handover.heirs]
    )
    deed = Deed(
        handover_id=handover.handover_id,
        on=on,
        private=context.private,
        minutes=context.documented(handover.decision_number, handover.document_sha256),
        beginnings=beginnings,
        custodies=fund.custodies,
    )
    own = Book(fund_id, fund)
    books = [
        Book(heir.fund_id, into.fund) for heir, into in zip(handover.heirs, inheriting, strict=True)
    ]
    for heir, taken, part in zip(handover.heirs, books, parts, strict=True):
        Passing(own, taken, heir.accounts, deed).pass_on(part)
    own.add(
        FundHandedOver(
            handover_id=handover.handover_id,
            to_fund_ids=tuple(heir.fund_id for heir in handover.heirs),
            amount_dong=fund.balance_dong,
            effective_on=on,
            private=deed.minutes,
        )
    )
    return HandedOver(tuple(own.events), tuple(tuple(book.events) for book in books))


def _check_heirs(handover: Handover, fund_id: FundId) -> None:
    named = [heir.fund_id for heir in handover.heirs]
    if fund_id in named:
        raise SameFund("heirs")
    going_on = [old for heir in handover.heirs for old, new in heir.accounts.items() if old == new]
    if len(set(named)) < len(named) or len(set(going_on)) < len(going_on):
        raise AlreadyExists("heirs")


def _check_settled(fund: Fund, on: date) -> None:
    """Raise unless nothing is dated later, and nothing waits that only the old fund can decide."""
    moved_on = {
        day
        for days in (
            *fund.by_account.values(),
            *(held.quantity for held in fund.stock.values()),
            *(held.value for held in fund.stock.values()),
        )
        for day, _ in days.after(on)
    }
    moved_on |= {pledge.since for pledge in fund.pledges.values() if pledge.since > on}
    moved_on |= {day for day in map(_committed_since, fund.disbursements.values()) if day > on}
    if moved_on:
        raise DatedBeforeEntry("effective_on", entry_on=max(moved_on).isoformat())
    if fund.debits:
        raise DebitsUndecided("fund_id", undecided=len(fund.debits))
    proposed = sum(d.authority is None for d in fund.disbursements.values())
    if proposed:
        raise WrongDisbursementStep("fund_id", step="proposed", undecided=proposed)


def _committed_since(open_: Disbursement) -> date:
    """Return since when a disbursement is what it is in this book."""
    if open_.authority is None:
        return open_.proposed_on
    return open_.authority.taken_over_on or open_.authority.approved_on


def _check_accounts(fund: Fund, into: Fund, heir: Heir, on: date, context: Context) -> None:
    for old, new in heir.accounts.items():
        account_of(fund, old, field="heirs")
        if old != new:
            check_date(into, on, context, account_of(into, new, field="heirs"))


@evolves(FundHandedOver)
def _fund_handed_over(fund: Fund, event: FundHandedOver) -> Fund:
    return msgspec.structs.replace(fund, ended_on=event.effective_on, custodies=frozenset())


@evolves(HandoverReceived)
def _handover_received(fund: Fund, _: HandoverReceived) -> Fund:
    return fund


@evolves(MoneyHandedOver)
def _money_handed_over(fund: Fund, event: MoneyHandedOver) -> Fund:
    return fund.with_payment(event, event.voucher)


@evolves(MoneyTakenOver)
def _money_taken_over(fund: Fund, event: MoneyTakenOver) -> Fund:
    return fund.with_receipt(event, event.voucher)


@evolves(CreditHandedOver)
def _credit_handed_over(fund: Fund, event: CreditHandedOver) -> Fund:
    return fund.with_voucher(event.voucher).without_credit(
        event.credit_id, event.effective_on, event.amount_dong
    )


@evolves(CreditTakenOver)
def _credit_taken_over(fund: Fund, event: CreditTakenOver) -> Fund:
    credit = Credit(
        account_id=event.account_id,
        amount_dong=event.amount_dong,
        effective_on=event.effective_on,
        came_on=event.effective_on,
    )
    return (
        fund.with_receipt(event, event.voucher)
        .with_credit(event.credit_id, credit)
        .with_reopened(event.credit_id, event.effective_on)
    )


@evolves(CustodyHandedOver)
def _custody_handed_over(fund: Fund, event: CustodyHandedOver) -> Fund:
    return fund.with_payment(event, event.voucher)


@evolves(CustodyTakenOver)
def _custody_taken_over(fund: Fund, event: CustodyTakenOver) -> Fund:
    fund = fund.with_custody(event.purpose, event.effective_on)
    return fund.with_receipt(event, event.voucher)


@evolves(GoodsHandedOver)
def _goods_handed_over(fund: Fund, event: GoodsHandedOver) -> Fund:
    return fund.with_voucher(event.voucher).with_goods(
        event.purpose,
        event.commodity,
        event.effective_on,
        -event.quantity_milli,
        -event.amount_dong,
    )


@evolves(GoodsTakenOver)
def _goods_taken_over(fund: Fund, event: GoodsTakenOver) -> Fund:
    return fund.with_voucher(event.voucher).with_goods(
        event.purpose,
        event.commodity,
        event.effective_on,
        event.quantity_milli,
        event.amount_dong,
    )


@evolves(AccountTakenOver)
def _account_taken_over(fund: Fund, event: AccountTakenOver) -> Fund:
    account = Account(
        kind=event.account_kind,
        opened_on=event.effective_on,
        bank_bin=event.bank_bin,
        is_taken_over=True,
    )
    return msgspec.structs.replace(fund, accounts={**fund.accounts, event.account_id: account})


@evolves(PurposeTakenOver)
def _purpose_taken_over(fund: Fund, event: PurposeTakenOver) -> Fund:
    purposes = {**fund.purposes, event.purpose: event.binding}
    return msgspec.structs.replace(fund, purposes=purposes)


@evolves(PledgeHandedOver)
def _pledge_handed_over(fund: Fund, event: PledgeHandedOver) -> Fund:
    return msgspec.structs.replace(fund, pledges=without(fund.pledges, event.pledge_id))


@evolves(PledgeTakenOver)
def _pledge_taken_over(fund: Fund, event: PledgeTakenOver) -> Fund:
    pledge = Pledge(
        amount_dong=event.amount_dong,
        since=event.effective_on,
        due_on=event.due_on,
        donor_id=event.private.donor_id,
    )
    return msgspec.structs.replace(
        fund,
        pledges={**fund.pledges, event.pledge_id: pledge},
        turnover=fund.turnover + event.amount_dong,
    )


@evolves(DisbursementHandedOver)
def _disbursement_handed_over(fund: Fund, event: DisbursementHandedOver) -> Fund:
    return fund.without_disbursement(event.disbursement_id)


@evolves(DisbursementTakenOver)
def _disbursement_taken_over(fund: Fund, event: DisbursementTakenOver) -> Fund:
    open_ = Disbursement(
        disbursement_class=event.disbursement_class,
        purpose=event.purpose,
        amount_dong=event.amount_dong,
        awards=event.awards,
        lines=event.private.lines,
        prepared_by=event.private.authority.prepared_by,
        proposed_on=event.proposed_on,
        authority=msgspec.structs.replace(
            event.private.authority, taken_over_on=event.effective_on
        ),
    )
    return fund.with_disbursement(event.disbursement_id, open_)
