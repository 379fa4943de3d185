"""The ledger: the only door in. Its use cases lie in `ledger.use_cases`, one method for each."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.utils import EnvType
from uuid_utils.compat import uuid7

from ledger.errors.missing import PositionNotFound, ReportNotFound
from ledger.events.report import ReportPublished
from ledger.recording.commands import Command, Receipt
from ledger.recording.desk import Desk
from ledger.recording.recording import Recording
from ledger.recording.states import States
from ledger.store.log.append import LedgerRecorder, StoredCommand
from ledger.store.log.codec import Codec, Recorded, StoredRow
from ledger.store.log.facts import statement_row_fact, unique_facts
from ledger.use_cases.access import Access
from ledger.use_cases.asking import PeopleVault
from ledger.use_cases.associations import Associations
from ledger.use_cases.beneficiaries import Beneficiaries
from ledger.use_cases.closing import Closing
from ledger.use_cases.correcting import Correcting
from ledger.use_cases.donors import Donors
from ledger.use_cases.handing_over import HandingOver
from ledger.use_cases.mobilizing import Mobilizing
from ledger.use_cases.opening import Opening
from ledger.use_cases.people import People
from ledger.use_cases.publishing import Publishing
from ledger.use_cases.receiving import Receiving
from ledger.use_cases.spending import Spending
from ledger.use_cases.transferring import Transferring
from ledger.values import ReportId, to_micros


def system_clock() -> datetime:
    """Return the current moment, UTC."""
    return datetime.now(UTC)


def random_salts(count: int) -> list[str]:
    """Return `count` random salts of 32 hexadecimal digits."""
    digits = os.urandom(16 * count).hex()
    return [digits[start : start + 32] for start in range(0, len(digits), 32)]


class EveryUseCase(
    Associations,
    Opening,
    Mobilizing,
    Receiving,
    Spending,
    Transferring,
    HandingOver,
    Correcting,
    Closing,
    Publishing,
    Donors,
    Beneficiaries,
    People,
    Access,
):
    """All that may be asked of the book, of whatever becomes of it."""

    def desk(self) -> Desk:
        """Return a look at the current states, for reading and for permission to read."""
        return self._recording.desk()


class Trial(EveryUseCase):
    """Takes dry runs of one command after the other, each after what those before it would do.

    Nothing is recorded, and what was tried is forgotten with it.
    """

    def __init__(
        self,
        recording: Recording,
        log: LedgerRecorder,
        vault: PeopleVault,
        new_id: Callable[[], UUID],
    ) -> None:
        """Try on the book that `recording` keeps."""
        self._recording = recording.trial()
        self._log = log
        self._vault = vault
        self._new_id = new_id


class Ledger(EveryUseCase, Application[UUID]):
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
        self._states = states = States(self._log, self.snapshots.recorder, self._codec)
        self._recording = Recording(self._log, states, self._codec, clock=clock, salts=salts)

    @property
    def on_append(self) -> Callable[[int], None] | None:
        """What is called with the number of events of each transaction that recorded some."""
        return self._recording.on_append

    @on_append.setter
    def on_append(self, call: Callable[[int], None] | None) -> None:
        self._recording.on_append = call

    @property
    def on_loss(self) -> Callable[[int, int], None] | None:
        """What is called where the log went back: with the position known, and where it ends.

        What was recorded behind the latter by then is lost, and states are those of the log again.
        """
        return self._states.on_loss

    @on_loss.setter
    def on_loss(self, call: Callable[[int, int], None] | None) -> None:
        self._states.on_loss = call

    # Reading

    def trial(self) -> Trial:
        """Return what tries commands one after the other, all of them dry runs."""
        return Trial(self._recording, self._log, self._vault, self._new_id)

    def glance(self) -> Desk:
        """Return a look at the states as this process last knew them, which costs nothing.

        Good for sending away who may not do something; a command is decided on current states.
        """
        return self._recording.glance()

    def first_answer(self, command: Command) -> Receipt | None:
        """Return what a command was answered when it was recorded, none if it never was.

        Raises `CommandReused`. Who may ask is for the caller to say.
        """
        return self._recording.first_answer(command)

    def now(self) -> datetime:
        """Return the current moment, UTC."""
        return self._recording.now()

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

    def settled(self, after: int) -> list[Recorded]:
        """Wait until whatever is being decided is recorded, and return all behind a position.

        It takes the append lock for a moment. Who decides from now on sees what was committed
        anywhere before this was asked. Raises `StoreBusy`.
        """
        return self._recording.settled(after)

    def note_facts(self, recorded: Sequence[Recorded]) -> int:
        """Note what is unique in these events and is not noted yet; return how many facts were.

        An older version that recorded them may not have called it unique. Raises `StoreBusy`.
        """
        return self._recording.note(
            [
                (fact, each.position)
                for each in recorded
                for fact, _ in unique_facts(each.stream, [each.event])
            ]
        )

    def positions_of(self, facts: Sequence[str]) -> dict[str, int]:
        """Return where those of these unique facts that are noted were claimed."""
        return self._log.positions_of(facts)

    def facts_count(self) -> int:
        """Return how many unique facts are noted."""
        return self._log.facts_count()

    def commands_behind(self, command_id: str, limit: int) -> Sequence[StoredCommand]:
        """Return up to `limit` commands that had their effect, with an id behind this one."""
        return self._log.commands_behind(command_id, limit)

    def rows(self, after: int, limit: int) -> Sequence[StoredRow]:
        """Return up to `limit` stored rows of the log behind position `after`, verbatim."""
        return self._log.rows(after, limit)

    def published_report(self, report_id: ReportId) -> ReportPublished:
        """Return a published report with its bytes, or raise `ReportNotFound`."""
        for row in self._log.select_events(report_id, limit=1):
            event = self._codec.decode(row.topic, row.state)
            if isinstance(event, ReportPublished):
                return event
        raise ReportNotFound("report_id")

    def known_rows(self, statement_rows: Sequence[str]) -> set[str]:
        """Return those rows of bank statements, by their identities, that are in the book."""
        rows = {statement_row_fact(row): row for row in statement_rows}
        return {rows[fact] for fact in self._log.taken(list(rows))}

    def stream_rows(self, stream: UUID, after: int, limit: int) -> Sequence[StoredRow]:
        """Return up to `limit` stored rows of a stream behind version `after`, verbatim."""
        return self._log.select_events(stream, gt=after, limit=limit)  # type: ignore[return-value]
