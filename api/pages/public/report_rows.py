"""A report as rows for a spreadsheet: every figure that its JSON has, in words, and where it is.

One rule makes the rows of whatever has its words in `report_words`, so that the table holds just
what the JSON does.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

import msgspec
from flask_babel import gettext

from api.documents.tables import Cell
from api.pages.entry_lines import MILLI
from api.pages.presentation import code_names
from api.pages.public.report_words import WORDS
from ledger.values import VIETNAM, ReportScope, TargetUnit
from projections.reports import beside, money, report
from projections.reports.report import Report

Row: TypeAlias = Sequence[Cell]


def rows(found: Report) -> Iterator[Row]:
    """Yield a report's figures, one to a row: part, whose, what, how much, and where in its JSON.

    Amounts are đồng, goods in their unit; what is null has no row.
    """
    yield (
        gettext("Mục"),
        gettext("Tên"),
        gettext("Tên chỉ tiêu"),
        gettext("Giá trị"),
        gettext("Trong JSON"),
    )
    yield from _head(found)
    for member, words in WORDS[Report].items():
        value = getattr(found, member)
        if isinstance(value, msgspec.Struct | tuple):
            yield from _below(value, (gettext(words), ""), (), member)
        elif value is not None:
            yield gettext("Báo cáo"), "", gettext(words), value, member


def _head(found: Report) -> Iterator[Row]:
    about, known = gettext("Báo cáo"), found.known_at
    yield about, "", gettext("Hội"), found.association.name, "association.name"
    yield about, "", gettext("Từ ngày"), found.period.first, "period.first"
    yield about, "", gettext("Đến ngày"), found.period.last, "period.last"
    is_own = found.scope is ReportScope.OWN
    scope = gettext("Riêng hội này") if is_own else gettext("Cả các hội trực thuộc")
    yield about, "", gettext("Phạm vi"), scope, "scope"
    yield about, "", gettext("Bút toán số"), known.position, "known_at.position"
    if known.recorded_at is not None:
        recorded_at = known.recorded_at.astimezone(VIETNAM).isoformat(timespec="seconds")
        yield about, "", gettext("Ghi lúc"), recorded_at, "known_at.recorded_at"
    yield about, "", gettext("Đơn vị tính"), gettext("đồng"), ""


def _below(
    value: object, where: tuple[str, str], said: tuple[str, ...], path: str
) -> Iterator[Row]:
    """Yield the rows of a part of a report; `where` is part and name, `said` what led to it."""
    if isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _below(item, (where[0], NAMES[type(item)](item)), said, f"{path}[{number}]")
    elif isinstance(value, msgspec.Struct):
        for member, words in WORDS[type(value)].items():
            led = (*said, gettext(words)) if words else said
            yield from _below(getattr(value, member), where, led, f"{path}.{member}")
    elif value is not None:
        yield *where, ": ".join(said), _cell(value, path), path


def _cell(value: object, path: str) -> Cell:
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    if isinstance(value, int) and path.endswith("_milli"):
        return f"{Decimal(value) / MILLI:f}"
    assert isinstance(value, int | str | date), "words stand for figures, days and texts only"
    return value


def _given(line: beside.GivenCount) -> str:
    tags = code_names.categories(line.categories)
    return ", ".join(filter(None, (code_names.given(line.disbursement_class), tags)))


def _target(line: report.TargetLine) -> str:
    measure = code_names.measure(line.measure)
    is_share = line.unit is TargetUnit.PERMILLE_OF_POPULATION
    return f"{measure} ({gettext('Phần nghìn dân số')})" if is_share else measure


NAMES: Final[dict[type[msgspec.Struct], Callable[[Any], str]]] = {
    money.HeldIn: lambda line: line.name or code_names.account_kind(line.kind),
    money.HeldFor: lambda line: line.name or code_names.purpose_kind(line.kind),
    money.GoodsFlow: lambda line: line.commodity,
    beside.JointTotal: lambda line: line.programme,
    report.ClassCount: lambda line: code_names.given(line.disbursement_class),
    report.CategoryCount: lambda line: code_names.categories(line.categories),
    beside.GivenCount: _given,
    report.LevelLine: lambda line: code_names.level(line.level),
    report.UnitLine: lambda line: line.unit.name,
    report.SharedUnit: lambda line: line.unit.name,
    report.StatisticLine: lambda line: code_names.measure(line.measure),
    report.TargetLine: _target,
}
"""What a line of each kind is about."""
