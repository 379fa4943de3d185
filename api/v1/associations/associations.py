"""Associations (hội khuyến học): the tree from the centre down to the branches."""

import msgspec
from flask import Response

from api.operations.commands import etag
from api.operations.reading import ListOut, next_cursor, reading, version_at
from api.operations.resource import Resource, json_response
from api.services import ledger
from api.v1.schemas.associations import AssociationAsked, AssociationIn, AssociationQuery
from ledger.access import Action
from ledger.association.establishing import NewAssociation
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId
from projections import funds
from projections.associations import associations, dated
from projections.associations.associations import Association
from projections.associations.dated import Ending
from projections.funds import Fund
from projections.views import AsOf

resource = Resource("associations", "Hội: the tree of associations")


class AssociationOut(msgspec.Struct, frozen=True, kw_only=True):
    """An association with what stands above and directly below it, and its own funds.

    What all at and below it come to is in its report. `ending` says how it ended, or will.
    """

    association: Association
    ending: Ending | None
    ancestors: tuple[Association, ...]
    children: tuple[Association, ...]
    funds: tuple[Fund, ...]
    known_at: AsOf


@resource.write("/associations", AssociationIn, Action.ESTABLISH_ASSOCIATION)
def establish_association(command: Command, new: NewAssociation) -> Receipt:
    """Establish an association (thành lập hội)."""
    return ledger().establish_association(command, new)


@resource.read("/associations", ListOut[Association], None, query=AssociationQuery)
def list_associations(asked: AssociationAsked) -> ListOut[Association]:
    """List associations of a level or under a parent, as they stood on a day, or all there were."""
    with reading() as state:
        found = associations.find(
            state,
            level=asked.level,
            parent_id=asked.parent,
            as_of=asked.as_of,
            after=asked.after,
            limit=asked.limit,
        )
    return ListOut(items=found.items, next_cursor=next_cursor(found.after), known_at=found.as_of)


@resource.read("/associations/<uuid:association_id>", AssociationOut, None, tells_version=True)
def read_association(_: object, association_id: AssociationId) -> Response:
    """Show an association, what stands above and below it, and its funds."""
    with reading() as state:
        found = AssociationOut(
            association=associations.association(state, association_id),
            ending=dated.ending(state, association_id),
            ancestors=associations.ancestors(state, association_id),
            children=associations.children(state, association_id),
            funds=funds.of_association(state, association_id),
            known_at=state.as_of(),
        )
        version = version_at(association_id, state.position)
    return json_response(found, ETag=etag(version))
