"""One beneficiary: an id, who registered it, and whether it asked to be forgotten."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors import DatedAhead
from ledger.events.base import Event
from ledger.events.beneficiary import (
    AwardNamingConsentGiven,
    AwardNamingConsentWithdrawn,
    BeneficiaryErased,
    BeneficiaryErasureRequested,
    BeneficiaryErasureWithdrawn,
    BeneficiaryRegistered,
)
from ledger.values import AssociationId, Standing


class Beneficiary(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of a beneficiary."""

    association_id: AssociationId
    standing: Standing = Standing.KNOWN
    erasures: int = 0


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
    replace = msgspec.structs.replace
    if beneficiary is None:
        assert isinstance(event, BeneficiaryRegistered)
        return Beneficiary(association_id=event.association_id)
    match event:
        case AwardNamingConsentGiven() | AwardNamingConsentWithdrawn():
            return beneficiary
        case BeneficiaryErasureRequested():
            return replace(beneficiary, standing=Standing.RESTRICTED, erasures=event.attempt)
        case BeneficiaryErasureWithdrawn():
            return replace(beneficiary, standing=Standing.KNOWN)
        case BeneficiaryErased():
            return replace(beneficiary, standing=Standing.ERASED)
        case _:
            raise AssertionError(event.topic)
