"""Every event of the ledger: the catalogue an auditor reads."""

from ledger.events import access, association, beneficiary, donor, fund, report
from ledger.events.base import Event, Private

EVENTS: tuple[type[Event], ...] = (
    *association.EVENTS,
    *fund.EVENTS,
    *donor.EVENTS,
    *beneficiary.EVENTS,
    *access.EVENTS,
    *report.EVENTS,
)

__all__ = [
    "EVENTS",
    "Event",
    "Private",
    "access",
    "association",
    "beneficiary",
    "donor",
    "fund",
    "report",
]
