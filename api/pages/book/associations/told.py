"""What an association told beside its book, the newest first: figures, aims, and paper."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from flask import render_template, url_for
from flask_babel import gettext

from api.auth import Person
from api.pages.book.associations.told_form import EARLIER, require_in
from api.pages.book.forms import staff_blueprint
from api.pages.links import href_of
from api.pages.presentation import code_names, formatting
from api.pages.presentation.language import language
from api.pages.presentation.refusals import N_
from api.pages.reading import as_of, look
from ledger.access import Action
from ledger.values import AssociationId, TargetUnit
from projections.associations import associations, on_paper, statistics
from projections.associations.on_paper import AidGiven, PeriodSummary
from projections.associations.statistics import Statistic, Target
from projections.associations.told import Asked
from projections.views import Reading

told = staff_blueprint("told")

SHOWN = 200
"""So many are looked at: what takes the place of another is newer, and so among them."""

_ROUTE = (
    "/associations/<uuid:association_id>/told/"
    "<any('statistics','targets','period-summaries','aid-given'):kind>"
)


class Kind(NamedTuple):
    """A list: its name, the form that adds to it with its name, and who may."""

    name: str
    new_endpoint: str
    new_name: str
    action: Action


KINDS = {
    "statistics": Kind(
        N_("Số liệu"), "statistics.statistic", N_("Báo cáo số liệu"), Action.REPORT_STATISTIC
    ),
    "targets": Kind(N_("Chỉ tiêu"), "statistics.target", N_("Đặt chỉ tiêu"), Action.SET_TARGET),
    "period-summaries": Kind(
        N_("Báo cáo giấy của các kỳ"),
        "on_paper.summary",
        N_("Báo cáo giấy của một kỳ"),
        Action.REPORT_ON_PAPER,
    ),
    "aid-given": Kind(
        N_("Phần nơi khác trao"),
        "on_paper.aid",
        N_("Ghi phần nơi khác trao"),
        Action.REPORT_ON_PAPER,
    ),
}


class Told(NamedTuple):
    """One thing that was told, as its list shows it; `key` is that of whatever takes its place."""

    position: int
    key: tuple[object, ...]
    title: str
    when: str
    scope: str
    figures: list[tuple[str, str]]
    notes: list[str]
    is_empty: bool = False


@told.get(_ROUTE)
def show(association_id: AssociationId, kind: str) -> str:
    """Show the latest of what was told of one kind, and what holds of it."""
    person = require_in(Action.READ, association_id)
    with look() as reading:
        association = associations.association(reading, association_id)
        found = list(_LISTED[kind](reading, association_id))
        below = list(associations.children(reading, association_id))
        known = as_of(reading)
    may_tell = person.may(KINDS[kind].action, association_id)
    return render_template(
        "book/associations/told.html",
        association={"name": association.name, "href": href_of(association)},
        title=gettext(KINDS[kind].name),
        as_of=known,
        kinds=[
            {
                "name": gettext(each.name),
                "href": url_for("pages.told.show", association_id=association_id, kind=name),
                "chosen": name == kind,
            }
            for name, each in KINDS.items()
        ],
        new=_new(kind, association_id) if may_tell else None,
        rows=list(_rows(found, association_id, kind, may_tell=may_tell)),
        is_cut=len(found) == SHOWN,
        json_href=url_for(_JSON[kind], association_id=association_id),
        below=[
            {
                "name": each.name,
                "href": url_for("pages.told.show", association_id=each.association_id, kind=kind),
            }
            for each in below
        ],
        book_href=url_for("pages.book.show"),
    )


def places_of(reading: Reading, person: Person) -> Iterator[dict[str, str]]:
    """Yield where somebody may look at what was told, by the roles granted."""
    for each in sorted({grant.association_id for grant in person.staff.grants}):
        if person.may(Action.READ, each):
            href = url_for("pages.told.show", association_id=each, kind="statistics")
            yield {"name": associations.association(reading, each).name, "href": href}


def _new(kind: str, association_id: AssociationId) -> dict[str, str]:
    href = url_for(f"pages.{KINDS[kind].new_endpoint}", association_id=association_id)
    return {"name": gettext(KINDS[kind].new_name), "href": href}


def _rows(
    found: Iterable[Told], association_id: AssociationId, kind: str, *, may_tell: bool
) -> Iterator[dict[str, Any]]:
    replaced: set[tuple[object, ...]] = set()
    for each in found:
        is_old = each.key in replaced
        replaced.add(each.key)
        holds = may_tell and not is_old
        correct_href = f"{_new(kind, association_id)['href']}?{EARLIER}={each.position}"
        yield {
            "told": each,
            "is_old": is_old,
            "correct_href": correct_href if holds else None,
            "withdraw_href": _withdraw_href(association_id, kind, each) if holds else None,
        }


def _withdraw_href(association_id: AssociationId, kind: str, each: Told) -> str | None:
    """Return where something is taken back: paper is, a figure is only put right."""
    if each.is_empty or KINDS[kind].action is not Action.REPORT_ON_PAPER:
        return None
    return url_for(
        "pages.withdrawing.show",
        association_id=association_id,
        kind=kind,
        position=each.position,
    )


def _statistics(reading: Reading, association_id: AssociationId) -> Iterator[Told]:
    asked = Asked(limit=SHOWN)
    for each in statistics.of_association(reading, association_id, asked).items:
        yield _told_statistic(each)


def _told_statistic(each: Statistic) -> Told:
    is_added = each.since is not None
    value = formatting.grouped(each.value, language())
    return Told(
        position=each.position,
        key=(each.measure, each.whole, each.since, each.effective_on),
        title=code_names.measure(each.measure),
        when=period(each.since, each.effective_on),
        scope=scope(whole=each.whole),
        figures=[(gettext("Tăng thêm") if is_added else gettext("Có"), value)],
        notes=[each.source],
    )


def _targets(reading: Reading, association_id: AssociationId) -> Iterator[Told]:
    for each in statistics.targets(reading, association_id, Asked(limit=SHOWN)).items:
        yield _told_target(each)


def _told_target(each: Target) -> Told:
    is_share = each.unit is TargetUnit.PERMILLE_OF_POPULATION
    value = formatting.grouped(each.value, language())
    if is_share:
        value = gettext("%(share)s %% dân số", share=formatting.tenths(each.value, language()))
    number = each.decision_number
    return Told(
        position=each.position,
        key=(each.measure, each.effective_on),
        title=code_names.measure(each.measure),
        when=gettext("Đến %(day)s", day=formatting.day(each.due_on, language())),
        scope=scope(whole=True),
        figures=[(gettext("Phải đạt"), value)],
        notes=[
            gettext("Đặt ra ngày %(day)s", day=formatting.day(each.effective_on, language())),
            *([] if number is None else [gettext("Quyết định số %(number)s", number=number)]),
        ],
    )


def _summaries(reading: Reading, association_id: AssociationId) -> Iterator[Told]:
    asked = Asked(limit=SHOWN)
    for each in on_paper.summaries(reading, association_id, asked, entitled=False).items:
        yield told_summary(each)


def told_summary(each: PeriodSummary) -> Told:
    """Return the summary of a period as its list shows it."""
    amounts = [
        (gettext("Đã vận động"), each.mobilized_dong),
        (gettext("Đã trao"), each.supported_dong),
        (gettext("Số dư"), None if each.closing is None else each.closing.amount_dong),
    ]
    return Told(
        position=each.position,
        key=(each.whole, each.since, each.effective_on),
        title=period(each.since, each.effective_on),
        when="",
        scope=scope(whole=each.whole),
        figures=[*_amounts(amounts), *_suat(each)],
        notes=[each.source],
        is_empty=each.is_empty,
    )


def _aid(reading: Reading, association_id: AssociationId) -> Iterator[Told]:
    asked = Asked(limit=SHOWN)
    for each in on_paper.aid_given(reading, association_id, asked, entitled=False).items:
        yield told_aid(each)


def told_aid(each: AidGiven) -> Told:
    """Return the help of others as its list shows it."""
    amounts = [
        (gettext("Tổng trị giá"), each.amount_dong),
        (gettext("Trong đó quỹ của hội chi"), each.own_share_dong),
    ]
    since = None if each.since == each.effective_on else each.since
    return Told(
        position=each.position,
        key=(each.subject, each.whole, each.since, each.effective_on),
        title=each.programme,
        when=period(since, each.effective_on),
        scope=scope(whole=each.whole),
        figures=[*_amounts(amounts), *_suat(each)],
        notes=[text for text in (each.payer, *each.co_organisers, each.place, each.source) if text],
        is_empty=each.is_empty,
    )


def _amounts(amounts: Iterable[tuple[str, int | None]]) -> list[tuple[str, str]]:
    return [(name, formatting.dong(dong, language())) for name, dong in amounts if dong is not None]


def _suat(each: PeriodSummary | AidGiven) -> list[tuple[str, str]]:
    """Return how many awards there were together, where every group tells its own."""
    awards = [line.awards for line in each.lines if line.part_of is None]
    known = [count for count in awards if count is not None]
    if not known or len(known) < len(awards):
        return []
    return [(gettext("Suất"), formatting.grouped(sum(known), language()))]


def period(since: date | None, until: date) -> str:
    """Return days in words: of one day, or from one to another."""
    day = formatting.day(until, language())
    if since is None:
        return gettext("Đến %(day)s", day=day)
    return f"{formatting.day(since, language())} – {day}"


def scope(*, whole: bool) -> str:
    """Return in words whose figures they are."""
    return gettext("Cả các hội trực thuộc") if whole else gettext("Riêng hội này")


_LISTED = {
    "statistics": _statistics,
    "targets": _targets,
    "period-summaries": _summaries,
    "aid-given": _aid,
}
_JSON = {
    "statistics": "statistics.list_statistics",
    "targets": "statistics.list_targets",
    "period-summaries": "on-paper.list_period_summaries",
    "aid-given": "on-paper.list_aid_given",
}
