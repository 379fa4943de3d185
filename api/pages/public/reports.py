"""The report of an association for everybody: any period, own or with all below, as known once."""

from datetime import date
from typing import Any, NamedTuple

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from api.categories import may_see_categories
from api.operations.bodies import load
from api.operations.reading import known_position
from api.pages import overdrawn
from api.pages.links import trail
from api.pages.public import figures, publications
from api.pages.public.caching import by_position
from api.pages.reading import AsOfShown, look, today
from api.pages.visitors import may
from api.services import kept_reports
from api.serving.rates import costly
from api.v1.schemas.reports import ReportAsked, ReportQuery
from ledger.access import Action
from ledger.errors.missing import AssociationNotInPeriod
from ledger.values import AssociationId, business_day
from projections import funds
from projections.associations import associations, dated
from projections.control import overdrafts
from projections.reports.composing import Asked
from projections.reports.report import Report
from projections.views import Reading

reports = Blueprint("reports", __name__)

RULE = "/associations/<uuid:association_id>/report"

_FORMS = ("period", "scope", "known_at", "restated")
_YEARS_OFFERED = 3
_OVERDRAFTS_TOLD = 4
_JULY, _SEPTEMBER = 7, 9


class AskedReport(NamedTuple):
    """A report that was asked for, and how: `query` is what stood in the address."""

    report: Report
    query: dict[str, str]
    asked: ReportAsked
    wanted: Asked


@reports.get(RULE)
@costly
@by_position
def show(association_id: AssociationId) -> str | Response:
    """Show the report of a period, this year without any."""
    with look() as reading:
        found = asked_report(reading, association_id)
        if not isinstance(found, AskedReport):
            return redirect(url_for(".show", association_id=association_id, **found))
        was_asked_back = found.wanted.known_at is not None
        published = (
            None
            if was_asked_back
            else publications.last_published(reading, found.wanted, found.report)
        )
        others = publications.latest(reading, association_id)
        above = figures.line_of(reading, association_id)
        is_there = associations.is_there(reading, association_id, today())
        below_zero = _below_zero(reading, found.wanted)
    asked, report = found.asked, found.report
    here: dict[str, Any] = {"association_id": association_id, **found.query}
    return render_template(
        "public/report.html",
        trail=trail(above),
        report=report,
        as_of=_as_of(report, asked_back=was_asked_back),
        asked={**found.query, "scope": asked.scope, "restated": asked.restated},
        today=today() if is_there else None,
        published=published,
        below_zero=below_zero,
        publications=others,
        publish_href=url_for("pages.publishing.show", **here)
        if may(Action.PUBLISH, association_id)
        else None,
        **publications.shown(report),
        periods=_periods(today(), found.query["period"]),
        csv_href=url_for("pages.report_files.csv_file", **here),
        xlsx_href=url_for("pages.report_files.xlsx_file", **here),
        json_href=url_for("reports.read_report", **here),
    )


def asked_report(reading: Reading, association_id: AssociationId) -> AskedReport | dict[str, Any]:
    """Return the report of a period, this year without any; or the query to ask with instead.

    What began later by succeeding others has their figures, as the units are today. Raises what
    reading the query and `KeptReports.report` raise.
    """
    query = {name: request.args[name] for name in _FORMS if request.args.get(name)}
    query.setdefault("period", str(today().year))
    asked = load(ReportQuery(), query)
    assert isinstance(asked, ReportAsked)
    wanted = Asked(
        association_id=association_id,
        first=asked.period.first,
        last=asked.period.last,
        scope=asked.scope,
        known_at=known_position(asked.known_at),
        restated=asked.restated,
    )
    try:
        entitled = may_see_categories(reading, wanted)
        wanted = msgspec.structs.replace(wanted, with_categories=entitled)
        report = kept_reports().report(reading, wanted)
    except AssociationNotInPeriod:
        if asked.restated is not None or not dated.is_heir(reading, association_id):
            raise
        return {**query, "restated": today().isoformat()}
    return AskedReport(report, query, asked, wanted)


def _below_zero(reading: Reading, asked: Asked) -> list[dict[str, Any]]:
    """Return of which own funds something lay below zero in the period, and the latest times."""
    found = overdrafts.of_association(
        reading,
        asked.association_id,
        first=asked.first,
        last=asked.last,
        known_at=asked.known_at,
    )
    return [
        {
            "name": funds.fund(reading, fund_id).name,
            "href": url_for("pages.controls.show", fund_id=fund_id),
            "overdrafts": overdrawn.shown(reading, fund_id, of_fund[:_OVERDRAFTS_TOLD]),
            "more": len(of_fund[_OVERDRAFTS_TOLD:]),
        }
        for fund_id, of_fund in found.items()
    ]


def _as_of(found: Report, *, asked_back: bool) -> AsOfShown:
    known = found.known_at
    on = today() if known.recorded_at is None else business_day(known.recorded_at)
    return AsOfShown(
        position=known.position,
        recorded_at=known.recorded_at,
        on=on,
        known_at=known.recorded_at if asked_back else None,
    )


def _periods(on: date, chosen: str) -> list[dict[str, Any]]:
    """Return periods to choose from, the one chosen among them, as the API writes them."""
    offered = []
    for year in range(on.year, on.year - _YEARS_OFFERED, -1):
        offered.append(str(year))
        if year < on.year or on.month >= _JULY:
            offered.append(f"{year}-H2")
        offered.append(f"{year}-H1")
    school = on.year if on.month >= _SEPTEMBER else on.year - 1
    offered += [f"{school}/{school + 1}", f"{on.year - 4}..{on.year}"]
    if chosen not in offered:
        offered.insert(0, chosen)
    return [{"value": each, "chosen": each == chosen} for each in offered]
