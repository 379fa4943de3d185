"""How a decision becomes a record: under the append lock, in batches, once per command.

A decision is taken while its process holds the append lock, on states as of the last position.
So whatever it read – a role, a parent association, an account's owner – still holds when its
events are stored, and nobody is ever asked to retry because another writer was quicker.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    StoredEvent,
)

from ledger.batching import Batch, Batcher, Job
from ledger.commands import Command, Entry, Failure, Receipt, Warned
from ledger.desk import Desk
from ledger.errors import (
    CommandReused,
    LedgerError,
    StoreBusy,
    VersionMismatch,
)
from ledger.events.base import Event
from ledger.fund import Fund
from ledger.states import SNAPSHOT_EVERY, State, States, Versioned, evolve
from ledger.store.append import Appending, LedgerRecorder, StoredCommand
from ledger.store.codec import Codec, Pending
from ledger.store.facts import refusal, unique_facts
from ledger.values import (
    from_micros,
    to_micros,
)

_ENTRIES_IN_RECEIPT = 200
"""A receipt names so many events; an import's thousands are counted instead."""

_SALTS_AT_ONCE = 32
"""Salts drawn for a batch of small commands: each call of the system is made under the lock."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The events a command causes in its stream, and what its receipt adds to them.

    `elsewhere` are those that it causes in other streams, each named once: recorded after `events`
    in the order given, all of them or none. `after` is the command's own stream's state with
    `events` in it, from decisions that know it already.
    """

    events: Sequence[Event]
    elsewhere: Sequence[tuple[UUID, Sequence[Event]]] = ()
    after: State | None = None
    created_id: UUID | None = None
    failures: tuple[Failure, ...] = ()
    warnings: tuple[Warned, ...] = ()
    skipped: int = 0


class Work(msgspec.Struct, frozen=True):
    """A command on one stream, with its permission check and its decision, asked in that order."""

    command: Command
    stream: UUID
    permit: Callable[[Desk], None]
    decide: Callable[[Desk], Decision]


