"""What a command leads to: the work it asks for, the decision on it, and what that would record."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from ledger.errors.conflicts import VersionMismatch
from ledger.events.base import Event
from ledger.fund import Fund
from ledger.recording.commands import Command, Entry, Failure, Receipt, Warned
from ledger.recording.desk import Desk
from ledger.recording.states import State, Versioned, evolve
from ledger.store.log.codec import Recorded
from ledger.store.log.facts import refusal, unique_facts

_ENTRIES_IN_RECEIPT = 200
"""A receipt names so many events; an import's thousands are counted instead."""


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
    matched: int = 0


class Work(msgspec.Struct, frozen=True):
    """A command on one stream, with its permission check and its decision, asked in that order."""

    command: Command
    stream: UUID
    permit: Callable[[Desk], None]
    decide: Callable[[Desk], Decision]


class Part(msgspec.Struct, frozen=True):
    """What a decision does to one stream: its events, and its state before and after them."""

    stream: UUID
    before: int
    events: Sequence[Event]
    after: Versioned


class Proposal:
    """A decision with its consequences worked out, ready to be stored or only shown.

    The first part is that of the command's own stream. A fact's place counts all events from 0.
    """

    def __init__(
        self,
        work: Work,
        decision: Decision,
        parts: Sequence[Part],
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
    def of(cls, work: Work, desk: Desk) -> "Proposal":
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
        before = 0
        for part in parts:
            facts += [
                (fact, before + place) for fact, place in unique_facts(part.stream, part.events)
            ]
            before += len(part.events)
        if facts:
            _check_free([fact for fact, _ in facts], desk)
        return cls(work, decision, parts, facts)

    def recorded(self, place: int, first: int, recorded_at_micros: int) -> Recorded:
        """Return the event at a place as it stands in the log, where the first has a position."""
        at = place
        for part in self.parts:
            if at < len(part.events):
                version = part.before + 1 + at
                return Recorded(
                    first + place, recorded_at_micros, part.stream, version, part.events[at]
                )
            at -= len(part.events)
        raise IndexError(place)

    def receipt(self, position: int | None, recorded_at: datetime | None) -> Receipt:
        """Return the answer, once it is known where the last event stands."""
        own = self.parts[0]
        state = own.after.state
        return Receipt(
            stream=own.stream,
            version=own.after.version,
            position=position,
            recorded_at=recorded_at,
            created_id=self.decision.created_id,
            entries=entries_of(own.events, own.before),
            failures=self.decision.failures,
            warnings=self.decision.warnings,
            recorded=self.length,
            skipped=self.decision.skipped,
            matched=self.decision.matched,
            balance_dong=state.balance_dong if isinstance(state, Fund) else None,
        )


def entries_of(events: Sequence[Event], before: int) -> tuple[Entry, ...]:
    """Return what a receipt names of the events of its stream, which was at version `before`."""
    named = events if len(events) <= _ENTRIES_IN_RECEIPT else ()
    return tuple(
        Entry(version, event.topic, _voucher(event))
        for version, event in enumerate(named, before + 1)
    )


def _part(
    at: Versioned | None, stream: UUID, events: Sequence[Event], after: State | None = None
) -> Part:
    before, state = (0, None) if at is None else (at.version, at.state)
    if after is not None:
        state = after
    else:
        for event in events:
            state = evolve(state, event)
    assert state is not None, "a stream begins with an event"
    return Part(stream, before, events, Versioned(before + len(events), state))


def _check_free(facts: Sequence[str], desk: Desk) -> None:
    """Raise the refusal of the first fact that is taken, be it by one of these themselves."""
    taken = desk.taken(facts)
    if not taken and len(set(facts)) == len(facts):
        return
    for fact in facts:
        if fact in taken:
            raise refusal(fact)
        taken.add(fact)


def _voucher(event: Event) -> str | None:
    voucher = getattr(event, "voucher", None)
    return None if voucher is None else str(voucher)
