"""Events in the stream of one beneficiary (người thụ hưởng): an id, never a name."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event
from ledger.values import AssociationId


class BeneficiaryRegistered(Event, frozen=True, kw_only=True):
    """A recipient became known to an association; the name lies in the people vault."""

    topic: ClassVar[str] = "beneficiary.registered"

    association_id: AssociationId
    effective_on: date


EVENTS = (BeneficiaryRegistered,)
