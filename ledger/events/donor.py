"""Events in the stream of one donor (nhà hảo tâm): an id and consents, never a name."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from ledger.events.base import Event
from ledger.values import AssociationId


class Visibility(StrEnum):
    """How a donor's name may appear: as each gift's consent says, or not at all."""

    AS_CONSENTED = "as_consented"
    HIDDEN = "hidden"


class DonorRegistered(Event, frozen=True, kw_only=True):
    """A donor became known to an association; the name lies in the people vault."""

    topic: ClassVar[str] = "donor.registered"

    association_id: AssociationId
    effective_on: date


class VisibilityChanged(Event, frozen=True, kw_only=True):
    """A donor withdrew his name from every page, or gave it back (Law 91/2025, Art. 24)."""

    topic: ClassVar[str] = "donor.visibility_changed"

    visibility: Visibility
    effective_on: date


EVENTS = (DonorRegistered, VisibilityChanged)
