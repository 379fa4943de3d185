"""A whole reorganisation is carried out as one, and refused as one."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.association import Association
from ledger.association.establishing import NewAssociation
from ledger.association.reorganising import Beginning, Ending, Plan, reorganise
from ledger.association.succeeding import Succession
from ledger.context import Context
from ledger.errors import LedgerError
from ledger.errors.associations import (
    AssociationEnded,
    BadParent,
    BadShares,
    NothingToReorganise,
    WrongLevel,
)
from ledger.errors.conflicts import AlreadyExists
from ledger.events.association import (
    AssociationEstablished,
    Dissolved,
    Inherited,
    Reorganised,
    Succeeded,
    Successor,
)
from ledger.shares import WHOLE
from ledger.values import AssociationId, Level
from tests.builders import TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.association.happened import DECISION, established
from tests.ledger.specification import given, told

JULY_1 = date(2025, 7, 1)
PROVINCE, DISTRICT, A, B, NEW = (
    AssociationId(an_id(name)) for name in ("province", "district", "a", "b", "new")
)


def state(level: Level, parent_id: AssociationId | None) -> Association:
    found = given(established(level, parent_id)).state
    assert isinstance(found, Association)
    return found


TREE = {
    PROVINCE: state(Level.PROVINCE, AssociationId(an_id("centre"))),
    DISTRICT: state(Level.DISTRICT, PROVINCE),
    A: state(Level.COMMUNE, DISTRICT),
    B: state(Level.COMMUNE, DISTRICT),
}


def to(*heirs: AssociationId) -> tuple[Successor, ...]:
    share = WHOLE // len(heirs) if heirs else 0
    return tuple(Successor(association_id=heir, share_millionths=share) for heir in heirs)


def ends(association_id: AssociationId, *heirs: AssociationId, on: date = JULY_1) -> Ending:
    succession = Succession(successors=to(*heirs), effective_on=on, decision_number=DECISION)
    return Ending(association_id, succession)


NEW_COMMUNE = Beginning(
    NEW,
    NewAssociation(name="Đồng Lộc", level=Level.COMMUNE, parent_id=PROVINCE, effective_on=JULY_1),
)
PLAN = Plan(
    begins=(NEW_COMMUNE,),
    ends=(ends(A, NEW), ends(B, NEW), ends(DISTRICT, PROVINCE)),
    decision_number=DECISION,
)


def carried_out(plan: Plan) -> dict[UUID, list[type]]:
    done = reorganise(TREE.__getitem__, plan, Context(TREASURER, TODAY))
    assert isinstance(done.own, Reorganised)
    assert (done.own.began, done.own.ended) == (len(plan.begins), len(plan.ends))
    return {stream: [type(event) for event in events] for stream, events in done.elsewhere.items()}


def test_units_begin_and_others_end_in_their_favour_and_the_level_ends() -> None:
    assert carried_out(PLAN) == {
        NEW: [AssociationEstablished, Inherited, Inherited],
        A: [Succeeded],
        B: [Succeeded],
        DISTRICT: [Succeeded],
        PROVINCE: [Inherited],
    }


def test_by_what_else_units_end_is_told_of_the_whole() -> None:
    def told(*numbers: str) -> tuple[str, ...]:
        plan = replace(
            PLAN,
            ends=tuple(
                Ending(each.association_id, replace(each.succession, decision_number=number))
                for each, number in zip(PLAN.ends, numbers, strict=True)
            ),
        )
        own = reorganise(TREE.__getitem__, plan, Context(TREASURER, TODAY)).own
        assert own.decision_number == DECISION
        return own.other_decisions

    assert told(DECISION, DECISION, DECISION) == ()
    assert told("9/NQ", DECISION, "7/NQ") == ("9/NQ", "7/NQ")
    assert told("9/NQ", "9/NQ", "9/NQ") == ("9/NQ",)


def test_a_unit_may_just_be_dissolved() -> None:
    assert carried_out(replace(PLAN, begins=(), ends=(ends(A),))) == {A: [Dissolved]}


@pytest.mark.parametrize(
    "plan, refusal",
    [
        (Plan(decision_number=DECISION), NothingToReorganise("begins", "ends")),
        (
            replace(PLAN, begins=(NEW_COMMUNE, NEW_COMMUNE)),
            AlreadyExists("begins.1.association_id"),
        ),
        (
            replace(PLAN, begins=(Beginning(NEW, replace(NEW_COMMUNE.new, parent_id=A)),)),
            BadParent("begins.0.parent_id", level="commune", parent_level="commune"),
        ),
        (
            replace(PLAN, ends=(ends(A, NEW), ends(B, PROVINCE))),
            WrongLevel("ends.1.successors", level="commune", found="province"),
        ),
        # A circle: whoever ends that day inherits nothing on it.
        (
            replace(PLAN, ends=(ends(A, B), ends(B, A))),
            LedgerError(),
        ),
        (
            replace(PLAN, ends=(ends(A, NEW), ends(A, B))),
            AssociationEnded("ends.1.effective_on", ended_on="2025-07-01"),
        ),
        (
            replace(PLAN, ends=(ends(A, NEW), ends(B, NEW, DISTRICT, A))),
            BadShares("ends.1.successors", sum_millionths=WHOLE - 1, whole_millionths=WHOLE),
        ),
    ],
)
def test_it_is_refused_as_one_and_says_where(plan: Plan, refusal: LedgerError) -> None:
    with pytest.raises(LedgerError) as found:
        reorganise(TREE.__getitem__, plan, Context(TREASURER, TODAY))
    if type(refusal) is not LedgerError:
        assert told(found.value) == told(refusal)


@for_all(st.permutations([ends(A, B), ends(B, A)]))
def test_no_circle_of_successors_comes_about(order: list[Ending]) -> None:
    with pytest.raises(LedgerError) as refusal:
        reorganise(TREE.__getitem__, replace(PLAN, ends=tuple(order)), Context(TREASURER, TODAY))
    assert refusal.value.code in ("still_inherits", "association_ended")
    assert refusal.value.fields[0].startswith("ends.1.")
