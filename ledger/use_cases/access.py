"""Use cases of staff: who they are, what they may do, their tokens and logins."""

from collections.abc import Callable, Iterator
from datetime import date

from ledger.access import Action
from ledger.errors.access import Forbidden
from ledger.errors.associations import AssociationEnded
from ledger.errors.missing import FundNotFound
from ledger.people import staff
from ledger.people.staff import NewGrant, Shown, Staff
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision, Work
from ledger.recording.desk import Desk
from ledger.use_cases.asking import UseCases
from ledger.values import AssociationId, BeneficiaryId, FundId, Role, StaffId, TokenId


class Access(UseCases):
    """Staff, roles, tokens, logins."""

    def enrol_staff(
        self, command: Command, staff_id: StaffId, association_id: AssociationId | None
    ) -> Receipt:
        """Enrol a person whose name and login the caller has put into the people vault."""

        def decide(desk: Desk) -> Decision:
            if association_id is not None:
                desk.association(association_id)
            desk.check_new(staff_id, "staff_id")
            event = staff.enrol(association_id, desk.context(command))
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
        exception_of: FundId | None = None,
    ) -> Receipt:
        """Grant a role in an association and all below it.

        It takes who manages staff there and where the person was enrolled: whoever could give a
        role to anybody would take him out of the hands of his own administrators.

        The fund whose exception it claims must lie where both roles would be held; in every other
        fund there, who is both may still neither record nor pay.

        None is given at an association that ended where it would be over already: see
        `ledger.people.lasting`.
        """
        new = NewGrant(
            role=role,
            association_id=association_id,
            since=since,
            until=until,
            exception_of=exception_of,
        )

        def decide(desk: Desk) -> Decision:
            member = desk.staff(staff_id)
            shared = set(_shared(desk, member, new))
            _check_lasts(desk, new)
            event = staff.grant_role(member, new, shared, desk.context(command))
            return Decision(events=[event])

        def permit(desk: Desk) -> None:
            desk.require(command.by, Action.MANAGE_STAFF, association_id)
            desk.require_home(command.by, Action.MANAGE_STAFF, staff_id)

        return self._recording.execute(Work(command, staff_id, permit, decide))

    def revoke_role(
        self, command: Command, staff_id: StaffId, role: Role, association_id: AssociationId
    ) -> Receipt:
        """End a role at once."""

        def decide(desk: Desk) -> Decision:
            member = desk.staff(staff_id)
            event = staff.revoke_role(member, role, association_id, desk.context(command))
            return Decision(events=[event])

        return self._do(command, staff_id, Action.MANAGE_STAFF, lambda _: association_id, decide)

    def issue_token(
        self,
        command: Command,
        staff_id: StaffId,
        token_id: TokenId,
        secret: str,
        until: date | None = None,
        shown: Shown | None = None,
    ) -> Receipt:
        """Issue a token for programs to oneself; the operator may issue one to anybody.

        `shown` is the password that the caller had somebody in a session show; a program shows its
        token.
        """

        def decide(desk: Desk) -> Decision:
            member, context = desk.staff(staff_id), desk.context(command)
            with_ = shown or command.token_id
            event = staff.issue_token(member, token_id, secret, until, with_, context)
            return Decision(events=[event], created_id=token_id)

        return self._recording.execute(Work(command, staff_id, _oneself(command, staff_id), decide))

    def revoke_token(self, command: Command, staff_id: StaffId, token_id: TokenId) -> Receipt:
        """Stop a token at once: one's own, or of somebody whom one manages somewhere."""

        def decide(desk: Desk) -> Decision:
            event = staff.revoke_token(desk.staff(staff_id), token_id, desk.context(command))
            return Decision(events=[event])

        permit = _oneself_or_manager(command, staff_id)
        return self._recording.execute(Work(command, staff_id, permit, decide))

    def reset_password(self, command: Command, staff_id: StaffId) -> Receipt:
        """Note that somebody whom one manages wholly gets a code to choose a new password.

        Not oneself: whoever found a session open could else keep the account. The caller stops
        the old password, and every session, in the people vault. Every token stops with it.
        """

        def permit(desk: Desk) -> None:
            desk.require_over(command.by, Action.MANAGE_STAFF, staff_id)
            if command.by == staff_id:
                raise Forbidden(needs="another administrator")

        def decide(desk: Desk) -> Decision:
            return Decision(events=[staff.reset_password(desk.context(command))])

        return self._recording.execute(Work(command, staff_id, permit, decide))

    def change_password(self, command: Command, shown: Shown) -> Receipt:
        """Note that somebody gives up the password that was shown; their tokens stop.

        It comes before the change in the vault: what is cut off in between leaves no token that
        nobody knows of, and a password that opens, but issues none, until it is changed again.
        """

        def decide(desk: Desk) -> Decision:
            member = desk.staff(command.by)
            return Decision(events=[staff.change_password(member, shown, desk.context(command))])

        permit = _oneself(command, command.by)
        return self._recording.execute(Work(command, command.by, permit, decide))

    def unlock_login(self, command: Command, staff_id: StaffId) -> Receipt:
        """Note that somebody whom one manages somewhere may try again to log in.

        The caller forgets the failures, in the people vault.
        """

        def decide(desk: Desk) -> Decision:
            return Decision(events=[staff.unlock_login(desk.context(command))])

        def permit(desk: Desk) -> None:
            desk.require_beside(command.by, Action.MANAGE_STAFF, staff_id)

        return self._recording.execute(Work(command, staff_id, permit, decide))

    def end_sessions(self, command: Command, staff_id: StaffId) -> Receipt:
        """Note that every session ends of somebody whom one manages somewhere.

        The caller ends them, in the people vault.
        """

        def decide(desk: Desk) -> Decision:
            return Decision(events=[staff.end_sessions(desk.context(command))])

        def permit(desk: Desk) -> None:
            desk.require_beside(command.by, Action.MANAGE_STAFF, staff_id)

        return self._recording.execute(Work(command, staff_id, permit, decide))

    def link_beneficiary(
        self, command: Command, staff_id: StaffId, beneficiary_id: BeneficiaryId
    ) -> Receipt:
        """Record that a member of staff is a beneficiary too, and may not act on those awards.

        It takes who manages staff where the beneficiary was registered and where the member of
        staff was enrolled: a link bars that person from acts.
        """

        def decide(desk: Desk) -> Decision:
            member = desk.staff(staff_id)
            desk.require(command.by, Action.MANAGE_STAFF, member.association_id)
            event = staff.link_beneficiary(member, beneficiary_id, desk.context(command))
            return Decision(events=[event])

        return self._do(
            command,
            staff_id,
            Action.MANAGE_STAFF,
            lambda desk: desk.beneficiary(beneficiary_id).association_id,
            decide,
        )


