"""Purposes of a fund: what their money may be spent on, and what is left of it."""

from datetime import date

import msgspec

from ledger.events.fund.opening import Restriction
from ledger.values import GENERAL, FundId, PurposeId
from projections import balances, commitments, funds
from projections.views import AsOf, Reading


class PurposeState(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose and what is left of its money, in đồng; `general` has no name and comes first.

    `held_dong` is unspent; `committed_dong` of it is approved and not yet paid, the rest is free.
    After `restriction.expires_on` nothing may be spent any more (`expired`).
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
    reading: Reading, fund_id: FundId, *, today: date, known_at: int | None = None
) -> Purposes:
    """Return a fund's purposes in the order they were defined, behind `general`.

    `today` is the day that expiry is judged on. Raises `PositionNotFound`, `FundNotFound`.
    """
    held = balances.balance(reading, fund_id, known_at=known_at)
    committed = commitments.by_purpose(reading, fund_id, known_at=known_at)
    defined = {p.purpose: p for p in funds.purposes(reading, fund_id, known_at=known_at)}
    items = []
    for balance in held.by_purpose:
        if balance.purpose != GENERAL and balance.purpose not in defined:
            continue  # money of others is no purpose of the fund's
        purpose = defined.get(balance.purpose)
        restriction = Restriction() if purpose is None else purpose.restriction
        promised = committed.get(balance.purpose, 0)
        items.append(
            PurposeState(
                purpose=balance.purpose,
                name=None if purpose is None else purpose.name,
                restriction=restriction,
                effective_on=None if purpose is None else purpose.effective_on,
                held_dong=balance.dong,
                committed_dong=promised,
                free_dong=balance.dong - promised,
                expired=restriction.expires_on is not None and restriction.expires_on < today,
            )
        )
    return Purposes(items=tuple(items), as_of=held.as_of)
