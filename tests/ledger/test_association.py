"""How associations of every level find their place in the tree."""

from functools import wraps

import pytest

from ledger.association import Association, NewAssociation, establish
from ledger.context import Context
from ledger.errors import BadParent, DatedAhead
from ledger.events.association import AssociationEstablished
from ledger.events.base import Private
from ledger.values import AssociationId, Level
from tests.builders import TREASURER, an_association, an_id
from tests.fakes import TODAY
from tests.ledger.specification import Decision, given, mended_one_by_one
from tests.ledger.wrong import TOMORROW

PARENT = AssociationId(an_id("parent"))


def established(level: Level, parent_id: AssociationId | None = PARENT) -> AssociationEstablished:
    new = an_association(level, parent_id)
    return AssociationEstablished(
        name=new.name,
        level=level,
        parent_id=parent_id,
        effective_on=new.effective_on,
        private=Private(recorded_by=TREASURER),
    )


def below(level: Level) -> Decision:
    """The decision to establish an association below one of a level."""
    parent = given(established(level)).state
    assert isinstance(parent, Association)

    @wraps(establish)
    def decision(_: None, new: NewAssociation, *, context: Context) -> AssociationEstablished:
        return establish(parent, new, context)

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
        below(Level.PROVINCE),
        an_association(Level.CENTRAL, PARENT, on=TOMORROW),
        (BadParent("parent_id", level="central"), {"level": Level.PROVINCE}),
        (
            BadParent("parent_id", level="province", parent_level="province"),
            {"level": Level.COMMUNE},
        ),
        (DatedAhead("effective_on", today=TODAY.isoformat()), {"effective_on": TODAY}),
    )


@pytest.mark.parametrize("level", list(Level)[1:])
def test_only_the_central_association_has_no_parent(level: Level) -> None:
    given().when(establish, an_association(level)).then(BadParent("parent_id", level=level))
