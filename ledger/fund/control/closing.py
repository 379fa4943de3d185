"""Closing: a period is sealed with its balances, and opened again only in public."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from ledger.context import Context
from ledger.errors.money import DatedBeforeFund, DebitsUndecided, NothingToClose, NothingToReopen
from ledger.events.fund.closing import (
    PeriodClosed,
    PeriodReopened,
    SealedAccount,
    SealedGoods,
    SealedPurpose,
)
from ledger.fund.state import Fund, evolves
from ledger.values import ReopeningReason


class Reopening(msgspec.Struct, frozen=True, kw_only=True):
    """Closed books to open again from a day on, and why."""

    since: date
    reason: ReopeningReason
    decision_number: str | None = None
    document_sha256: str | None = None


def close_period(fund: Fund, through: date, context: Context) -> PeriodClosed:
    """Close the books through a day that is over, and seal the balances of its end.

    Raises `DatedBeforeFund`, `NothingToClose`, `DebitsUndecided`.
    """
    if through < fund.opened_on:
        raise DatedBeforeFund("through", began_on=fund.opened_on.isoformat())
    if through >= context.today or through < fund.first_open_on:
        raise NothingToClose(
            "through",
            first_open_on=fund.first_open_on.isoformat(),
            today=context.today.isoformat(),
        )
    undecided = sum(debit.effective_on <= through for debit in fund.debits.values())
    if undecided:
        raise DebitsUndecided("through", undecided=undecided)
    return PeriodClosed(
        effective_on=through,
        by_account=tuple(_sealed_accounts(fund, through)),
        by_purpose=tuple(_sealed_purposes(fund, through)),
        goods=tuple(_sealed_goods(fund, through)),
        private=context.private,
    )


def holds(fund: Fund, seal: PeriodClosed) -> bool:
    """Tell whether a seal says of its last day what a fund's book says, where that is not zero."""
    through = seal.effective_on
    return (
        {each for each in seal.by_account if each.dong}
        == {each for each in _sealed_accounts(fund, through) if each.dong}
        and {each for each in seal.by_purpose if each.dong}
        == {each for each in _sealed_purposes(fund, through) if each.dong}
        and {each for each in seal.goods if each.quantity_milli or each.dong}
        == {each for each in _sealed_goods(fund, through) if each.quantity_milli or each.dong}
    )


def reopen_period(fund: Fund, reopening: Reopening, context: Context) -> PeriodReopened:
    """Open closed books again from a day on, or raise `NothingToReopen`."""
    if fund.closed_through is None or not fund.opened_on <= reopening.since <= fund.closed_through:
        raise NothingToReopen("since", first_open_on=fund.first_open_on.isoformat())
    return PeriodReopened(
        since=reopening.since,
        reason=reopening.reason,
        effective_on=context.today,
        private=context.documented(reopening.decision_number, reopening.document_sha256),
    )


def _sealed_accounts(fund: Fund, through: date) -> Iterator[SealedAccount]:
    for account_id, days in fund.by_account.items():
        yield SealedAccount(account_id=account_id, dong=days.at(through))


def _sealed_purposes(fund: Fund, through: date) -> Iterator[SealedPurpose]:
    for purpose, days in fund.by_purpose.items():
        yield SealedPurpose(purpose=purpose, dong=days.at(through))


def _sealed_goods(fund: Fund, through: date) -> Iterator[SealedGoods]:
    for (purpose, commodity), held in fund.goods():
        yield SealedGoods(
            commodity=commodity,
            purpose=purpose,
            quantity_milli=held.quantity.at(through),
            dong=held.value.at(through),
        )


@evolves(PeriodClosed)
def _period_closed(fund: Fund, event: PeriodClosed) -> Fund:
    return msgspec.structs.replace(fund, closed_through=event.effective_on)


@evolves(PeriodReopened)
def _period_reopened(fund: Fund, event: PeriodReopened) -> Fund:
    through = None if event.since == fund.opened_on else event.since - timedelta(days=1)
    return msgspec.structs.replace(fund, closed_through=through)
