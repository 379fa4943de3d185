"""Keeps the live read models behind the log: in batches, each event exactly once."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event as Flag
from typing import NamedTuple, TypeAlias

from eventsourcing import persistence
from sqlalchemy import exc

from ledger.errors.unavailable import UnreadableEvent
from ledger.store.log.codec import Recorded
from projections.applying import batch_of
from projections.tables import generations
from projections.tables.generations import Tracking
from projections.tables.writing import write
from projections.views import Views

Read: TypeAlias = Callable[[int, int], Sequence[Recorded]]
"""Returns up to so many events (second) behind a position (first), in order: `Ledger.read`."""

BATCH = 1_000
"""Events in one transaction: large enough to be quick, small enough for a reader to wait for."""

_BATCHES_MAX = 16
"""How much larger a batch may become for what was recorded at once."""

_IDLE_SECONDS_MIN, _IDLE_SECONDS_MAX = 0.001, 0.04
_RETRY_SECONDS = 1.0

UNAVAILABLE = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.InternalError,  # PostgreSQL lets nobody write just now,
    exc.NotSupportedError,  # and says it so where somebody says that he will
    persistence.OperationalError,
    persistence.InterfaceError,
)
"""A database that is gone or busy, whether it holds the read models or the log."""


class _Taken(NamedTuple):
    """Where a look at the log ended; whether there was anything, and whether that was all of it."""

    position: int
    is_any: bool
    is_all: bool


class Engine:
    """Moves every read model, together with the position it stands at, in one transaction.

    A batch is worked out before the lock is taken, and written only if the position it follows
    is still the last one under the lock. So any number of engines may run at once, and one that
    is killed at any point leaves either the whole batch or nothing of it.
    """

    def __init__(self, views: Views, read: Read, *, batch: int = BATCH) -> None:
        """Follow the log that `read` reads, `batch` events at a time."""
        self._views = views
        self._read = read
        self._batch = batch
        self._calls: SimpleQueue[None] = SimpleQueue()  # signal handlers may put into it

    def catch_up(self) -> int:
        """Take in everything there is; return the position reached."""
        while not (taken := self._take()).is_all:
            pass
        return taken.position

    def step(self) -> bool:
        """Take in one batch; tell whether there was one, by whichever engine it was taken in.

        Raises `ViewsOutdated` if the tables must be rebuilt first.
        """
        return self._take().is_any

    def _take(self) -> _Taken:
        with self._views.reading() as reading:
            before = reading.generation
        events, is_all = self._next(before.tracking.position)
        if not events:
            return _Taken(before.tracking.position, is_any=False, is_all=True)
        changes = batch_of(events, before.tracking.recorded_at_micros)
        with self._views.database.writing() as connection:
            now = generations.live(connection, locked=True)
            if now != before:
                return _Taken(now.tracking.position, is_any=True, is_all=False)
            write(connection, now.tables, changes)
            after = reached(events)
            generations.track(connection, now.tables, after)
        return _Taken(after.position, is_any=True, is_all=is_all)

    def _next(self, after: int) -> tuple[Sequence[Recorded], bool]:
        """Return the next batch, which ends where something recorded at once ends; is it all?

        Readers would see half of a correction, or of a handover, until the next batch. What was
        recorded at once was so at one moment. If it is more than a batch, so is the batch; only
        what is more than `_BATCHES_MAX` of them is divided.
        """
        wanted = self._batch
        while True:
            events = self._read(after, wanted + 1)
            if len(events) <= wanted:
                return events, True
            moments = [each.recorded_at_micros for each in events]
            for end in range(wanted, 0, -1):
                if moments[end] != moments[end - 1]:
                    return events[:end], False
            if wanted >= _BATCHES_MAX * self._batch:
                return events[:wanted], False
            wanted *= 2

    def run(self, stop: Flag, tell: Callable[[Exception], object] = lambda _: None) -> None:
        """Follow the log until `stop` is set; after an idle while, look 25 times a second.

        A database that is gone for a time is waited for, and so is whoever can read what a newer
        version recorded; `tell` gets the error of each look in vain. Raises `ViewsOutdated`.
        """
        idle = _IDLE_SECONDS_MIN
        while not stop.is_set():
            try:
                busy = self.step()
            except (*UNAVAILABLE, UnreadableEvent) as error:
                tell(error)
                self._pause(_RETRY_SECONDS)
                continue
            idle = _IDLE_SECONDS_MIN if busy else min(2 * idle, _IDLE_SECONDS_MAX)
            if not busy:
                self._pause(idle)

    def wake(self) -> None:
        """Look at the log at once: something was recorded, or `stop` was set."""
        if self._calls.empty():
            self._calls.put(None)

    def _pause(self, seconds: float) -> None:
        with suppress(Empty):
            self._calls.get(timeout=seconds)


def reached(events: Sequence[Recorded]) -> Tracking:
    """Return the position that a batch of events ends at."""
    return Tracking(events[-1].position, events[-1].recorded_at_micros)
