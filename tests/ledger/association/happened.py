"""What has happened to an association: events to be given, recorded by the treasurer."""

from datetime import date

from ledger.events.association import (
    AssociationEstablished,
    Dissolved,
    Inherited,
    Succeeded,
    Successor,
)
from ledger.events.base import Private
from ledger.values import AssociationId, Level
from tests.builders import TREASURER, an_association, an_id

PARENT = AssociationId(an_id("parent"))
OTHER = AssociationId(an_id("other parent"))
FOUNDED, UNFOUNDED = date(1996, 10, 2), date(1996, 10, 1)
DECISION = "1234/QĐ-UBND"

_BY_TREASURER = Private(recorded_by=TREASURER)


def established(
    level: Level = Level.COMMUNE, parent_id: AssociationId | None = PARENT
) -> AssociationEstablished:
    new = an_association(level, parent_id)
    return AssociationEstablished(
        name=new.name,
        level=level,
        parent_id=parent_id,
        effective_on=new.effective_on,
        private=_BY_TREASURER,
    )


def succeeded(on: date, *successors: Successor) -> Succeeded:
    return Succeeded(
        successors=successors,
        effective_on=on,
        decision_number=DECISION,
        private=_BY_TREASURER,
    )


def inherited(on: date, share_millionths: int = 1_000_000) -> Inherited:
    return Inherited(
        predecessor_id=OTHER,
        share_millionths=share_millionths,
        effective_on=on,
        decision_number=DECISION,
        private=_BY_TREASURER,
    )


def dissolved(on: date) -> Dissolved:
    return Dissolved(effective_on=on, decision_number=DECISION, private=_BY_TREASURER)
