"""Releases (giải tỏa mục đích): money of a gift serves another purpose, as its donor agreed."""

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.funds import ReleaseIn
from ledger.access import Action
from ledger.fund.restricting import Release
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId

resource = Resource("releases", "Giải tỏa mục đích: money that serves another purpose")


@resource.write("/funds/<uuid:fund_id>/releases", ReleaseIn, Action.RELEASE)
def release_purpose(command: Command, new: Release, fund_id: FundId) -> Receipt:
    """Release a part of a gift from its purpose; the donor's consent names gift and purpose."""
    return ledger().release_purpose(command, fund_id, new)
