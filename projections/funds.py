"""Funds: what they are, where their money lies, what came in and went out, in all and by month."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, func, select

from ledger.errors.missing import FundNotFound
from ledger.events.fund.opening import AccountOpened, FundOpened, PurposeDefined, Restriction
from ledger.store.log.codec import Recorded
from ledger.values import AccountId, AccountKind, AssociationId, FundId, LegalRegime, PurposeId
from projections.answers import FUND_ID, KNOWN, Totals, between, built_once, from_row, whole
from projections.batch import Batch
from projections.movements import Movement, Sums
from projections.tables import bulk
from projections.tables.schema import Tables
from projections.views import Reading

# How events move it


def opened(batch: Batch, recorded: Recorded, event: FundOpened) -> None:
    """Add a fund."""
    batch.put(
        "funds",
        recorded.stream,
        association_id=event.association_id,
        name=event.name,
        legal_regime=event.legal_regime.value,
        effective_on=event.effective_on,
        position=recorded.position,
    )
    batch.add("fund_totals", (recorded.stream,), *[0] * len(Totals.__struct_fields__))


def account_opened(batch: Batch, recorded: Recorded, event: AccountOpened) -> None:
    """Add an account."""
    batch.put(
        "accounts",
        recorded.stream,
        event.account_id,
        kind=event.account_kind.value,
        name=event.name,
        bank_bin=event.bank_bin,
        number=event.number,
        effective_on=event.effective_on,
        position=recorded.position,
    )


def purpose_defined(batch: Batch, recorded: Recorded, event: PurposeDefined) -> None:
    """Add a purpose."""
    batch.put(
        "purposes",
        recorded.stream,
        event.purpose,
        name=event.name,
        restriction=msgspec.json.encode(event.restriction.public).decode(),
        binding=msgspec.json.encode(event.binding).decode(),
        effective_on=event.effective_on,
        position=recorded.position,
    )


def moved(batch: Batch, moved: Movement) -> None:
    """Add to the fund's totals, and to those of the month."""
    fund_id, sums = moved.recorded.stream, msgspec.structs.astuple(moved.sums)
    batch.add("fund_totals", (fund_id,), *sums, moved.gifts, 1)
    batch.add("months", (fund_id, moved.event.effective_on.replace(day=1)), *sums)


# What it answers


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A cash box, bank account or term deposit of a fund."""

    account_id: AccountId
    kind: AccountKind
    name: str
    bank_bin: str | None
    number: str | None
    effective_on: date


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose that money of a fund can be given for; the purpose `general` is never listed."""

    purpose: PurposeId
    name: str
    restriction: Restriction
    effective_on: date


class Fund(msgspec.Struct, frozen=True, kw_only=True):
    """A fund with its current totals; `ended_on` is the day it was handed over to its heirs."""

    fund_id: FundId
    association_id: AssociationId
    name: str
    legal_regime: LegalRegime
    effective_on: date
    ended_on: date | None = None
    totals: Totals


class Month(Sums, frozen=True, kw_only=True):
    """What came in and went out in a month, named by its first day; đồng, net of reversals."""

    month: date


def fund(reading: Reading, fund_id: FundId) -> Fund:
    """Return a fund, or raise `FundNotFound`."""
    query = _funds(reading.tables).where(reading.tables.funds.c.fund_id == fund_id)
    row = reading.first(query)
    if row is None:
        raise FundNotFound("fund_id")
    return _fund(row)


def of_association(reading: Reading, association_id: AssociationId) -> tuple[Fund, ...]:
    """Return the funds of an association itself, in the order they were opened."""
    t = reading.tables
    query = _funds(t).where(t.funds.c.association_id == association_id)
    return tuple(map(_fund, reading.all(query.order_by(t.funds.c.position))))


def below(reading: Reading, association_id: AssociationId) -> tuple[Fund, ...]:
    """Return the funds of an association and all below it, in the order they were opened."""
    t = reading.tables
    query = _funds(t).where(t.funds.c.fund_id.in_(fund_ids_below(t, association_id)))
    return tuple(map(_fund, reading.all(query.order_by(t.funds.c.position))))


def names(reading: Reading, fund_ids: Iterable[FundId]) -> dict[FundId, str]:
    """Return the names of funds by id."""
    f = reading.tables.funds
    query = select(f.c.fund_id, f.c.name).where(
        bulk.among(reading.connection, f.c.fund_id, set(fund_ids))
    )
    return {FundId(row.fund_id): row.name for row in reading.all(query)}


def accounts(
    reading: Reading, fund_id: FundId, *, known_at: int | None = None
) -> tuple[Account, ...]:
    """Return a fund's accounts, in the order they were opened."""
    known = reading.as_of(known_at).position
    return tuple(
        from_row(Account, row)
        for row in reading.all(_accounts(reading.tables), fund_id=fund_id, known=known)
    )


