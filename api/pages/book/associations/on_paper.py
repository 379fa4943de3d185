"""Telling what was done on paper, by forms: periods without a book, and help that others gave."""

from collections.abc import Mapping
from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.errors import InvalidRequest
from api.pages.book.associations.given_lines import (
    MORE,
    fields_of_lines,
    filled_lines,
    lines_of,
    read_lines,
)
from api.pages.book.associations.told_form import (
    is_whole,
    kept,
    led_to_list,
    read_source,
    require_in,
    scope_field,
    told_page,
)
from api.pages.book.control_form import ControlForm, Field
from api.pages.book.fields import (
    read_day,
    read_maybe_amount,
    read_maybe_day,
    read_required_text,
    read_text,
)
from api.pages.book.forms import Filled, command_id_of, empty_form, record_or_show, staff_blueprint
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import look, today
from api.services import ledger
from api.v1.schemas.on_paper import CO_ORGANISERS_MAX
from ledger.access import Action
from ledger.association.on_paper import NewAidGiven, NewPeriodSummary
from ledger.events.association import PaperBalance
from ledger.values import AssociationId
from projections.associations import on_paper as views
from projections.associations.on_paper import AidGiven, PeriodSummary

on_paper = staff_blueprint("on_paper")

_SUMMARY = "/associations/<uuid:association_id>/period-summaries/new"
_AID = "/associations/<uuid:association_id>/aid-given/new"
_AMOUNTS = ("mobilized_dong", "cash_dong", "in_kind_dong", "direct_aid_dong", "supported_dong")
_NAMES_MOST = 2_000
_TEXT_MOST = 200
_FIELDS = {
    **{
        name: name
        for name in (*_AMOUNTS, "amount_dong", "own_share_dong", "since", "effective_on", "lines")
    },
    "closing.amount_dong": "closing_dong",
    "closing.on": "closing_on",
}


@on_paper.get(_SUMMARY)
def summary(association_id: AssociationId) -> str:
    """Show the form of a period without a book, or of one to put right."""
    require_in(Action.REPORT_ON_PAPER, association_id)
    with look() as reading:
        earlier = kept(
            lambda asked: views.summaries(reading, association_id, asked, entitled=True).items
        )
    values = {} if earlier is None else dict(_of_summary(earlier))
    return _summary_page(association_id, empty_form(**values))


@on_paper.post(_SUMMARY)
def report_summary(association_id: AssociationId) -> ResponseReturnValue:
    """Tell of a period without a book."""
    person = require_in(Action.REPORT_ON_PAPER, association_id)
    if MORE in request.form:
        return _summary_page(association_id, _with_more_lines())
    return record_or_show(
        person,
        lambda command: ledger().report_period_summary(command, association_id, _read_summary()),
        done=partial(
            led_to_list, association_id, "period-summaries", gettext("Đã ghi báo cáo giấy.")
        ),
        refused=partial(_summary_page, association_id),
        fields=_FIELDS | fields_of_lines(request.form),
    )


@on_paper.get(_AID)
def aid(association_id: AssociationId) -> str:
    """Show the form of help that others gave, or of one to put right."""
    require_in(Action.REPORT_ON_PAPER, association_id)
    with look() as reading:
        earlier = kept(
            lambda asked: views.aid_given(reading, association_id, asked, entitled=True).items
        )
    values = {} if earlier is None else dict(_of_aid(earlier))
    return _aid_page(association_id, empty_form(**values))


@on_paper.post(_AID)
def report_aid(association_id: AssociationId) -> ResponseReturnValue:
    """Tell of help that others gave."""
    person = require_in(Action.REPORT_ON_PAPER, association_id)
    if MORE in request.form:
        return _aid_page(association_id, _with_more_lines())
    return record_or_show(
        person,
        lambda command: ledger().report_aid_given(command, association_id, _read_aid()),
        done=partial(
            led_to_list, association_id, "aid-given", gettext("Đã ghi phần nơi khác trao.")
        ),
        refused=partial(_aid_page, association_id),
        fields=_FIELDS | fields_of_lines(request.form),
    )


