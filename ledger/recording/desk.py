"""The desk: what a decision may look at, and who may ask for one."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar, cast
from uuid import UUID

from ledger.access import ALLOWED, NOT_FOR_OPERATOR, OPERATOR, SEPARATED, Action
from ledger.association import Association, hanging
from ledger.context import Context
from ledger.errors import NotFound
from ledger.errors.access import (
    EnrolledElsewhere,
    Forbidden,
    IncompatibleRoles,
    TokenStopped,
)
from ledger.errors.conflicts import AlreadyExists, AlreadyReversed
from ledger.errors.missing import (
    AssociationNotFound,
    BeneficiaryNotFound,
    DonorNotFound,
    EntryNotFound,
    FundNotFound,
    StaffNotFound,
)
from ledger.events.base import Event
from ledger.events.beneficiary import BeneficiaryRegistered
from ledger.events.donor import DonorRegistered
from ledger.events.fund.receiving import DonationReceived
from ledger.fund import Fund
from ledger.people.beneficiary import Beneficiary
from ledger.people.donor import Donor
from ledger.people.lasting import last_day, lasting
from ledger.people.staff import Staff
from ledger.recording.commands import Command
from ledger.recording.states import Chain, States, Versioned
from ledger.store.log.append import LedgerRecorder
from ledger.store.log.codec import Codec, Recorded
from ledger.store.log.facts import FUNDS, beneficiary_fact, fund_of, merge_fact, reversal_fact
from ledger.values import (
    AssociationId,
    BeneficiaryId,
    DonorId,
    FundId,
    Role,
    StaffId,
    business_day,
)

_PAGE = 2_000

S = TypeVar("S", Association, Fund, Donor, Beneficiary, Staff)


class Desk:
    """What a decision may look at: every stream, with the batch's own events on top."""

    def __init__(
        self, states: States, recorder: LedgerRecorder, codec: Codec, now: datetime
    ) -> None:
        """Look at `states`, which must have caught up."""
        self._states = states
        self._recorder = recorder
        self._codec = codec
        self.today: date = business_day(now)
        self.ahead: dict[UUID, Versioned] = {}
        self._events_ahead: dict[UUID, list[Event]] = {}
        self._moves_tree = False
        self._claimed: dict[str, tuple[Callable[[int], Recorded], int]] = {}
        self._free: set[str] = set()

    def context(self, command: Command) -> Context:
        """Return who asks and which day it is."""
        staff = self._staff_or_none(command.by)
        if staff is None or not staff.is_also:
            return Context(command.by, self.today)
        also = frozenset(BeneficiaryId(one) for each in staff.is_also for one in self.all_of(each))
        return Context(command.by, self.today, also)

    def versioned(self, stream: UUID) -> Versioned | None:
        """Return a stream's state with its version, or None."""
        ahead = self.ahead
        return (ahead.get(stream) if ahead else None) or self._states.get(stream)

    def events_ahead(self, stream: UUID) -> Sequence[Event]:
        """Return what this batch appends to a stream, as far as it is decided."""
        return tuple(self._events_ahead.get(stream, ()))

    def move_on(self, stream: UUID, after: Versioned, events: Sequence[Event] = ()) -> None:
        """Look at a stream as it is after what was decided here: `events`, if they are recorded."""
        self.ahead[stream] = after
        self._events_ahead.setdefault(stream, []).extend(events)
        self._moves_tree = self._moves_tree or isinstance(after.state, Association)

    def association(self, association_id: AssociationId) -> Association:
        """Return an association, or raise `AssociationNotFound`."""
        return self._state(association_id, Association, AssociationNotFound, "association_id")

    def fund(self, fund_id: FundId) -> Fund:
        """Return a fund, or raise `FundNotFound`."""
        return self._state(fund_id, Fund, FundNotFound, "fund_id")

    def donor(self, donor_id: DonorId) -> Donor:
        """Return a donor, or raise `DonorNotFound`."""
        return self._state(donor_id, Donor, DonorNotFound, "donor_id")

    def beneficiary(self, beneficiary_id: BeneficiaryId) -> Beneficiary:
        """Return a beneficiary, or raise `BeneficiaryNotFound`."""
        return self._state(beneficiary_id, Beneficiary, BeneficiaryNotFound, "beneficiary_id")

    def staff(self, staff_id: StaffId) -> Staff:
        """Return a member of staff with roles as long as they last, or raise `StaffNotFound`."""
        return self._lasting(self._state(staff_id, Staff, StaffNotFound, "staff_id"))

    def person(self, person_id: UUID) -> Donor | Beneficiary:
        """Return a donor or beneficiary, or raise `DonorNotFound`."""
        found = self.versioned(person_id)
        if found is not None and isinstance(found.state, Beneficiary):
            return found.state
        return self.donor(DonorId(person_id))

    def survivor_of(self, person_id: UUID) -> UUID | None:
        """Return whom a donor or beneficiary turned out to be, or None."""
        for stream, known in self.ahead.items():
            if isinstance(known.state, Donor | Beneficiary) and person_id in known.state.members:
                return stream
        last = self.recorded(merge_fact(person_id, self.next_merge(person_id) - 1))
        if last is None or person_id not in self.person(last.stream).members:
            return None
        return last.stream

    def next_merge(self, person_id: UUID) -> int:
        """Return how often a donor or beneficiary was made a member of another, plus one."""
        attempt = 1
        while self.taken([merge_fact(person_id, attempt)]):
            attempt += 1
        return attempt

    def all_of(self, person_id: UUID) -> frozenset[UUID]:
        """Return every id of the person who has this one, as far as it turned out."""
        one = self.survivor_of(person_id) or person_id
        return self.person(one).members | {one}

    def said_of_naming(
        self, donor_id: DonorId, fund_id: FundId, gift: DonationReceived, version: int
    ) -> bool | None:
        """Return whether a donor agreed to be named with a gift, as was said once it stood.

        What was said of a gift holds for the one that corrects it. None if nothing was said, so
        that what was recorded with it holds; False if any record of the person has it withdrawn.
        """
        known = [self.donor(DonorId(each)).namings for each in self.all_of(donor_id)]
        while True:
            said = [each[fund_id][version] for each in known if version in each.get(fund_id, {})]
            if said or gift.corrects is None:
                return all(said) if said else None
            version = gift.corrects
            corrected = self.entry(fund_id, version)
            assert isinstance(corrected, DonationReceived), "a gift corrects a gift"
            gift = corrected

    def donors_since(self, position: int) -> dict[DonorId, AssociationId]:
        """Return who was registered behind a position as a donor, or in this batch, and where."""
        found: dict[DonorId, AssociationId] = {}
        while rows := self._recorder.rows(position, _PAGE):
            position = rows[-1].id
            for row in rows:
                if row.topic == DonorRegistered.topic:
                    event = self._codec.decode(row.topic, row.state)
                    assert isinstance(event, DonorRegistered)
                    found[DonorId(cast("UUID", row.originator_id))] = event.association_id
        ahead = ((stream, known.state) for stream, known in self.ahead.items())
        found |= {DonorId(each): now.association_id for each, now in ahead if type(now) is Donor}
        return found

    @property
    def position(self) -> int:
        """The position of the log that this is a look as of; what a batch appends comes behind."""
        return self._states.position

    def check_new(self, stream: UUID, field: str) -> None:
        """Raise `AlreadyExists` if a stream of whatever kind has this id already."""
        if self.versioned(stream) is not None:
            raise AlreadyExists(field)

    def entry(self, fund_id: FundId, version: int) -> Event:
        """Return the event of a fund at a version, or raise `EntryNotFound`."""
        at = self._states.get(fund_id)
        if at is None or not 1 <= version <= at.version:
            raise EntryNotFound("entry")
        rows = self._recorder.select_events(fund_id, gt=version - 1, lte=version)
        return self._codec.decode(rows[0].topic, rows[0].state)

    def standing(self, fund_id: FundId, version: int, *, field: str = "entry") -> Event:
        """Return an entry that something may still be done with.

        Raises `EntryNotFound`, or `AlreadyReversed` for `field`.
        """
        entry = self.entry(fund_id, version)
        if self.taken([reversal_fact(fund_id, version)]):
            raise AlreadyReversed(field)
        return entry

    def recorded(self, fact: str) -> Recorded | None:
        """Return the event that claimed a unique fact, in the book or in this batch, or None."""
        claimed = self._claimed.get(fact)
        if claimed is not None:
            recorded, place = claimed
            return recorded(place)
        position = self._recorder.positions_of((fact,)).get(fact)
        if position is None:
            return None
        return self._codec.to_domain_event(self._recorder.rows(position - 1, 1)[0])

    def stated(self, fact: str) -> Event | None:
        """Return the event that claimed a unique fact, or None."""
        recorded = self.recorded(fact)
        return None if recorded is None else recorded.event

    def taken(self, facts: Sequence[str]) -> set[str]:
        """Return those facts that stand in the book, or in this batch, already."""
        unknown = [fact for fact in facts if fact not in self._free]
        taken = self._recorder.taken(unknown) if unknown else set()
        self._free.update(fact for fact in unknown if fact not in taken)
        return taken | (self._claimed.keys() & set(facts)) if self._claimed else taken

    def registered_by(self, ids: Iterable[BeneficiaryId]) -> dict[BeneficiaryId, AssociationId]:
        """Return who registered each of those of these beneficiaries who are in the book."""
        facts = {beneficiary_fact(each): each for each in ids}
        ahead = {fact: self._claimed[fact] for fact in facts if fact in self._claimed}
        found = [recorded(place) for recorded, place in ahead.values()]
        stored = [fact for fact in facts if fact not in ahead]
        rows = self._recorder.rows_claiming(stored) if stored else ()
        found += [self._codec.to_domain_event(row) for row in rows]
        by: dict[BeneficiaryId, AssociationId] = {}
        for each in found:
            assert isinstance(each.event, BeneficiaryRegistered), "nothing else claims the fact"
            by[BeneficiaryId(each.stream)] = each.event.association_id
        return by

    def facts_beginning(self, with_: str) -> list[str]:
        """Return the facts that begin so, in the book or in this batch."""
        ahead = (fact for fact in self._claimed if fact.startswith(with_))
        return [*self._recorder.facts_beginning(with_), *ahead]

    def claim(self, facts: Iterable[tuple[str, int]], recorded: Callable[[int], Recorded]) -> None:
        """Take in facts that this batch claims; `recorded` gives the event at a fact's place."""
        self._claimed.update((fact, (recorded, place)) for fact, place in facts)

    def go_on_from(self, earlier: "Desk") -> None:
        """Look at what was decided at an earlier desk, too, and put what is decided here to it."""
        self.ahead, self._claimed = earlier.ahead, earlier._claimed  # noqa: SLF001  # its own kind
        self._moves_tree = earlier._moves_tree  # noqa: SLF001  # its own kind

    def taken_since(self, position: int, facts: Sequence[str]) -> set[str]:
        """Return those facts that are taken by now, of which none was as of `position`."""
        if position == self._states.position:
            self._free.update(facts)
        return self.taken(facts)

    def chain(self, association_id: AssociationId) -> tuple[AssociationId, ...]:
        """Return an association and all above it today, as `hanging.chain` does.

        It was reckoned before, and holds for as long as no association changes.
        """
        tree = self._states.tree
        known = self._states.chains.get(association_id)
        if self._moves_tree or known is None or known.tree != tree or known.on != self.today:
            chain = hanging.chain(self.association, association_id, self.today)
            if self._moves_tree:
                return chain
            known = Chain(self.today, tree, chain)
            self._states.keep_chain(association_id, known)
        return known.chain

    def roles_last_until(self, role: Role, association_id: AssociationId) -> date | None:
        """Return the last day of a role at an association, as `lasting.last_day` does."""
        funds = (
            self.fund(fund_of(fact)[1])
            for fact in self.facts_beginning(f"{FUNDS}{association_id}:")
        )
        return last_day(role, self.association(association_id), funds)

    def parent_of(self, association_id: AssociationId, on: date) -> AssociationId | None:
        """Return below whom an association hangs on a day, as `hanging.parent_of` does."""
        return hanging.parent_of(self.association, association_id, on)

    def common(self, one: AssociationId, other: AssociationId) -> AssociationId | None:
        """Return the lowest association that both are, or lie below; none if there is none."""
        above = set(self.chain(other))
        return next((each for each in self.chain(one) if each in above), None)

    def admit(self, command: Command) -> None:
        """Raise `TokenStopped` unless the token that a command came with, if any, still holds."""
        if command.token_id is None:
            return
        staff = self._staff_or_none(command.by)
        if staff is None or not staff.admits_token(command.token_id, self.today):
            raise TokenStopped

    def require(self, by: StaffId, action: Action, association_id: AssociationId | None) -> None:
        """Raise `Forbidden` unless a role of `by` allows `action` there today.

        Above the tree (no association) only the operator may act.
        """
        if not self.may(by, action, association_id):
            raise Forbidden(needs=", ".join(sorted(ALLOWED[action])))

    def may(self, by: StaffId, action: Action, association_id: AssociationId | None) -> bool:
        """Tell whether a role of `by` allows `action` there today, as `require` asks."""
        if by == OPERATOR and action not in NOT_FOR_OPERATOR:
            return True
        staff = self._staff_or_none(by)
        return (
            staff is not None
            and association_id is not None
            and self._lasting(staff).may(action, self.chain(association_id), self.today)
        )

    def require_on_fund(self, by: StaffId, action: Action, fund_id: FundId) -> None:
        """Raise `FundNotFound`, `Forbidden`, or what keeps a treasurer from being cashier.

        Two roles may meet in one person after they were granted: the fund's board withdrew its
        exception, or its association hangs elsewhere. Until one of them ends, that person neither
        keeps the fund's book nor pays (`IncompatibleRoles`).
        """
        fund = self.fund(fund_id)
        self.require(by, action, fund.association_id)
        if action not in SEPARATED or fund.controls.cashier_exception is not None:
            return
        staff = self._staff_or_none(by)
        if staff is not None and len(staff.grants) > 1:
            chain = self.chain(fund.association_id)
            if self._lasting(staff).is_treasurer_and_cashier(chain, self.today):
                raise IncompatibleRoles

    def require_over(self, by: StaffId, action: Action, staff_id: StaffId) -> None:
        """Raise `StaffNotFound`, or `Forbidden` unless `by` may act on all that somebody may do.

        That is where he was enrolled and wherever he has a role, now or to come: who could give
        him a new password could else act in places that are not his own to act in.
        """
        for place in self._places_of(staff_id):
            self.require(by, action, place)

    def require_beside(self, by: StaffId, action: Action, staff_id: StaffId) -> None:
        """Raise `StaffNotFound`, or `Forbidden` unless `by` may act where somebody may act.

        One of the places that `require_over` asks for all of is enough for what only stops him.
        """
        refusals = []
        for place in self._places_of(staff_id):
            try:
                return self.require(by, action, place)
            except Forbidden as refusal:
                refusals.append(refusal)
        raise refusals[0]

    def require_home(self, by: StaffId, action: Action, staff_id: StaffId) -> None:
        """Raise `StaffNotFound`, or `EnrolledElsewhere` unless `by` may act where he was enrolled.

        Whom nobody's association enrolled is the operator's.
        """
        try:
            self.require(by, action, self.staff(staff_id).association_id)
        except Forbidden as refusal:
            raise EnrolledElsewhere(**refusal.limits) from None

    def _places_of(self, staff_id: StaffId) -> list[AssociationId | None]:
        """Return where somebody was enrolled, and where he has a role, now or to come."""
        staff = self.staff(staff_id)
        held = [
            grant.association_id
            for grant in staff.grants
            if grant.until is None or self.today <= grant.until
        ]
        return [staff.association_id, *held]

    def _lasting(self, staff: Staff) -> Staff:
        return lasting(staff, self.association, self.roles_last_until)

    def _staff_or_none(self, staff_id: StaffId) -> Staff | None:
        # Nothing is ever recorded of the operator, and what is not there is looked for each time.
        if staff_id == OPERATOR:
            return None
        known = self.versioned(staff_id)
        return known.state if known is not None and isinstance(known.state, Staff) else None

    def _state(self, stream: UUID, kind: type[S], missing: type[NotFound], field: str) -> S:
        found = self.versioned(stream)
        if found is None or not isinstance(found.state, kind):
            raise missing(field)
        return found.state
