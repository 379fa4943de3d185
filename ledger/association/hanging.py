"""Who is above whom: reckoned from associations as they stand, through a `look` at each."""

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from ledger.association.state import Association
from ledger.values import AssociationId

Look: TypeAlias = Callable[[AssociationId], Association]
"""Returns an association, or raises `AssociationNotFound`."""


def parent_of(look: Look, association_id: AssociationId, on: date) -> AssociationId | None:
    """Return below whom an association hangs on a day.

    Below a parent that has ended, it hangs below the one association of the same level that
    succeeded it, else below the parent of the one that ended.
    """
    parent_id = look(association_id).parent_on(on)
    while parent_id is not None:
        parent = look(parent_id)
        if not parent.has_ended(on):
            break
        heirs = [each.association_id for each in parent.successors]
        if len(heirs) == 1 and look(heirs[0]).level is parent.level:
            parent_id = heirs[0]
        else:
            parent_id = parent.parent_on(on)
    return parent_id


def chain(look: Look, association_id: AssociationId, on: date) -> tuple[AssociationId, ...]:
    """Return an association and all above it on a day, up to the central one.

    Whoever has authority over the successors of an association that ended has it over what they
    inherit: they follow with all above them.
    """
    found: dict[AssociationId, None] = {}
    above: AssociationId | None = association_id
    while above is not None:
        found[above] = None
        above = parent_of(look, above, on)
    asked = look(association_id)
    if asked.has_ended(on):
        for successor in asked.successors:
            found |= dict.fromkeys(chain(look, successor.association_id, on))
    return tuple(found)