def source_field() -> Field:
    """Return the field that says on what a report rests."""
    hint = gettext("Ví dụ: báo cáo 6 tháng của Hội Khuyến học huyện.")
    return Field("text", "source", gettext("Theo nguồn nào"), hint)


def _with_more_lines() -> Filled:
    count = str(lines_of(request.form).shown)
    return Filled({**request.form, "lines": count, MORE: ""}, command_id_of(request.form))


def _read_summary() -> NewPeriodSummary:
    form = request.form
    until = read_day(form)
    left = read_maybe_amount(form, "closing_dong")
    closing = None
    if left is not None:
        closing = PaperBalance(amount_dong=left, on=read_maybe_day(form, "closing_on") or until)
    amounts = {name: read_maybe_amount(form, name) for name in _AMOUNTS}
    lines = read_lines(form)
    if closing is None and not lines and all(each is None for each in amounts.values()):
        # Saying nothing takes a report back, which is done on purpose, from the list.
        raise InvalidRequest({"mobilized_dong": gettext("Điền ít nhất một số.")})
    return NewPeriodSummary(
        whole=is_whole(form),
        since=read_day(form, "since"),
        effective_on=until,
        closing=closing,
        lines=lines,
        source=read_source(form),
        **amounts,
    )


def _read_aid() -> NewAidGiven:
    form = request.form
    amount, lines = read_maybe_amount(form, "amount_dong"), read_lines(form)
    if amount is None and not lines:
        raise InvalidRequest({"amount_dong": gettext("Điền số tiền hoặc một nhóm người nhận.")})
    return NewAidGiven(
        programme=read_required_text(form, "programme", gettext("Ghi chương trình.")),
        whole=is_whole(form),
        since=read_maybe_day(form, "since"),
        effective_on=read_day(form),
        amount_dong=amount,
        own_share_dong=read_maybe_amount(form, "own_share_dong"),
        lines=lines,
        payer=read_required_text(form, "payer", gettext("Ghi đơn vị nào chi.")),
        co_organisers=_co_organisers(form),
        place=read_text(form, "place"),
        narrow_place=read_text(form, "narrow_place"),
        source=read_source(form),
    )


def _co_organisers(form: Mapping[str, str]) -> tuple[str, ...]:
    text = read_text(form, "co_organisers", most=_NAMES_MOST) or ""
    names = tuple(name for part in text.split(";") if (name := part.strip()))
    if len(names) > CO_ORGANISERS_MAX or any(len(name) > _TEXT_MOST for name in names):
        told = gettext("Nhiều nhất 20 đơn vị, cách nhau bằng dấu chấm phẩy.")
        raise InvalidRequest({"co_organisers": told})
    return names


def _of_summary(earlier: PeriodSummary) -> dict[str, str]:
    amounts = {name: _typed(getattr(earlier, name)) for name in _AMOUNTS}
    closing = earlier.closing
    return {
        "whole": "yes" if earlier.whole else "",
        "since": earlier.since.isoformat(),
        "effective_on": earlier.effective_on.isoformat(),
        **amounts,
        "closing_dong": _typed(None if closing is None else closing.amount_dong),
        "closing_on": "" if closing is None else closing.on.isoformat(),
        "source": earlier.source,
        **filled_lines(earlier.lines, earlier.private.few if earlier.private else ()),
    }


def _of_aid(earlier: AidGiven) -> dict[str, str]:
    private = earlier.private
    return {
        "programme": earlier.programme,
        "whole": "yes" if earlier.whole else "",
        "since": earlier.since.isoformat(),
        "effective_on": earlier.effective_on.isoformat(),
        "amount_dong": _typed(earlier.amount_dong),
        "own_share_dong": _typed(earlier.own_share_dong),
        "payer": earlier.payer,
        "co_organisers": "; ".join(earlier.co_organisers),
        "place": earlier.place or "",
        "narrow_place": (private.place if private else None) or "",
        "source": earlier.source,
        **filled_lines(earlier.lines, private.few if private else ()),
    }


