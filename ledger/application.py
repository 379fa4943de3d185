"""The ledger: one method per use case, and the only door in."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import ClassVar, Protocol, TypeVarTuple
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.utils import EnvType
from uuid_utils.compat import uuid7

from ledger import access, association, donor
from ledger.access import Action
from ledger.association import NewAssociation
from ledger.commands import Command, Failure, Receipt
from ledger.context import Context
from ledger.errors import LedgerError, PositionNotFound
from ledger.events.base import Event
from ledger.events.donor import Visibility
from ledger.events.fund import DonationReceived
from ledger.fund import Fund, correcting, importing, mobilizing, opening, receiving, spending
from ledger.fund import evolve as evolve_fund
from ledger.recording import Decision, Desk, Recording, Work
from ledger.states import States
from ledger.store.append import LedgerRecorder
from ledger.store.codec import Codec, Recorded, StoredRow
from ledger.store.facts import statement_row_fact
from ledger.values import (
    AccountId,
    AssociationId,
    DisbursementId,
    DonorId,
    FundId,
    MobilizationId,
    Role,
    StaffId,
    TokenId,
    to_micros,
)

Ts = TypeVarTuple("Ts")


class PeopleVault(Protocol):
    """What the ledger needs of the place where personal data lies."""

    def put_memos(self, memos: Sequence[tuple[UUID, str]]) -> None:
        """Keep memos, each under a key of its own; an id that is there already is left alone."""


def system_clock() -> datetime:
    """Return the current moment, UTC."""
    return datetime.now(UTC)


def random_salts(count: int) -> list[str]:
    """Return `count` random salts of 32 hexadecimal digits."""
    digits = os.urandom(16 * count).hex()
    return [digits[start : start + 32] for start in range(0, len(digits), 32)]


class Ledger(Application[UUID]):
    """The book of all funds: takes commands in, records events, reads the log.

    Every method that changes the book takes a `Command` and returns a `Receipt`. Each raises
    `Forbidden` without a role for it, `NotFound` errors for unknown ids, the refusals of its
    decision in the order that decision names them, and beside them `TokenStopped`,
    `CommandReused`, `VersionMismatch` and `StoreBusy`.
    """

    name: ClassVar[str] = "ledger"  # type: ignore[misc]  # the library declares it on the class
    is_snapshotting_enabled = True

    def __init__(
        self,
        env: EnvType,
        vault: PeopleVault,
        *,
        clock: Callable[[], datetime] = system_clock,
        new_id: Callable[[], UUID] = uuid7,
        salts: Callable[[int], Sequence[str]] = random_salts,
    ) -> None:
        """Open the book in the store that `env` names; see `ledger.store.environment`."""
        super().__init__(env)
        assert isinstance(self.recorder, LedgerRecorder)
        assert self.snapshots is not None
        self._log: LedgerRecorder = self.recorder
        self._codec = Codec()
        self._vault = vault
        self._new_id = new_id
        states = States(self._log, self.snapshots.recorder, self._codec)
        self._recording = Recording(self._log, states, self._codec, clock=clock, salts=salts)

    # Associations

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

    # Opening a fund

    def open_fund(self, command: Command, new: opening.NewFund) -> Receipt:
        """Open a fund of an association (lập quỹ)."""
        fund_id = FundId(self._new_id())

        def decide(desk: Desk) -> Decision:
            desk.association(new.association_id)
            event = opening.open_fund(new, desk.context(command))
            return Decision(events=[event], created_id=fund_id)

        return self._do(command, fund_id, Action.OPEN_FUND, lambda _: new.association_id, decide)

    def open_account(self, command: Command, fund_id: FundId, new: opening.NewAccount) -> Receipt:
        """Open a cash box, bank account or term deposit of a fund."""
        return self._on_fund(
            command,
            Action.SET_UP_FUND,
            fund_id,
            opening.open_account,
            new,
            created_id=new.account_id,
        )

    def define_purpose(self, command: Command, fund_id: FundId, new: opening.NewPurpose) -> Receipt:
        """Define a purpose that money can be given for."""
        return self._on_fund(
            command,
            Action.SET_UP_FUND,
            fund_id,
            opening.define_purpose,
            new,
            created_id=UUID(new.purpose),
        )

    def record_opening_balance(
        self, command: Command, fund_id: FundId, new: opening.OpeningBalance
    ) -> Receipt:
        """Record what an account held when the fund came into this book (số dư đầu kỳ)."""
        return self._on_fund(command, Action.RECORD, fund_id, opening.record_opening_balance, new)

    # Mobilizing

    def launch_mobilization(
        self, command: Command, fund_id: FundId, new: mobilizing.NewMobilization
    ) -> Receipt:
        """Launch an appeal (phát động vận động)."""
        return self._on_fund(
            command,
            Action.RECORD,
            fund_id,
            mobilizing.launch_mobilization,
            new,
            created_id=new.mobilization_id,
        )

    def close_mobilization(
        self, command: Command, fund_id: FundId, mobilization_id: MobilizationId, on: date
    ) -> Receipt:
        """Close an appeal on a day."""
        return self._on_fund(
            command, Action.RECORD, fund_id, mobilizing.close_mobilization, mobilization_id, on
        )

    # Receiving

    def receive_donation(
        self, command: Command, fund_id: FundId, gift: receiving.Donation
    ) -> Receipt:
        """Take a gift in (ghi khoản ủng hộ)."""

        def decide(desk: Desk) -> Decision:
            _check_donor(desk, command, gift)
            event = receiving.receive_donation(desk.fund(fund_id), gift, desk.context(command))
            return Decision(events=[event])

        return self._do(command, fund_id, Action.RECORD, _association_of(fund_id), decide)

    def receive_donations(
        self,
        command: Command,
        fund_id: FundId,
        gifts: Sequence[receiving.Donation],
        *,
        continue_on_error: bool = False,
    ) -> Receipt:
        """Take many gifts in: all or none, or all but those that are refused one by one."""

        def decide(desk: Desk) -> Decision:
            fund, context = desk.fund(fund_id), desk.context(command)
            events: list[Event] = []
            failures: list[Failure] = []
            for index, gift in enumerate(gifts):
                try:
                    _check_donor(desk, command, gift)
                    event = receiving.receive_donation(fund, gift, context)
                except LedgerError as error:
                    if not continue_on_error:
                        error.fields = tuple(f"donations.{index}.{f}" for f in error.fields)
                        raise
                    failures.append(Failure(index, error.code, error.fields, error.limits))
                else:
                    events.append(event)
                    fund = evolve_fund(fund, event)
            return Decision(events=events, failures=tuple(failures))

        return self._do(command, fund_id, Action.RECORD, _association_of(fund_id), decide)

    def credit_interest(
        self, command: Command, fund_id: FundId, interest: receiving.Interest
    ) -> Receipt:
        """Record interest the bank credited (tiền lãi)."""
        return self._on_fund(command, Action.RECORD, fund_id, receiving.credit_interest, interest)

    def charge_bank_fee(self, command: Command, fund_id: FundId, fee: receiving.BankFee) -> Receipt:
        """Record a fee the bank took, perhaps explaining a debit of a statement."""
        return self._on_fund(command, Action.RECORD, fund_id, receiving.charge_bank_fee, fee)

    def record_statement(
        self,
        command: Command,
        fund_id: FundId,
        account_id: AccountId,
        rows: Sequence[importing.StatementRow],
        mobilization_id: MobilizationId | None = None,
    ) -> Receipt:
        """Record the rows of a bank statement that are not in the book yet; count the others.

        Memos go to the people vault first: a crash in between leaves a memo nobody refers to,
        never an event whose memo is lost. Nobody who may not record can put any there.
        """
        desk = self.desk()
        desk.require(command.by, Action.RECORD, desk.fund(fund_id).association_id)
        facts = [statement_row_fact(row.statement_row) for row in rows]
        position = self.position()
        taken = self._log.taken(facts)
        new = {fact: row for fact, row in zip(facts, rows, strict=True) if fact not in taken}
        if not command.dry_run:
            self._vault.put_memos([(row.memo_id, row.memo) for row in new.values()])

        def decide(desk: Desk) -> Decision:
            meanwhile = desk.taken_since(position, list(new))
            left = [row for fact, row in new.items() if fact not in meanwhile]
            events, after = importing.record_rows(
                desk.fund(fund_id), account_id, left, mobilization_id, desk.context(command)
            )
            skipped = len(rows) - len(left)
            return Decision(events=events, after=after, skipped=skipped)

        return self._do(command, fund_id, Action.RECORD, _association_of(fund_id), decide)

    # Spending

    def propose_disbursement(
        self, command: Command, fund_id: FundId, proposal: spending.Proposal
    ) -> Receipt:
        """Propose to spend (đề nghị chi)."""
        return self._on_fund(
            command,
            Action.PROPOSE,
            fund_id,
            spending.propose_disbursement,
            proposal,
            created_id=proposal.disbursement_id,
        )

    def approve_disbursement(
        self, command: Command, fund_id: FundId, disbursement_id: DisbursementId, on: date
    ) -> Receipt:
        """Approve what another person proposed (duyệt chi)."""
        return self._on_fund(
            command, Action.APPROVE, fund_id, spending.approve_disbursement, disbursement_id, on
        )

    def reject_disbursement(
        self, command: Command, fund_id: FundId, disbursement_id: DisbursementId, on: date
    ) -> Receipt:
        """Reject what another person proposed (từ chối)."""
        return self._on_fund(
            command, Action.APPROVE, fund_id, spending.reject_disbursement, disbursement_id, on
        )

    def pay_disbursement(
        self, command: Command, fund_id: FundId, payment: spending.Payment
    ) -> Receipt:
        """Pay out what two others prepared and approved (chi tiền)."""
        return self._on_fund(command, Action.PAY, fund_id, spending.pay_disbursement, payment)

    # Correcting

    def reverse_entry(
        self, command: Command, fund_id: FundId, reversal: correcting.Reversal
    ) -> Receipt:
        """Reverse an entry, and in the same step record what should have stood there."""

        def decide(desk: Desk) -> Decision:
            fund, entry = desk.fund(fund_id), desk.entry(fund_id, reversal.entry)
            if isinstance(reversal.replacement, receiving.Donation):
                _check_donor(desk, command, reversal.replacement, entry)
            events = correcting.reverse_entry(fund, entry, reversal, desk.context(command))
            return Decision(events=events)

        return self._do(command, fund_id, Action.RECORD, _association_of(fund_id), decide)

    # Donors

    def register_donor(
        self, command: Command, donor_id: DonorId, association_id: AssociationId
    ) -> Receipt:
        """Register a donor whose name the caller has put into the people vault."""

        def decide(desk: Desk) -> Decision:
            desk.association(association_id)
            desk.check_new(donor_id, "donor_id")
            event = donor.register(association_id, desk.today, desk.context(command))
            return Decision(events=[event], created_id=donor_id)

        return self._do(command, donor_id, Action.REGISTER_DONOR, lambda _: association_id, decide)

    def change_visibility(
        self, command: Command, donor_id: DonorId, visibility: Visibility
    ) -> Receipt:
        """Hide a donor's name everywhere, or let each gift's consent speak again."""

        def decide(desk: Desk) -> Decision:
            event = donor.change_visibility(visibility, desk.today, desk.context(command))
            return Decision(events=[event])

        return self._do(
            command,
            donor_id,
            Action.REGISTER_DONOR,
            lambda desk: desk.donor(donor_id).association_id,
            decide,
        )

    # Staff

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

    # Reading

    def desk(self) -> Desk:
        """Return a look at the current states, for reading and for permission to read."""
        return self._recording.desk()

    def glance(self) -> Desk:
        """Return a look at the states as this process last knew them, which costs nothing.

        Good for sending away who may not do something; a command is decided on current states.
        """
        return self._recording.glance()

    def position(self) -> int:
        """Return the last position of the log, or 0."""
        return self._log.max_notification_id() or 0

    def position_at(self, moment: datetime) -> int:
        """Return the last position recorded at or before `moment` (aware), or 0.

        Raises `PositionNotFound` for a moment in the future.
        """
        if moment > self._recording.now():
            raise PositionNotFound("known_at")
        return self._log.position_at(to_micros(moment))

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return up to `limit` recorded events behind position `after`, in order."""
        return [self._codec.to_domain_event(row) for row in self._log.rows(after, limit)]

    def rows(self, after: int, limit: int) -> Sequence[StoredRow]:
        """Return up to `limit` stored rows of the log behind position `after`, verbatim."""
        return self._log.rows(after, limit)

    def known_rows(self, statement_rows: Sequence[str]) -> set[str]:
        """Return those rows of bank statements, by their identities, that are in the book."""
        taken = self._log.taken([statement_row_fact(row) for row in statement_rows])
        return {row for row in statement_rows if statement_row_fact(row) in taken}

    def stream_rows(self, stream: UUID, after: int, limit: int) -> Sequence[StoredRow]:
        """Return up to `limit` stored rows of a stream behind version `after`, verbatim."""
        return self._log.select_events(stream, gt=after, limit=limit)  # type: ignore[return-value]

    def _do(
        self,
        command: Command,
        stream: UUID,
        action: Action,
        where: Callable[[Desk], AssociationId | None],
        decide: Callable[[Desk], Decision],
    ) -> Receipt:
        def permit(desk: Desk) -> None:
            desk.require(command.by, action, where(desk))

        return self._recording.execute(Work(command, stream, permit, decide))

    def _on_fund(
        self,
        command: Command,
        action: Action,
        fund_id: FundId,
        decision: Callable[[Fund, *Ts, Context], Event],
        *asked: *Ts,
        created_id: UUID | None = None,
    ) -> Receipt:
        """Record the one event that `decision` makes of the fund and what is asked."""

        def decide(desk: Desk) -> Decision:
            event = decision(desk.fund(fund_id), *asked, desk.context(command))
            return Decision(events=[event], created_id=created_id)

        return self._do(command, fund_id, action, _association_of(fund_id), decide)


def _association_of(fund_id: FundId) -> Callable[[Desk], AssociationId]:
    return lambda desk: desk.fund(fund_id).association_id


def _check_donor(
    desk: Desk, command: Command, gift: receiving.Donation, corrected: Event | None = None
) -> None:
    """Raise `Forbidden` for a donor whom the asker could not have registered.

    A gift that is corrected keeps its donor, whoever registered that one.
    """
    if gift.donor_id is None:
        return
    known = desk.donor(gift.donor_id)
    if isinstance(corrected, DonationReceived) and corrected.private.donor_id == gift.donor_id:
        return
    desk.require(command.by, Action.REGISTER_DONOR, known.association_id)


def _oneself(command: Command, staff_id: StaffId) -> Callable[[Desk], None]:
    def permit(desk: Desk) -> None:
        if command.by != staff_id:
            desk.require(command.by, Action.MANAGE_STAFF, None)

    return permit
