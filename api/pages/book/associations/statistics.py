"""Reporting what an association counts beside money, and setting what it aims at, by forms."""

from enum import StrEnum
from functools import partial
from typing import TypeVar

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.errors import InvalidRequest
from api.pages.book.associations.told_form import (
    is_whole,
    kept,
    led_to_list,
    read_source,
    require_in,
    scope_field,
    told_page,
)
from api.pages.book.control_form import ControlForm, Field, Option, decision_field
from api.pages.book.fields import (
    read_count,
    read_day,
    read_decision_number,
    read_maybe_day,
)
from api.pages.book.forms import Filled, empty_form, record_or_show, staff_blueprint
from api.pages.presentation import code_names, formatting
from api.pages.presentation.formatting import read_decimal
from api.pages.presentation.language import language
from api.pages.reading import look, today
from api.services import ledger
from ledger.access import Action
from ledger.association.counting import NewStatistic, NewTarget
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId, Measure, TargetUnit
from projections.associations import statistics as views
from projections.associations.statistics import Statistic, Target

statistics = staff_blueprint("statistics")

_STATISTIC = "/associations/<uuid:association_id>/statistics/new"
_TARGET = "/associations/<uuid:association_id>/targets/new"
_PERMILLE = 10
"""Thousandths of a percent typed: a target of 29,2 % is 292."""

_FIELDS = {
    name: name for name in ("value", "since", "effective_on", "due_on", "source", "decision_number")
}
_E = TypeVar("_E", bound=StrEnum)


@statistics.get(_STATISTIC)
def statistic(association_id: AssociationId) -> str:
    """Show the form of a figure, or of one to put right."""
    require_in(Action.REPORT_STATISTIC, association_id)
    with look() as reading:
        earlier = kept(lambda asked: views.of_association(reading, association_id, asked).items)
    values = {"effective_on": today().isoformat()} if earlier is None else _of_statistic(earlier)
    return _statistic_page(association_id, empty_form(**values))


@statistics.post(_STATISTIC)
def report(association_id: AssociationId) -> ResponseReturnValue:
    """Report a figure."""
    person = require_in(Action.REPORT_STATISTIC, association_id)

    def record(command: Command) -> Receipt:
        since = read_maybe_day(request.form, "since")
        new = NewStatistic(
            measure=_chosen(Measure, "measure"),
            value=read_count(request.form, "value", signed=since is not None),
            whole=is_whole(request.form),
            since=since,
            effective_on=read_day(request.form),
            source=read_source(request.form),
        )
        return ledger().report_statistic(command, association_id, new)

    return record_or_show(
        person,
        record,
        done=partial(led_to_list, association_id, "statistics", gettext("Đã ghi số liệu.")),
        refused=partial(_statistic_page, association_id),
        fields=_FIELDS,
    )


@statistics.get(_TARGET)
def target(association_id: AssociationId) -> str:
    """Show the form of an aim, or of one to set anew."""
    require_in(Action.SET_TARGET, association_id)
    with look() as reading:
        earlier = kept(lambda asked: views.targets(reading, association_id, asked).items)
    values = {"effective_on": today().isoformat()} if earlier is None else _of_target(earlier)
    return _target_page(association_id, empty_form(**values))


@statistics.post(_TARGET)
def set_target(association_id: AssociationId) -> ResponseReturnValue:
    """Set an aim."""
    person = require_in(Action.SET_TARGET, association_id)

    def record(command: Command) -> Receipt:
        unit = _chosen(TargetUnit, "unit")
        is_share = unit is TargetUnit.PERMILLE_OF_POPULATION
        new = NewTarget(
            measure=_chosen(Measure, "measure"),
            value=_permille() if is_share else read_count(request.form, "value"),
            unit=unit,
            due_on=read_day(request.form, "due_on"),
            effective_on=read_day(request.form),
            decision_number=read_decision_number(request.form),
        )
        return ledger().set_target(command, association_id, new)

    return record_or_show(
        person,
        record,
        done=partial(led_to_list, association_id, "targets", gettext("Đã đặt chỉ tiêu.")),
        refused=partial(_target_page, association_id),
        fields=_FIELDS,
    )


