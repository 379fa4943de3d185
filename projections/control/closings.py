"""Closings (khóa sổ) and reopenings of a fund's books, with the balances that they sealed."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from ledger.events.fund.closing import (
    PeriodClosed,
    PeriodReopened,
    SealedAccount,
    SealedGoods,
    SealedPurpose,
)
from ledger.store.log.codec import Recorded
from ledger.values import FundId, ReopeningReason, StaffId, from_micros
from projections import funds
from projections.answers import from_row
from projections.batch import Batch
from projections.views import Reading


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """The balances of a period's end: the same money by account and by purpose; goods apart."""

    by_account: tuple[SealedAccount, ...] = ()
    by_purpose: tuple[SealedPurpose, ...] = ()
    goods: tuple[SealedGoods, ...] = ()


# How events move it


def closed(batch: Batch, recorded: Recorded, event: PeriodClosed) -> None:
    """Add a closing with its seal."""
    seal = Seal(by_account=event.by_account, by_purpose=event.by_purpose, goods=event.goods)
    _add(batch, recorded, seal, through=event.effective_on)


def reopened(batch: Batch, recorded: Recorded, event: PeriodReopened) -> None:
    """Add a reopening."""
    _add(batch, recorded, Seal(), since=event.since, reason=event.reason.value)


def _add(batch: Batch, recorded: Recorded, seal: Seal, **values: object) -> None:
    batch.put(
        "closings",
        recorded.stream,
        recorded.position,
        version=recorded.version,
        recorded_at_micros=recorded.recorded_at_micros,
        seal=msgspec.json.encode(seal).decode(),
        recorded_by=recorded.event.private.recorded_by,
        **values,
    )


# What it answers


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """The books were closed through a day, with these balances of its end, in đồng.

    `reopened_by` is the version of the reopening since which the seal no longer binds.
    """

    version: int
    position: int
    recorded_at: datetime
    through: date
    balance_dong: int
    seal: Seal
    reopened_by: int | None


class Reopened(msgspec.Struct, frozen=True, kw_only=True):
    """Closed books were opened again: `since` is the first day that was open."""

    version: int
    position: int
    recorded_at: datetime
    since: date
    reason: ReopeningReason


class Closings(msgspec.Struct, frozen=True, kw_only=True):
    """Through which day a fund's books are closed, and how that came, the latest first.

    `by` says by version who closed or reopened; it is for entitled readers.
    """

    closed_through: date | None
    closings: tuple[Closing, ...]
    reopenings: tuple[Reopened, ...]
    by: dict[int, StaffId]


def of_fund(reading: Reading, fund_id: FundId, *, known_at: int | None = None) -> Closings:
    """Return a fund's closings as they were known at a position.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, known_at)
    c = reading.tables.closings
    query = select(c).where(c.c.fund_id == fund_id, c.c.position <= known)
    rows = reading.all(query.order_by(c.c.position.desc()))
    return Closings(
        closed_through=_closed_through(rows, funds.fund(reading, fund_id).effective_on),
        closings=tuple(_closings(rows)),
        reopenings=tuple(_reopened(row) for row in rows if row.since is not None),
        by={row.version: row.recorded_by for row in rows},
    )


def closed_through(reading: Reading, fund_id: FundId) -> date | None:
    """Return the day through which a fund's books are closed now, or None."""
    c = reading.tables.closings
    query = select(c).where(c.c.fund_id == fund_id).order_by(c.c.position.desc()).limit(1)
    return _closed_through(reading.all(query), funds.fund(reading, fund_id).effective_on)


def reopened_at(reading: Reading, fund_id: FundId, positions: Iterable[int]) -> dict[int, Reopened]:
    """Return the reopenings of a fund that stand at some positions, by position."""
    c = reading.tables.closings
    query = select(c).where(c.c.fund_id == fund_id, c.c.position.in_(set(positions)))
    return {row.position: _reopened(row) for row in reading.all(query)}


def sealed_at(
    reading: Reading, last: date, known_at: int, among: Collection[FundId] | None = None
) -> dict[FundId, int]:
    """Return where the books were closed through a day, of the funds of which they are.

    Of just those `among` them, or of all.
    """
    c = reading.tables.closings
    known = [c.c.position <= known_at]
    if among is not None:
        known.append(c.c.fund_id.in_(among))
    reopened = (
        select(c.c.fund_id, func.max(c.c.position).label("position"))
        .where(*known, c.c.since <= last)
        .group_by(c.c.fund_id)
        .subquery()
    )
    query = (
        select(c.c.fund_id, func.min(c.c.position).label("sealed_at"))
        .select_from(c.outerjoin(reopened, reopened.c.fund_id == c.c.fund_id))
        .where(
            *known,
            c.c.through >= last,
            c.c.position > func.coalesce(reopened.c.position, 0),
        )
        .group_by(c.c.fund_id)
    )
    return {FundId(row.fund_id): row.sealed_at for row in reading.all(query)}


def _closed_through(rows: Sequence[Row[Any]], opened_on: date) -> date | None:
    """Return what the latest of the closings and reopenings says."""
    if not rows:
        return None
    through: date | None = rows[0].through
    since: date | None = rows[0].since
    if since is None:
        return through
    return None if since == opened_on else since - timedelta(days=1)


def _closings(rows: Sequence[Row[Any]]) -> Iterator[Closing]:
    """Yield the closings among rows, the latest first; what reopened one comes before it."""
    later: list[Row[Any]] = []
    for row in rows:
        if row.through is None:
            later.append(row)
            continue
        reopened_by = [each.version for each in later if each.since <= row.through]
        seal = msgspec.json.decode(row.seal, type=Seal)
        yield Closing(
            version=row.version,
            position=row.position,
            recorded_at=from_micros(row.recorded_at_micros),
            through=row.through,
            balance_dong=sum(each.dong for each in seal.by_account),
            seal=seal,
            reopened_by=min(reopened_by, default=None),
        )


def _reopened(row: Row[Any]) -> Reopened:
    return from_row(Reopened, row, recorded_at=from_micros(row.recorded_at_micros))
