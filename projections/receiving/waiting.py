"""What debits and credits that wait for a person have in common: oldest first, page by page."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Column, ColumnElement, and_, or_, select

from ledger.values import FundId
from projections.views import Reading


def behind(
    reading: Reading, key: Column[UUID], fund_id: FundId, after: UUID | None
) -> Iterator[ColumnElement[bool]]:
    """Yield the condition that a row of the table of a key stands behind one, if one is named.

    It may wait no more. Behind one that the fund never had stand all.
    """
    if after is None:
        return
    t = key.table
    query = select(t.c.effective_on, t.c.position).where(t.c.fund_id == fund_id, key == after)
    last = reading.first(query)
    if last is not None:
        is_later = t.c.effective_on > last.effective_on
        is_same_day = t.c.effective_on == last.effective_on
        yield or_(is_later, and_(is_same_day, t.c.position > last.position))
