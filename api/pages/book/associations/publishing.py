"""Publishing a report by a form: what becomes public is looked at first, and is just that."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api import publishing as reports
from api.errors import InvalidRequest
from api.operations.bodies import load
from api.operations.reading import known_position
from api.pages.book.associations.told_form import require_in
from api.pages.book.forms import (
    Filled,
    empty_form,
    record_or_show,
    refusal_of,
    rehearsal,
    staff_blueprint,
)
from api.pages.links import href_of
from api.pages.presentation import refusals
from api.pages.public import publications
from api.pages.reading import look, today
from api.pages.visitors import remember_written
from api.services import kept_reports, ledger
from api.serving.rates import costly
from api.v1.schemas.reports import PublicationAsked, ReportAsked, ReportQuery
from ledger.access import Action
from ledger.errors import LedgerError
from ledger.errors.money import DatedAhead
from ledger.recording.commands import Command, Receipt
from ledger.report import NewPublication
from ledger.values import AssociationId, ReportScope, StaffId
from projections.associations import associations
from projections.reports.composing import Asked
from projections.reports.report import Report
from projections.views import Reading

publishing = staff_blueprint("publishing")

_RULE = "/associations/<uuid:association_id>/report/publication"
_QUESTION = ("period", "scope", "restated", "known_at")
_CONFIRMED = "confirmed"
_FIELDS = {
    "association_id": "period",
    "period": "period",
    "scope": "scope",
    "restated": "restated",
    "known_at": "period",
    _CONFIRMED: _CONFIRMED,
}


@publishing.get(_RULE)
@costly
def show(association_id: AssociationId) -> ResponseReturnValue:
    """Show what would be published of a period, by default of the last whole year."""
    person = require_in(Action.PUBLISH, association_id)
    asked = {name: text for name in _QUESTION if (text := request.args.get(name, "").strip())}
    asked.setdefault("period", _usual(association_id))
    form = empty_form(**asked)
    page, refused = _page(association_id, form, person.staff_id)
    return page, 200 if refused is None else refused


@publishing.post(_RULE)
@costly
def record(association_id: AssociationId) -> ResponseReturnValue:
    """Publish what was looked at."""
    person = require_in(Action.PUBLISH, association_id)

    def publish(command: Command) -> Receipt:
        if _CONFIRMED not in request.form:
            raise InvalidRequest({_CONFIRMED: gettext("Hãy xem các số, rồi đánh dấu ở đây.")})
        seen = request.form.get("digest", "")
        return reports.publish(command, _asked(association_id, request.form), seen=seen)

    return record_or_show(
        person,
        publish,
        done=_published,
        refused=lambda form: _page(association_id, form, person.staff_id)[0],
        fields=_FIELDS,
    )


def _usual(association_id: AssociationId) -> str:
    """Return last year, which is to be published by 31 March, or this year of one that is new."""
    year = today().year
    with look() as reading:
        was_there = associations.is_there(reading, association_id, date(year - 1, 12, 31))
    return str(year - 1 if was_there else year)


def _published(receipt: Receipt) -> ResponseReturnValue:
    remember_written(receipt.position)
    flash(gettext("Đã công bố. Bản này không ai sửa hay xóa được."), "good")
    return redirect(url_for("pages.publications.show", report_id=receipt.created_id), 303)


def _asked(association_id: AssociationId, values: Mapping[str, str]) -> PublicationAsked:
    """Return which report a form is about; raises what reading the query raises."""
    query = {name: values[name] for name in _QUESTION if values.get(name)}
    try:
        asked = load(ReportQuery(), query)
    except InvalidRequest as error:  # what no form of ours sends
        told = refusals.sentence(error.code)
        raise InvalidRequest(dict.fromkeys(error.messages, told)) from None
    assert isinstance(asked, ReportAsked)
    return PublicationAsked(
        association_id=association_id,
        period=asked.period,
        scope=asked.scope,
        known_at=known_position(asked.known_at),
        restated=asked.restated,
    )


def _page(association_id: AssociationId, form: Filled, by: StaffId) -> tuple[str, int | None]:
    """Return the page, and the status of why nothing could be published, if that is so."""
    made, refusal = None, form.refusal
    try:
        made = _made(association_id, form.values, by)
    except LedgerError as error:
        why = refusal_of(error, _FIELDS)
        if isinstance(error, DatedAhead):
            why = why._replace(errors={"period": gettext("Kỳ này chưa bắt đầu.")})
        if not (refusal.errors or refusal.problem):
            refusal = why
    status = refusal.status if made is None else None
    with look() as reading:
        association = associations.association(reading, association_id)
        shown = {} if made is None else _shown(reading, made)
    page = render_template(
        "book/associations/publication_form.html",
        whose={"name": association.name, "href": href_of(association)},
        today=today(),
        scopes=list(ReportScope),
        made=made,
        **shown,
        action_href=url_for("pages.publishing.record", association_id=association_id),
        show_href=url_for("pages.publishing.show", association_id=association_id),
        cancel_href=url_for("pages.reports.show", association_id=association_id),
        command_id=form.command_id,
        values=form.values,
        errors=refusal.errors,
        problem=refusal.problem,
    )
    return page, status


def _made(association_id: AssociationId, values: Mapping[str, str], by: StaffId) -> NewPublication:
    """Return what would be published, if it could be."""
    made = reports.made(_asked(association_id, values))
    ledger().publish_report(rehearsal(by), made)
    return made


def _shown(reading: Reading, made: NewPublication) -> dict[str, Any]:
    """Return what is shown of what would be published, beside when it was published before."""
    report = msgspec.json.decode(made.content, type=Report)
    asked = Asked(
        association_id=made.association_id,
        first=made.first,
        last=made.last,
        scope=made.scope,
        known_at=made.known_at,
        restated=made.restated,
    )
    now = kept_reports().report(reading, asked)
    return {
        "report": report,
        **publications.shown(report),
        "period": publications.period_of(made.first, made.last),
        "digest": reports.digest_of(made),
        "published": publications.last_published(reading, asked, now),
    }
