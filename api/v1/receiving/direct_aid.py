"""Direct aid (trao trực tiếp): help that an appeal brought about and that never entered a fund."""

from collections.abc import Sequence
from typing import Any

import msgspec

from api.auth import may_read
from api.operations.queries import KnownAsked, KnownQuery
from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.promises import DirectAidIn
from ledger.access import Action
from ledger.fund.receiving.mobilizing import DirectAid
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, MobilizationId
from projections.receiving import direct_aid
from projections.receiving.direct_aid import AidPrivate, PublicAid
from projections.views import AsOf

resource = Resource("direct-aid", "Trao trực tiếp: help beside the fund")

OF_AN_APPEAL = "/funds/<uuid:fund_id>/mobilizations/<uuid:mobilization_id>/direct-aid"


class AidOut(msgspec.Struct, frozen=True, kw_only=True):
    """Help that was reported; `private` is null for those who are not entitled."""

    aid: PublicAid
    private: AidPrivate | None


class AidsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The help that an appeal brought about, the latest first."""

    items: Sequence[AidOut]
    known_at: AsOf


@resource.write(OF_AN_APPEAL, DirectAidIn, Action.RECORD)
def report_direct_aid(
    command: Command, aid: dict[str, Any], fund_id: FundId, mobilization_id: MobilizationId
) -> Receipt:
    """Report help that never entered the fund: mobilised, and nothing else."""
    reported = DirectAid(mobilization_id=mobilization_id, **aid)
    return ledger().report_direct_aid(command, fund_id, reported)


@resource.read(OF_AN_APPEAL, AidsOut, None, query=KnownQuery)
def list_direct_aid(asked: KnownAsked, fund_id: FundId, mobilization_id: MobilizationId) -> AidsOut:
    """List the help that an appeal brought about, as it was known at a position or moment."""
    entitled = may_read(fund_id)
    known_at = known_position(asked.known_at)
    with reading() as state:
        found = direct_aid.of_appeal(state, fund_id, mobilization_id, known_at=known_at)
        as_of = state.as_of(known_at)
    return AidsOut(
        items=[AidOut(aid=each.aid, private=each.private if entitled else None) for each in found],
        known_at=as_of,
    )
