"""What an association told of itself, whatever it is: page by page, the latest first."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Column, Row, select

from ledger.errors.missing import AssociationNotFound
from ledger.values import AssociationId
from projections.answers import latest_first
from projections.views import Reading


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which page, as it was known at a position; `after` is where the page before ended."""

    known_at: int | None = None
    after: int | None = None
    limit: int = 100


def latest(
    reading: Reading, columns: Iterable[Column[Any]], association_id: AssociationId, asked: Asked
) -> list[Row[Any]]:
    """Return these columns of a page of what an association told, and one row more if there is.

    Raises `PositionNotFound`, `AssociationNotFound`.
    """
    a = reading.tables.associations.c
    known_at = reading.as_of(asked.known_at).position
    this = select(a.association_id).where(
        a.association_id == association_id, a.position <= known_at
    )
    if reading.first(this) is None:
        raise AssociationNotFound("association_id")
    query = select(*columns)
    of = query.selected_columns
    query = query.where(of.association_id == association_id, of.position <= known_at)
    return reading.all(latest_first(query, of.position, asked.after, asked.limit))
