"""Closing the books through a day, and opening closed ones again in public."""

from datetime import timedelta
from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.errors import InvalidRequest
from api.pages.book.control_form import ControlForm, Field, Option, control_page
from api.pages.book.fields import read_day
from api.pages.book.forms import Filled, empty_form, led_to, record_or_show, staff_blueprint
from api.pages.links import keeping_href
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import today
from api.pages.visitors import require
from api.services import ledger
from ledger.access import Action
from ledger.fund.control.closing import Reopening
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, ReopeningReason

sealing = staff_blueprint("sealing")

_CLOSE = "/funds/<uuid:fund_id>/closings/new"
_REOPEN = "/funds/<uuid:fund_id>/reopenings/new"
_FIELDS = {"through": "through", "since": "since", "reason": "reason"}


@sealing.get(_CLOSE)
def close(fund_id: FundId) -> str:
    """Show the form that closes the books, by default through the last month."""
    require(Action.CLOSE, fund_id)
    last_month = today().replace(day=1) - timedelta(days=1)
    return _close_page(fund_id, empty_form(through=last_month.isoformat()))


@sealing.post(_CLOSE)
def record_closing(fund_id: FundId) -> ResponseReturnValue:
    """Close the books."""
    person, _ = require(Action.CLOSE, fund_id)
    return record_or_show(
        person,
        lambda command: ledger().close_period(command, fund_id, read_day(request.form, "through")),
        done=partial(_closed, fund_id),
        refused=partial(_close_page, fund_id),
        fields=_FIELDS,
    )


def _closed(fund_id: FundId, receipt: Receipt) -> ResponseReturnValue:
    day = formatting.day(read_day(request.form, "through"), language())
    told = gettext("Sổ đã khóa đến hết ngày %(day)s.", day=day)
    return led_to(keeping_href(fund_id), told, receipt)


@sealing.get(_REOPEN)
def reopen(fund_id: FundId) -> str:
    """Show the form that opens closed books again."""
    require(Action.REOPEN, fund_id)
    return _reopen_page(fund_id, empty_form())


@sealing.post(_REOPEN)
def record_reopening(fund_id: FundId) -> ResponseReturnValue:
    """Open closed books again."""
    person, _ = require(Action.REOPEN, fund_id)

    def record(command: Command) -> Receipt:
        reopening = Reopening(since=read_day(request.form, "since"), reason=_reason())
        return ledger().reopen_period(command, fund_id, reopening)

    return record_or_show(
        person,
        record,
        done=partial(_reopened, fund_id),
        refused=partial(_reopen_page, fund_id),
        fields=_FIELDS,
    )


def _reopened(fund_id: FundId, receipt: Receipt) -> ResponseReturnValue:
    day = formatting.day(read_day(request.form, "since"), language())
    told = gettext("Mở lại sổ từ ngày %(day)s", day=day)
    return led_to(keeping_href(fund_id), told, receipt)


def _close_page(fund_id: FundId, form: Filled) -> str:
    shown = ControlForm(
        title=gettext("Khóa sổ"),
        about=gettext(
            "Sau khi khóa, không ghi được gì vào những ngày đó nữa. "
            "Khoản đến muộn ghi vào ngày mở đầu tiên."
        ),
        fields=(Field("day", "through", gettext("Khóa đến hết ngày")),),
        submit=gettext("Khóa sổ"),
    )
    return control_page(fund_id, shown, form, url_for("pages.sealing.close", fund_id=fund_id))


def _reopen_page(fund_id: FundId, form: Filled) -> str:
    reasons = [Option(reason, reason) for reason in ReopeningReason]
    shown = ControlForm(
        title=gettext("Mở lại sổ"),
        about=gettext("Ai cũng xem được sổ mở lại từ ngày nào và vì sao."),
        fields=(
            Field("day", "since", gettext("Mở lại từ ngày")),
            Field("reason", "reason", gettext("Vì sao mở lại?"), options=reasons),
        ),
        submit=gettext("Mở lại sổ"),
    )
    return control_page(fund_id, shown, form, url_for("pages.sealing.reopen", fund_id=fund_id))


def _reason() -> ReopeningReason:
    try:
        return ReopeningReason(request.form.get("reason", ""))
    except ValueError:
        raise InvalidRequest({"reason": gettext("Chọn lý do.")}) from None
