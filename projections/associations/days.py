"""The tree of associations on one day, read as far as a page of it needs and no further.

What hangs where on a day follows from the decisions on it and on whatever it hung below
(`places.Places`); of a nation's thousands a page needs those of its own units, and of what stands
or stood above them.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, or_, select

from ledger.values import Level
from projections.associations.places import Decided, Places
from projections.tables import bulk
from projections.views import Reading

_AT_ONCE_MIN = 100
"""So many are read at the least, where some of those that are read may hang elsewhere."""


class Standing(NamedTuple):
    """An association as it stood on a day: its row, what it was called, and below whom it hung."""

    row: Row[Any]
    name: str
    parent_id: UUID | None


def standing(
    reading: Reading, query: Select[Any], on: date, most: int, parent_id: UUID | None = None
) -> list[Standing]:
    """Return the first who were there on a day, below a parent if one is given.

    `query` selects from the table of associations, in the order of their positions.
    """
    a = reading.tables.associations
    there = query.where(a.c.effective_on <= on, or_(a.c.ended_on.is_(None), a.c.ended_on > on))
    if parent_id is None:
        rows = reading.all(there.limit(most))
        parents = _parents(reading, rows, on)
    else:
        rows = list(_below(reading, there, on, most, parent_id))
        parents = dict.fromkeys((row.association_id for row in rows), parent_id)
    names = _names(reading, rows, on)
    return [Standing(row, names[row.association_id], parents[row.association_id]) for row in rows]


def _below(
    reading: Reading, there: Select[Any], on: date, most: int, parent_id: UUID
) -> Iterator[Row[Any]]:
    """Yield the first of those who hung below a parent, however many once did."""
    a, p = reading.tables.associations, reading.tables.association_places
    stood_for = _stood_for(reading, parent_id, on)
    ever = select(p.c.association_id).where(
        bulk.among(reading.connection, p.c.parent_id, stood_for), ~p.c.ends
    )
    candidates = there.where(a.c.association_id.in_(ever))
    at_once = max(most, _AT_ONCE_MIN)
    found, after = 0, 0
    while found < most:
        rows = reading.all(candidates.where(a.c.position > after).limit(at_once))
        parents = _parents(reading, rows, on)
        below = [row for row in rows if parents[row.association_id] == parent_id]
        yield from below[: most - found]
        if len(rows) < at_once:
            return
        found, after = found + len(below), rows[-1].position


def _stood_for(reading: Reading, parent_id: UUID, on: date) -> Collection[UUID]:
    """Return a parent with all below whom one may hang who hangs below it on a day.

    Those are whom it succeeded, and those that ended below it without an heir; and so on.
    """
    p = reading.tables.association_places
    found, news = {parent_id}, {parent_id}
    ended = select(p.c.association_id).where(p.c.ends, p.c.effective_on <= on)
    while news:
        hung = select(p.c.association_id).where(bulk.among(reading.connection, p.c.parent_id, news))
        rows = reading.all(ended.where(p.c.association_id.in_(hung)))
        news = {row.association_id for row in rows} - found
        found |= news
    return found


def _parents(reading: Reading, rows: Iterable[Row[Any]], on: date) -> dict[UUID, UUID | None]:
    ids = [row.association_id for row in rows]
    places = _around(reading, ids)
    return {each: places.parent(each, on) for each in ids}


def _around(reading: Reading, association_ids: Collection[UUID]) -> Places:
    """Return where these hang on any day, with all that ever stood above them."""
    a, p = reading.tables.associations, reading.tables.association_places
    about = select(p.c.association_id, p.c.parent_id, p.c.effective_on, p.c.ends, a.c.level).join(
        a, a.c.association_id == p.c.association_id
    )
    decided: list[Decided] = []
    levels: dict[UUID, Level] = {}
    news = set(association_ids)
    while news:
        among = bulk.among(reading.connection, p.c.association_id, news)
        rows = reading.all(about.where(among).order_by(p.c.effective_on, p.c.position))
        for row in rows:
            decided.append(Decided(row.association_id, row.parent_id, row.effective_on, row.ends))
            levels[row.association_id] = Level(row.level)
        news = {row.parent_id for row in rows if row.parent_id is not None} - levels.keys()
    return Places(decided, levels)


def _names(reading: Reading, rows: Iterable[Row[Any]], on: date) -> dict[UUID, str]:
    """Return what associations were called on a day."""
    n = reading.tables.association_names
    ids = [row.association_id for row in rows]
    called = select(n.c.association_id, n.c.name).where(
        bulk.among(reading.connection, n.c.association_id, ids), n.c.effective_on <= on
    )
    found = reading.all(called.order_by(n.c.effective_on, n.c.position))
    return {row.association_id: row.name for row in found}
