"""Mobilizations (vận động): appeals with a window and a target."""

from datetime import date
from typing import Any

import msgspec
from uuid_utils.compat import uuid7

from api.operations.queries import KnownAsked, KnownQuery
from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.mobilizations import ClosingIn, MobilizationIn
from ledger.access import Action
from ledger.fund.receiving.mobilizing import NewMobilization
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, MobilizationId
from projections.receiving import mobilizations
from projections.receiving.mobilizations import Mobilization
from projections.views import AsOf

resource = Resource("mobilizations", "Vận động: appeals")


class MobilizationsOut(msgspec.Struct, frozen=True, kw_only=True):
    """A fund's appeals, the latest first."""

    items: tuple[Mobilization, ...]
    known_at: AsOf


@resource.write("/funds/<uuid:fund_id>/mobilizations", MobilizationIn, Action.RECORD)
def launch_mobilization(command: Command, new: dict[str, Any], fund_id: FundId) -> Receipt:
    """Launch an appeal (phát động vận động)."""
    mobilization = NewMobilization(mobilization_id=MobilizationId(uuid7()), **new)
    return ledger().launch_mobilization(command, fund_id, mobilization)


@resource.write(
    "/funds/<uuid:fund_id>/mobilizations/<uuid:mobilization_id>/closing", ClosingIn, Action.RECORD
)
def close_mobilization(
    command: Command, closing: dict[str, date], fund_id: FundId, mobilization_id: MobilizationId
) -> Receipt:
    """Close an appeal on a day."""
    on = closing["effective_on"]
    return ledger().close_mobilization(command, fund_id, mobilization_id, on)


@resource.read("/funds/<uuid:fund_id>/mobilizations", MobilizationsOut, None, query=KnownQuery)
def list_mobilizations(asked: KnownAsked, fund_id: FundId) -> MobilizationsOut:
    """List a fund's appeals with what they raised, as it was known at a position or moment."""
    known_at = known_position(asked.known_at)
    with reading() as state:
        found = mobilizations.of_fund(state, fund_id, known_at=known_at)
        return MobilizationsOut(items=found, known_at=state.as_of(known_at))