@built_once
def _accounts(t: Tables) -> Select[Any]:
    a = t.accounts
    query = select(a).where(a.c.fund_id == FUND_ID, a.c.position <= KNOWN)
    return query.order_by(a.c.position)


def former_holders(reading: Reading, fund_id: FundId, account_id: AccountId) -> tuple[FundId, ...]:
    """Return the funds that had an account before it went on in this one's book."""
    a = reading.tables.accounts
    others = select(a.c.fund_id).where(a.c.account_id == account_id, a.c.fund_id != fund_id)
    return tuple(FundId(row.fund_id) for row in reading.all(others))


def purposes(
    reading: Reading, fund_id: FundId, *, known_at: int | None = None, entitled: bool = False
) -> tuple[Purpose, ...]:
    """Return the purposes a fund has defined, in that order.

    Only those who are `entitled` are told for whom and where their money is.
    """
    known = reading.as_of(known_at).position
    query = _purposes(reading.tables, entitled=entitled)
    return tuple(
        Purpose(
            purpose=PurposeId(row.purpose),
            name=row.name,
            restriction=msgspec.json.decode(row.bound, type=Restriction),
            effective_on=row.effective_on,
        )
        for row in reading.all(query, fund_id=fund_id, known=known)
    )


@built_once
def _purposes(t: Tables, *, entitled: bool) -> Select[Any]:
    p = t.purposes
    bound = p.c.binding if entitled else p.c.restriction
    return (
        select(p.c.purpose, p.c.name, bound.label("bound"), p.c.effective_on)
        .where(p.c.fund_id == FUND_ID, p.c.position <= KNOWN)
        .order_by(p.c.position)
    )


def custody_names(reading: Reading, fund_id: FundId) -> dict[PurposeId, str]:
    """Return what money of others is called, by the purpose it stands under."""
    c = reading.tables.custodies
    query = select(c.c.custody_id, c.c.name).where(c.c.fund_id == fund_id)
    rows = reading.all(query.order_by(c.c.position))
    return {PurposeId(str(row.custody_id)): row.name for row in rows}


def totals(
    reading: Reading,
    fund_id: FundId,
    *,
    period_from: date | None = None,
    period_to: date | None = None,
    known_at: int | None = None,
) -> Totals:
    """Return what a fund received and paid, by default ever and as known now.

    With a period: what is dated in it, its days included. Raises `PositionNotFound`,
    `FundNotFound`.
    """
    if period_from is None and period_to is None and known_at is None:
        return fund(reading, fund_id).totals
    known = require(reading, fund_id, known_at)
    e = reading.tables.entries
    row = reading.first(
        select(*_summed(reading.tables)).where(
            e.c.fund_id == fund_id,
            e.c.position <= known,
            *between(e.c.order_key, period_from, period_to),
        )
    )
    assert row is not None, "sums of nothing are zeros"
    return from_row(Totals, row)


def by_month(reading: Reading, fund_id: FundId) -> tuple[Month, ...]:
    """Return a fund's months that have entries, oldest first."""
    m = reading.tables.months
    query = select(m).where(m.c.fund_id == fund_id).order_by(m.c.month)
    return tuple(from_row(Month, row) for row in reading.all(query))


def require(reading: Reading, fund_id: FundId, known_at: int | None = None) -> int:
    """Return the position that is asked about; raise `PositionNotFound` or `FundNotFound`."""
    known = reading.as_of(known_at).position
    if reading.first(_opened(reading.tables), fund_id=fund_id, known=known):
        return known
    raise FundNotFound("fund_id")


@built_once
def _opened(t: Tables) -> Select[Any]:
    f = t.funds
    return select(f.c.fund_id).where(f.c.fund_id == FUND_ID, f.c.position <= KNOWN)


def fund_ids_below(t: Tables, association_id: AssociationId) -> Select[tuple[FundId]]:
    """Return the query for the ids of the funds of an association and all below it."""
    return (
        select(t.funds.c.fund_id)
        .join(
            t.association_ancestors,
            t.association_ancestors.c.association_id == t.funds.c.association_id,
        )
        .where(t.association_ancestors.c.ancestor_id == association_id)
    )


def _summed(t: Tables) -> tuple[ColumnElement[int], ...]:
    e = t.entries
    return (
        *(whole(e.c[name]).label(name) for name in Sums.__struct_fields__),
        whole(e.c.gifts).label("gifts"),
        func.count().label("entries"),
    )


@built_once
def _funds(t: Tables) -> Select[Any]:
    sums = [column for column in t.fund_totals.c if not column.primary_key]
    return select(t.funds, *sums).join(t.fund_totals, t.fund_totals.c.fund_id == t.funds.c.fund_id)


def _fund(row: Row[Any]) -> Fund:
    return from_row(Fund, row, totals=from_row(Totals, row))
