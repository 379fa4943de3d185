"""One association: its place in the tree, and how it begins."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors import BadParent, DatedAhead
from ledger.events.association import AssociationEstablished
from ledger.events.base import Event
from ledger.values import AssociationId, Level

RANKS = {level: rank for rank, level in enumerate(Level)}


class Association(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of an association."""

    level: Level
    parent_id: AssociationId | None
    established_on: date


class NewAssociation(msgspec.Struct, frozen=True, kw_only=True):
    """An association to establish under a parent; only the central one has none."""

    name: str
    level: Level
    parent_id: AssociationId | None = None
    effective_on: date


def establish(
    parent: Association | None, new: NewAssociation, context: Context
) -> AssociationEstablished:
    """Establish an association, or raise `BadParent`, `DatedAhead`.

    A unit may hang below any higher level: some are attached directly to their province.
    """
    if (parent is None) != (new.level is Level.CENTRAL):
        raise BadParent("parent_id", level=new.level)
    if parent is not None and RANKS[parent.level] >= RANKS[new.level]:
        raise BadParent("parent_id", level=new.level, parent_level=parent.level)
    if new.effective_on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
    return AssociationEstablished(
        name=new.name,
        level=new.level,
        parent_id=new.parent_id,
        effective_on=new.effective_on,
        private=context.private,
    )


def evolve(association: Association | None, event: Event) -> Association:
    """Return the association after `event`."""
    assert association is None, "an association's stream holds one event so far"
    assert isinstance(event, AssociationEstablished)
    return Association(
        level=event.level, parent_id=event.parent_id, established_on=event.effective_on
    )
