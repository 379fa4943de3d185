"""One beneficiary: an id, who registered it, who it turned out to be, and whether to forget it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from ledger.context import Context
from ledger.errors.money import DatedAhead
from ledger.events.base import Event
from ledger.events.beneficiary import (
    AwardNamingConsentGiven,
    AwardNamingConsentWithdrawn,
    BeneficiaryErased,
    BeneficiaryErasureRequested,
    BeneficiaryErasureWithdrawn,
    BeneficiaryMerged,
    BeneficiaryMergeUndone,
    BeneficiaryRegistered,
    BeneficiaryRepresentativeErased,
)
from ledger.values import AssociationId, BeneficiaryId, Standing


class Beneficiary(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of a beneficiary; `members` are those that turned out to be this one."""

    association_id: AssociationId
    members: frozenset[BeneficiaryId] = frozenset()
    standing: Standing = Standing.KNOWN
    erasures: int = 0
    representative_erased: bool = False


def register(
    association_id: AssociationId, effective_on: date, context: Context
) -> BeneficiaryRegistered:
    """Register a recipient whose name is in the vault already, or raise `DatedAhead`."""
    if effective_on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
    return BeneficiaryRegistered(
        association_id=association_id, effective_on=effective_on, private=context.private
    )


def evolve(beneficiary: Beneficiary | None, event: Event) -> Beneficiary:
    """Return the beneficiary after `event`."""
    if beneficiary is None:
        assert isinstance(event, BeneficiaryRegistered)
        return Beneficiary(association_id=event.association_id)
    return msgspec.structs.replace(beneficiary, **_CHANGES[type(event)](beneficiary, event))


_CHANGES: dict[type[Event], Callable[[Beneficiary, Any], dict[str, Any]]] = {
    # With which awards a recipient is named, no decision asks.
    AwardNamingConsentGiven: lambda *_: {},
    AwardNamingConsentWithdrawn: lambda *_: {},
    BeneficiaryMerged: lambda one, event: {
        "members": one.members | {BeneficiaryId(event.private.other_id)}
    },
    BeneficiaryMergeUndone: lambda one, event: {
        "members": one.members - {BeneficiaryId(event.private.other_id)}
    },
    BeneficiaryErasureRequested: lambda _, event: {
        "standing": Standing.RESTRICTED,
        "erasures": event.attempt,
    },
    BeneficiaryErasureWithdrawn: lambda *_: {"standing": Standing.KNOWN},
    BeneficiaryErased: lambda *_: {"standing": Standing.ERASED},
    BeneficiaryRepresentativeErased: lambda *_: {"representative_erased": True},
}
