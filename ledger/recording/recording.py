"""How a decision becomes a record: under the append lock, in batches, once per command.

A decision is taken while its process holds the append lock, on states as of the last position.
So whatever it read – a role, a parent association, an account's owner – still holds when its
events are stored, and nobody is ever asked to retry because another writer was quicker.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)

from ledger.errors import LedgerError
from ledger.errors.conflicts import CommandReused
from ledger.errors.unavailable import StoreBusy
from ledger.recording.batching import Batch, Batcher, Job
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Proposal, Work
from ledger.recording.desk import Desk
from ledger.recording.drafting import Draft, Known
from ledger.recording.states import States
from ledger.store.log.append import LedgerRecorder, StoredCommand
from ledger.store.log.codec import Codec, Recorded
from ledger.store.log.facts import is_of_statement_row
from ledger.values import to_micros


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

    def trial(self) -> "TrialRecording":
        """Return what takes dry runs of many commands, one after the other."""
        return TrialRecording(
            self._recorder, self._states, self._codec, clock=self._clock, salts=self._salts
        )

    def first_answer(self, command: Command) -> Receipt | None:
        """Return the receipt of a command that is recorded, none of one that is not.

        Raises `CommandReused` if another has its id.
        """
        stored = self._recorder.find_command(command.command_id)
        return None if stored is None else _replay(stored, command)

    def execute_all(self, works: Sequence[Work]) -> list[Receipt]:
        """Record many works of one caller, each by itself, in as few transactions as they fit.

        If some are refused, the first of those refusals is raised when all are through.
        """
        if not works or works[0].command.dry_run:
            return [self.execute(work) for work in works]
        return self._batcher.submit_all(works)

    def settled(self, after: int) -> list[Recorded]:
        """Wait until whatever is being decided is recorded, and return all behind a position.

        Who decides from now on sees what was committed before this was asked. Raises `StoreBusy`.
        """
        try:
            with self._recorder.appending(after) as appending:
                rows, last = appending.news, appending.position
            if rows is None:
                rows = self._recorder.rows(after, last - after)
        except (OperationalError, InterfaceError) as error:
            raise StoreBusy from error
        return [self._codec.to_domain_event(row) for row in rows]

    def note(self, facts: Sequence[tuple[str, int]]) -> int:
        """Note facts with the positions of the events that claim them, but those that stand.

        Returns how many were missing. Raises `StoreBusy`.
        """
        try:
            if self._recorder.taken([fact for fact, _ in facts]) >= {fact for fact, _ in facts}:
                return 0  # as nearly always, and nobody had to wait for it
            with self._recorder.appending() as appending:
                taken = appending.taken([fact for fact, _ in facts])
                first: dict[str, int] = {}
                for fact, position in facts:
                    if fact not in taken:
                        first.setdefault(fact, position)
                appending.append(
                    [],
                    recorded_at_micros=appending.recorded_at_micros,
                    commands=[],
                    facts=list(first.items()),
                )
        except (OperationalError, InterfaceError) as error:
            raise StoreBusy from error
        return len(first)

    def _rehearse(self, work: Work) -> Receipt:
        desk = self.desk()
        desk.admit(work.command)
        work.permit(desk)
        stored = self._recorder.find_command(work.command.command_id)
        if stored is not None:
            return _replay(stored, work.command)
        proposal = Proposal.of(work, desk)
        self._rehearsed(proposal, desk)
        return proposal.receipt(position=None, recorded_at=None)

    def _rehearsed(self, proposal: Proposal, desk: Desk) -> None:
        """Forget what was rehearsed."""

    def _run(self, batch: Batch[Work, Receipt]) -> None:
        """Record a batch, as if each of its commands came for the first time.

        If the store refuses one that it knows, or does not answer whether it took them, the batch
        is decided once more with the commands looked up first.
        """
        try:
            self._record(batch, looks_first=False)
        except (OperationalError, InterfaceError, IntegrityError):
            self._run_again(batch)
        except DataError as error:
            self._part(batch, error)

    def _run_again(self, batch: Batch[Work, Receipt]) -> None:
        try:
            self._record(batch, looks_first=True)
        except (OperationalError, InterfaceError) as error:
            for job in batch.undone:
                job.fail(_caused(StoreBusy(), error))
        except (DataError, IntegrityError) as error:
            self._part(batch, error)

    def _part(self, batch: Batch[Work, Receipt], error: Exception) -> None:
        """Record each job by itself: one holds what the store cannot take, the others need not."""
        if len(batch.jobs) == 1:
            batch.jobs[0].fail(error)
        for job in batch.undone:
            self._run(Batch.of(job))

    def _record(self, batch: Batch[Work, Receipt], *, looks_first: bool) -> None:
        answers: list[tuple[Job[Work, Receipt], Receipt]] = []
        refusals: list[tuple[Job[Work, Receipt], Exception]] = []
        reached = self._states.reached
        with self._recorder.appending(reached.position) as appending:
            self._states.follow(reached, appending)
            desk = self._desk()
            before = appending.position
            jobs = batch.undone
            known = Known(appending, jobs)
            if looks_first:
                known.ask_all()
            draft = Draft(appending, self._codec, self._salts, self._clock())
            for job in jobs:
                try:
                    answers.append((job, self._decide(job.work, desk, known, draft)))
                except (OperationalError, InterfaceError):
                    raise
                except Exception as error:  # noqa: BLE001  # one job's failure is its own
                    refusals.append((job, error))
            draft.store()
        self._states.adopt(desk.ahead.items(), appending.position, draft.last)
        for job, receipt in answers:
            job.succeed(receipt)
        for job, refused in refusals:
            job.fail(refused)
        if self.on_append is not None and appending.position > before:
            self.on_append(appending.position - before)
        self._snapshot(draft, desk)

    def _desk(self) -> Desk:
        return Desk(self._states, self._recorder, self._codec, self._clock())

    def _decide(self, work: Work, desk: Desk, known: Known, draft: Draft) -> Receipt:
        """Decide on a command, or replay it; before it says no, it asks whether it said yes once.

        A command that is new is by far the most usual, and the store itself refuses its events a
        second time. Only what has nothing to store must be looked up.
        """
        desk.admit(work.command)
        work.permit(desk)
        command = work.command
        stored = known.of(command)
        if stored is not None:
            return _replay(stored, command)
        try:
            proposal = Proposal.of(work, desk)
        except Exception:  # whatever made it fail: what was recorded gets its answer
            if (stored := known.ask(command)) is None:
                raise
            return _replay(stored, command)
        if not proposal.length:
            stored = known.ask(command)
            return draft.add(proposal) if stored is None else _replay(stored, command)
        receipt = draft.add(proposal)
        if proposal.facts:
            desk.claim(proposal.facts, draft.recorded_last(proposal))
        for part in proposal.parts:
            desk.move_on(part.stream, part.after, part.events)
        known.add(draft.commands[-1])
        return receipt

    def _snapshot(self, draft: Draft, desk: Desk) -> None:
        for stream, before in draft.versions_before.items():
            after = desk.ahead[stream]
            if self._states.wants_snapshot(stream, before, after.version):
                self._states.snapshot(stream, after)


class TrialRecording(Recording):
    """Takes dry runs only, and decides each as if those before it had been recorded."""

    _last: Desk | None = None

    def execute(self, work: Work) -> Receipt:
        """Say what `work` would do after all that was tried before; raise what its checks raise."""
        assert work.command.dry_run, "nothing of a trial is recorded"
        return super().execute(work)

    def _desk(self) -> Desk:
        desk = super()._desk()
        if self._last is not None:
            desk.go_on_from(self._last)
        return desk

    def _rehearsed(self, proposal: Proposal, desk: Desk) -> None:
        """Keep what became of each stream, and what was claimed.

        Not by the rows of a statement: no two are the same, and there may be a million of them.
        """
        for part in proposal.parts:
            desk.move_on(part.stream, part.after)
        first, micros = self._states.position + 1, to_micros(self.now())
        facts = [each for each in proposal.facts if not is_of_statement_row(each[0])]
        claimed = {place: proposal.recorded(place, first, micros) for _, place in facts}
        desk.claim(facts, claimed.__getitem__)
        self._last = desk


_read_receipt = msgspec.json.Decoder(Receipt).decode


def _replay(stored: StoredCommand, command: Command) -> Receipt:
    if stored.digest != command.digest:
        raise CommandReused("Idempotency-Key")
    return msgspec.structs.replace(_read_receipt(stored.receipt), replayed=True)


def _caused(error: LedgerError, cause: Exception) -> LedgerError:
    error.__cause__ = cause
    return error
