"""One fund twice: in the real ledger and in the naive one, and what must hold between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Protocol

import pytest
from msgspec.structs import replace

from ledger.access import OPERATOR
from ledger.commands import Command, Receipt
from ledger.errors import (
    AccountNotFound,
    AmountMismatch,
    CommandReused,
    DatedBeforeEntry,
    DebitNotFound,
    Forbidden,
    LedgerError,
    VersionMismatch,
)
from ledger.fund import Fund
from ledger.values import GENERAL, AccountId, AccountKind, DebitId, Role, StaffId, business_day
from tests.books import Book
from tests.builders import OPENED
from tests.fakes import TODAY
from tests.ledger.laws.holding import Holding
from tests.ledger.laws.naive import Naive
from tests.ledger.store.contents import Contents

Vouchers = list[str | None]
"""The vouchers, as printed, of the events that a step causes."""


class Refusal(Exception):  # no error, but what a step expects
    """The naive fund refuses a step."""

    def __init__(self, error: type[LedgerError]) -> None:
        super().__init__(error.code)
        self.error = error


def refuse_if(error: type[LedgerError], *, when: bool) -> None:
    """Let the naive fund refuse."""
    if when:
        raise Refusal(error)


def check_debit(
    naive: Naive, debit_id: DebitId | None, account: AccountId, dong: int, on: date
) -> None:
    """Let the naive fund refuse what is not just the debit that it is said to be."""
    if debit_id is not None:
        debit = naive.debits[debit_id]
        refuse_if(DebitNotFound, when=not debit.is_open)
        refuse_if(AccountNotFound, when=debit.account != account)
        refuse_if(AmountMismatch, when=debit.dong != dong)
        refuse_if(DatedBeforeEntry, when=on < debit.on)


class How(Enum):
    """How a command is sent."""

    PLAINLY = "plainly"
    REHEARSED = "after a dry run of the same"
    TWICE = "twice, as after a lost answer"
    REUSED = "and then its id with another body"
    STALE = "if the fund is at a version it has left behind"
    CURRENT = "if the fund is at its version"


Send = Callable[[Command], Receipt]


class Step(Protocol):
    """Something somebody asks for."""

    def by(self, world: "World") -> StaffId:
        """Who asks."""

    def sending(self, world: "World") -> Send:
        """Return what asks the real ledger for it, as things stand now."""

    def happen(self, world: "World", naive: Naive) -> Vouchers:
        """Do it to the naive fund, or raise `Refusal`."""


class ByOperator:
    """What the operator may ask for."""

    def by(self, _: "World") -> StaffId:
        return OPERATOR


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Let hours pass; below zero, the clock is set back."""

    hours: int


History = Sequence[tuple[Step | Wait, How]]


class World:
    """A new fund with three accounts, a purpose and an appeal, in a book that holds others."""

    def __init__(self, book: Book, read: Callable[[], Contents]) -> None:
        self.book, self._contents = book, read
        book.clock.set_day(TODAY)
        start = book.ledger.position()
        book.fund_id = book.open_fund(book.commune)
        self.accounts = [book.open_account(kind) for kind in AccountKind]
        self.bank = book.bank = self.accounts[1]
        self.purposes = [GENERAL, book.define_purpose()]
        self.appeal_began_on = TODAY - timedelta(days=5)
        self.appeal = book.launch(starts_on=self.appeal_began_on, ends_on=None)
        self.people = [
            book.person(Role.TREASURER),
            book.person(Role.APPROVER),
            book.person(Role.CASHIER),
            self._who_may_everything(),
        ]
        self.new_id = book.new_id()
        self.naive = Naive(kinds=dict(zip(self.accounts, AccountKind, strict=True)))
        self.naive.version = book.version
        self._holding = Holding(book, self.naive, start)

    @property
    def today(self) -> date:
        """Which day it is in Vietnam."""
        return business_day(self.book.clock())

    def day(self, days_ago: int) -> date:
        """The day that lies so many days back or, below zero, ahead."""
        return self.today - timedelta(days=days_ago)

    def debit(self, number: int | None) -> DebitId | None:
        """The debit that a number picks among all there ever were; none if there are none."""
        debits = list(self.naive.debits)
        return debits[number % len(debits)] if debits and number is not None else None

    def play(self, history: History) -> None:
        """Play a history in both, and hold all laws after every step."""
        for step, how in history:
            if isinstance(step, Wait):
                self.book.clock.advance(hours=step.hours)
            else:
                self.new_id = self.book.new_id()
                self._take(step, how)
                self._holding.hold()

    def _take(self, step: Step, how: How) -> None:
        command, send = self.book.command(by=step.by(self)), step.sending(self)
        if how in (How.STALE, How.CURRENT):
            command = replace(command, if_version=self.naive.version - (how is How.STALE))
        rehearsed = self._rehearse(send, command) if how is How.REHEARSED else None
        before = self._everything()
        try:
            vouchers = self._expect(step, how)
        except Refusal as refusal:
            with pytest.raises(LedgerError) as refused:
                send(command)
            assert type(refused.value) is refusal.error  # noqa: PT017  # the refusal, not an error
            assert rehearsed is None, "a dry run promised what is refused"
            assert self._everything() == before, "law 5: a refused command changed something"
            return
        receipt = send(command)
        self._check(receipt, vouchers)
        if how is How.REHEARSED:
            assert rehearsed == replace(receipt, position=None, recorded_at=None)
        if receipt.position is not None:
            self._send_again(send, command, receipt, how)

    def _expect(self, step: Step, how: How) -> Vouchers:
        if how is not How.STALE:
            return step.happen(self, self.naive)
        try:
            step.happen(self, self.naive.copy())
        except Refusal as refusal:
            if refusal.error is Forbidden:
                raise
        raise Refusal(VersionMismatch)

    def _rehearse(self, send: Send, command: Command) -> Receipt | None:
        before = self._everything()
        try:
            return send(replace(command, dry_run=True))
        except LedgerError:
            return None
        finally:
            assert self._everything() == before, "law 5: a dry run changed something"

    def _check(self, receipt: Receipt, vouchers: Vouchers) -> None:
        assert [each.voucher for each in receipt.entries] == vouchers
        assert receipt.recorded == len(vouchers)
        assert receipt.version == self.naive.version == self.book.version
        assert receipt.balance_dong == self.naive.held(date.max)
        assert receipt.position == (self.book.ledger.position() if vouchers else None)

    def _send_again(self, send: Send, command: Command, receipt: Receipt, how: How) -> None:
        before = self._everything()
        for dry_run in (False, True):
            if how is How.TWICE:
                answer = send(replace(command, dry_run=dry_run))
                assert answer == replace(receipt, replayed=True)
            if how is How.REUSED:
                with pytest.raises(CommandReused):
                    send(replace(command, dry_run=dry_run, digest=b"another body"))
        assert self._everything() == before, "law 8: one command had two effects"

    def _everything(self) -> tuple[Contents, Fund]:
        return self._contents(), self.book.fund

    def _who_may_everything(self) -> StaffId:
        staff_id = StaffId(self.book.new_id())
        ledger, command = self.book.ledger, self.book.command
        ledger.enrol_staff(command(), staff_id, self.book.province)
        for role in Role:
            ledger.grant_role(command(), staff_id, role, self.book.province, OPENED)
        return staff_id
