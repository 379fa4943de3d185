"""What one append will store, and which commands of a batch have had their effect before it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from ledger.recording.batching import Job
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Proposal, Work
from ledger.store.log.append import Appending, StoredCommand
from ledger.store.log.codec import Codec, Recorded, Stored
from ledger.values import from_micros, to_micros

_SALTS_AT_ONCE = 32
"""Salts drawn for a batch of small commands: each call of the system is made under the lock."""


class Known:
    """Which commands of a batch have had their effect: those of the batch itself, to begin with."""

    def __init__(self, appending: Appending, jobs: Sequence[Job[Work, Receipt]]) -> None:
        self._appending = appending
        self._ids = [job.work.command.command_id for job in jobs]
        self._stored: dict[str, StoredCommand] = {}
        self._has_asked = False

    def of(self, command: Command) -> StoredCommand | None:
        """Return what is known of a command."""
        return self._stored.get(command.command_id)

    def ask(self, command: Command) -> StoredCommand | None:
        """Return what the store has of a command; it is asked once for the whole batch."""
        self.ask_all()
        return self.of(command)

    def ask_all(self) -> None:
        """Ask the store for all commands of the batch."""
        if not self._has_asked:
            self._has_asked = True
            self._stored |= self._appending.commands(self._ids)

    def add(self, stored: StoredCommand) -> None:
        """Take in a command that this batch stores."""
        self._stored[stored.command_id] = stored


class Draft:
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
        self._events: list[Stored] = []
        self._facts: list[tuple[str, int]] = []
        self._fresh_salts: list[str] = []
        self.commands: list[StoredCommand] = []
        self.versions_before: dict[UUID, int] = {}

    def add(self, proposal: Proposal) -> Receipt:
        """Put a proposal's events next in the log, and return the receipt that says where."""
        if not proposal.length:
            return proposal.receipt(position=None, recorded_at=None)
        first = self._appending.position + len(self._events) + 1
        encode = self._codec.encode
        for part in proposal.parts:
            salts = self._take_salts(len(part.events))
            self._events += [
                Stored(part.stream, version, event.topic, encode(event, salt))
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

    @property
    def last(self) -> bytes | None:
        """What will be stored last of all, if anything."""
        return self._events[-1].state if self._events else None

    def recorded_last(self, proposal: Proposal) -> Callable[[int], Recorded]:
        """Return what gives each event of the proposal that was added last, by its place from 0.

        It is as it will stand in the log. Of an import's thousands hardly one is ever asked for.
        """
        first = self._appending.position + len(self._events) - proposal.length + 1
        return lambda place: proposal.recorded(place, first, self._recorded_at_micros)

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
