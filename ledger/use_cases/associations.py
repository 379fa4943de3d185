"""Use cases of associations."""

from ledger import association
from ledger.access import Action
from ledger.association import NewAssociation
from ledger.commands import Command, Receipt
from ledger.desk import Desk
from ledger.recording import Decision
from ledger.use_cases.asking import UseCases
from ledger.values import AssociationId


class Associations(UseCases):
    """Associations of every level."""

    def establish_association(self, command: Command, new: NewAssociation) -> Receipt:
        """Establish an association (thành lập hội)."""
        association_id = AssociationId(self._new_id())

        def decide(desk: Desk) -> Decision:
            parent = None if new.parent_id is None else desk.association(new.parent_id)
            event = association.establish(parent, new, desk.context(command))
            return Decision(events=[event], created_id=association_id)

        return self._do(
            command, association_id, Action.ESTABLISH_ASSOCIATION, lambda _: new.parent_id, decide
        )
