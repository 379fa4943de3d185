"""Use cases of staff: who they are, what they may do, their tokens."""

from collections.abc import Callable
from datetime import date

from ledger import access
from ledger.access import Action
from ledger.commands import Command, Receipt
from ledger.desk import Desk
from ledger.recording import Decision, Work
from ledger.use_cases.asking import UseCases
from ledger.values import AssociationId, BeneficiaryId, Role, StaffId, TokenId


class Access(UseCases):
    """Staff, roles, tokens."""

    def enrol_staff(
        self, command: Command, staff_id: StaffId, association_id: AssociationId | None
    ) -> Receipt:
        """Enrol a person whose name and login the caller has put into the people vault."""

        def decide(desk: Desk) -> Decision:
            if association_id is not None:
                desk.association(association_id)
            desk.check_new(staff_id, "staff_id")
            event = access.enrol(association_id, desk.context(command))
            return Decision(events=[event], created_id=staff_id)

        return self._do(command, staff_id, Action.MANAGE_STAFF, lambda _: association_id, decide)

    def grant_role(
        self,
        command: Command,
        staff_id: StaffId,
        role: Role,
        association_id: AssociationId,
        since: date,
        until: date | None = None,
    ) -> Receipt:
        """Grant a role in an association and all below it."""

        def decide(desk: Desk) -> Decision:
            desk.staff(staff_id), desk.association(association_id)
            event = access.grant_role(role, association_id, since, until, desk.context(command))
            return Decision(events=[event])

        return self._do(command, staff_id, Action.MANAGE_STAFF, lambda _: association_id, decide)

    def revoke_role(
        self, command: Command, staff_id: StaffId, role: Role, association_id: AssociationId
    ) -> Receipt:
        """End a role at once."""

        def decide(desk: Desk) -> Decision:
            staff = desk.staff(staff_id)
            event = access.revoke_role(staff, role, association_id, desk.context(command))
            return Decision(events=[event])

        return self._do(command, staff_id, Action.MANAGE_STAFF, lambda _: association_id, decide)

    def issue_token(
        self, command: Command, staff_id: StaffId, token_id: TokenId, secret: str
    ) -> Receipt:
        """Issue a token for programs to oneself; the operator may issue one to anybody."""

        def decide(desk: Desk) -> Decision:
            desk.staff(staff_id)
            event = access.issue_token(token_id, secret, desk.context(command))
            return Decision(events=[event], created_id=token_id)

        return self._recording.execute(Work(command, staff_id, _oneself(command, staff_id), decide))

    def revoke_token(self, command: Command, staff_id: StaffId, token_id: TokenId) -> Receipt:
        """Stop a token of one's own at once; the operator may stop anybody's."""

        def decide(desk: Desk) -> Decision:
            event = access.revoke_token(desk.staff(staff_id), token_id, desk.context(command))
            return Decision(events=[event])

        return self._recording.execute(Work(command, staff_id, _oneself(command, staff_id), decide))

    def link_beneficiary(
        self, command: Command, staff_id: StaffId, beneficiary_id: BeneficiaryId
    ) -> Receipt:
        """Record that a member of staff is a beneficiary too, and may not act on those awards.

        It takes who manages staff where the beneficiary was registered and where the member of
        staff was enrolled: a link bars that person from acts.
        """

        def decide(desk: Desk) -> Decision:
            staff = desk.staff(staff_id)
            desk.require(command.by, Action.MANAGE_STAFF, staff.association_id)
            event = access.link_beneficiary(staff, beneficiary_id, desk.context(command))
            return Decision(events=[event])

        return self._do(
            command,
            staff_id,
            Action.MANAGE_STAFF,
            lambda desk: desk.beneficiary(beneficiary_id).association_id,
            decide,
        )


def _oneself(command: Command, staff_id: StaffId) -> Callable[[Desk], None]:
    def permit(desk: Desk) -> None:
        if command.by != staff_id:
            desk.require(command.by, Action.MANAGE_STAFF, None)

    return permit
