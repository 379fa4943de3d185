"""Pledges (đăng ký ủng hộ): what was promised, and what became of it; never income."""

from datetime import date
from typing import Any

import msgspec
from uuid_utils.compat import uuid7

from api.auth import may_read
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.promises import PledgeIn, PledgesAsked, PledgesQuery, WithdrawalIn
from ledger.access import Action
from ledger.fund.receiving.mobilizing import NewPledge
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, MobilizationId, PledgeId
from projections.receiving import pledges
from projections.receiving.pledges import Asked, PledgePrivate, PublicPledge

resource = Resource("pledges", "Đăng ký ủng hộ: what was promised")

FOR_AN_APPEAL = "/funds/<uuid:fund_id>/mobilizations/<uuid:mobilization_id>/pledges"


class PledgeOut(msgspec.Struct, frozen=True, kw_only=True):
    """A pledge as it stands; `private` is null for those who are not entitled."""

    pledge: PublicPledge
    private: PledgePrivate | None


@resource.write("/funds/<uuid:fund_id>/pledges", PledgeIn, Action.RECORD)
def make_pledge(command: Command, new: dict[str, Any], fund_id: FundId) -> Receipt:
    """Note a pledge to the fund, for no appeal."""
    return ledger().make_pledge(command, fund_id, NewPledge(pledge_id=PledgeId(uuid7()), **new))


@resource.write(FOR_AN_APPEAL, PledgeIn, Action.RECORD)
def make_pledge_for_appeal(
    command: Command, new: dict[str, Any], fund_id: FundId, mobilization_id: MobilizationId
) -> Receipt:
    """Note a pledge for an appeal."""
    pledge_id = PledgeId(uuid7())
    pledge = NewPledge(pledge_id=pledge_id, mobilization_id=mobilization_id, **new)
    return ledger().make_pledge(command, fund_id, pledge)


@resource.write(
    "/funds/<uuid:fund_id>/pledges/<uuid:pledge_id>/withdrawal", WithdrawalIn, Action.RECORD
)
def withdraw_pledge(
    command: Command, withdrawal: dict[str, date], fund_id: FundId, pledge_id: PledgeId
) -> Receipt:
    """Note that what is outstanding of a pledge, for an appeal or none, will not be given."""
    return ledger().withdraw_pledge(command, fund_id, pledge_id, withdrawal["effective_on"])


@resource.read("/funds/<uuid:fund_id>/pledges", ListOut[PledgeOut], None, query=PledgesQuery)
def list_pledges(asked: PledgesAsked, fund_id: FundId) -> ListOut[PledgeOut]:
    """List a fund's pledges as they stood on a day and were known, the latest recorded first."""
    entitled = may_read(fund_id)
    known_at = known_position(asked.known_at)
    today = ledger().desk().today
    with reading() as state:
        wanted = Asked(
            on=asked.as_of or today,
            mobilization_id=asked.mobilization,
            status=asked.status,
            known_at=state.as_of(known_at).position,
            after=asked.after,
            limit=asked.limit,
        )
        found = pledges.private_pledges(state, fund_id, wanted)
    return ListOut(
        items=[
            PledgeOut(pledge=each.pledge, private=each.private if entitled else None)
            for each in found.items
        ],
        next_cursor=next_cursor(found.after, found.as_of.position),
        known_at=found.as_of,
    )
