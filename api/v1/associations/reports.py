"""Reports (báo cáo): what the funds of an association, and of all below it, come to in a period."""

import msgspec

from api.categories import may_see_categories
from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from api.services import kept_reports
from api.v1.schemas.reports import ReportAsked, ReportQuery
from ledger.values import AssociationId
from projections.reports.composing import Asked
from projections.reports.report import Report

resource = Resource("reports", "Báo cáo: the audit report of any association")


@resource.read(
    "/associations/<uuid:association_id>/report", Report, None, query=ReportQuery, is_costly=True
)
def read_report(asked: ReportAsked, association_id: AssociationId) -> Report:
    """Show the report of an association for a period, as it was known at a position or moment.

    Only those who may read there see what is known of the recipients' categories, and how many
    persons they are; everybody does in a published report, as far as it points at nobody. Restated,
    they have to be entitled to read of all that counts by that tree.
    """
    wanted = Asked(
        association_id=association_id,
        first=asked.period.first,
        last=asked.period.last,
        scope=asked.scope,
        known_at=known_position(asked.known_at),
        restated=asked.restated,
    )
    with reading() as state:
        entitled = may_see_categories(state, wanted)
        wanted = msgspec.structs.replace(wanted, with_categories=entitled)
        return kept_reports().report(state, wanted)
