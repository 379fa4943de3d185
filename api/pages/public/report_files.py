"""The report of any period as a file, for spreadsheets: CSV and XLSX hold the same rows."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from api.documents import tables, workbooks
from api.documents.tables import csv_chunks
from api.documents.workbooks import workbook
from api.pages.public.caching import by_position
from api.pages.public.figure_files import plain
from api.pages.public.report_rows import rows
from api.pages.public.reports import RULE, AskedReport, asked_report
from api.pages.reading import look
from api.serving.rates import costly
from ledger.values import AssociationId

report_files = Blueprint("report_files", __name__)

_WIDTHS = (28, 40, 40, 20, 40)


@report_files.get(f"{RULE}.csv")
@costly
@by_position
def as_csv(association_id: AssociationId) -> ResponseReturnValue:
    """Give the report of a period as CSV, this year without any."""
    with look() as reading:
        found = asked_report(reading, association_id)
    if not isinstance(found, AskedReport):
        return redirect(url_for(".as_csv", association_id=association_id, **found))
    return _file("".join(csv_chunks(rows(found.report))).encode(), tables.MIME_TYPE, found, "csv")


@report_files.get(f"{RULE}.xlsx")
@costly
@by_position
def as_xlsx(association_id: AssociationId) -> ResponseReturnValue:
    """Give the report of a period as XLSX, this year without any."""
    with look() as reading:
        found = asked_report(reading, association_id)
    if not isinstance(found, AskedReport):
        return redirect(url_for(".as_xlsx", association_id=association_id, **found))
    file = workbook(found.query["period"], rows(found.report), bold=(0,), widths=_WIDTHS)
    return _file(file, workbooks.MIME_TYPE, found, "xlsx")


def _file(content: bytes, mime_type: str, found: AskedReport, ending: str) -> Response:
    name, known_at = plain(found.report.association.name), found.report.known_at.position
    saved_as = f"{name}-{plain(found.query['period'])}-{known_at}.{ending}"
    response = Response(content, content_type=mime_type)
    response.headers.set("Content-Disposition", "attachment", filename=saved_as)
    return response
