"""A whole reorganisation at once: units begin, others end in their favour, all of it or nothing.

What is read is the tree as it stands, with what the plan itself has done so far on top: so a unit
may succeed others on the day it begins, and no circle of successors comes about.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec

from ledger.association.establishing import NewAssociation, establish
from ledger.association.state import Association, evolve
from ledger.association.succeeding import Succession, dissolve, inherited, succeed
from ledger.context import Context
from ledger.errors import LedgerError
from ledger.errors.associations import NothingToReorganise
from ledger.errors.conflicts import AlreadyExists
from ledger.events.association import AssociationEstablished, Reorganised
from ledger.events.base import Event
from ledger.values import AssociationId


class Beginning(msgspec.Struct, frozen=True):
    """A unit to establish, under an id that the plan speaks of it by."""

    association_id: AssociationId
    new: NewAssociation


class Ending(msgspec.Struct, frozen=True):
    """A unit to end, and who succeeds it."""

    association_id: AssociationId
    succession: Succession


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be carried out below one association, in this order.

    It is under one decision; that which a unit ends by is its own, mostly the same.
    """

    begins: tuple[Beginning, ...] = ()
    ends: tuple[Ending, ...] = ()
    decision_number: str


class CarriedOut(msgspec.Struct, frozen=True):
    """The event of the association above, and those of every stream below it, each once."""

    own: Reorganised
    elsewhere: Mapping[AssociationId, Sequence[Event]]


def reorganise(
    look_up: Callable[[AssociationId], Association], plan: Plan, context: Context
) -> CarriedOut:
    """Carry out a plan; `look_up` finds an association as it stands, or raises.

    Raises `NothingToReorganise`, `AlreadyExists` for an id that two begin with, and what
    `establish`, `succeed` and `dissolve` raise, with the place in the plan: `begins.3.parent_id`,
    `ends.0.successors`.
    """
    if not plan.begins and not plan.ends:
        raise NothingToReorganise("begins", "ends")
    tree = _Tree(look_up)
    for at, beginning in enumerate(plan.begins):
        with _item("begins", at):
            if beginning.association_id in tree.events:
                raise AlreadyExists("association_id")
            parent_id = beginning.new.parent_id
            parent = None if parent_id is None else tree.find(parent_id)
            event = establish(parent, beginning.new, context, decided_ahead=True)
        tree.add(beginning.association_id, event)
    for at, ending in enumerate(plan.ends):
        with _item("ends", at):
            events = _ending(tree, ending, context)
        for association_id, ended in events:
            tree.add(association_id, ended)
    own = Reorganised(
        began=len(plan.begins),
        ended=len(plan.ends),
        effective_on=context.today,
        decision_number=plan.decision_number,
        other_decisions=_other_decisions(plan),
        private=context.private,
    )
    return CarriedOut(own, tree.events)


def _other_decisions(plan: Plan) -> tuple[str, ...]:
    """Return by what else units end, each once and in the order in which they do."""
    numbers = dict.fromkeys(each.succession.decision_number for each in plan.ends)
    return tuple(each for each in numbers if each != plan.decision_number)


def _ending(tree: "_Tree", ending: Ending, context: Context) -> list[tuple[AssociationId, Event]]:
    association, succession = tree.find(ending.association_id), ending.succession
    if not succession.successors:
        return [(ending.association_id, dissolve(association, succession, context))]
    heirs = {each.association_id: tree.find(each.association_id) for each in succession.successors}
    event = succeed(association, ending.association_id, heirs, succession, context)
    return [
        (ending.association_id, event),
        *inherited(ending.association_id, succession, context),
    ]


class _Tree:
    """Associations as they stand, and what has happened to them since."""

    def __init__(self, look_up: Callable[[AssociationId], Association]) -> None:
        self._look_up = look_up
        self._changed: dict[AssociationId, Association] = {}
        self.events: dict[AssociationId, list[Event]] = {}

    def find(self, association_id: AssociationId) -> Association:
        return self._changed.get(association_id) or self._look_up(association_id)

    def add(self, association_id: AssociationId, event: Event) -> None:
        before = None if isinstance(event, AssociationEstablished) else self.find(association_id)
        self._changed[association_id] = evolve(before, event)
        self.events.setdefault(association_id, []).append(event)


@contextmanager
def _item(name: str, at: int) -> Iterator[None]:
    """Say in a refusal which item of the plan it is about."""
    try:
        yield
    except LedgerError as refusal:
        refusal.fields = tuple(f"{name}.{at}.{field}" for field in refusal.fields)
        raise
