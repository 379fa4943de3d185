"""One donor: an id, who registered it, and whether its name may appear at all."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors import DatedAhead
from ledger.events.base import Event
from ledger.events.donor import DonorRegistered, Visibility, VisibilityChanged
from ledger.values import AssociationId


class Donor(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of a donor."""

    association_id: AssociationId
    visibility: Visibility = Visibility.AS_CONSENTED


def register(
    association_id: AssociationId, effective_on: date, context: Context
) -> DonorRegistered:
    """Register a donor whose name is in the vault already, or raise `DatedAhead`."""
    _check(effective_on, context)
    return DonorRegistered(
        association_id=association_id, effective_on=effective_on, private=context.private
    )


def change_visibility(
    visibility: Visibility, effective_on: date, context: Context
) -> VisibilityChanged:
    """Hide a donor's name everywhere, or let each gift's consent speak, or raise `DatedAhead`."""
    _check(effective_on, context)
    return VisibilityChanged(
        visibility=visibility, effective_on=effective_on, private=context.private
    )


def evolve(donor: Donor | None, event: Event) -> Donor:
    """Return the donor after `event`."""
    if donor is None:
        assert isinstance(event, DonorRegistered)
        return Donor(association_id=event.association_id)
    assert isinstance(event, VisibilityChanged)
    return msgspec.structs.replace(donor, visibility=event.visibility)


def _check(effective_on: date, context: Context) -> None:
    if effective_on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
