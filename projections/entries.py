"""The journal: every entry with its business date and the position it was recorded at.

The order is that of business dates, and within a day that of recording: `order_key`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select, union_all

from ledger.errors.missing import EntryNotFound
from ledger.events.fund.money import Foreign, Goods
from ledger.values import (
    AccountId,
    AssociationId,
    DisbursementClass,
    DisbursementId,
    DonorId,
    FundId,
    MemoId,
    MobilizationId,
    PurposeId,
    ReversalReason,
    StaffId,
    from_micros,
)
from projections import funds, papers
from projections.answers import Page, between, bounded, built_once, from_row, page
from projections.movements import Side
from projections.papers import Sought
from projections.people import donors
from projections.receiving import pledges
from projections.tables.schema import Tables
from projections.views import Reading


class PublicEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as everybody may see it: no donor, no memo, nobody who recorded it.

    `amount_dong` is what the entry is about, below zero for a reversal. `money_dong` and
    `in_kind_dong` are what it did to the fund's money and goods, below zero for what went out.
    `voucher_in` is the second voucher of a move between accounts, where the money came to.
    `named` says that the donor agreed to be named with this gift and may be named now.
    A reversal carries the voucher's number of the entry it `reverses`.
    """

    fund_id: FundId
    version: int
    position: int
    recorded_at: datetime
    topic: str
    side: Side
    effective_on: date
    occurred_on: date | None
    amount_dong: int
    money_dong: int
    in_kind_dong: int
    voucher: str | None
    voucher_in: str | None
    device_number: str | None
    account_id: AccountId | None
    purpose: PurposeId
    mobilization_id: MobilizationId | None
    disbursement_id: DisbursementId | None
    disbursement_class: DisbursementClass | None
    awards: int | None
    goods: Goods | None
    foreign: Foreign | None
    named: bool
    reverses: int | None
    reason: ReversalReason | None
    corrects: int | None
    reversed_by: int | None
    corrected_by: int | None


class EntryPrivate(msgspec.Struct, frozen=True, kw_only=True):
    """What of an entry only entitled readers see: ids of people, and of the bank's memo."""

    donor_id: DonorId | None
    memo_id: MemoId | None
    recorded_by: StaffId


class PrivateEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with what only entitled readers see."""

    entry: PublicEntry
    private: EntryPrivate


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries of a fund: dated in a period (its days included), known at a position.

    With `sought`, those alone of which one of these things holds. `after` is where the page before
    ended.
    """

    period_from: date | None = None
    period_to: date | None = None
    sought: tuple[Sought, ...] = ()
    known_at: int | None = None
    after: int | None = None
    limit: int = 100
    newest_first: bool = False


ALL = Asked()


def public_entries(reading: Reading, fund_id: FundId, asked: Asked = ALL) -> Page[PublicEntry]:
    """Return a page of a fund's journal for everybody.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    rows, known = _page(reading, fund_id, asked, public_query(reading.tables))
    found = [public_entry(row, known) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at), by="order_key")


def private_entries(reading: Reading, fund_id: FundId, asked: Asked = ALL) -> Page[PrivateEntry]:
    """Return a page of a fund's journal for entitled readers; errors as for the public one."""
    rows, known = _page(reading, fund_id, asked, _private_query(reading.tables))
    found = [_private(row, known) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at), by="order_key")


def private_entry(reading: Reading, fund_id: FundId, version: int) -> PrivateEntry:
    """Return one entry for entitled readers, or raise `EntryNotFound`."""
    e = reading.tables.entries
    query = _private_query(reading.tables)
    row = reading.first(query.where(e.c.fund_id == fund_id, e.c.version == version))
    if row is None:
        raise EntryNotFound("entry")
    return _private(row, reading.position)


def private_entries_at(reading: Reading, positions: Sequence[int]) -> list[PrivateEntry]:
    """Return the entries at some positions of the log for entitled readers, in that order."""
    query = _private_query(reading.tables).where(reading.tables.entries.c.position.in_(positions))
    found = {row.position: _private(row, reading.position) for row in reading.all(query)}
    return [found[position] for position in positions]


def position_of(reading: Reading, fund_id: FundId, version: int) -> int:
    """Return where an entry stands in the log, or raise `EntryNotFound`."""
    e = reading.tables.entries
    query = select(e.c.position).where(e.c.fund_id == fund_id, e.c.version == version)
    row = reading.first(query)
    if row is None:
        raise EntryNotFound("entry")
    return int(row.position)


def by_version(
    reading: Reading, fund_id: FundId, versions: Iterable[int], *, known_at: int | None = None
) -> dict[int, PublicEntry]:
    """Return some entries of a fund as everybody may see them, by version."""
    e, known = reading.tables.entries, reading.as_of(known_at).position
    query = public_query(reading.tables).where(
        e.c.fund_id == fund_id, e.c.version.in_(set(versions)), e.c.position <= known
    )
    return {row.version: public_entry(row, known) for row in reading.all(query)}


def days(reading: Reading, fund_id: FundId, first: date, last: date) -> tuple[date, ...]:
    """Return the days of a period on which a fund has entries, the newest first."""
    e = reading.tables.entries
    query = select(e.c.effective_on).where(
        e.c.fund_id == fund_id, *between(e.c.order_key, first, last)
    )
    rows = reading.all(query.distinct().order_by(e.c.effective_on.desc()))
    return tuple(row.effective_on for row in rows)


def latest(reading: Reading, fund_id: FundId, limit: int = 10) -> tuple[PublicEntry, ...]:
    """Return a fund's latest entries by business date, the newest first."""
    asked = Asked(limit=limit, newest_first=True)
    rows, known = _page(reading, fund_id, asked, public_query(reading.tables))
    return tuple(public_entry(row, known) for row in rows[: bounded(limit)])


