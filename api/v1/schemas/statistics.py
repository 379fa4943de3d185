"""Statistics and targets of an association, as they come in."""

from api.operations.fields import Choice, Day, DecisionNumber, Flag, Text, Whole
from api.operations.queries import KnownAtText, PageQuery
from api.operations.schema import In
from ledger.association.counting import NewStatistic, NewTarget
from ledger.values import FIGURE_MAX, Measure, TargetUnit


class StatisticIn(In):
    """So many were counted on `effective_on`; or, with `since`, were added from then to that day.

    `whole` says that all below the association are counted as well.
    """

    makes = NewStatistic

    measure = Choice(Measure, required=True)
    value = Whole(least=-FIGURE_MAX, most=FIGURE_MAX, required=True)
    whole = Flag(required=True)
    since = Day(allow_none=True)
    effective_on = Day(required=True)
    source = Text(required=True)


class TargetIn(In):
    """An aim of the association with all below it, in numbers or thousandths of the population."""

    makes = NewTarget

    measure = Choice(Measure, required=True)
    value = Whole(most=FIGURE_MAX, required=True)
    unit = Choice(TargetUnit)
    due_on = Day(required=True)
    effective_on = Day(required=True)
    decision_number = DecisionNumber(allow_none=True)


class FiguresQuery(PageQuery):
    """A page of what was reported or set, as it was known at a position or moment."""

    known_at = KnownAtText()