def _shared(desk: Desk, member: Staff, new: NewGrant) -> Iterator[AssociationId]:
    """Yield where somebody has a role above or below a new one, if no exception holds there.

    Raises `AssociationNotFound`, `FundNotFound`.
    """
    above = desk.chain(new.association_id)
    excepted: tuple[AssociationId, ...] = ()
    if new.exception_of is not None:
        try:
            fund = desk.fund(new.exception_of)
        except FundNotFound:
            raise FundNotFound("exception_of") from None
        if fund.controls.cashier_exception is not None:
            excepted = desk.chain(fund.association_id)
    for grant in member.grants:
        there = grant.association_id
        if there in above or new.association_id in desk.chain(there):
            lower = new.association_id if there in above else there
            if lower not in excepted:
                yield there


def _check_lasts(desk: Desk, new: NewGrant) -> None:
    """Raise `AssociationEnded` for a role that would be over before anybody has it."""
    last = desk.roles_last_until(new.role, new.association_id)
    if last is not None and last < max(new.since, desk.today):
        ended_on = desk.association(new.association_id).ended_on
        assert ended_on is not None, "where nothing ended, no role does"
        raise AssociationEnded("association_id", ended_on=ended_on.isoformat())


def _oneself_or_manager(command: Command, staff_id: StaffId) -> Callable[[Desk], None]:
    def permit(desk: Desk) -> None:
        if command.by != staff_id:
            desk.require_beside(command.by, Action.MANAGE_STAFF, staff_id)

    return permit


def _oneself(command: Command, staff_id: StaffId) -> Callable[[Desk], None]:
    def permit(desk: Desk) -> None:
        if command.by != staff_id:
            desk.require(command.by, Action.MANAGE_STAFF, None)

    return permit
