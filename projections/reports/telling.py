"""What a report counts of that which was told on paper, and never twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from ledger.events.association import GivenLine, PaperBalance
from ledger.values import AssociationId, Category, DisbursementClass, Level
from projections.associations import on_paper
from projections.associations.on_paper import AidGiven, PeriodSummary
from projections.reports.beside import (
    FromPaper,
    GivenCount,
    JointTotal,
    PaperClosing,
    PaperMobilized,
    RecipientsToldOf,
)
from projections.reports.membership import Membership
from projections.reports.report import Days
from projections.views import Reading

_RANKS = {level: rank for rank, level in enumerate(Level)}


class Told(Protocol):
    """What was told of an association and of days; of one subject nothing is counted twice."""

    @property
    def association_id(self) -> AssociationId:
        """Who told it, of itself; with `whole`, of all below as well."""

    @property
    def whole(self) -> bool:
        """Whether it is about all below as well."""

    @property
    def since(self) -> date:
        """The first day."""

    @property
    def effective_on(self) -> date:
        """The last day."""

    @property
    def position(self) -> int:
        """Where it stands in the log."""

    @property
    def is_empty(self) -> bool:
        """Whether it takes back what was said before."""

    @property
    def subject(self) -> str:
        """What it is about."""


T = TypeVar("T", bound=Told)


class Others(NamedTuple):
    """Help of others: how much by whom told, what nobody split, and whom it reached."""

    by_unit: list[tuple[AssociationId, date, int]]
    joint: tuple[JointTotal, ...]
    recipients: RecipientsToldOf

    @property
    def dong(self) -> int:
        """What others gave."""
        return sum(dong for _, _, dong in self.by_unit)


def others(
    reading: Reading, found: Membership, period: Days, known_at: int, *, deep: bool
) -> Others:
    """Return the help of others in a period, told by units that were inside on all its days.

    What a unit told that counts in part is divided alike; of how many it reached nothing is known.
    Only where the report is `deep` does it count what was told of all below a unit.
    """
    every = on_paper.known_aid(reading, list(found.members), period.first, period.last, known_at)
    told = _once(found, _standing(found, every, deep=deep))
    return Others(
        [
            (heir_id, each.effective_on, part.of(each.amount_dong - each.own_share_dong))
            for each in told
            if each.amount_dong is not None and each.own_share_dong is not None
            for heir_id, part in found.counts_for(each.association_id).items()
        ],
        tuple(_joint(each) for each in told if _is_joint(each)),
        _recipients(line for each in told for line in _parts(_lines(found, each))),
    )


def from_paper(
    reading: Reading, found: Membership, period: Days, known_at: int, *, deep: bool
) -> FromPaper:
    """Return what units without a book did on paper within a period, as it was known.

    Only where the report is `deep` does it count what was told of all below a unit.
    """
    every = on_paper.known_summaries(
        reading, list(found.members), period.first, period.last, known_at
    )
    standing = _standing(found, every, deep=deep)
    books = _Books(reading, found, period, known_at, is_needed=bool(standing))
    without = [each for each in standing if not books.cover(each)]
    told = [_counted(found, each) for each in _once(found, without)]
    mobilized = sum(each.mobilized_dong or 0 for each in told)
    parts = {
        "cash": sum(each.cash_dong or 0 for each in told),
        "in_kind": sum(each.in_kind_dong or 0 for each in told),
        "direct_aid": sum(each.direct_aid_dong or 0 for each in told),
    }
    return FromPaper(
        associations=len({each.association_id for each in told}),
        summaries=len(told),
        covered=len(standing) - len(without),
        overlapping=len(without) - len(told),
        since=min((each.since for each in told), default=None),
        as_of=max((each.effective_on for each in told), default=None),
        mobilized=PaperMobilized(total=mobilized, **parts, unsplit=mobilized - sum(parts.values())),
        supported=sum(each.supported_dong or 0 for each in told),
        closing=_closing(found, told, books, period),
        recipients=_recipients(line for each in told for line in _parts(each.lines)),
    )


def _counted(found: Membership, told: PeriodSummary) -> PeriodSummary:
    """Return what counts of a summary; parts of a sum are divided so that they stay that."""
    part = found.part(told.association_id)
    if part.is_whole:
        return told
    names = ("cash_dong", "in_kind_dong", "direct_aid_dong")
    of_sum = [getattr(told, name) for name in names]
    parts = part.run([each or 0 for each in of_sum])
    mobilized = told.mobilized_dong
    closing = told.closing
    return msgspec.structs.replace(
        told,
        **{
            name: None if each is None else divided
            for name, each, divided in zip(names, of_sum, parts, strict=True)
        },
        mobilized_dong=None if mobilized is None else part.of(mobilized),
        supported_dong=None if told.supported_dong is None else part.of(told.supported_dong),
        closing=None
        if closing is None
        else PaperBalance(amount_dong=part.of(closing.amount_dong), on=closing.on),
        lines=_lines(found, told),
    )


def _lines(found: Membership, told: PeriodSummary | AidGiven) -> tuple[GivenLine, ...]:
    """Return the lines of what was told; of a part of it nobody knows how many there were."""
    if found.part(told.association_id).is_whole:
        return told.lines
    return tuple(
        GivenLine(
            disbursement_class=line.disbursement_class,
            part_of=line.part_of,
            categories=line.categories,
        )
        for line in told.lines
    )


def _standing(found: Membership, told: Iterable[T], *, deep: bool) -> list[T]:
    """Return what holds: the latest of each kind and days, of units inside on all of those days."""
    latest: dict[tuple[UUID, bool, str, date, date], T] = {}
    for each in told:
        key = (each.association_id, each.whole, each.subject, each.since, each.effective_on)
        latest[key] = each
    return [
        each
        for each in latest.values()
        if not each.is_empty and (deep or not each.whole) and _is_inside(found, each)
    ]


def _is_inside(found: Membership, told: Told) -> bool:
    """Tell whether a unit was inside on all the days that something was told of."""
    spans = found.members[told.association_id].spans
    return any(span.since <= told.since and told.effective_on < span.until for span in spans)


def _once(found: Membership, told: Iterable[T]) -> list[T]:
    """Return what says nothing that another says: the wider stands for what is below it.

    Of one extent the longer goes before the shorter. So half a year told as a whole is not added
    to its quarters, nor a province to its communes.
    """

    def widest(each: T) -> tuple[int, int, date, int]:
        level = _RANKS[found.members[each.association_id].level]
        days = each.effective_on.toordinal() - each.since.toordinal()
        return (level if each.whole else len(_RANKS), -days, each.since, each.position)

    seen = _Seen(found)
    return [each for each in sorted(told, key=widest) if seen.take(each)]


class _Seen:
    """Of whom and which days something is counted already."""

    def __init__(self, found: Membership) -> None:
        self._found = found
        self._own: dict[tuple[UUID, str], list[Told]] = defaultdict(list)
        self._wholes: dict[tuple[UUID, str], list[Told]] = defaultdict(list)

    def take(self, told: Told) -> bool:
        """Count something, unless some of it is counted already; the wider comes first."""
        own = (told.association_id, told.subject)
        line = {
            (above, told.subject)
            for on in (told.since, told.effective_on)
            for above in self._found.places.line(told.association_id, on)
        }
        rivals = [*self._own[own], *(each for above in line for each in self._wholes[above])]
        if any(_meet(told, rival) for rival in rivals):
            return False
        (self._wholes if told.whole else self._own)[own].append(told)
        return True


def _meet(one: Told, other: Told) -> bool:
    return one.since <= other.effective_on and other.since <= one.effective_on


class _Books:
    """Which funds were open when; a whole summary is covered by any book below its unit."""

    def __init__(
        self,
        reading: Reading,
        found: Membership,
        period: Days,
        known_at: int,
        *,
        is_needed: bool,
    ) -> None:
        self._own: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
        self._below: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
        if not is_needed:
            return
        f = reading.tables.funds
        ended = {
            row.fund_id: row.ended_on
            for row in reading.all(
                select(f.c.fund_id, f.c.ended_on).where(f.c.ended_position <= known_at)
            )
        }
        inside = (day for day in found.places.changes() if period.first <= day <= period.last)
        days = [period.first, *inside, period.last]
        for fund in found.funds:
            book = (fund.opened_on, ended.get(fund.fund_id, date.max))
            self._own[fund.owner_id].append(book)
            for above in {a for on in days for a in found.places.line(fund.owner_id, on)}:
                self._below[above].append(book)

    def cover(self, told: Told) -> bool:
        """Tell whether a book was open on any of the days."""
        books = (self._below if told.whole else self._own)[told.association_id]
        return any(opened <= told.effective_on and told.since < ended for opened, ended in books)


def _closing(
    found: Membership, told: Sequence[PeriodSummary], books: _Books, period: Days
) -> PaperClosing | None:
    """Return what was left: of each unit the latest balance, and the wider for all below it."""
    latest: dict[AssociationId, _Balance] = {}
    for each in told:
        if each.closing is None or each.closing.on > period.last:
            continue
        on = each.closing.on
        balance = _Balance(
            each.association_id, each.whole, each.position, on, on, each.closing.amount_dong
        )
        held = latest.get(each.association_id)
        is_later = held is None or held.effective_on < on
        if is_later and _is_inside(found, balance) and not books.cover(balance):
            latest[each.association_id] = balance
    # What was left on one day was left on any other: no two balances of the same money count.
    shown = _once(found, [each._replace(since=date.min) for each in latest.values()])
    days = [each.effective_on for each in shown]
    if not shown:
        return None
    return PaperClosing(
        total=sum(each.dong for each in shown),
        as_of=max(days),
        as_of_earliest=min(days),
        figures=len(shown),
    )


class _Balance(NamedTuple):
    """What was left at a unit on a day."""

    association_id: AssociationId
    whole: bool
    position: int
    since: date
    effective_on: date
    dong: int
    is_empty: bool = False
    subject: str = ""


def _is_joint(told: AidGiven) -> bool:
    if told.amount_dong is None:
        return False
    wholes = [line for line in told.lines if line.part_of is None]
    is_split = all(line.amount_dong is not None for line in wholes)
    return told.own_share_dong is None or (len(wholes) > 1 and not is_split)


def _joint(told: AidGiven) -> JointTotal:
    assert told.amount_dong is not None, "only amounts are joint"
    wholes = [line for line in told.lines if line.part_of is None]
    classes = {line.disbursement_class for line in wholes}
    return JointTotal(
        association_id=told.association_id,
        programme=told.programme,
        since=told.since,
        as_of=told.effective_on,
        amount=told.amount_dong,
        own_share=told.own_share_dong,
        lines=len(wholes),
        disbursement_classes=tuple(each for each in DisbursementClass if each in classes),
        source=told.source,
    )


class _Line(NamedTuple):
    """A line as it was told; tags in their order."""

    disbursement_class: DisbursementClass
    categories: tuple[Category, ...]
    is_part: bool
    line: GivenLine


def _parts(lines: Sequence[GivenLine]) -> Iterable[_Line]:
    for line in lines:
        tags = tuple(sorted(line.categories))
        yield _Line(line.disbursement_class, tags, line.part_of is not None, line)


def _recipients(lines: Iterable[_Line]) -> RecipientsToldOf:
    alike: dict[tuple[DisbursementClass, tuple[Category, ...], bool], list[GivenLine]]
    alike = defaultdict(list)
    for each in lines:
        alike[each.disbursement_class, each.categories, each.is_part].append(each.line)
    wholes = [line for (_, _, is_part), found in alike.items() if not is_part for line in found]
    return RecipientsToldOf(
        suat=_sum(line.awards for line in wholes),
        luot=_sum(line.instances for line in wholes),
        lines=tuple(
            GivenCount(
                disbursement_class=disbursement_class,
                categories=tags,
                is_part=is_part,
                suat=_sum(line.awards for line in found),
                luot=_sum(line.instances for line in found),
                persons=found[0].persons if len(found) == 1 else None,
                amount=_sum(line.amount_dong for line in found),
                figures=len(found),
            )
            for (disbursement_class, tags, is_part), found in sorted(
                alike.items(), key=lambda item: (item[0][2], *item[0][:2])
            )
        ),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    """Return a sum; None where a part of it is not known."""
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total
