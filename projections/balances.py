"""Balances: what every account holds for every purpose, now, on a day, or as it was known once."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, Select, select

from ledger.accounts import Chart, Posting
from ledger.values import GENERAL, AccountId, AccountKind, FundId, PurposeId
from projections import funds
from projections.answers import FUND_ID, KNOWN, ON, built_once, from_row, whole
from projections.batch import Batch
from projections.movements import Movement
from projections.tables.schema import Tables
from projections.views import AsOf, Reading

# How events move it


def moved(batch: Batch, moved: Movement) -> None:
    """Add every posting of money to its account and purpose, and of goods to the stock."""
    fund_id, on = moved.recorded.stream, moved.event.effective_on
    for line in moved.lines:
        if line.account_id is not None:
            held = (fund_id, line.account_id, line.purpose)
            batch.add("balances", held, line.amount)
            batch.add("balances_by_day", (*held, on), line.amount)
    if counted := _line(moved, Chart.STOCK):
        valued = _line(moved, Chart.GOODS)
        kind = (fund_id, counted.commodity, counted.purpose, on)
        batch.add("goods_by_day", kind, counted.amount, 0 if valued is None else valued.amount)


def _line(moved: Movement, chart: Chart) -> Posting | None:
    return next((line for line in moved.lines if line.chart is chart), None)


# What it answers


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """What an account holds for a purpose, in đồng."""

    account_id: AccountId
    purpose: PurposeId
    dong: int


class AccountBalance(msgspec.Struct, frozen=True, kw_only=True):
    """What an account holds for all purposes, in đồng."""

    account_id: AccountId
    kind: AccountKind
    name: str
    dong: int


class PurposeBalance(msgspec.Struct, frozen=True, kw_only=True):
    """What all accounts hold for a purpose, in đồng.

    `general` has no name, nor has money of unknown origin. `is_owed` says that it is not the
    fund's to spend, being of unknown origin or held for others; it is listed while there is any.
    """

    purpose: PurposeId
    name: str | None
    is_owed: bool
    dong: int


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """Goods held for a purpose: thousandths of `commodity`, which is unit and item; and value."""

    commodity: str
    purpose: PurposeId
    quantity_milli: int
    dong: int


class FundBalance(msgspec.Struct, frozen=True, kw_only=True):
    """What a fund holds: the same money by account and by purpose, in đồng; goods apart.

    `on` is the day whose end it was counted at, None for everything that is known.
    """

    fund_id: FundId
    on: date | None
    as_of: AsOf
    dong: int
    by_account: tuple[AccountBalance, ...]
    by_purpose: tuple[PurposeBalance, ...]
    holdings: tuple[Holding, ...]
    in_kind_dong: int
    stock: tuple[Stock, ...]


def balance(
    reading: Reading, fund_id: FundId, *, as_of: date | None = None, known_at: int | None = None
) -> FundBalance:
    """Return what a fund held at the end of a day, as it was known at a position of the log.

    Without `known_at` it is what is known now, from the sums; with it, the postings up to there.
    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, known_at)
    asked = {"fund_id": fund_id, "known": known, "on": as_of}
    query = _money(reading.tables, earlier=known_at is not None, dated=as_of is not None)
    holdings = _holdings(reading.all(query, **asked))
    query = _goods(reading.tables, earlier=known_at is not None, dated=as_of is not None)
    goods = _stock(reading.all(query, **asked))
    return FundBalance(
        fund_id=fund_id,
        on=as_of,
        as_of=reading.as_of(known_at),
        dong=sum(holding.dong for holding in holdings),
        by_account=_by_account(reading, fund_id, known, holdings),
        by_purpose=_by_purpose(reading, fund_id, known, holdings),
        holdings=holdings,
        in_kind_dong=sum(stock.dong for stock in goods),
        stock=goods,
    )


