"""What an association was called, hung under and ended in, each since a day, by a decision."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, Table, select

from ledger.errors.missing import AssociationNotFound
from ledger.values import AssociationId
from projections.answers import from_row
from projections.views import Reading


class DatedName(msgspec.Struct, frozen=True, kw_only=True):
    """A name and since when; the first has no decision."""

    name: str
    effective_on: date
    decision_number: str | None


class DatedParent(msgspec.Struct, frozen=True, kw_only=True):
    """A parent and since when; the first has no decision, the central association no parent."""

    parent_id: AssociationId | None
    effective_on: date
    decision_number: str | None


class Heir(msgspec.Struct, frozen=True, kw_only=True):
    """Who succeeds an association, and with what share of it, in millionths."""

    association_id: AssociationId
    name: str
    share_millionths: int


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """That an association is no more from a day on, and who succeeds it: nobody if dissolved."""

    effective_on: date
    decision_number: str
    successors: tuple[Heir, ...]


def names(
    reading: Reading, association_id: AssociationId, *, known_at: int | None = None
) -> tuple[DatedName, ...]:
    """Return an association's names by day, as known at a position.

    Raises `PositionNotFound`, `AssociationNotFound`.
    """
    dated = reading.tables.association_names
    return tuple(
        from_row(DatedName, row) for row in _dated(reading, dated, association_id, known_at)
    )


def parents(
    reading: Reading, association_id: AssociationId, *, known_at: int | None = None
) -> tuple[DatedParent, ...]:
    """Return what an association hung under by day, as known at a position.

    Raises `PositionNotFound`, `AssociationNotFound`.
    """
    dated = reading.tables.association_places
    return tuple(
        from_row(DatedParent, row)
        for row in _dated(reading, dated, association_id, known_at)
        if not row.ends
    )


def _dated(
    reading: Reading, dated: Table, association_id: AssociationId, known_at: int | None
) -> list[Row[Any]]:
    known = reading.as_of(known_at).position
    query = select(dated).where(dated.c.association_id == association_id, dated.c.position <= known)
    rows = reading.all(query.order_by(dated.c.effective_on, dated.c.position))
    if not rows:
        raise AssociationNotFound("association_id")
    return rows


def ending(
    reading: Reading, association_id: AssociationId, *, known_at: int | None = None
) -> Ending | None:
    """Return how an association ended or will, as known at a position; None if it stands.

    Raises `PositionNotFound`. The names of successors are those of today.
    """
    t = reading.tables
    a, p, s = t.associations, t.association_places, t.successions
    known = reading.as_of(known_at).position
    end = reading.first(
        select(p).where(p.c.association_id == association_id, p.c.ends, p.c.position <= known)
    )
    if end is None:
        return None
    rows = reading.all(
        select(s.c.successor_id, s.c.share_millionths, a.c.name)
        .join(a, a.c.association_id == s.c.successor_id)
        .where(s.c.association_id == association_id)
        .order_by(s.c.number)
    )
    heirs = (
        Heir(association_id=row.successor_id, name=row.name, share_millionths=row.share_millionths)
        for row in rows
    )
    return Ending(
        effective_on=end.effective_on,
        decision_number=end.decision_number,
        successors=tuple(heirs),
    )


def is_heir(reading: Reading, association_id: AssociationId) -> bool:
    """Tell whether an association succeeds others."""
    s = reading.tables.successions
    query = select(s.c.association_id).where(s.c.successor_id == association_id)
    return reading.first(query.limit(1)) is not None
