"""Some funds twice: in the real ledger and in the naive one, and what must hold between them."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import partial
from typing import Any, ClassVar

import pytest
from msgspec.structs import replace

from ledger.access import OPERATOR
from ledger.errors import LedgerError
from ledger.errors.access import Forbidden, IncompatibleRoles
from ledger.errors.conflicts import CommandReused, VersionMismatch
from ledger.fund.opening import NewControls, NewFund
from ledger.recording.commands import Command, Receipt
from ledger.values import (
    AccountKind,
    AssociationId,
    BeneficiaryId,
    DonorId,
    FundId,
    LegalRegime,
    Level,
    Role,
    StaffId,
    business_day,
)
from tests.books import Book
from tests.builders import OPENED, an_association
from tests.fakes import TODAY
from tests.ledger.laws.holding import Holding
from tests.ledger.laws.naive import NaiveLedger, Refusal, Vouchers
from tests.ledger.laws.naive.overdrawing import Ended, as_they_are, taken_below_zero
from tests.ledger.laws.naive.things import AFund, AnAccount
from tests.ledger.laws.place import PAPER, Place, Who
from tests.ledger.store.contents import Contents


class How(Enum):
    """How a command is sent."""

    PLAINLY = "plainly"
    REHEARSED = "after a dry run of the same"
    TWICE = "twice, as after a lost answer"
    REUSED = "and then its id with another body"
    STALE = "if the stream is at a version it has left behind"
    CURRENT = "if the stream is at its version"


@dataclass(frozen=True, kw_only=True)
class Step(ABC):
    """Something somebody asks for: a use case, and what it is asked about, as things stand then.

    What is asked begins with the stream; both ledgers are asked in the same words.
    """

    use_case: ClassVar[str]
    who: Who = Who.OPERATOR

    @abstractmethod
    def asked(self, place: Place) -> tuple[Any, ...]:
        """Return what the use case is asked, its stream first."""

    def options(self) -> dict[str, Any]:
        """Return what it is asked by keyword."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Let hours pass; below zero, the clock is set back."""

    hours: int


Taken = tuple[Step | Wait, How, int]
"""A step, how its command is sent, and in which fund."""

History = Sequence[Taken]


