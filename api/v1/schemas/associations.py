"""Associations as they come in, and what one may ask of the tree."""

from datetime import date

from api.operations.fields import Choice, Day, DecisionNumber, Identifier, Text
from api.operations.queries import AsOfText, PageAsked, PageQuery
from api.operations.schema import In
from ledger.association.establishing import NewAssociation, NewName, NewParent
from ledger.values import AssociationId, Level


class AssociationIn(In):
    """An association to establish under a parent; only the central one has none."""

    makes = NewAssociation

    name = Text(required=True)
    level = Choice(Level, required=True)
    parent_id = Identifier(allow_none=True)
    effective_on = Day(required=True)


class NameIn(In):
    """What an association is called from a day on, by which decision."""

    makes = NewName

    name = Text(required=True)
    decision_number = DecisionNumber(required=True)
    effective_on = Day(required=True)


class ParentIn(In):
    """What an association hangs under from a day on, by which decision."""

    makes = NewParent

    parent_id = Identifier(required=True)
    decision_number = DecisionNumber(required=True)
    effective_on = Day(required=True)


class AssociationAsked(PageAsked, frozen=True, kw_only=True):
    """Which associations."""

    level: Level | None = None
    parent: AssociationId | None = None
    as_of: date | None = None


class AssociationQuery(PageQuery):
    """Associations of a level, or under a parent, that existed on a day."""

    makes = AssociationAsked

    level = Choice(Level)
    parent = Identifier()
    as_of = AsOfText()
