"""Use cases of beneficiaries: who may receive awards."""

from collections.abc import Iterable, Sequence

import msgspec

from ledger.access import Action
from ledger.errors.conflicts import AlreadyExists
from ledger.people import beneficiary
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision, Work
from ledger.recording.desk import Desk
from ledger.store.log.facts import beneficiary_fact
from ledger.use_cases.asking import UseCases
from ledger.values import AssociationId, BeneficiaryId


class Beneficiaries(UseCases):
    """Recipients of awards, who are known by id."""

    def register_beneficiary(
        self, command: Command, beneficiary_id: BeneficiaryId, association_id: AssociationId
    ) -> Receipt:
        """Register a recipient whose name the caller has put into the people vault."""
        return self._recording.execute(_registration(command, beneficiary_id, association_id))

    def register_beneficiaries(
        self,
        command: Command,
        beneficiary_ids: Sequence[BeneficiaryId],
        association_id: AssociationId,
    ) -> Receipt | None:
        """Register those of these recipients who are not registered; return the last receipt.

        Each has a stream of its own, so each is a command of its own under this one's id. What was
        cut off in the middle is finished when it comes again. The first of all has this very id,
        by which the command is known again before anything is kept: see `check_registration`.
        Another list with the same people may come at the same moment: whoever it registers first is
        registered.
        """
        new = self._unregistered(command, beneficiary_ids, association_id)
        if not new:
            return None
        try:
            return self._register(command, new, association_id)[-1]
        except AlreadyExists:
            left = self._unregistered(command, new, association_id)
            if len(left) == len(new):
                raise
        self.register_beneficiaries(command, left, association_id)
        first = self._recording.first_answer(command)
        if first is None:
            return None  # the other list registered them all
        last = self.last_registered_at(beneficiary_ids)
        return msgspec.structs.replace(first, position=last, replayed=False)

    def _unregistered(
        self,
        command: Command,
        beneficiary_ids: Sequence[BeneficiaryId],
        association_id: AssociationId,
    ) -> list[BeneficiaryId]:
        desk = self._recording.desk()
        desk.require(command.by, Action.REGISTER_BENEFICIARY, association_id)
        desk.association(association_id)
        known = desk.taken([beneficiary_fact(each) for each in beneficiary_ids])
        return [each for each in beneficiary_ids if beneficiary_fact(each) not in known]

    def _register(
        self, command: Command, new: Sequence[BeneficiaryId], association_id: AssociationId
    ) -> list[Receipt]:
        receipts = []
        if self._recording.first_answer(command) is None:
            # Before the others, and not among them: if it is refused, none of them is recorded.
            receipts.append(self._recording.execute(_registration(command, new[0], association_id)))
            new = new[1:]
        works = []
        for each in new:
            own_id = f"{command.command_id}/{each}"
            own = msgspec.structs.replace(command, command_id=own_id)
            works.append(_registration(own, each, association_id))
        return receipts + self._recording.execute_all(works)

    def check_registration(self, command: Command, association_id: AssociationId) -> bool:
        """Raise whatever the registration of many would be refused for, before they are kept.

        Tells whether the command has had its effect before. Raises `Forbidden`,
        `AssociationNotFound`, `CommandReused`.
        """
        desk = self._recording.desk()
        desk.require(command.by, Action.REGISTER_BENEFICIARY, association_id)
        desk.association(association_id)
        return self._recording.first_answer(command) is not None

    def last_registered_at(self, beneficiary_ids: Iterable[BeneficiaryId]) -> int:
        """Return the position at which the last of these recipients was registered."""
        desk = self._recording.desk()
        found = [desk.recorded(beneficiary_fact(each)) for each in beneficiary_ids]
        return max(each.position for each in found if each is not None)


def _registration(
    command: Command, beneficiary_id: BeneficiaryId, association_id: AssociationId
) -> Work:
    def permit(desk: Desk) -> None:
        desk.require(command.by, Action.REGISTER_BENEFICIARY, association_id)

    def decide(desk: Desk) -> Decision:
        desk.association(association_id)
        desk.check_new(beneficiary_id, "beneficiary_id")
        event = beneficiary.register(association_id, desk.today, desk.context(command))
        return Decision(events=[event], created_id=beneficiary_id)

    return Work(command, beneficiary_id, permit, decide)