def latest_below(
    reading: Reading, association_id: AssociationId, limit: int = 10
) -> tuple[PublicEntry, ...]:
    """Return the latest entries of an association's funds and of all below, the newest first.

    The latest `limit` entries of all lie in the `limit` funds with the latest last entries.
    """
    t = reading.tables
    last = (
        select(func.max(t.entries.c.order_key))
        .where(t.entries.c.fund_id == t.funds.c.fund_id)
        .scalar_subquery()
    )
    latest_funds = (
        select(t.funds.c.fund_id)
        .where(t.funds.c.fund_id.in_(funds.fund_ids_below(t, association_id)), last.is_not(None))
        .order_by(last.desc())
        .limit(bounded(limit))
    )
    of_each = [
        _newest(t, select(t.entries.c.position).where(t.entries.c.fund_id == row.fund_id), limit)
        .subquery()
        .select()
        for row in reading.all(latest_funds)
    ]
    if not of_each:
        return ()
    query = public_query(t).where(t.entries.c.position.in_(union_all(*of_each)))
    return tuple(
        public_entry(row, reading.position) for row in reading.all(_newest(t, query, limit))
    )


def consenting_donors(reading: Reading, shown: Iterable[PublicEntry]) -> dict[int, DonorId]:
    """Return, by position, the donors of those entries whose names may be shown with them."""
    t = reading.tables
    query = from_entries(t, [t.entries.c.position, t.entries.c.donor_id]).where(
        t.entries.c.position.in_([entry.position for entry in shown if entry.named]), _named(t)
    )
    return {row.position: DonorId(row.donor_id) for row in reading.all(query)}


def _page(
    reading: Reading, fund_id: FundId, asked: Asked, entries: Select[Any]
) -> tuple[list[Row[Any]], int]:
    """Return the rows of a page, one more if there is a next page, and the position asked about."""
    known = funds.require(reading, fund_id, asked.known_at)
    e = reading.tables.entries

    def page_of(query: Select[Any], key: ColumnElement[int]) -> Select[Any]:
        query = query.where(
            e.c.fund_id == fund_id,
            e.c.position <= known,
            *between(key, asked.period_from, asked.period_to),
        )
        if asked.after is not None:
            query = query.where(key < asked.after if asked.newest_first else key > asked.after)
        return query.order_by(key.desc() if asked.newest_first else key).limit(first)

    first = bounded(asked.limit) + 1
    if not asked.sought:
        return reading.all(page_of(entries, e.c.order_key)), known
    years = {each.month.year for each in funds.by_month(reading, fund_id)}
    meant = [
        page_of(select(e.c.position).where(*each.conditions), each.order_key).subquery().select()
        for sought in asked.sought
        for each in papers.ways_to(reading.tables, sought, years)
    ]
    if not meant:
        return [], known
    found = entries.where(e.c.position.in_(union_all(*meant)))
    order = e.c.order_key.desc() if asked.newest_first else e.c.order_key
    return reading.all(found.order_by(order).limit(first)), known


def _newest(t: Tables, query: Select[Any], limit: int) -> Select[Any]:
    return query.order_by(t.entries.c.order_key.desc()).limit(bounded(limit))


def from_entries(t: Tables, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Return a query for entries; the donors are there to say who may be named."""
    joined = t.entries.outerjoin(t.donors, t.donors.c.donor_id == t.entries.c.donor_id)
    return select(*columns).select_from(joined)


@built_once
def public_query(t: Tables) -> Select[Any]:
    """Return a query for what `public_entry` needs of every entry; narrow it down."""
    return from_entries(t, public_columns(t))


@built_once
def _private_query(t: Tables) -> Select[Any]:
    return from_entries(t, [*public_columns(t), *(c for c in t.entries.c if c.info.get("private"))])


def public_columns(t: Tables) -> list[ColumnElement[Any]]:
    """Return what `public_entry` needs of an entry, which is nothing private."""
    hidden = {"named", "device_key"}
    shown = [c for c in t.entries.c if not c.info.get("private") and c.name not in hidden]
    return [*shown, case((_named(t), 1), else_=0).label("named")]


def _named(t: Tables) -> ColumnElement[bool]:
    """Return whether a donor may be named with an entry now, whenever it is looked back from.

    Not with one that is reversed: it may have been written down for the wrong donor. Nor with one
    by which everybody would know whose another gift is, or who still owes what was promised.
    """
    return and_(
        t.entries.c.named,
        donors.may_be_named(t),
        t.entries.c.reversed_by.is_(None),
        pledges.speaks_of_no_gift_else(t),
    )


def public_entry(row: Row[Any], known: int) -> PublicEntry:
    """Return an entry as it was known at a position."""
    return from_row(
        PublicEntry,
        row,
        recorded_at=from_micros(row.recorded_at_micros),
        in_kind_dong=row.in_kind_dong - row.issued_dong,
        goods=row.goods and msgspec.json.decode(row.goods),
        foreign=row.foreign and msgspec.json.decode(row.foreign),
        reversed_by=_if_known(row.reversed_by, row.reversed_position, known),
        corrected_by=_if_known(row.corrected_by, row.corrected_position, known),
    )


def _private(row: Row[Any], known: int) -> PrivateEntry:
    return PrivateEntry(entry=public_entry(row, known), private=from_row(EntryPrivate, row))


def _if_known(version: int | None, position: int | None, known: int) -> int | None:
    return version if position is not None and position <= known else None
