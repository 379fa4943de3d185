"""Published reports at pages: each as it was published, for ever, and what is another by now."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from flask import Blueprint, render_template, url_for

from api.pages.links import trail
from api.pages.public import figures
from api.pages.public.caching import by_position
from api.pages.reading import as_of, look
from api.periods import Period, written
from api.services import kept_reports, ledger
from api.serving.rates import costly
from ledger.errors.missing import ReportNotFound
from ledger.values import AssociationId, ReportId
from projections.errors import ProjectionsBehind
from projections.reports import publishing
from projections.reports.composing import Asked
from projections.reports.money import GoodsFlow
from projections.reports.publishing import Publication
from projections.reports.report import Report
from projections.views import Reading

publications = Blueprint("publications", __name__)

LISTED = 10
_IN_A_PERCENT = 10_000
_IN_A_UNIT = 1_000
_TOTALS = ("cash.opening", "mobilized.total", "supported.total", "cash.closing")


@publications.get("/reports/<uuid:report_id>")
@costly
@by_position
def show(report_id: ReportId) -> str:
    """Show a published report: its figures, its position, its digest, and what differs by now."""
    published = ledger().published_report(report_id)
    asked = Asked(
        association_id=published.association_id,
        first=published.first,
        last=published.last,
        scope=published.scope,
        known_at=None,
        restated=published.restated,
    )
    with look() as reading:
        publication = _publication(reading, report_id)
        whose = figures.line_of(reading, published.association_id)
        same = publishing.earlier(reading, asked)
        now = kept_reports().report(reading, asked)
        known = as_of(reading)
    report = _as_published(published.content)
    last = same[-1]
    return render_template(
        "public/publication.html",
        trail=trail(whose),
        publication=publication,
        period=period_of(published.first, published.last),
        name=whose[-1].name if report is None else report.association.name,
        report=report,
        **({} if report is None else shown(report)),
        as_of=known,
        later=None if last.report_id == report_id else _link(last),
        **_restated(published.content, now),
        restatement_href=url_for("publications.read_restatement", report_id=report_id),
        bytes_href=url_for("publications.read_published_report", report_id=report_id),
        report_href=report_href(asked),
    )


def shown(report: Report) -> dict[str, Any]:
    """Return what the figures of a report are shown with: quantities of goods, and shares."""
    return {"goods": [_goods(each) for each in report.in_kind.goods], "shares": _shares(report)}


def last_published(reading: Reading, asked: Asked, now: Report) -> dict[str, Any] | None:
    """Return when this very report was published last, and what of it is another by now."""
    earlier = publishing.earlier(reading, asked)
    if not earlier:
        return None
    last = earlier[-1]
    content = ledger().published_report(last.report_id).content
    return {
        **_link(last),
        "restatement_href": url_for("publications.read_restatement", report_id=last.report_id),
        **_restated(content, now),
    }


def latest(reading: Reading, association_id: AssociationId) -> list[dict[str, Any]]:
    """Return the latest published reports of an association, of whatever days."""
    found = publishing.of_association(reading, association_id, after=None, limit=LISTED)
    return [_link(each) for each in found.items]


def period_of(first: date, last: date) -> str:
    """Return how a period of these days is written."""
    return written(Period(first, last))


def report_href(asked: Asked) -> str:
    """Return where a report is shown as it is known now."""
    query: dict[str, Any] = {
        "association_id": asked.association_id,
        "period": period_of(asked.first, asked.last),
        "scope": asked.scope,
    }
    if asked.restated is not None:
        query["restated"] = asked.restated.isoformat()
    return url_for("pages.reports.show", **query)


def _publication(reading: Reading, report_id: ReportId) -> Publication:
    """Return what the read models know of a report that is in the log, or is on its way to them."""
    try:
        return publishing.publication(reading, report_id)
    except ReportNotFound:
        raise ProjectionsBehind("report_id") from None


def _link(published: Publication) -> dict[str, Any]:
    return {
        "on": published.published_on,
        "period": period_of(published.first, published.last),
        "scope": published.scope,
        "restated_on": published.restated,
        "known_at": published.known_at,
        "digest": published.digest,
        "href": url_for("pages.publications.show", report_id=published.report_id),
    }


def _restated(content: str, now: Report) -> dict[str, Any]:
    """Return which totals are others by now, and how many other figures."""
    restated = publishing.restated_since(content.encode(), now)
    totals = [
        each
        for each in restated
        if each.figure in _TOTALS and each.published is not None and each.restated is not None
    ]
    return {"restated": totals, "others": len(restated) - len(totals)}


def _as_published(content: str) -> Report | None:
    """Return a report from its bytes; None of those of another version of the report object."""
    try:
        return msgspec.json.decode(content, type=Report)
    except msgspec.ValidationError:
        return None


def _goods(flow: GoodsFlow) -> dict[str, Any]:
    """Return how much of a kind of goods there was, came, went and is left."""
    quantities = {
        "opening": flow.opening_milli,
        "received": flow.received_milli,
        "issued": flow.issued_milli,
        "closing": flow.closing_milli,
    }
    return {
        "commodity": flow.commodity,
        **{name: Decimal(milli) / _IN_A_UNIT for name, milli in quantities.items()},
    }


def _shares(found: Report) -> list[tuple[str, Decimal]]:
    """Return what of those that were divided is in it, in percent."""
    if found.restated is None:
        return []
    return [
        (each.unit.name, Decimal(each.share_millionths) / _IN_A_PERCENT)
        for each in found.restated.shares
    ]
