"""Statistics and targets of a report: what is counted beside money, and how far the aims are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from ledger.values import AssociationId, Measure, ReportScope, TargetUnit
from projections.associations import statistics
from projections.associations.statistics import Statistic
from projections.reports.counting import Tree, is_about_its_own
from projections.reports.membership import Membership, eve
from projections.reports.report import (
    Added,
    Counted,
    Days,
    Mobilized,
    PerInhabitant,
    StatisticLine,
    Supported,
    TargetLine,
)
from projections.views import Reading

_PERMILLE = 1_000


def lines(
    reading: Reading, found: Membership, scope: ReportScope, period: Days, known_at: int
) -> tuple[StatisticLine, ...]:
    """Return each measure as it stood at both ends of a period, and what was added in it.

    Restated, what those counted who were there then counts for their successors: a figure of all
    below only where all of them count wholly, an own one by its share; and what was added is told
    only where the association was about the same units itself.
    """
    every = statistics.known(reading, list(found.members), period.last, known_at)
    if not every:
        return ()
    by_measure: dict[Measure, list[Statistic]] = defaultdict(list)
    for each in every:
        by_measure[each.measure].append(each)
    first, last = Tree(found, scope, eve(period.first)), Tree(found, scope, period.last)
    is_own = is_about_its_own(found, scope, period)
    population = last.counted(by_measure[Measure.POPULATION])
    shown = []
    for measure in [measure for measure in Measure if measure in by_measure]:
        closing = last.counted(by_measure[measure])
        added = _added(by_measure[measure], found, scope, period) if is_own else None
        if closing is None and added is None:
            continue
        is_share = measure is not Measure.POPULATION
        shown.append(
            StatisticLine(
                measure=measure,
                opening=first.counted(by_measure[measure]),
                added=added,
                closing=closing,
                permille_of_population=_share(closing, population) if is_share else None,
            )
        )
    return tuple(shown)


def aims(
    reading: Reading,
    association_id: AssociationId,
    shown: Sequence[StatisticLine],
    period: Days,
    known_at: int,
) -> tuple[TargetLine, ...]:
    """Return what an association aims at, beside what it has reached by the period's end."""
    reached = {line.measure: line for line in shown}
    return tuple(
        TargetLine(
            measure=target.measure,
            unit=target.unit,
            value=target.value,
            due_on=target.due_on,
            set_on=target.effective_on,
            decision_number=target.decision_number,
            reached=_reached(reached.get(target.measure), target.unit),
        )
        for target in statistics.current_targets(reading, association_id, period.last, known_at)
    )


def per_inhabitant(
    shown: Sequence[StatisticLine], mobilized: Mobilized, supported: Supported, cash: int
) -> PerInhabitant | None:
    """Return what falls to each inhabitant, to the nearest đồng; None where nobody counted."""
    people = next((line.closing for line in shown if line.measure is Measure.POPULATION), None)
    if people is None or not people.complete or people.value <= 0:
        return None
    return PerInhabitant(
        population=people.value,
        mobilized=_ratio(mobilized.total, people.value),
        supported=_ratio(supported.total, people.value),
        cash=_ratio(cash, people.value),
    )


def _share(counted: Counted | None, population: Counted | None) -> int | None:
    """Return the thousandths of the population; members of a part are no share of the whole."""
    if counted is None or population is None or not population.value:
        return None
    if not (counted.complete and population.complete):
        return None
    return _ratio(_PERMILLE * counted.value, population.value)


def _reached(line: StatisticLine | None, unit: TargetUnit) -> int | None:
    if line is None or line.closing is None:
        return None
    return line.closing.value if unit is TargetUnit.COUNT else line.permille_of_population


def _ratio(total: int, by: int) -> int:
    """Return a quotient to the nearest whole number, halves away from zero."""
    magnitude = (2 * abs(total) + by) // (2 * by)
    return magnitude if total >= 0 else -magnitude


def _added(
    figures: Iterable[Statistic], found: Membership, scope: ReportScope, period: Days
) -> Added | None:
    """Return what was added within a period: figures of the association that do not overlap."""
    is_whole = scope is ReportScope.CONSOLIDATED
    latest: dict[tuple[date, date], Statistic] = {}
    for each in figures:
        is_ours = each.association_id == found.root.association_id and each.whole is is_whole
        if is_ours and each.since is not None and each.since >= period.first:
            latest[each.since, each.effective_on] = each
    chosen: list[Statistic] = []
    for (since, until), each in sorted(latest.items(), key=_longest_first):
        if all(until < other.since or since > other.effective_on for other in chosen):  # type: ignore[operator]
            chosen.append(each)
    if not chosen:
        return None
    return Added(
        value=sum(each.value for each in chosen),
        since=min(each.since for each in chosen if each.since is not None),
        as_of=max(each.effective_on for each in chosen),
        source=chosen[0].source if len(chosen) == 1 else None,
    )


def _longest_first(item: tuple[tuple[date, date], Statistic]) -> tuple[int, date]:
    (since, until), _ = item
    return since.toordinal() - until.toordinal(), since
