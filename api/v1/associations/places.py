"""Names and places of an association: each from a day on, by a decision with a number."""

from collections.abc import Sequence

import msgspec

from api.operations.queries import KnownAsked, KnownQuery
from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.associations import NameIn, ParentIn
from ledger.access import Action
from ledger.association.establishing import NewName, NewParent
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId
from projections.associations import dated
from projections.associations.dated import DatedName, DatedParent, Ending
from projections.views import AsOf

resource = Resource("places", "Tên gọi và nơi trực thuộc: the dated tree")


class PlacesOut(msgspec.Struct, frozen=True, kw_only=True):
    """What an association was called and hung under since when, in the order of the days.

    `ending` says since when it is no more, and who succeeds it.
    """

    names: Sequence[DatedName]
    parents: Sequence[DatedParent]
    ending: Ending | None
    known_at: AsOf


@resource.write("/associations/<uuid:association_id>/names", NameIn, Action.ESTABLISH_ASSOCIATION)
def rename_association(command: Command, new: NewName, association_id: AssociationId) -> Receipt:
    """Call an association by another name from a day on (đổi tên)."""
    return ledger().rename_association(command, association_id, new)


@resource.write(
    "/associations/<uuid:association_id>/parents", ParentIn, Action.ESTABLISH_ASSOCIATION
)
def attach_association(command: Command, new: NewParent, association_id: AssociationId) -> Receipt:
    """Hang an association, with all below it, under another from a day on (chuyển trực thuộc)."""
    return ledger().attach_association(command, association_id, new)


@resource.read("/associations/<uuid:association_id>/places", PlacesOut, None, query=KnownQuery)
def read_places(asked: KnownAsked, association_id: AssociationId) -> PlacesOut:
    """Show what an association was called and hung under, as was known at a position or moment."""
    known_at = known_position(asked.known_at)
    with reading() as state:
        return PlacesOut(
            names=dated.names(state, association_id, known_at=known_at),
            parents=dated.parents(state, association_id, known_at=known_at),
            ending=dated.ending(state, association_id, known_at=known_at),
            known_at=state.as_of(known_at),
        )
