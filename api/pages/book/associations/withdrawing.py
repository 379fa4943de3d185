"""Taking back, by a form, what was told on paper: from now on it says nothing."""

from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.pages.book.associations.on_paper import source_field
from api.pages.book.associations.told import Told, told_aid, told_summary
from api.pages.book.associations.told_form import (
    led_to_list,
    read_source,
    require_in,
    told_at,
    told_page,
)
from api.pages.book.control_form import ControlForm
from api.pages.book.forms import Filled, empty_form, record_or_show, staff_blueprint
from api.pages.reading import look
from api.services import ledger
from ledger.access import Action
from ledger.association.on_paper import NewAidGiven, NewPeriodSummary
from ledger.errors.missing import EntryNotFound
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId
from projections.associations import on_paper
from projections.associations.on_paper import AidGiven, PeriodSummary

withdrawing = staff_blueprint("withdrawing")

_ROUTE = (
    "/associations/<uuid:association_id>/told/<any('period-summaries','aid-given'):kind>"
    "/<int(min=1, max=1000000000000):position>/withdrawal"
)


@withdrawing.get(_ROUTE)
def show(association_id: AssociationId, kind: str, position: int) -> str:
    """Show what is to be taken back."""
    require_in(Action.REPORT_ON_PAPER, association_id)
    return _page(association_id, kind, position, empty_form())


@withdrawing.post(_ROUTE)
def withdraw(association_id: AssociationId, kind: str, position: int) -> ResponseReturnValue:
    """Take it back: the same days are told anew, and nothing of them."""
    person = require_in(Action.REPORT_ON_PAPER, association_id)

    def record(command: Command) -> Receipt:
        was = _was(association_id, kind, position)
        source = read_source(request.form)
        if isinstance(was, PeriodSummary):
            return ledger().report_period_summary(
                command,
                association_id,
                NewPeriodSummary(
                    whole=was.whole, since=was.since, effective_on=was.effective_on, source=source
                ),
            )
        nothing = NewAidGiven(
            programme=was.programme,
            whole=was.whole,
            since=was.since,
            effective_on=was.effective_on,
            payer=was.payer,
            source=source,
        )
        return ledger().report_aid_given(command, association_id, nothing)

    return record_or_show(
        person,
        record,
        done=partial(led_to_list, association_id, kind, gettext("Đã rút lại.")),
        refused=partial(_page, association_id, kind, position),
        fields={},
    )


def _was(association_id: AssociationId, kind: str, position: int) -> PeriodSummary | AidGiven:
    """Return what was told at a position, or raise `EntryNotFound`."""
    found: PeriodSummary | AidGiven | None
    with look() as reading:
        if kind == "aid-given":
            found = told_at(
                lambda asked: (
                    on_paper.aid_given(reading, association_id, asked, entitled=False).items
                ),
                position,
            )
        else:
            found = told_at(
                lambda asked: (
                    on_paper.summaries(reading, association_id, asked, entitled=False).items
                ),
                position,
            )
    if found is None:
        raise EntryNotFound("position")
    return found


def _page(association_id: AssociationId, kind: str, position: int, form: Filled) -> str:
    was = _was(association_id, kind, position)
    shown: Told = told_summary(was) if isinstance(was, PeriodSummary) else told_aid(was)
    page = ControlForm(
        title=gettext("Rút lại điều đã ghi"),
        about=gettext("Điều đã ghi vẫn còn trong sổ, ghi là đã rút, và không cộng vào đâu nữa."),
        facts=[
            (gettext("Nội dung"), " · ".join(filter(None, (shown.title, shown.when)))),
            (gettext("Phạm vi"), shown.scope),
            *shown.figures,
        ],
        fields=(source_field(),),
        submit=gettext("Rút lại"),
    )
    return told_page(association_id, page, form, kind)
