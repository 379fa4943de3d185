"""Entries of a bank account that came from no statement: a statement may bring them once more."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, case, func, select, true

from ledger.events.fund.correcting import MATCHABLE
from ledger.values import AccountId, FundId
from projections.views import Reading

_TOPICS = tuple(event.topic for event in MATCHABLE)


class ByHand(msgspec.Struct, frozen=True, kw_only=True):
    """An entry somebody wrote (private): `dong` came into the account, or (negative) left it.

    `happened_on` is the bank's day: where it was booked later, because that was closed, its own.
    """

    entry: int
    topic: str
    dong: int
    happened_on: date


def of_account(
    reading: Reading, fund_id: FundId, account_id: AccountId, since: date, until: date
) -> tuple[ByHand, ...]:
    """Return the standing entries of what happened on these days to an account, by the day.

    Left out is what a row of a statement is behind already: because it was matched, by its memo, by
    that of the entry it corrects, or as the debit that it explains. A row of another account, from
    which an entry was corrected to this one, is no row of this one.
    """
    e, p = reading.tables.entries, reading.tables.postings
    moved = select(p.c.position, func.sum(p.c.amount).label("dong")).where(
        p.c.fund_id == fund_id, p.c.account_id == account_id
    )
    on_time = moved.where(p.c.effective_on.between(since, until))
    found = _found(reading, fund_id, account_id, on_time, e.c.occurred_on.is_(None))
    late = select(e.c.position).where(e.c.fund_id == fund_id, e.c.occurred_on.between(since, until))
    if reading.first(late.limit(1)) is not None:  # mostly there is none, and to look is quick
        moved_late = moved.where(p.c.position.in_(late))
        found += _found(reading, fund_id, account_id, moved_late, true())
    return tuple(
        ByHand(entry=row.version, topic=row.topic, dong=int(row.dong), happened_on=row.happened_on)
        for row in sorted(found, key=lambda row: (row.happened_on, row.position))
        if not row.is_told or not _began_here(reading, fund_id, account_id, row.corrects)
    )


def _found(
    reading: Reading,
    fund_id: FundId,
    account_id: AccountId,
    moved: Select[Any],
    is_of_these: ColumnElement[bool],
) -> list[Row[Any]]:
    e, m = reading.tables.entries, reading.tables.matches
    first = reading.tables.entries.alias()
    is_told = e.c.memo_id.is_not(None) | first.c.memo_id.is_not(None)
    by = moved.group_by(reading.tables.postings.c.position).subquery()
    is_matched = (
        (m.c.fund_id == e.c.fund_id) & (m.c.entry == e.c.version) & (m.c.account_id == account_id)
    )
    is_first = (first.c.fund_id == e.c.fund_id) & (first.c.version == e.c.corrects)
    query = (
        select(
            e.c.version,
            e.c.topic,
            func.coalesce(e.c.occurred_on, e.c.effective_on).label("happened_on"),
            e.c.position,
            by.c.dong,
            e.c.corrects,
            case((is_told, True), else_=False).label("is_told"),
        )
        .select_from(
            e.join(by, e.c.position == by.c.position)
            .outerjoin(first, is_first)
            .outerjoin(m, is_matched)
        )
        .where(
            e.c.fund_id == fund_id,
            is_of_these,
            e.c.topic.in_(_TOPICS),
            m.c.entry.is_(None),
            ~is_told | e.c.corrects.is_not(None),
            e.c.reversed_by.is_(None),
            by.c.dong != 0,
            (by.c.dong > 0) | e.c.debit_id.is_(None),
        )
    )
    return reading.all(query)


def _began_here(reading: Reading, fund_id: FundId, account_id: AccountId, corrects: int) -> bool:
    """Tell whether the first of the entries that were corrected one by another moved an account."""
    e, p = reading.tables.entries, reading.tables.postings
    entry = select(e.c.position, e.c.corrects).where(e.c.fund_id == fund_id)
    first = reading.first(entry.where(e.c.version == corrects))
    assert first is not None, "what was corrected stays in the book"
    if first.corrects is not None:
        return _began_here(reading, fund_id, account_id, first.corrects)
    line = select(p.c.line).where(
        p.c.fund_id == fund_id, p.c.position == first.position, p.c.account_id == account_id
    )
    return reading.first(line.limit(1)) is not None