def _typed(dong: int | None) -> str:
    return "" if dong is None else formatting.grouped(dong, language())


def _lines_field() -> Field:
    hint = gettext("Mỗi nhóm ghi những gì báo cáo có; nhóm bỏ trống thì không ghi.")
    return Field("lines", "lines", gettext("Ai đã nhận"), hint)


def _summary_page(association_id: AssociationId, form: Filled) -> str:
    last = today().replace(month=1, day=1).isoformat()
    values = {"since": last, "effective_on": today().isoformat(), **form.values}
    shown = ControlForm(
        title=gettext("Báo cáo giấy của một kỳ"),
        about=gettext(
            "Cho những ngày hội chưa có sổ ở đây. Điều gì báo cáo không có thì để trống. "
            "Ghi lại đúng kỳ và phạm vi này thì thay báo cáo trước."
        ),
        fields=(
            scope_field(),
            Field("day", "since", gettext("Từ ngày")),
            Field("day", "effective_on", gettext("Đến ngày")),
            Field("amount", "mobilized_dong", gettext("Đã vận động"), required=False),
            Field("amount", "cash_dong", gettext("Trong đó bằng tiền"), required=False),
            Field("amount", "in_kind_dong", gettext("Trong đó bằng hiện vật"), required=False),
            Field("amount", "direct_aid_dong", gettext("Trong đó trao trực tiếp"), required=False),
            Field("amount", "supported_dong", gettext("Đã trao"), required=False),
            Field("amount", "closing_dong", gettext("Số dư"), required=False),
            Field(
                "any_day",
                "closing_on",
                gettext("Ngày có số dư này"),
                gettext("Để trống nếu là ngày cuối kỳ."),
            ),
            source_field(),
            _lines_field(),
        ),
        submit=gettext("Ghi báo cáo"),
    )
    made_out = form._replace(values=values)
    return told_page(association_id, shown, made_out, "period-summaries", lines=lines_of(values))


def _aid_page(association_id: AssociationId, form: Filled) -> str:
    values = {"effective_on": today().isoformat(), **form.values}
    shown = ControlForm(
        title=gettext("Ghi phần nơi khác trao"),
        about=gettext(
            "Do đơn vị khác trao, hoặc cùng hội trao. Tên đơn vị và nơi nhận ai cũng xem được: "
            "không ghi tên người. Ghi lại đúng chương trình và kỳ này thì thay lần ghi trước."
        ),
        fields=(
            Field("text", "programme", gettext("Chương trình")),
            Field("text", "payer", gettext("Đơn vị chi")),
            Field(
                "text",
                "co_organisers",
                gettext("Đơn vị phối hợp"),
                gettext("Nhiều đơn vị thì cách nhau bằng dấu chấm phẩy."),
                required=False,
                most=_NAMES_MOST,
            ),
            scope_field(),
            Field(
                "any_day",
                "since",
                gettext("Từ ngày"),
                gettext("Để trống nếu chỉ trao trong một ngày."),
            ),
            Field("day", "effective_on", gettext("Đến ngày")),
            Field("amount", "amount_dong", gettext("Tổng trị giá"), required=False),
            Field(
                "amount",
                "own_share_dong",
                gettext("Trong đó quỹ của hội chi"),
                gettext("Không có thì ghi 0. Không rõ thì để trống."),
                required=False,
            ),
            Field("text", "place", gettext("Nơi nhận"), required=False),
            Field(
                "text",
                "narrow_place",
                gettext("Trường, thôn nhận"),
                gettext("Chỉ người có trách nhiệm xem được."),
                required=False,
            ),
            source_field(),
            _lines_field(),
        ),
        submit=gettext("Ghi vào sổ"),
    )
    made_out = form._replace(values=values)
    return told_page(association_id, shown, made_out, "aid-given", lines=lines_of(values))