@built_once
def _money(t: Tables, *, earlier: bool, dated: bool) -> Select[tuple[Any, ...]]:
    """Return the query for what a `fund_id` holds by account and purpose.

    It is as known now or, `earlier`, when a position was `known`; `dated`, at the end of the day
    `on`.
    """
    posted = t.postings if earlier else t.balances_by_day if dated else t.balances
    held = (posted.c.account_id, posted.c.purpose)
    amount = posted.c.amount if earlier else posted.c.dong
    query = select(*held, whole(amount).label("total")).group_by(*held)
    query = query.where(posted.c.fund_id == FUND_ID)
    if earlier:
        query = query.where(posted.c.position <= KNOWN, posted.c.account_id.is_not(None))
    if dated:
        query = query.where((posted.c.effective_on if earlier else posted.c.day) <= ON)
    return query


def _holdings(rows: Iterable[Row[Any]]) -> tuple[Holding, ...]:
    found = (
        Holding(account_id=row.account_id, purpose=PurposeId(row.purpose), dong=row.total)
        for row in rows
    )
    return tuple(sorted(found, key=lambda held: (held.account_id, held.purpose)))


def goods_moved(t: Tables, *, earlier: bool) -> Select[tuple[Any, ...]]:
    """Return the query for what moved of a `fund_id`'s goods.

    It is as known now or, `earlier`, when a position was `known`.

    Its columns are `commodity`, `purpose`, `day`, `quantity_milli` and `dong`; what moved on one
    day may be several rows.
    """
    if not earlier:
        g = t.goods_by_day
        columns = (g.c.commodity, g.c.purpose, g.c.day, g.c.quantity_milli, g.c.dong)
        return select(*columns).where(g.c.fund_id == FUND_ID)
    p, valued = t.postings, t.postings.alias()
    same_entry = (
        (valued.c.fund_id == p.c.fund_id)
        & (valued.c.position == p.c.position)
        & (valued.c.chart == Chart.GOODS.value)
    )
    return (
        select(
            p.c.commodity,
            p.c.purpose,
            p.c.effective_on.label("day"),
            p.c.amount.label("quantity_milli"),
            valued.c.amount.label("dong"),
        )
        .select_from(p.outerjoin(valued, same_entry))
        .where(
            p.c.fund_id == FUND_ID,
            p.c.position <= KNOWN,
            p.c.chart == Chart.STOCK.value,
        )
    )


@built_once
def _goods(t: Tables, *, earlier: bool, dated: bool) -> Select[tuple[Any, ...]]:
    moved = goods_moved(t, earlier=earlier).subquery()
    sums = (whole(moved.c[name]).label(name) for name in ("quantity_milli", "dong"))
    query = select(moved.c.commodity, moved.c.purpose, *sums)
    query = query.group_by(moved.c.commodity, moved.c.purpose)
    return query.where(moved.c.day <= ON) if dated else query


def _stock(rows: Iterable[Row[Any]]) -> tuple[Stock, ...]:
    found = (from_row(Stock, row) for row in rows)
    return tuple(sorted(found, key=lambda held: (held.commodity, held.purpose)))


def _by_account(
    reading: Reading, fund_id: FundId, known: int, holdings: Iterable[Holding]
) -> tuple[AccountBalance, ...]:
    dong = Counter[AccountId]()
    for held in holdings:
        dong[held.account_id] += held.dong
    return tuple(
        AccountBalance(
            account_id=account.account_id,
            kind=account.kind,
            name=account.name,
            dong=dong[account.account_id],
        )
        for account in funds.accounts(reading, fund_id, known_at=known)
    )


def _by_purpose(
    reading: Reading, fund_id: FundId, known: int, holdings: Iterable[Holding]
) -> tuple[PurposeBalance, ...]:
    dong = Counter[PurposeId]()
    for held in holdings:
        dong[held.purpose] += held.dong
    named = {p.purpose: p.name for p in funds.purposes(reading, fund_id, known_at=known)}
    own = dict.fromkeys((GENERAL, *named))
    owed = sorted(purpose for purpose in dong if dong[purpose] and purpose not in own)
    if owed:
        named |= funds.custody_names(reading, fund_id)
    return tuple(
        PurposeBalance(
            purpose=purpose,
            name=named.get(purpose),
            is_owed=purpose not in own,
            dong=dong[purpose],
        )
        for purpose in (*own, *owed)
    )
