"""Purposes of a fund: what their money may be spent on, and what is left of it."""

from datetime import date

import msgspec

from ledger.events.fund.opening import Restriction
from ledger.values import GENERAL, FundId, PurposeId
from projections import balances, funds
from projections.balances import FundBalance, PurposeBalance
from projections.funds import Purpose
from projections.spending import commitments
from projections.views import AsOf, Reading


class PurposeState(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose and what is left of its money, in đồng; `general` has no name and comes first.

    `held_dong` is unspent; `committed_dong` of it is approved and not yet paid, the rest is free.
    After `restriction.expires_on` nothing may be spent any more (`expired`). Its categories and
    place are shown to entitled readers only: they may be those of one known child.
    """

    purpose: PurposeId
    name: str | None
    restriction: Restriction
    effective_on: date | None
    held_dong: int
    committed_dong: int
    free_dong: int
    expired: bool


class Purposes(msgspec.Struct, frozen=True, kw_only=True):
    """The purposes of a fund as they were known at a position."""

    items: tuple[PurposeState, ...]
    as_of: AsOf


def of_fund(
    reading: Reading,
    fund_id: FundId,
    *,
    today: date,
    known_at: int | None = None,
    entitled: bool = False,
) -> Purposes:
    """Return a fund's purposes in the order they were defined, behind `general`.

    `today` is the day that expiry is judged on. Raises `PositionNotFound`, `FundNotFound`.
    """
    held = balances.balance(reading, fund_id, known_at=known_at)
    items = of_balance(reading, held, today=today, known_at=known_at, entitled=entitled)
    return Purposes(items=items, as_of=held.as_of)


def of_balance(
    reading: Reading,
    held: FundBalance,
    *,
    today: date,
    known_at: int | None = None,
    entitled: bool = False,
) -> tuple[PurposeState, ...]:
    """Return the purposes of a fund whose balance is known; money of others is none of them."""
    committed = commitments.by_purpose(reading, held.fund_id, known_at=known_at)
    named = funds.purposes(reading, held.fund_id, known_at=known_at, entitled=entitled)
    defined = {each.purpose: each for each in named}
    return tuple(
        _state(balance, defined.get(balance.purpose), committed.get(balance.purpose, 0), today)
        for balance in held.by_purpose
        if balance.purpose == GENERAL or balance.purpose in defined
    )


def _state(
    balance: PurposeBalance, defined: Purpose | None, committed_dong: int, today: date
) -> PurposeState:
    restriction = Restriction() if defined is None else defined.restriction
    return PurposeState(
        purpose=balance.purpose,
        name=None if defined is None else defined.name,
        restriction=restriction,
        effective_on=None if defined is None else defined.effective_on,
        held_dong=balance.dong,
        committed_dong=committed_dong,
        free_dong=balance.dong - committed_dong,
        expired=restriction.expires_on is not None and restriction.expires_on < today,
    )
