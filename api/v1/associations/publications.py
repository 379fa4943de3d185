"""Published reports (báo cáo đã công bố): the same bytes for ever, and what was restated since."""

import msgspec
from flask import Response, request

from api.auth import require_person
from api.operations.openapi import JSON
from api.operations.queries import KnownAsked, KnownQuery, PageAsked, PageQuery
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.publishing import publish
from api.services import kept_reports, ledger
from api.v1.schemas.reports import PublicationAsked, PublicationIn
from ledger.access import Action
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId, ReportId
from projections.reports import publishing
from projections.reports.composing import Asked
from projections.reports.publishing import Difference, Publication
from projections.reports.report import Report
from projections.views import AsOf

resource = Resource("publications", "Công bố báo cáo: reports published for ever")


class RestatementOut(msgspec.Struct, frozen=True, kw_only=True):
    """What of a published report is another, as it was known at a position or is known now.

    `figure` is a path in the report; what it names in brackets is a kind, a level, an association.
    """

    report_id: ReportId
    published_at: int
    known_at: AsOf
    differences: tuple[Difference, ...]


@resource.write("/reports", PublicationIn, Action.PUBLISH)
def publish_report(command: Command, asked: PublicationAsked) -> Receipt:
    """Publish a report of an association: as it is known now, or was at a position.

    Of categories it shows nothing that points at one to four recipients, nor, beside the public
    payments, at the tags of a single one: a category stands with others in a line without tags, or
    `luot` and `amount` are null, or `by_category` is.
    """
    require_person().require(Action.PUBLISH, asked.association_id)  # before any work is done
    return publish(command, asked)


@resource.read("/reports/<uuid:report_id>", Report, None, is_tagged=True)
def read_published_report(_: object, report_id: ReportId) -> Response:
    """Give a published report, byte for byte as it was published; its ETag is their SHA-256."""
    published = ledger().published_report(report_id)
    # Not `make_conditional`: it would weigh If-Match, too, which is for what changes the book.
    is_known = request.if_none_match.contains(published.digest)
    response = (
        Response(status=304)
        if is_known
        else Response(published.content.encode(), content_type=JSON)
    )
    response.set_etag(published.digest)
    return response


@resource.read(
    "/reports/<uuid:report_id>/restatement", RestatementOut, None, query=KnownQuery, is_costly=True
)
def read_restatement(asked: KnownAsked, report_id: ReportId) -> RestatementOut:
    """Show in which figures a published report is another by now, or was at a position."""
    published = ledger().published_report(report_id)
    known_at = known_position(asked.known_at)
    with reading() as state:
        wanted = Asked(
            association_id=published.association_id,
            first=published.first,
            last=published.last,
            scope=published.scope,
            known_at=known_at,
            restated=published.restated,
        )
        restated = kept_reports().report(state, wanted)
    return RestatementOut(
        report_id=report_id,
        published_at=published.known_at,
        known_at=restated.known_at,
        differences=publishing.restated_since(published.content.encode(), restated),
    )


@resource.read(
    "/associations/<uuid:association_id>/reports", ListOut[Publication], None, query=PageQuery
)
def list_publications(asked: PageAsked, association_id: AssociationId) -> ListOut[Publication]:
    """List the published reports of an association, the latest first."""
    with reading() as state:
        found = publishing.of_association(
            state, association_id, after=asked.after, limit=asked.limit
        )
    return ListOut(items=found.items, next_cursor=next_cursor(found.after), known_at=found.as_of)