class World:
    """New funds with three accounts each, in a book that may hold others."""

    def __init__(
        self,
        book: Book,
        read: Callable[[], Contents],
        regimes: Sequence[LegalRegime] = (LegalRegime.INTERNAL_FUND,),
    ) -> None:
        self.book, self._contents = book, read
        book.clock.set_day(TODAY)
        self._start = book.ledger.position()
        self.naive = NaiveLedger(today=TODAY)
        units = [book.commune, book.establish(an_association(Level.COMMUNE, book.province))]
        homes = [book.commune, book.province, units[1], book.commune]
        funds = [
            self._open_fund(home, regime) for home, regime in zip(homes, regimes, strict=False)
        ]
        donors = [book.register_donor() for _ in range(2)]
        self.people = self._people(units[1], funds, homes, donors)
        self._beneficiaries(3)
        self.places = [Place(fund, self.naive, self.people, book.new_id) for fund in funds]
        self.history: list[Taken] = []
        self.holds = True
        self._holdings = [Holding(book, self.naive, fund, self._start) for fund in funds]

    def play(self, history: History) -> None:
        """Play a history in both ledgers, and hold all laws after every step."""
        for step, how, where in history:
            self.take(step, how, where)

    def take(self, step: Step | Wait, how: How = How.PLAINLY, where: int = 0) -> None:
        """Take one step in both, and hold all laws."""
        self.history.append((step, how, where))
        self.holds = False
        if isinstance(step, Wait):
            self.book.clock.now += timedelta(hours=step.hours)
            self.naive.today = business_day(self.book.clock())
        else:
            self._ask(step, how, self.places[where % len(self.places)])
            log = self.book.events(after=self._start)
            for holding in self._holdings:
                holding.hold(log)
        self.holds = True

    def _ask(self, step: Step, how: How, place: Place) -> None:
        asked, options, by = step.asked(place), step.options(), self.people[step.who]
        use_case = getattr(self.book.ledger, step.use_case)
        command = self.book.command(by=by)
        if how in (How.STALE, How.CURRENT):
            version = self.naive.versions[asked[0]] - (how is How.STALE)
            command = replace(command, if_version=version)

        def send(command: Command) -> Receipt:
            receipt: Receipt = use_case(command, *asked, **options)
            return receipt

        self.naive.warnings = []
        as_they_were = as_they_are(self.naive)
        naive = getattr(self.naive, step.use_case)
        rehearsed = self._rehearse(send, command) if how is How.REHEARSED else None
        try:
            vouchers = self._expect(partial(naive, by, *asked, **options), step, how, by, asked)
        except Refusal as refusal:
            before = self._everything()
            with pytest.raises(LedgerError) as refused:
                send(command)
            assert type(refused.value) is refusal.error  # noqa: PT017  # the refusal, not an error
            assert rehearsed is None, "a dry run promised what is refused"
            assert self._everything() == before, "law 5: a refused command changed something"
            return
        receipt = send(command)
        self._check(receipt, vouchers, asked[0])
        self._check_warnings(receipt, as_they_were)
        if how is How.REHEARSED:
            assert rehearsed == replace(receipt, position=None, recorded_at=None)
        if receipt.position is not None and how in (How.TWICE, How.REUSED):
            self._send_again(send, command, receipt, how)

    def _expect(
        self,
        happen: Callable[[], Vouchers],
        step: Step,
        how: How,
        by: StaffId,
        asked: tuple[Any, ...],
    ) -> Vouchers:
        if how is not How.STALE:
            return happen()
        try:
            self.naive.tried(
                lambda trial: getattr(trial, step.use_case)(by, *asked, **step.options())
            )
        except Refusal as refusal:
            if refusal.error in {Forbidden, IncompatibleRoles}:
                raise
        raise Refusal(VersionMismatch)

    def _rehearse(self, send: Callable[[Command], Receipt], command: Command) -> Receipt | None:
        before = self._everything()
        try:
            return send(replace(command, dry_run=True))
        except LedgerError:
            return None
        finally:
            assert self._everything() == before, "law 5: a dry run changed something"

    def _check(self, receipt: Receipt, vouchers: Vouchers, stream: object) -> None:
        assert [each.voucher for each in receipt.entries] == vouchers
        assert receipt.recorded == len(vouchers)
        assert receipt.stream == stream
        assert receipt.version == self.naive.versions[receipt.stream]
        if any(each.fund == stream for each in self.naive.funds):
            held = self.naive.held(FundId(receipt.stream), date.max)
            assert receipt.balance_dong == held
        assert receipt.position == (self.book.ledger.position() if vouchers else None)

    def _check_warnings(self, receipt: Receipt, before: Ended) -> None:
        """Hold that whatever a command takes below zero is told with it, and nothing else.

        Only facts do, so that a decision to spend that tells of it went wrong (law 7).
        """
        told = [(each.code, frozenset(each.limits.items())) for each in receipt.warnings]
        rules, overdrafts = told[: len(self.naive.warnings)], told[len(self.naive.warnings) :]
        assert [code for code, _ in rules] == [code for code, _ in self.naive.warnings]
        found = taken_below_zero(self.naive, FundId(receipt.stream), before)
        assert Counter(overdrafts) == Counter(found)

    def _send_again(
        self,
        send: Callable[[Command], Receipt],
        command: Command,
        receipt: Receipt,
        how: How,
    ) -> None:
        before = self._everything()
        for dry_run in (False, True):
            if how is How.TWICE:
                answer = send(replace(command, dry_run=dry_run))
                assert answer == replace(receipt, replayed=True)
            if how is How.REUSED:
                with pytest.raises(CommandReused):
                    send(replace(command, dry_run=dry_run, digest=b"another body"))
        assert self._everything() == before, "law 8: one command had two effects"

    def _everything(self) -> tuple[Contents, list[object]]:
        desk = self.book.ledger.desk()
        return self._contents(), [desk.fund(place.fund) for place in self.places]

    # Beginning

    def _open_fund(self, home: AssociationId, regime: LegalRegime) -> FundId:
        book, naive = self.book, self.naive
        new = NewFund(association_id=home, name="Quỹ", legal_regime=regime, effective_on=OPENED)
        created = book.ledger.open_fund(book.command(), new).created_id
        assert created is not None
        fund = book.fund_id = FundId(created)
        naive.funds.append(AFund(fund=fund, regime=regime, opened_on=OPENED))
        for kind in AccountKind:
            account = book.open_account(kind)
            naive.accounts.append(
                AnAccount(fund=fund, account=account, kind=kind, opened_on=OPENED)
            )
        # One of the people holds all roles: the board has to let a treasurer be cashier.
        controls = NewControls(cashier_exception="15/QĐ-BQL", effective_on=OPENED)
        book.ledger.set_controls(book.command(), fund, controls)
        naive.cashier_exception.add(fund)
        naive.versions[fund] = book.version
        book.vault.documents.add((fund, PAPER))
        return fund

    def _people(
        self,
        beside: AssociationId,
        funds: Sequence[FundId],
        homes: Sequence[AssociationId],
        donors: Sequence[DonorId],
    ) -> dict[Who, StaffId]:
        book, everywhere = self.book, frozenset([*funds, *donors])
        single = {
            Who.TREASURER: Role.TREASURER,
            Who.APPROVER: Role.APPROVER,
            Who.CASHIER: Role.CASHIER,
            Who.ADMINISTRATOR: Role.ADMINISTRATOR,
        }
        people = {who: book.person(role) for who, role in single.items()}
        for who, role in single.items():
            self.naive.roles[people[who]] = frozenset({role})
            self.naive.reach[people[who]] = everywhere
        here = frozenset(fund for fund, home in zip(funds, homes, strict=False) if home == beside)
        for who, home, reach in (
            (Who.FOR_ALL, book.province, everywhere),
            (Who.NEIGHBOUR, beside, here),
        ):
            fund = next((each for each in funds if each in reach), None)
            roles = frozenset(Role) if fund is not None else frozenset(Role) - {Role.CASHIER}
            people[who] = self._with_roles(home, roles, fund)
            self.naive.roles[people[who]] = roles
            self.naive.reach[people[who]] = frozenset(reach)
        for donor in donors:
            self.naive.versions[donor] = 1
        return {Who.OPERATOR: OPERATOR, **people}

    def _with_roles(
        self, home: AssociationId, roles: frozenset[Role], exception_of: FundId | None
    ) -> StaffId:
        staff_id = StaffId(self.book.new_id())
        ledger, command = self.book.ledger, self.book.command
        ledger.enrol_staff(command(), staff_id, home)
        for role in sorted(roles):
            ledger.grant_role(command(), staff_id, role, home, OPENED, None, exception_of)
        return staff_id

    def _beneficiaries(self, count: int) -> None:
        """Register beneficiaries, of whom the first is who has all roles."""
        ledger, command = self.book.ledger, self.book.command
        who = self.people[Who.FOR_ALL]
        for number in range(count):
            beneficiary_id = BeneficiaryId(self.book.new_id())
            ledger.register_beneficiary(command(), beneficiary_id, self.book.commune)
            if number == 0:
                ledger.link_beneficiary(command(), who, beneficiary_id)
            self.naive.beneficiaries[beneficiary_id] = who if number == 0 else None
