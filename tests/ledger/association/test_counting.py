"""What an association counts beside money, and aims at."""

from datetime import date

from msgspec.structs import replace

from ledger.association.counting import NewStatistic, NewTarget, report_statistic, set_target
from ledger.errors.associations import AssociationEnded, DatedBeforeAssociation
from ledger.errors.money import BadFigure, BadWindow, DatedAhead
from ledger.events.association import StatisticReported, TargetSet
from ledger.events.base import Private
from ledger.values import FIGURE_MAX, Measure, TargetUnit
from tests.builders import TREASURER
from tests.fakes import TODAY
from tests.ledger.association.happened import (
    DECISION,
    FOUNDED,
    UNFOUNDED,
    dissolved,
    established,
)
from tests.ledger.specification import given, mended_one_by_one

MEMBERS = NewStatistic(
    measure=Measure.MEMBERS, value=391_800, whole=True, effective_on=TODAY, source="Báo cáo 6/2025"
)
ENDED = date(2025, 6, 1)
TOMORROW = date(2025, 6, 17)
SHARE = NewTarget(
    measure=Measure.MEMBERS,
    value=300,
    unit=TargetUnit.PERMILLE_OF_POPULATION,
    due_on=date(2025, 12, 31),
    effective_on=FOUNDED,
    decision_number=DECISION,
)


def test_a_figure_is_of_a_day_and_of_a_source() -> None:
    given(established()).when(report_statistic, MEMBERS).then(
        StatisticReported(
            measure=Measure.MEMBERS,
            value=391_800,
            whole=True,
            effective_on=TODAY,
            source="Báo cáo 6/2025",
            private=Private(recorded_by=TREASURER),
        )
    )


def test_what_was_added_may_be_less_than_nothing_and_what_there_is_may_not() -> None:
    case = given(established())
    case.when(report_statistic, replace(MEMBERS, value=-5, since=FOUNDED)).is_accepted()
    case.when(report_statistic, replace(MEMBERS, value=-5)).then(
        BadFigure("value", least=0, most=FIGURE_MAX)
    )


def test_a_figure_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(established(), dissolved(ENDED)),
        report_statistic,
        replace(MEMBERS, value=FIGURE_MAX + 1, since=date(2025, 6, 18), effective_on=TOMORROW),
        (BadFigure("value", least=-FIGURE_MAX, most=FIGURE_MAX), {"value": 5}),
        (BadWindow("effective_on", starts_on="2025-06-18"), {"since": date(1990, 1, 1)}),
        (DatedAhead("effective_on", today=TODAY.isoformat()), {"effective_on": UNFOUNDED}),
        (
            DatedBeforeAssociation("effective_on", began_on=FOUNDED.isoformat()),
            {"effective_on": TODAY},
        ),
        (
            AssociationEnded("effective_on", ended_on=ENDED.isoformat()),
            {"effective_on": FOUNDED},
        ),
    )


def test_an_aim_is_set_for_a_day() -> None:
    given(established()).when(set_target, SHARE).then(
        TargetSet(
            measure=Measure.MEMBERS,
            value=300,
            unit=TargetUnit.PERMILLE_OF_POPULATION,
            due_on=date(2025, 12, 31),
            effective_on=FOUNDED,
            decision_number=DECISION,
            private=Private(recorded_by=TREASURER),
        )
    )


def test_an_aim_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(established(), dissolved(ENDED)),
        set_target,
        replace(SHARE, value=1_001, due_on=TODAY, effective_on=TOMORROW),
        (BadFigure("value", least=1, most=1_000), {"value": 1_000}),
        (BadWindow("due_on", starts_on="2025-06-17"), {"due_on": date(2030, 12, 31)}),
        (DatedAhead("effective_on", today=TODAY.isoformat()), {"effective_on": UNFOUNDED}),
        (
            DatedBeforeAssociation("effective_on", began_on=FOUNDED.isoformat()),
            {"effective_on": TODAY},
        ),
        (
            AssociationEnded("effective_on", ended_on=ENDED.isoformat()),
            {"effective_on": FOUNDED},
        ),
    )
