"""Every event of the ledger: the catalogue an auditor reads."""

from ledger.events import access, association, donor, fund
from ledger.events.base import Event, Private

EVENTS: tuple[type[Event], ...] = (
    *association.EVENTS,
    *fund.EVENTS,
    *donor.EVENTS,
    *access.EVENTS,
)

__all__ = ["EVENTS", "Event", "Private", "access", "association", "donor", "fund"]
