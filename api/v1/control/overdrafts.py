"""Overdrafts (âm quỹ): the days on which an account, a purpose or goods lay below zero."""

from collections.abc import Sequence

import msgspec

from api.operations.queries import KnownAsked, KnownQuery
from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from ledger.values import FundId
from projections.control import overdrafts
from projections.control.overdrafts import Overdraft
from projections.views import AsOf

resource = Resource("overdrafts", "Âm quỹ: days below zero")


class OverdraftsOut(msgspec.Struct, frozen=True, kw_only=True):
    """All overdrafts of a fund, those that began last first."""

    items: Sequence[Overdraft]
    known_at: AsOf


@resource.read("/funds/<uuid:fund_id>/overdrafts", OverdraftsOut, None, query=KnownQuery)
def list_overdrafts(asked: KnownAsked, fund_id: FundId) -> OverdraftsOut:
    """List the days on which a fund was overdrawn, as it was known at a position or moment.

    A fact – a reversal, a fee, a shortage – is recorded whatever is left. What it uncovers stays
    here, whatever came in since.
    """
    known_at = known_position(asked.known_at)
    with reading() as state:
        found = overdrafts.of_fund(state, fund_id, known_at=known_at)
        return OverdraftsOut(items=found, known_at=state.as_of(known_at))
