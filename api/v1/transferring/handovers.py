"""Handovers (bàn giao quỹ): a fund whose association ended goes to its successors' funds."""

from collections.abc import Sequence
from typing import Any

import msgspec
from uuid_utils.compat import uuid7

from api.operations.queries import KnownAsked, KnownQuery
from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.reorganisations import HandoverIn
from ledger.access import Action
from ledger.fund.handing_over.handovers import Handover
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, HandoverId
from projections.transferring import handovers
from projections.transferring.handovers import PublicHandover
from projections.views import AsOf

resource = Resource("handovers", "Bàn giao: a fund goes to its heirs")


class HandoversOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a fund took over and handed over, in the order of the log."""

    items: Sequence[PublicHandover]
    known_at: AsOf


@resource.write("/funds/<uuid:fund_id>/handover", HandoverIn, Action.TRANSFER)
def hand_over_fund(command: Command, handover: dict[str, Any], fund_id: FundId) -> Receipt:
    """Hand a fund over to funds of its association's successors, all of it, to the đồng.

    Own money and goods are divided by the shares of the succession; what is owed, promised or
    approved goes undivided to the heir with the largest share.
    """
    heirs = tuple(handover.pop("heirs"))
    made = Handover(handover_id=HandoverId(uuid7()), heirs=heirs, **handover)
    return ledger().hand_over_fund(command, fund_id, made)


@resource.read("/funds/<uuid:fund_id>/handovers", HandoversOut, None, query=KnownQuery)
def list_handovers(asked: KnownAsked, fund_id: FundId) -> HandoversOut:
    """List what a fund took over and handed over, as was known at a position or moment."""
    known_at = known_position(asked.known_at)
    with reading() as state:
        found = handovers.of_fund(state, fund_id, known_at=known_at)
        return HandoversOut(items=found, known_at=state.as_of(known_at))
