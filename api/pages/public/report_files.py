"""The report of any period as a file, for spreadsheets: CSV and XLSX hold the same rows."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from api.documents import tables, workbooks
from api.pages.public.caching import by_position
from api.pages.public.figure_files import plain
from api.pages.public.report_tables import as_csv, as_xlsx
from api.pages.public.reports import RULE, AskedReport, asked_report
from api.pages.reading import look
from api.serving.rates import costly
from ledger.values import AssociationId

report_files = Blueprint("report_files", __name__)


@report_files.get(f"{RULE}.csv")
@costly
@by_position
def csv_file(association_id: AssociationId) -> ResponseReturnValue:
    """Give the report of a period as CSV, this year without any."""
    with look() as reading:
        found = asked_report(reading, association_id)
    if not isinstance(found, AskedReport):
        return redirect(url_for(".csv_file", association_id=association_id, **found))
    return _file(as_csv(found.report), tables.MIME_TYPE, found, "csv")


@report_files.get(f"{RULE}.xlsx")
@costly
@by_position
def xlsx_file(association_id: AssociationId) -> ResponseReturnValue:
    """Give the report of a period as XLSX, this year without any."""
    with look() as reading:
        found = asked_report(reading, association_id)
    if not isinstance(found, AskedReport):
        return redirect(url_for(".xlsx_file", association_id=association_id, **found))
    file = as_xlsx(found.report, found.query["period"])
    return _file(file, workbooks.MIME_TYPE, found, "xlsx")


def _file(content: bytes, mime_type: str, found: AskedReport, ending: str) -> Response:
    name, known_at = plain(found.report.association.name), found.report.known_at.position
    saved_as = f"{name}-{plain(found.query['period'])}-{known_at}.{ending}"
    response = Response(content, content_type=mime_type)
    response.headers.set("Content-Disposition", "attachment", filename=saved_as)
    return response
