"""Overdrafts: what a fact took below zero, told with it, since nothing may refuse a fact."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import msgspec

from ledger.errors.money import InsufficientFunds, NotEnoughGoods
from ledger.events.base import Event
from ledger.events.fund.correcting import CashDifferencePosted, EntryReversed
from ledger.events.fund.receiving import BankFeeCharged
from ledger.fund.days import NO_DAYS, Days
from ledger.fund.open_items import Stock
from ledger.fund.state import Fund

Uncovered = InsufficientFunds | NotEnoughGoods
"""The refusal that a decision to spend would have met with, and its figures."""

Fact = EntryReversed | BankFeeCharged | CashDifferencePosted
"""What takes money or goods away without asking whether they are there."""


class _Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """The days on which something was taken below zero, from the first of them to the last."""

    since_on: date
    until_on: date | None
    times: int

    @property
    def limits(self) -> dict[str, int | str]:
        until = {} if self.until_on is None else {"until_on": self.until_on.isoformat()}
        return {"since_on": self.since_on.isoformat(), **until, "times": self.times}


def may_uncover(events: Iterable[Event]) -> bool:
    """Tell whether any of some events is a fact that may uncover an overdraft."""
    return any(isinstance(event, Fact) for event in events)


def overdrawn(fund: Fund) -> Iterator[Uncovered]:
    """Yield every account, purpose and kind of goods of a fund that ever lay below zero."""
    nothing = msgspec.structs.replace(fund, by_account={}, by_purpose={}, stock={})
    return uncovered(nothing, fund)


def uncovered(before: Fund, after: Fund) -> Iterator[Uncovered]:
    """Yield every account, purpose and kind of goods that lies below zero, and lower than before.

    Each is told once: `available_dong` (of goods `available_milli`, too) is how low it lies on its
    lowest day, `since_on` and `until_on` are the first and the last day on which it was taken
    below zero, which it need not have been on all days between: that came about so many `times`.
    Without `until_on` it lies below zero still. What lay as low before is not told again.
    """
    for account_id, held in after.by_account.items():
        lows = _lows(before.by_account.get(account_id, NO_DAYS), held)
        if stretch := _stretch([lows]):
            yield _overdrawn("account_id", str(account_id), lows, stretch)
    for purpose, held in after.by_purpose.items():
        lows = _lows(before.by_purpose.get(purpose, NO_DAYS), held)
        if stretch := _stretch([lows]):
            yield _overdrawn("purpose", purpose, lows, stretch)
    for (purpose, commodity), stock in after.goods():
        known = before.stock.get(f"{purpose} {commodity}", Stock())
        quantities = _lows(known.quantity, stock.quantity)
        values = _lows(known.value, stock.value)
        if stretch := _stretch([quantities, values]):
            yield NotEnoughGoods(
                "goods",
                purpose=purpose,
                commodity=commodity,
                available_milli=min(quantities.values(), default=0),
                available_dong=min(values.values(), default=0),
                **stretch.limits,
            )


def _overdrawn(
    field: str, which: str, lows: dict[date, int], stretch: _Stretch
) -> InsufficientFunds:
    limits: dict[str, int | str] = {field: which, "available_dong": min(lows.values())}
    return InsufficientFunds(field, **limits, **stretch.limits)


def _lows(before: Days, after: Days) -> dict[date, int]:
    """Return how low a balance lies since each day that moves it, where it was taken below zero.

    It is 0 where the balance is not below zero, or no lower than before.
    """
    if before is after:
        return {}
    moved_before, moved = before.by_day, after.by_day
    lows, then, now = {}, 0, 0
    for day in sorted(moved_before.keys() | moved.keys()):
        then += moved_before.get(day, 0)
        now += moved.get(day, 0)
        lows[day] = now if now < min(0, then) else 0
    return lows


def _stretch(many: Sequence[dict[date, int]]) -> _Stretch | None:
    """Return from when until when any of some balances was taken below zero, or None."""
    days = sorted({day for lows in many for day in lows})
    is_low = [any(lows.get(day) for lows in many) for day in days]
    if not any(is_low):
        return None
    began = [at for at, low in enumerate(is_low) if low and not (at and is_low[at - 1])]
    ended = [at for at, low in enumerate(is_low) if not low and at and is_low[at - 1]]
    return _Stretch(
        since_on=days[began[0]],
        until_on=None if is_low[-1] else days[ended[-1]] - timedelta(days=1),
        times=len(began),
    )