def _chosen(kind: type[_E], name: str) -> _E:
    try:
        return kind(request.form.get(name, ""))
    except ValueError:
        raise InvalidRequest({name: gettext("Chọn một mục trong danh sách.")}) from None


def _permille() -> int:
    told = gettext("Ghi phần trăm, nhiều nhất một chữ số sau dấu phẩy.")
    try:
        permille = read_decimal(request.form.get("value", ""), language()) * _PERMILLE
    except ValueError:
        raise InvalidRequest({"value": told}) from None
    if permille != int(permille):
        raise InvalidRequest({"value": told})
    return int(permille)


def _of_statistic(earlier: Statistic) -> dict[str, str]:
    return {
        "measure": earlier.measure.value,
        "whole": "yes" if earlier.whole else "",
        "value": formatting.grouped(earlier.value, language()),
        "since": "" if earlier.since is None else earlier.since.isoformat(),
        "effective_on": earlier.effective_on.isoformat(),
        "source": earlier.source,
    }


def _of_target(earlier: Target) -> dict[str, str]:
    is_share = earlier.unit is TargetUnit.PERMILLE_OF_POPULATION
    shown = formatting.tenths if is_share else formatting.grouped
    return {
        "measure": earlier.measure.value,
        "unit": earlier.unit.value,
        "value": shown(earlier.value, language()),
        "due_on": earlier.due_on.isoformat(),
        "effective_on": earlier.effective_on.isoformat(),
        "decision_number": earlier.decision_number or "",
    }


def _measures() -> Field:
    options = [Option(each.value, code_names.measure(each)) for each in Measure]
    return Field("select", "measure", gettext("Số liệu"), options=options)


def _statistic_page(association_id: AssociationId, form: Filled) -> str:
    shown = ControlForm(
        title=gettext("Báo cáo số liệu"),
        about=gettext(
            "Ghi lại đúng số liệu, phạm vi và ngày này thì thay số đã ghi; số cũ vẫn còn trong sổ."
        ),
        fields=(
            _measures(),
            scope_field(),
            Field("text", "value", gettext("Bao nhiêu"), most=30),
            Field(
                "any_day",
                "since",
                gettext("Tăng thêm kể từ ngày"),
                gettext("Để trống nếu là số có đến ngày ghi bên dưới. Giảm thì ghi dấu trừ."),
            ),
            Field("day", "effective_on", gettext("Đến ngày")),
            Field("text", "source", gettext("Theo nguồn nào"), gettext("Ví dụ: báo cáo 6 tháng.")),
        ),
        submit=gettext("Ghi số liệu"),
    )
    return told_page(association_id, shown, form, "statistics")


def _target_page(association_id: AssociationId, form: Filled) -> str:
    units = [
        Option(TargetUnit.COUNT.value, gettext("Số lượng")),
        Option(TargetUnit.PERMILLE_OF_POPULATION.value, gettext("Phần trăm dân số")),
    ]
    shown = ControlForm(
        title=gettext("Đặt chỉ tiêu"),
        about=gettext(
            "Cho hội và cả các hội cấp dưới. Chỉ tiêu mới thay chỉ tiêu trước của cùng số liệu."
        ),
        fields=(
            _measures(),
            Field("select", "unit", gettext("Tính theo"), options=units),
            Field("text", "value", gettext("Phải đạt"), most=30),
            Field("any_day", "due_on", gettext("Đến ngày")),
            Field("day", "effective_on", gettext("Đặt ra ngày")),
            decision_field(gettext("Số quyết định")),
        ),
        submit=gettext("Đặt chỉ tiêu"),
    )
    return told_page(association_id, shown, form, "targets")
