"""Purposes of a fund (mục đích): what money can be given for, and what is left of it."""

from typing import Any

from uuid_utils.compat import uuid7

from api.auth import may_read
from api.operations.queries import KnownAsked, KnownQuery
from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.funds import PurposeIn
from ledger.access import Action
from ledger.fund.opening import NewPurpose
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, PurposeId
from projections.restricted import purposes
from projections.restricted.purposes import Purposes

resource = Resource("purposes", "Mục đích: what money can be given for")


@resource.write("/funds/<uuid:fund_id>/purposes", PurposeIn, Action.SET_UP_FUND)
def define_purpose(command: Command, new: dict[str, Any], fund_id: FundId) -> Receipt:
    """Define a purpose that money can be given for, and what it may be spent on."""
    purpose = NewPurpose(purpose=PurposeId(str(uuid7())), **new)
    return ledger().define_purpose(command, fund_id, purpose)


@resource.read("/funds/<uuid:fund_id>/purposes", Purposes, None, query=KnownQuery)
def list_purposes(asked: KnownAsked, fund_id: FundId) -> Purposes:
    """List a fund's purposes with what is left of each, as known at a position or moment.

    For whom and where their money is, only those who may read there are told.
    """
    entitled = may_read(fund_id)
    known_at = known_position(asked.known_at)
    today = ledger().desk().today
    with reading() as state:
        return purposes.of_fund(state, fund_id, today=today, known_at=known_at, entitled=entitled)
