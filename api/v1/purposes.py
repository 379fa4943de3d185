"""Purposes of a fund (mục đích): what money can be given for."""

from typing import Any

from uuid_utils.compat import uuid7

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.funds import PurposeIn
from ledger.access import Action
from ledger.commands import Command, Receipt
from ledger.fund.opening import NewPurpose
from ledger.values import FundId, PurposeId

resource = Resource("purposes", "Mục đích: what money can be given for")


@resource.write("/funds/<uuid:fund_id>/purposes", PurposeIn, Action.SET_UP_FUND)
def define_purpose(command: Command, new: dict[str, Any], fund_id: FundId) -> Receipt:
    """Define a purpose that money can be given for."""
    purpose = NewPurpose(purpose=PurposeId(str(uuid7())), **new)
    return ledger().define_purpose(command, fund_id, purpose)
