"""How associations end: merged into one, split between several, dissolved, with their level."""

from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.association import Association
from ledger.association.succeeding import Succession, dissolve, inherited, succeed
from ledger.context import Context
from ledger.errors.associations import (
    AssociationEnded,
    BadShares,
    DatedBeforeAssociation,
    StillInherits,
    WrongLevel,
)
from ledger.errors.conflicts import AlreadyExists
from ledger.events.association import Inherited, Succeeded, Successor
from ledger.events.base import Event, Private
from ledger.shares import WHOLE
from ledger.values import AssociationId, Level
from tests.builders import TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.association import happened
from tests.ledger.association.happened import DECISION, FOUNDED, established
from tests.ledger.specification import Decision, given, mended_one_by_one

JULY_1 = date(2025, 7, 1)
ENDING, FIRST, SECOND = (AssociationId(an_id(name)) for name in ("ending", "first", "second"))
BY_TREASURER = Private(recorded_by=TREASURER)


def to(*shares: int) -> tuple[Successor, ...]:
    """Shares for the first successors, in millionths."""
    return tuple(
        Successor(association_id=heir, share_millionths=share)
        for heir, share in zip((FIRST, SECOND, ENDING), shares, strict=False)
    )


MERGER = Succession(successors=to(WHOLE), effective_on=JULY_1, decision_number=DECISION)


def into(*levels: Level, events: tuple[Event, ...] = ()) -> Decision:
    """The decision that associations of these levels succeed one that ends."""
    successors = {}
    for heir, level in zip((FIRST, SECOND), levels, strict=False):
        state = given(established(level), *events).state
        assert isinstance(state, Association)
        successors[heir] = state

    def decision(state: Association, asked: Succession, *, context: Context) -> Succeeded:
        return succeed(state, ENDING, successors, asked, context)

    decision.__doc__ = succeed.__doc__
    return decision


def test_one_association_is_merged_into_another() -> None:
    given(established()).when(into(Level.COMMUNE), MERGER).then(
        happened.succeeded(JULY_1, *to(WHOLE))
    )


def test_one_is_split_between_several_with_explicit_shares() -> None:
    split = replace(MERGER, successors=to(600_000, 400_000))
    given(established()).when(into(Level.COMMUNE, Level.COMMUNE), split).then(
        happened.succeeded(JULY_1, *to(600_000, 400_000))
    )


def test_each_successor_is_told_on_its_own_side() -> None:
    split = replace(MERGER, successors=to(600_000, 400_000))
    assert inherited(ENDING, split, Context(TREASURER, TODAY)) == [
        (
            heir,
            Inherited(
                predecessor_id=ENDING,
                share_millionths=share,
                effective_on=JULY_1,
                decision_number=DECISION,
                private=BY_TREASURER,
            ),
        )
        for heir, share in ((FIRST, 600_000), (SECOND, 400_000))
    ]


@pytest.mark.parametrize("heir", [Level.PROVINCE, Level.COMMUNE])
def test_a_district_goes_to_another_level_once_its_own_has_ended(heir: Level) -> None:
    district = given(established(Level.DISTRICT))
    before = replace(MERGER, effective_on=date(2025, 6, 30))
    district.when(into(heir), before).then(
        WrongLevel("successors", level="district", found=heir.value)
    )
    district.when(into(heir), MERGER).is_accepted()


def test_it_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    given(established(), happened.dissolved(JULY_1)).when(into(Level.COMMUNE), MERGER).then(
        AssociationEnded("effective_on", ended_on="2025-07-01")
    )
    twice = (*to(WHOLE), *to(WHOLE))
    mended_one_by_one(
        given(established(), happened.inherited(date(2025, 6, 1))),
        into(Level.COMMUNE, Level.COMMUNE),
        replace(MERGER, successors=twice, effective_on=FOUNDED),
        (
            DatedBeforeAssociation("effective_on", began_on=FOUNDED.isoformat()),
            {"effective_on": date(2025, 6, 1)},
        ),
        (
            StillInherits("effective_on", inherits_on="2025-06-01"),
            {"effective_on": JULY_1},
        ),
        (AlreadyExists("successors"), {"successors": to(500_000, 400_000, 100_000)}),
        (AlreadyExists("successors"), {"successors": to(500_000, 400_000)}),
        (
            BadShares("successors", sum_millionths=900_000, whole_millionths=WHOLE),
            {"successors": to(500_000, 500_000)},
        ),
        elsewhere=[AssociationEnded, WrongLevel],
    )


def test_a_successor_is_of_the_same_level_and_stands_on_that_day() -> None:
    commune = given(established())
    commune.when(into(Level.BRANCH), MERGER).then(
        WrongLevel("successors", level="commune", found="branch")
    )
    commune.when(into(Level.COMMUNE, events=(happened.dissolved(JULY_1),)), MERGER).then(
        AssociationEnded("successors", ended_on="2025-07-01")
    )


@for_all(st.lists(st.integers(-1, WHOLE + 1), max_size=2))
def test_shares_sum_to_the_whole_or_are_refused(shares: list[int]) -> None:
    state = given(established()).state
    assert isinstance(state, Association)
    asked = replace(MERGER, successors=to(*shares))
    heir = state
    try:
        succeed(state, ENDING, {FIRST: heir, SECOND: heir}, asked, Context(TREASURER, TODAY))
    except BadShares:
        assert sum(shares) != WHOLE or min(shares) < 1
    else:
        assert sum(shares) == WHOLE


def test_an_association_is_dissolved_once() -> None:
    alone = replace(MERGER, successors=())
    given(established()).when(dissolve, alone).then(happened.dissolved(JULY_1))
    mended_one_by_one(
        given(established(), happened.inherited(JULY_1)),
        dissolve,
        replace(alone, effective_on=FOUNDED),
        (
            DatedBeforeAssociation("effective_on", began_on=FOUNDED.isoformat()),
            {"effective_on": JULY_1},
        ),
        (
            StillInherits("effective_on", inherits_on="2025-07-01"),
            {"effective_on": date(2025, 7, 2)},
        ),
        elsewhere=[AssociationEnded],
    )
    given(established(), happened.dissolved(JULY_1)).when(dissolve, alone).then(
        AssociationEnded("effective_on", ended_on="2025-07-01")
    )


@pytest.mark.parametrize(
    "level, ended_on, until",
    [
        (Level.COMMUNE, None, None),
        (Level.COMMUNE, date(2025, 9, 1), date(2025, 9, 1)),
        (Level.DISTRICT, None, date(2025, 7, 1)),
        (Level.DISTRICT, date(2025, 9, 1), date(2025, 7, 1)),
        (Level.DISTRICT, date(2024, 12, 1), date(2024, 12, 1)),
    ],
)
def test_it_acts_until_it_ends_or_its_level_does(
    level: Level, ended_on: date | None, until: date | None
) -> None:
    association = given(established(level)).state
    assert isinstance(association, Association)
    assert replace(association, ended_on=ended_on).acts_until == until
