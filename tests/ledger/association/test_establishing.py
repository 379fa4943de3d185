"""How associations of every level find their place in the tree, and change it and their name."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.association import Association
from ledger.association.establishing import (
    NewAssociation,
    NewName,
    NewParent,
    attach,
    establish,
    rename,
)
from ledger.context import Context
from ledger.errors.associations import (
    AssociationEnded,
    BadParent,
    DatedBeforeAssociation,
    LevelEnded,
    OverlappingValidity,
)
from ledger.errors.money import DatedAhead
from ledger.events.association import AssociationEstablished, Attached, Renamed
from ledger.events.base import Event, Private
from ledger.values import AssociationId, Level
from tests.builders import TREASURER, an_association, an_id
from tests.fakes import TODAY
from tests.ledger.association.happened import (
    DECISION,
    FOUNDED,
    OTHER,
    PARENT,
    UNFOUNDED,
    dissolved,
    established,
)
from tests.ledger.specification import Decision, given, mended_one_by_one

JULY_1 = date(2025, 7, 1)


def below(level: Level, *more: Event) -> Decision:
    """The decision to establish an association below one of a level."""
    parent = given(established(level), *more).state
    assert isinstance(parent, Association)

    def decision(_: None, new: NewAssociation, *, context: Context) -> AssociationEstablished:
        return establish(parent, new, context)

    decision.__doc__ = establish.__doc__
    return decision


def test_the_central_association_has_no_parent() -> None:
    given().when(establish, an_association(Level.CENTRAL)).then(established(Level.CENTRAL, None))


@pytest.mark.parametrize("level", list(Level)[1:])
@pytest.mark.parametrize("above", Level)
def test_an_association_hangs_below_any_of_a_higher_level(level: Level, above: Level) -> None:
    asked = given().when(below(above), an_association(level, PARENT))
    if list(Level).index(above) < list(Level).index(level):
        asked.then(established(level))
    else:
        asked.then(BadParent("parent_id", level=level, parent_level=above))


def test_it_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(),
        below(Level.PROVINCE, dissolved(date(2025, 1, 1))),
        an_association(Level.CENTRAL, PARENT, on=JULY_1),
        (BadParent("parent_id", level="central"), {"level": Level.PROVINCE}),
        (
            BadParent("parent_id", level="province", parent_level="province"),
            {"level": Level.DISTRICT},
        ),
        (LevelEnded("level", ended_on="2025-07-01"), {"level": Level.COMMUNE}),
        (
            DatedAhead("effective_on", today=TODAY.isoformat()),
            {"effective_on": UNFOUNDED},
        ),
        (
            DatedBeforeAssociation("parent_id", began_on=FOUNDED.isoformat()),
            {"effective_on": TODAY},
        ),
        (
            AssociationEnded("parent_id", ended_on="2025-01-01"),
            {"effective_on": date(2024, 12, 31)},
        ),
    )


@pytest.mark.parametrize("level", list(Level)[1:])
def test_only_the_central_association_has_no_parent(level: Level) -> None:
    given().when(establish, an_association(level)).then(BadParent("parent_id", level=level))


def test_a_district_was_established_until_the_level_ended() -> None:
    last = an_association(Level.DISTRICT, PARENT, on=date(2025, 6, 30))
    given().on(JULY_1).when(below(Level.PROVINCE), last).is_accepted()
    given().on(JULY_1).when(below(Level.PROVINCE), replace(last, effective_on=JULY_1)).then(
        LevelEnded("level", ended_on="2025-07-01")
    )


NAME = NewName(name="Hội Khuyến học xã Đồng Lộc", effective_on=JULY_1, decision_number=DECISION)


def test_an_association_is_renamed_from_a_day_to_come() -> None:
    given(established()).when(rename, NAME).then(
        Renamed(
            name=NAME.name,
            effective_on=JULY_1,
            decision_number=DECISION,
            private=Private(recorded_by=TREASURER),
        )
    )


def test_a_name_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    named = Renamed(
        name="Tên cũ",
        effective_on=date(2025, 3, 1),
        decision_number=DECISION,
        private=Private(recorded_by=TREASURER),
    )
    mended_one_by_one(
        given(established(), named, dissolved(JULY_1)),
        rename,
        replace(NAME, effective_on=UNFOUNDED),
        (
            DatedBeforeAssociation("effective_on", began_on=FOUNDED.isoformat()),
            {"effective_on": JULY_1},
        ),
        (
            AssociationEnded("effective_on", ended_on="2025-07-01"),
            {"effective_on": date(2025, 3, 1)},
        ),
        (
            OverlappingValidity("effective_on", holds_since="2025-03-01"),
            {"effective_on": date(2025, 3, 2)},
        ),
    )


MOVE = NewParent(parent_id=OTHER, effective_on=JULY_1, decision_number=DECISION)


def beside(parent: Association) -> Decision:
    """The decision to attach an association to a parent."""

    def decision(state: Association, new: NewParent, *, context: Context) -> Attached:
        return attach(state, parent, new, context)

    decision.__doc__ = attach.__doc__
    return decision


def state_of(*events: Event) -> Association:
    state = given(*events).state
    assert isinstance(state, Association)
    return state


def test_an_association_hangs_below_another_parent_from_a_day_on() -> None:
    commune = given(established(Level.COMMUNE))
    province = state_of(established(Level.PROVINCE))
    event = Attached(
        parent_id=OTHER,
        effective_on=JULY_1,
        decision_number=DECISION,
        private=Private(recorded_by=TREASURER),
    )
    commune.when(beside(province), MOVE).then(event)
    moved = commune.after(event).state
    assert isinstance(moved, Association)
    assert moved.parent_on(date(2025, 6, 30)) == PARENT
    assert moved.parent_on(JULY_1) == OTHER
    assert moved.parent_on(UNFOUNDED) == PARENT


def test_a_move_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    parent = state_of(established(Level.PROVINCE), dissolved(date(2025, 6, 1)))
    moved = Attached(
        parent_id=AssociationId(an_id("third")),
        effective_on=date(2025, 3, 1),
        decision_number=DECISION,
        private=Private(recorded_by=TREASURER),
    )
    with pytest.raises(BadParent):
        attach(state_of(established(Level.PROVINCE)), parent, MOVE, Context(TREASURER, TODAY))
    mended_one_by_one(
        given(established(Level.COMMUNE), moved),
        beside(parent),
        replace(MOVE, effective_on=UNFOUNDED),
        (
            DatedBeforeAssociation("effective_on", began_on=FOUNDED.isoformat()),
            {"effective_on": JULY_1},
        ),
        (
            AssociationEnded("parent_id", ended_on="2025-06-01"),
            {"effective_on": date(2025, 3, 1)},
        ),
        (
            OverlappingValidity("effective_on", holds_since="2025-03-01"),
            {"effective_on": date(2025, 3, 2)},
        ),
        elsewhere=[BadParent],
    )
