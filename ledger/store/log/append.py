"""What an append carries besides events, whichever database keeps it."""

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import msgspec
from eventsourcing.persistence import ApplicationRecorder, StoredEvent

from ledger.store.log.codec import Stored, StoredRow

NEWS_MAX = 500
"""Rows that come with the append lock; who is further behind reads the log page by page."""


class StoredCommand(msgspec.Struct, frozen=True, gc=False):
    """A command that had its effect: its scoped id, the HMAC of its body, and its receipt.

    Kept for ever, without personal data, so that a command repeated in ten years is recognised.
    """

    command_id: str
    digest: bytes
    receipt: bytes


class Appending(Protocol):
    """The append lock, held: nobody else records until the block around it ends."""

    position: int
    """The last position in the log; the next event gets the one after it."""
    recorded_at_micros: int
    """When that was recorded; the next event is recorded no earlier."""
    news: Sequence[StoredRow] | None
    """What was recorded behind the position asked about; none of it if that is too much."""

    known: bytes | None
    """What stands at the position asked about; None if nothing does, for the log went back."""

    def commands(self, command_ids: Sequence[str]) -> dict[str, StoredCommand]:
        """Return those of the commands that have had their effect."""

    def taken(self, facts: Sequence[str]) -> set[str]:
        """Return those of the facts that stand in the book already."""

    def append(
        self,
        events: Sequence[StoredEvent | Stored],
        *,
        recorded_at_micros: int,
        commands: Sequence[StoredCommand],
        facts: Sequence[tuple[str, int]],
    ) -> None:
        """Store events at the next positions, with the commands and facts (fact, position)."""


def bounds(beginning: str) -> tuple[str, str]:
    """Return between which two texts, byte by byte, all lie that begin so and go on."""
    assert beginning.endswith(":")
    return beginning, f"{beginning[:-1]};"


class LedgerRecorder(ApplicationRecorder):
    """What both stores can do beside the library's own recorder."""

    @abstractmethod
    def appending(self, after: int | None = None) -> AbstractContextManager[Appending]:
        """Hold the append lock; commit when the block ends, roll back if it raises.

        Who knows the log up to position `after` is told in the same breath what came since.

        Raises `eventsourcing.persistence.OperationalError` when the lock is not to be had in
        time.
        """

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401  # as the library has it
    ) -> Sequence[int] | None:
        """Append through the library's own door, for tools that only know that."""
        with self.appending() as appending:
            first = appending.position + 1
            appending.append(
                stored_events,
                recorded_at_micros=max(kwargs["recorded_at_micros"], appending.recorded_at_micros),
                commands=kwargs.get("commands", ()),
                facts=kwargs.get("facts", ()),
            )
            return range(first, first + len(stored_events))

    @abstractmethod
    def rows(self, after: int, limit: int) -> Sequence[StoredRow]:
        """Return up to `limit` rows of the log behind position `after`, in order."""

    @abstractmethod
    def position_at(self, micros: int) -> int:
        """Return the last position recorded at or before a moment (UTC, microseconds), or 0."""

    @abstractmethod
    def taken(self, facts: Sequence[str]) -> set[str]:
        """Return those of the facts that stand in the book already."""

    @abstractmethod
    def positions_of(self, facts: Sequence[str]) -> dict[str, int]:
        """Return where those of the facts that stand in the book were claimed."""

    @abstractmethod
    def facts_count(self) -> int:
        """Return how many facts stand in the book."""

    @abstractmethod
    def rows_claiming(self, facts: Sequence[str]) -> Sequence[StoredRow]:
        """Return the rows of the events that claimed any of these facts, in no order."""

    @abstractmethod
    def facts_beginning(self, with_: str) -> list[str]:
        """Return the facts that begin so, which ends in a colon, in their order."""

    @abstractmethod
    def find_command(self, command_id: str) -> StoredCommand | None:
        """Return a command that has had its effect."""

    @abstractmethod
    def commands_behind(self, command_id: str, limit: int) -> Sequence[StoredCommand]:
        """Return up to `limit` commands with an id behind `command_id`, in the order of their ids.

        What is behind an empty one is all.
        """