class Recording:
    """Takes work, records what it decides, and answers with receipts."""

    def __init__(
        self,
        recorder: LedgerRecorder,
        states: States,
        codec: Codec,
        *,
        clock: Callable[[], datetime],
        salts: Callable[[int], Sequence[str]],
    ) -> None:
        """Record through `recorder`; `clock` gives aware UTC moments, `salts` n hex salts."""
        self._recorder = recorder
        self._states = states
        self._codec = codec
        self._clock = clock
        self._salts = salts
        self._batcher: Batcher[Work, Receipt] = Batcher(self._run)
        self.on_append: Callable[[int], None] | None = None

    def now(self) -> datetime:
        """Return the current moment, UTC."""
        return self._clock()

    def desk(self) -> Desk:
        """Return a look at the book as it stands now."""
        self._states.catch_up()
        return self._desk()

    def glance(self) -> Desk:
        """Return a look at the book as this process last knew it."""
        return self._desk()

    def execute(self, work: Work) -> Receipt:
        """Record `work` once, or say what it would do; raise what its checks raise.

        Beside those: `TokenStopped`, `CommandReused`, `VersionMismatch`, `StoreBusy`, and the
        refusal of a fact that stands in the book already.
        """
        if not work.command.dry_run:
            return self._batcher.submit(work)
        try:
            return self._rehearse(work)
        except (OperationalError, InterfaceError) as error:
            raise StoreBusy from error

    def check_command(self, command: Command) -> bool:
        """Tell whether a command is recorded; raise `CommandReused` if another has its id."""
        stored = self._recorder.find_command(command.command_id)
        if stored is not None:
            _replay(stored, command)
        return stored is not None

    def execute_all(self, works: Sequence[Work]) -> list[Receipt]:
        """Record many works of one caller, each by itself, in as few transactions as they fit.

        If some are refused, the first of those refusals is raised when all are through.
        """
        if not works or works[0].command.dry_run:
            return [self.execute(work) for work in works]
        return self._batcher.submit_all(works)

    def _rehearse(self, work: Work) -> Receipt:
        desk = self.desk()
        desk.admit(work.command)
        work.permit(desk)
        stored = self._recorder.find_command(work.command.command_id)
        if stored is not None:
            return _replay(stored, work.command)
        proposal = _Proposal.of(work, desk)
        return proposal.receipt(position=None, recorded_at=None)

    def _run(self, batch: Batch[Work, Receipt]) -> None:
        """Record a batch; a lost acknowledgement is cleared up by looking the commands up."""
        try:
            self._record(batch)
        except (OperationalError, InterfaceError):
            try:
                self._record(batch)
            except (OperationalError, InterfaceError) as error:
                for job in batch.undone:
                    job.fail(_caused(StoreBusy(), error))
        except (DataError, IntegrityError) as error:
            # One job holds what the store cannot take; the others must not suffer for it.
            if len(batch.jobs) == 1:
                batch.jobs[0].fail(error)
            for job in batch.undone:
                self._run(Batch.of(job))

    def _record(self, batch: Batch[Work, Receipt]) -> None:
        answers: list[tuple[Job[Work, Receipt], Receipt]] = []
        refusals: list[tuple[Job[Work, Receipt], Exception]] = []
        with self._recorder.appending(self._states.position) as appending:
            if appending.news is None:
                self._states.catch_up()
            else:
                self._states.take_in(appending.news)
            desk = self._desk()
            before = appending.position
            jobs = batch.undone
            known = appending.commands([job.work.command.command_id for job in jobs])
            draft = _Draft(appending, self._codec, self._salts, self._clock())
            for job in jobs:
                try:
                    answers.append((job, self._decide(job.work, desk, known, draft)))
                except (OperationalError, InterfaceError):
                    raise
                except Exception as error:  # noqa: BLE001  # one job's failure is its own
                    refusals.append((job, error))
            draft.store()
        self._states.adopt(desk.ahead.items(), appending.position)
        for job, receipt in answers:
            job.succeed(receipt)
        for job, refused in refusals:
            job.fail(refused)
        if self.on_append is not None and appending.position > before:
            self.on_append(appending.position - before)
        self._snapshot(draft, desk)

    def _desk(self) -> Desk:
        return Desk(self._states, self._recorder, self._codec, self._clock())

    def _decide(
        self, work: Work, desk: Desk, known: dict[str, StoredCommand], draft: "_Draft"
    ) -> Receipt:
        desk.admit(work.command)
        work.permit(desk)
        stored = known.get(work.command.command_id)
        if stored is not None:
            return _replay(stored, work.command)
        proposal = _Proposal.of(work, desk)
        receipt = draft.add(proposal)
        desk.claimed.update(fact for fact, _ in proposal.facts)
        if proposal.length:
            for part in proposal.parts:
                desk.ahead[part.stream] = part.after
            known[work.command.command_id] = draft.commands[-1]
        return receipt

    def _snapshot(self, draft: "_Draft", desk: Desk) -> None:
        for stream, before in draft.versions_before.items():
            after = desk.ahead[stream]
            if after.version // SNAPSHOT_EVERY > before // SNAPSHOT_EVERY:
                self._states.snapshot(stream, after)


class _Part(msgspec.Struct, frozen=True):
    """What a decision does to one stream: its events, and its state before and after them."""

    stream: UUID
    before: int
    events: Sequence[Event]
    after: Versioned


