"""Launching an appeal (vận động) by a form, and closing one."""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from uuid_utils.compat import uuid7

from api.errors import InvalidRequest
from api.pages.book.control_form import ControlForm, Field, control_page, purposes_of
from api.pages.book.fields import (
    read_day,
    read_maybe_amount,
    read_maybe_day,
    read_required_text,
)
from api.pages.book.forms import (
    Filled,
    empty_form,
    led_to,
    record_in_fund,
    staff_blueprint,
    todays_form,
)
from api.pages.links import keeping_href
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import look, today
from api.pages.visitors import require
from api.services import ledger
from api.v1.schemas.mobilizations import MEMO_CODE
from ledger.access import Action
from ledger.errors.money import MobilizationIsClosed
from ledger.fund.receiving.mobilizing import NewMobilization
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, MobilizationId, PurposeId
from projections.receiving import mobilizations

appeals = staff_blueprint("appeals")

_LAUNCH = "/funds/<uuid:fund_id>/mobilizations/new"
_CLOSE = "/funds/<uuid:fund_id>/mobilizations/<uuid:mobilization_id>/closing"
_INPUTS = ("name", "starts_on", "ends_on", "target_dong", "purpose", "memo_code", "effective_on")
_FIELDS = {name: name for name in _INPUTS} | {"mobilization_id": "effective_on"}


@appeals.get(_LAUNCH)
def launch(fund_id: FundId) -> str:
    """Show the form that launches an appeal, from today on unless another day is typed."""
    require(Action.RECORD, fund_id)
    return _launch_page(fund_id, empty_form(starts_on=today().isoformat()))


@appeals.post(_LAUNCH)
def record_launch(fund_id: FundId) -> ResponseReturnValue:
    """Launch an appeal."""

    def record(command: Command) -> Receipt:
        return ledger().launch_mobilization(command, fund_id, _read(request.form))

    return record_in_fund(
        Action.RECORD,
        fund_id,
        record,
        done=partial(led_to, keeping_href(fund_id), gettext("Đã phát động cuộc vận động.")),
        refused=partial(_launch_page, fund_id),
        fields=_FIELDS,
    )


@appeals.get(_CLOSE)
def close(fund_id: FundId, mobilization_id: MobilizationId) -> str:
    """Show the form that closes an appeal, today unless another day is typed.

    Raises `MobilizationIsClosed` for one that is.
    """
    require(Action.RECORD, fund_id)
    known = ledger().desk().fund(fund_id).mobilizations.get(mobilization_id)
    if known is not None and known.closed:
        raise MobilizationIsClosed("mobilization_id")
    return _close_page(fund_id, mobilization_id, todays_form())


@appeals.post(_CLOSE)
def record_closing(fund_id: FundId, mobilization_id: MobilizationId) -> ResponseReturnValue:
    """Close an appeal: gifts of later days are no longer taken for it."""

    def record(command: Command) -> Receipt:
        on = read_day(request.form)
        return ledger().close_mobilization(command, fund_id, mobilization_id, on)

    return record_in_fund(
        Action.RECORD,
        fund_id,
        record,
        done=partial(led_to, keeping_href(fund_id), gettext("Đã kết thúc cuộc vận động.")),
        refused=partial(_close_page, fund_id, mobilization_id),
        fields=_FIELDS,
    )


def _read(form: Mapping[str, str]) -> NewMobilization:
    """Return the appeal a form tells of; raise `InvalidRequest`."""
    return NewMobilization(
        mobilization_id=MobilizationId(uuid7()),
        name=read_required_text(form, "name", gettext("Ghi tên cuộc vận động.")),
        starts_on=read_day(form, "starts_on"),
        ends_on=read_maybe_day(form, "ends_on"),
        target_dong=read_maybe_amount(form, "target_dong"),
        purpose=PurposeId(form.get("purpose") or "general"),
        memo_code=_memo_code(form),
    )


def _memo_code(form: Mapping[str, str]) -> str | None:
    code = form.get("memo_code", "").strip().upper()
    if code and not re.fullmatch(MEMO_CODE, code):
        told = gettext("Từ 2 đến 20 chữ không dấu và số, viết liền.")
        raise InvalidRequest({"memo_code": told})
    return code or None


def _launch_page(fund_id: FundId, form: Filled) -> str:
    shown = ControlForm(
        title=gettext("Phát động cuộc vận động"),
        about=gettext(
            "Ai cũng xem được tên, thời gian, mục tiêu và số đã nhận. Sau khi phát động chỉ còn"
            " kết thúc được, không sửa được."
        ),
        fields=(
            Field("text", "name", gettext("Tên cuộc vận động")),
            Field("any_day", "starts_on", gettext("Nhận từ ngày")),
            Field("any_day", "ends_on", gettext("Đến hết ngày"), gettext("Để trống nếu chưa hẹn.")),
            Field("amount", "target_dong", gettext("Mục tiêu"), gettext("Nếu có."), required=False),
            Field("select", "purpose", gettext("Dành cho"), options=purposes_of(fund_id)),
            Field(
                "text",
                "memo_code",
                gettext("Mã ghi trong nội dung chuyển khoản"),
                gettext("Nếu có, ví dụ TIEPSUC26: sao kê nhận ra khoản ủng hộ theo mã này."),
                required=False,
                most=20,
            ),
        ),
        submit=gettext("Phát động"),
    )
    return control_page(fund_id, shown, form, url_for("pages.appeals.launch", fund_id=fund_id))


def _close_page(fund_id: FundId, mobilization_id: MobilizationId, form: Filled) -> str:
    with look() as reading:
        found = mobilizations.mobilization(reading, fund_id, mobilization_id)
    raised = formatting.dong(found.total_dong, language())
    facts = [(gettext("Cuộc vận động"), found.name), (gettext("Đã vận động"), raised)]
    if found.target_dong is not None:
        facts.append((gettext("Mục tiêu"), formatting.dong(found.target_dong, language())))
    facts.append((gettext("Thời gian"), _window(found.starts_on, found.ends_on)))
    shown = ControlForm(
        title=gettext("Kết thúc cuộc vận động"),
        about=gettext("Khoản ủng hộ của những ngày sau ngày này không còn tính cho cuộc vận động."),
        fields=(Field("day", "effective_on", gettext("Kết thúc vào ngày")),),
        submit=gettext("Kết thúc cuộc vận động"),
        facts=facts,
    )
    action_href = url_for("pages.appeals.close", fund_id=fund_id, mobilization_id=mobilization_id)
    return control_page(fund_id, shown, form, action_href)


def _window(starts_on: date, ends_on: date | None) -> str:
    first = formatting.day(starts_on, language())
    return first if ends_on is None else f"{first} – {formatting.day(ends_on, language())}"
