"""The report of an association over all days there are."""

from datetime import date

from ledger.values import AssociationId
from projections.reports.composing import Asked, report
from projections.reports.report import Report
from projections.views import Reading


def ever(reading: Reading, association_id: AssociationId) -> Report:
    """Return what an association and all below it ever did, and hold."""
    first, last = date(1900, 1, 1), date(2199, 12, 31)
    return report(reading, Asked(association_id=association_id, first=first, last=last))
