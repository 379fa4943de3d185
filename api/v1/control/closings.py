"""Closings (khóa sổ): periods are sealed with their balances, and opened again only in public."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from api.auth import may_read
from api.operations.queries import KnownAsked, KnownQuery
from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.closings import PeriodIn, ReopeningIn
from ledger.access import Action
from ledger.fund.control.closing import Reopening
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, StaffId
from projections.control import closings
from projections.control.closings import Closing, Reopened
from projections.views import AsOf

resource = Resource("closings", "Khóa sổ: periods closed and reopened")


class ClosingOut(Closing, frozen=True, kw_only=True):
    """A closing; `recorded_by` is null for those who are not entitled."""

    recorded_by: StaffId | None


class ReopeningOut(Reopened, frozen=True, kw_only=True):
    """A reopening; `recorded_by` is null for those who are not entitled."""

    recorded_by: StaffId | None


class ClosingsOut(msgspec.Struct, frozen=True, kw_only=True):
    """Through which day a fund's books are closed, and how that came, the latest first."""

    closed_through: date | None
    closings: Sequence[ClosingOut]
    reopenings: Sequence[ReopeningOut]
    known_at: AsOf


@resource.write("/funds/<uuid:fund_id>/closings", PeriodIn, Action.CLOSE)
def close_period(command: Command, closing: dict[str, date], fund_id: FundId) -> Receipt:
    """Close the books through a day (khóa sổ): nothing can be dated on it or before any more."""
    return ledger().close_period(command, fund_id, closing["through"])


@resource.write("/funds/<uuid:fund_id>/reopenings", ReopeningIn, Action.REOPEN)
def reopen_period(command: Command, reopening: Reopening, fund_id: FundId) -> Receipt:
    """Open closed books again from a day on, for a reason that everybody can read (mở lại sổ)."""
    return ledger().reopen_period(command, fund_id, reopening)


@resource.read("/funds/<uuid:fund_id>/closings", ClosingsOut, None, query=KnownQuery)
def list_closings(asked: KnownAsked, fund_id: FundId) -> ClosingsOut:
    """List a fund's closings with their seals, as they were known at a position or moment."""
    entitled = may_read(fund_id)
    known_at = known_position(asked.known_at)
    with reading() as state:
        found = closings.of_fund(state, fund_id, known_at=known_at)
        as_of = state.as_of(known_at)
    by = found.by if entitled else {}
    return ClosingsOut(
        closed_through=found.closed_through,
        closings=[
            ClosingOut(**_members(each), recorded_by=by.get(each.version))
            for each in found.closings
        ],
        reopenings=[
            ReopeningOut(**_members(each), recorded_by=by.get(each.version))
            for each in found.reopenings
        ],
        known_at=as_of,
    )


def _members(each: Closing | Reopened) -> dict[str, Any]:
    return msgspec.structs.asdict(each)
