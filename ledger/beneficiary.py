"""One beneficiary: an id, and who registered it."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors import DatedAhead
from ledger.events.base import Event
from ledger.events.beneficiary import BeneficiaryRegistered
from ledger.values import AssociationId


class Beneficiary(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of a beneficiary."""

    association_id: AssociationId


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
    assert beneficiary is None, "a beneficiary's stream holds one event so far"
    assert isinstance(event, BeneficiaryRegistered)
    return Beneficiary(association_id=event.association_id)
