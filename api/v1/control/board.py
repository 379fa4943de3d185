"""What a fund's board decides (ban quản lý quỹ): controls, and limits of roles, in public."""

import msgspec

from api.operations.queries import KnownAsked, KnownQuery
from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.funds import ControlsIn, LimitIn
from ledger.access import Action
from ledger.fund.opening import NewControls, NewLimit
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId
from projections.control import board
from projections.control.board import Controls, Limit
from projections.views import AsOf

resource = Resource("board", "Ban quản lý quỹ: controls and limits of a fund")


class ControlsOut(msgspec.Struct, frozen=True, kw_only=True):
    """How a fund is controlled, for everybody to know."""

    controls: Controls
    known_at: AsOf


class LimitsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of a fund's roles, for everybody to know."""

    items: tuple[Limit, ...]
    known_at: AsOf


@resource.write("/funds/<uuid:fund_id>/controls", ControlsIn, Action.SET_CONTROLS)
def set_controls(command: Command, new: NewControls, fund_id: FundId) -> Receipt:
    """Set how a fund is controlled; each setting replaces the one before, whole."""
    return ledger().set_controls(command, fund_id, new)


@resource.read("/funds/<uuid:fund_id>/controls", ControlsOut, None, query=KnownQuery)
def read_controls(asked: KnownAsked, fund_id: FundId) -> ControlsOut:
    """Show how a fund is controlled, as it was known at a position or moment."""
    known_at = known_position(asked.known_at)
    with reading() as state:
        found = board.controls(state, fund_id, known_at=known_at)
        return ControlsOut(controls=found, known_at=state.as_of(known_at))


@resource.write("/funds/<uuid:fund_id>/limits", LimitIn, Action.SET_CONTROLS)
def set_limit(command: Command, new: NewLimit, fund_id: FundId) -> Receipt:
    """Bound what one person of a role may decide on in one step, or lift the bound."""
    return ledger().set_limit(command, fund_id, new)


@resource.read("/funds/<uuid:fund_id>/limits", LimitsOut, None, query=KnownQuery)
def list_limits(asked: KnownAsked, fund_id: FundId) -> LimitsOut:
    """List the limits of a fund's roles, as they were known at a position or moment."""
    known_at = known_position(asked.known_at)
    with reading() as state:
        found = board.limits(state, fund_id, known_at=known_at)
        return LimitsOut(items=found, known_at=state.as_of(known_at))