class _Proposal:
    """A decision with its consequences worked out, ready to be stored or only shown.

    The first part is that of the command's own stream. A fact's place counts all events from 0.
    """

    def __init__(
        self,
        work: Work,
        decision: Decision,
        parts: Sequence[_Part],
        facts: list[tuple[str, int]],
    ) -> None:
        self.command = work.command
        self.decision = decision
        self.parts = parts
        self.facts = facts

    @property
    def length(self) -> int:
        """How many events there are, in whatever stream."""
        return sum(len(part.events) for part in self.parts)

    @classmethod
    def of(cls, work: Work, desk: Desk) -> "_Proposal":
        """Take the decision; raise `VersionMismatch`, its refusals, or a taken fact's refusal."""
        at = desk.versioned(work.stream)
        before = 0 if at is None else at.version
        wanted = work.command.if_version
        if wanted is not None and wanted != before:
            raise VersionMismatch(version=before)
        decision = work.decide(desk)
        parts = [_part(at, work.stream, decision.events, decision.after)]
        for stream, events in decision.elsewhere:
            parts.append(_part(desk.versioned(stream), stream, events))
        facts: list[tuple[str, int]] = []
        place = 0
        for part in parts:
            for event in part.events:
                facts += [(fact, place) for fact in unique_facts(part.stream, event)]
                place += 1
        taken = desk.taken([fact for fact, _ in facts]) if facts else set()
        for fact, _ in facts:
            if fact in taken:
                raise refusal(fact)
            taken.add(fact)
        return cls(work, decision, parts, facts)

    def receipt(self, position: int | None, recorded_at: datetime | None) -> Receipt:
        """Return the answer, once it is known where the last event stands."""
        own = self.parts[0]
        state = own.after.state
        named = own.events if len(own.events) <= _ENTRIES_IN_RECEIPT else ()
        return Receipt(
            stream=own.stream,
            version=own.after.version,
            position=position,
            recorded_at=recorded_at,
            created_id=self.decision.created_id,
            entries=tuple(
                Entry(version, event.topic, _voucher(event))
                for version, event in enumerate(named, own.before + 1)
            ),
            failures=self.decision.failures,
            warnings=self.decision.warnings,
            recorded=self.length,
            skipped=self.decision.skipped,
            balance_dong=state.balance_dong if isinstance(state, Fund) else None,
        )


def _part(
    at: Versioned | None, stream: UUID, events: Sequence[Event], after: State | None = None
) -> _Part:
    before, state = (0, None) if at is None else (at.version, at.state)
    if after is not None:
        state = after
    else:
        for event in events:
            state = evolve(state, event)
    assert state is not None, "a stream begins with an event"
    return _Part(stream, before, events, Versioned(before + len(events), state))


class _Draft:
    """What one append will store."""

    def __init__(
        self,
        appending: Appending,
        codec: Codec,
        salts: Callable[[int], Sequence[str]],
        now: datetime,
    ) -> None:
        self._appending = appending
        self._codec = codec
        self._salts = salts
        self._recorded_at_micros = max(to_micros(now), appending.recorded_at_micros)
        self._events: list[StoredEvent] = []
        self._facts: list[tuple[str, int]] = []
        self._fresh_salts: list[str] = []
        self.commands: list[StoredCommand] = []
        self.versions_before: dict[UUID, int] = {}

    def add(self, proposal: _Proposal) -> Receipt:
        """Put a proposal's events next in the log, and return the receipt that says where."""
        if not proposal.length:
            return proposal.receipt(position=None, recorded_at=None)
        first = self._appending.position + len(self._events) + 1
        to_stored = self._codec.to_stored_event
        for part in proposal.parts:
            salts = self._take_salts(len(part.events))
            self._events += [
                to_stored(Pending(part.stream, version, event, salt))
                for version, (event, salt) in enumerate(
                    zip(part.events, salts, strict=True), part.before + 1
                )
            ]
            self.versions_before.setdefault(part.stream, part.before)
        last = first + proposal.length - 1
        self._facts += [(fact, first + place) for fact, place in proposal.facts]
        receipt = proposal.receipt(last, from_micros(self._recorded_at_micros))
        command = proposal.command
        self.commands.append(
            StoredCommand(command.command_id, command.digest, msgspec.json.encode(receipt))
        )
        return receipt

    def store(self) -> None:
        """Append everything, or nothing if there is nothing."""
        if self._events:
            self._appending.append(
                self._events,
                recorded_at_micros=self._recorded_at_micros,
                commands=self.commands,
                facts=self._facts,
            )

    def _take_salts(self, count: int) -> list[str]:
        if count > len(self._fresh_salts):
            self._fresh_salts += self._salts(max(count, _SALTS_AT_ONCE))
        taken, self._fresh_salts = self._fresh_salts[:count], self._fresh_salts[count:]
        return taken


_read_receipt = msgspec.json.Decoder(Receipt).decode


def _replay(stored: StoredCommand, command: Command) -> Receipt:
    if stored.digest != command.digest:
        raise CommandReused("Idempotency-Key")
    return msgspec.structs.replace(_read_receipt(stored.receipt), replayed=True)


def _voucher(event: Event) -> str | None:
    voucher = getattr(event, "voucher", None)
    return None if voucher is None else str(voucher)


def _caused(error: LedgerError, cause: Exception) -> LedgerError:
    error.__cause__ = cause
    return error
