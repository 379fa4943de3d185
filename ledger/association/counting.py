"""What an association counts beside money, and what it aims at."""

from datetime import date

import msgspec

from ledger.association.establishing import check_standing
from ledger.association.state import Association
from ledger.context import Context
from ledger.errors.money import BadFigure, BadWindow, DatedAhead
from ledger.events.association import StatisticReported, TargetSet
from ledger.values import FIGURE_MAX, Measure, TargetUnit

WHOLE_PERMILLE = 1_000


class NewStatistic(msgspec.Struct, frozen=True, kw_only=True):
    """A figure to report: how many there were on a day, or were added from a day to another.

    `since` makes it the latter. `whole` says that it counts all below as well.
    """

    measure: Measure
    value: int
    whole: bool
    since: date | None = None
    effective_on: date
    source: str


class NewTarget(msgspec.Struct, frozen=True, kw_only=True):
    """An aim to set: so many, or so much of the population, by a day."""

    measure: Measure
    value: int
    unit: TargetUnit = TargetUnit.COUNT
    due_on: date
    effective_on: date
    decision_number: str | None = None


def report_statistic(
    association: Association, new: NewStatistic, context: Context
) -> StatisticReported:
    """Report a figure as of a day, in place of any earlier one of just that kind and days.

    Raises `BadFigure`, `BadWindow`, `DatedAhead`, `DatedBeforeAssociation`, `AssociationEnded`.
    """
    least = 0 if new.since is None else -FIGURE_MAX
    if not least <= new.value <= FIGURE_MAX:
        raise BadFigure("value", least=least, most=FIGURE_MAX)
    if new.since is not None and new.effective_on < new.since:
        raise BadWindow("effective_on", starts_on=new.since.isoformat())
    if new.effective_on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
    check_standing(association, new.effective_on, "effective_on")
    return StatisticReported(
        measure=new.measure,
        value=new.value,
        whole=new.whole,
        since=new.since,
        effective_on=new.effective_on,
        source=new.source,
        private=context.private,
    )


def set_target(association: Association, new: NewTarget, context: Context) -> TargetSet:
    """Set an aim of an association with all below it, in place of the one before.

    Raises `BadFigure`, `BadWindow`, `DatedAhead`, `DatedBeforeAssociation`, `AssociationEnded`.
    """
    most = WHOLE_PERMILLE if new.unit is TargetUnit.PERMILLE_OF_POPULATION else FIGURE_MAX
    if not 1 <= new.value <= most:
        raise BadFigure("value", least=1, most=most)
    if new.due_on < new.effective_on:
        raise BadWindow("due_on", starts_on=new.effective_on.isoformat())
    if new.effective_on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
    check_standing(association, new.effective_on, "effective_on")
    return TargetSet(
        measure=new.measure,
        value=new.value,
        unit=new.unit,
        due_on=new.due_on,
        effective_on=new.effective_on,
        decision_number=new.decision_number,
        private=context.private,
    )
