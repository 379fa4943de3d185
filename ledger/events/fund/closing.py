"""Periods that are sealed, and the rare ones that are opened again (khóa sổ, mở lại sổ)."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event, Payload
from ledger.events.fund.money import Documented
from ledger.values import AccountId, PurposeId, ReopeningReason


class SealedAccount(Payload, frozen=True, kw_only=True):
    """What an account held at the end of the period, in đồng."""

    account_id: AccountId
    dong: int


class SealedPurpose(Payload, frozen=True, kw_only=True):
    """What was held for a purpose at the end of the period, in đồng: the same money again."""

    purpose: PurposeId
    dong: int


class SealedGoods(Payload, frozen=True, kw_only=True):
    """Goods held for a purpose at the end of the period: quantity, and value in đồng."""

    commodity: str
    purpose: PurposeId
    quantity_milli: int
    dong: int


class PeriodClosed(Event, frozen=True, kw_only=True):
    """The books were closed through a day, with the balances of that day's end.

    Nothing can be dated on or before `effective_on` any more.
    """

    topic: ClassVar[str] = "fund.period_closed"

    effective_on: date
    by_account: tuple[SealedAccount, ...] = ()
    by_purpose: tuple[SealedPurpose, ...] = ()
    goods: tuple[SealedGoods, ...] = ()


class PeriodReopened(Event, frozen=True, kw_only=True):
    """Closed books were opened again, in public: `since` is the first day that is open."""

    topic: ClassVar[str] = "fund.period_reopened"

    since: date
    reason: ReopeningReason
    effective_on: date
    private: Documented


EVENTS = (PeriodClosed, PeriodReopened)
