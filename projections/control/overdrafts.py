"""Overdrafts: the days on which an account, a purpose or a kind of goods lay below zero.

A fact – a reversal, a fee, a shortage – is recorded whatever is left, and a later gift may hide
what it uncovered: so every day is asked, not only the last.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Date,
    Function,
    Over,
    Row,
    Select,
    Subquery,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
)

from ledger.values import AccountId, AssociationId, FundId, PurposeId
from projections import funds
from projections.answers import FUND_ID, KNOWN, built_once, whole
from projections.balances import goods_moved
from projections.tables.schema import Tables
from projections.views import Reading


class Overdraft(msgspec.Struct, frozen=True, kw_only=True):
    """Days in a row at whose end something was below zero; `until_on` is null if it still is.

    It is what an account held for all purposes, what all accounts held for a purpose or, with a
    `commodity`, goods of a kind for a purpose: `lowest_dong` their value, `lowest_milli`
    thousandths of their unit. Of goods one of the two may have been above zero.
    """

    account_id: AccountId | None = None
    purpose: PurposeId | None = None
    commodity: str | None = None
    since_on: date
    until_on: date | None
    lowest_dong: int
    lowest_milli: int | None = None

    def touches(self, first: date, last: date) -> bool:
        """Tell whether any of its days lies in a period, its days included."""
        return self.since_on <= last and (self.until_on is None or first <= self.until_on)


def of_fund(
    reading: Reading, fund_id: FundId, *, known_at: int | None = None
) -> tuple[Overdraft, ...]:
    """Return every overdraft of a fund as it was known at a position, the latest first.

    Of those that began on one day, those of accounts stand before those of purposes and of goods.
    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, known_at)
    found: list[Overdraft] = []
    for by in (_ACCOUNT, _PURPOSE, _GOODS):
        query = _query(reading.tables, by, earlier=known_at is not None)
        found += _overdrafts(reading.all(query, fund_id=fund_id, known=known), by)
    return tuple(sorted(found, key=lambda each: each.since_on, reverse=True))


def of_account(
    reading: Reading,
    fund_id: FundId,
    account_id: AccountId,
    *,
    first: date,
    last: date,
    known_at: int | None = None,
) -> tuple[Overdraft, ...]:
    """Return the overdrafts of an account that touch a period, each whole, the first of them first.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, known_at)
    query = _query(reading.tables, _ACCOUNT, earlier=known_at is not None, one=True)
    rows = reading.all(query, fund_id=fund_id, known=known, account_id=account_id)
    return tuple(each for each in _overdrafts(rows, _ACCOUNT) if each.touches(first, last))


def of_association(
    reading: Reading,
    association_id: AssociationId,
    *,
    first: date,
    last: date,
    known_at: int | None = None,
) -> dict[FundId, tuple[Overdraft, ...]]:
    """Return the overdrafts that touch a period, of an association's own funds that had any.

    Each is whole; of a fund the latest stands first. Raises `PositionNotFound`.
    """
    f, known = reading.tables.funds, reading.as_of(known_at).position
    own = (f.c.association_id == association_id, f.c.position <= known)
    found: dict[FundId, tuple[Overdraft, ...]] = {}
    for row in reading.all(select(f.c.fund_id).where(*own).order_by(f.c.position)):
        every = of_fund(reading, row.fund_id, known_at=known_at)
        touching = tuple(each for each in every if each.touches(first, last))
        if touching:
            found[row.fund_id] = touching
    return found


_ACCOUNT, _PURPOSE, _GOODS = ("account_id",), ("purpose",), ("commodity", "purpose")

_Moved = Subquery
"""What moved on each day: whose it is, `day`, `dong` and `milli`."""


@built_once
def _query(
    t: Tables, by: tuple[str, ...], *, earlier: bool = False, one: bool = False
) -> Select[Any]:
    """Return the query for the days on which anything of a `fund_id` was below zero.

    They stand by whose they are and in order, with the next day on which it moved: as they are
    known now, or `earlier`, when a position was `known`; of `one`, an `account_id`.
    """
    each = _goods(t, earlier=earlier) if by is _GOODS else _money(t, by, earlier=earlier, one=one)
    whose = [each.c[name] for name in by]

    def running(of: Function[Any]) -> Over[Any]:
        return of.over(partition_by=whose, order_by=each.c.day)

    held = select(
        *whose,
        each.c.day,
        cast(running(func.sum(each.c.dong)), BigInteger).label("dong"),
        cast(running(func.sum(each.c.milli)), BigInteger).label("milli"),
        running(func.lead(each.c.day, type_=Date())).label("next_day"),
    ).subquery()
    is_below = or_(held.c.dong < 0, held.c.milli < 0)
    return select(held).where(is_below).order_by(*(held.c[name] for name in by), held.c.day)


def _money(t: Tables, by: tuple[str, ...], *, earlier: bool, one: bool) -> _Moved:
    of = t.postings if earlier else t.balances_by_day
    day, dong = (of.c.effective_on, of.c.amount) if earlier else (of.c.day, of.c.dong)
    whose = [of.c[name] for name in by]
    query = (
        select(*whose, day.label("day"), whole(dong).label("dong"), literal(0).label("milli"))
        .where(of.c.fund_id == FUND_ID)
        .group_by(*whose, day)
    )
    if earlier:
        query = query.where(of.c.position <= KNOWN, of.c.account_id.is_not(None))
    if one:
        query = query.where(of.c.account_id == bindparam("account_id"))
    return query.subquery()


def _goods(t: Tables, *, earlier: bool) -> _Moved:
    moved = goods_moved(t, earlier=earlier).subquery()
    whose = (moved.c.commodity, moved.c.purpose, moved.c.day)
    milli = whole(moved.c.quantity_milli).label("milli")
    query = select(*whose, whole(moved.c.dong).label("dong"), milli).group_by(*whose)
    return query.subquery()


def _overdrafts(rows: Iterable[Row[Any]], by: tuple[str, ...]) -> Iterator[Overdraft]:
    """Yield the days in a row on which anything was below zero, by whose they are and by day."""
    for run in _in_a_row(rows, by):
        until = run[-1].next_day
        yield Overdraft(
            **{name: getattr(run[0], name) for name in by},
            since_on=run[0].day,
            until_on=None if until is None else until - timedelta(days=1),
            lowest_dong=min(row.dong for row in run),
            lowest_milli=min(row.milli for row in run) if by is _GOODS else None,
        )


def _in_a_row(rows: Iterable[Row[Any]], by: Sequence[str]) -> list[list[Row[Any]]]:
    """Put rows together of which each holds until the next one does."""
    runs: list[list[Row[Any]]] = []
    for row in rows:
        last = runs[-1][-1] if runs else None
        goes_on = last is not None and last.next_day == row.day
        if goes_on and all(getattr(last, name) == getattr(row, name) for name in by):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs
