"""The current state of every stream: loaded once, kept, and moved on by the log's new events."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from hashlib import sha256
from itertools import islice
from threading import Lock, RLock
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec
from eventsourcing.persistence import AggregateRecorder, StoredEvent

from ledger import association, fund, report
from ledger.errors.unavailable import UnreadableEvent
from ledger.events.base import Event
from ledger.people import beneficiary, donor, staff
from ledger.store.log.append import Appending, LedgerRecorder
from ledger.store.log.codec import Codec, StoredRow
from ledger.values import AssociationId

State = (
    association.Association
    | fund.Fund
    | donor.Donor
    | beneficiary.Beneficiary
    | staff.Staff
    | report.PublishedReport
)

SNAPSHOT_EVERY = 500
"""Versions between two snapshots of a stream: loading one replays at most this many events."""

_CACHED_STREAMS = 20_000
_PAGE = 2_000


class Kind(msgspec.Struct, frozen=True):
    """A kind of stream: its state's type, its fold, and the topic its snapshots carry.

    The topic holds a digest of the state's schema and a revision to raise when a fold changes
    its meaning; snapshots of another topic are passed over and the stream is replayed.
    """

    state: type[State]
    evolve: Callable[[Any, Event], State]
    snapshot_topic: str


def _kind(state: type[State], evolve: Callable[[Any, Event], State], revision: int) -> Kind:
    schema = msgspec.json.encode(msgspec.json.schema(state), order="deterministic")
    digest = sha256(schema).hexdigest()[:16]
    return Kind(state, evolve, f"{state.__name__.lower()}.{revision}.{digest}")


KINDS = {
    "association": _kind(association.Association, association.evolve, 1),
    "fund": _kind(fund.Fund, fund.evolve, 3),
    "donor": _kind(donor.Donor, donor.evolve, 1),
    "beneficiary": _kind(beneficiary.Beneficiary, beneficiary.evolve, 1),
    "access": _kind(staff.Staff, staff.evolve, 3),
    "report": _kind(report.PublishedReport, report.evolve, 1),
}
_BY_STATE = {kind.state: kind for kind in KINDS.values()}


class Versioned(msgspec.Struct, frozen=True):
    """A state and the version of the last event in it."""

    version: int
    state: State


class Chain(NamedTuple):
    """An association and all above it on a day, as long as the tree is what it was."""

    on: date
    tree: int
    chain: tuple[AssociationId, ...]


def evolve(state: State | None, event: Event) -> State:
    """Return the state of whichever kind of stream `event` belongs to, after it."""
    return KINDS[event.topic.partition(".")[0]].evolve(state, event)


class Reached(NamedTuple):
    """The last position of the log that is known, and what stands there: its salt is in no other.

    Nothing stands at 0.
    """

    position: int
    state: bytes


class States:
    """All states as of one position of the log. Safe to share between threads."""

    def __init__(
        self, recorder: LedgerRecorder, snapshots: AggregateRecorder, codec: Codec
    ) -> None:
        """Read streams from `recorder`, starting from their last snapshot."""
        self._recorder = recorder
        self._snapshots = snapshots
        self._codec = codec
        self._cache: dict[UUID, Versioned] = {}
        self._long: set[UUID] = set()
        """Streams that were replayed for long, since no snapshot of theirs could be read."""
        self.tree = 0
        """How often associations have changed here: look it up before them, for it moves last."""
        self.chains: dict[AssociationId, Chain] = {}
        self._reached: Reached | None = None
        self.on_loss: Callable[[int, int], None] | None = None
        """What is told to which position a log was known, and where it ends, when it went back."""
        self._lock = RLock()
        self._reading = Lock()
        self._begun = self._ended = 0

    @property
    def position(self) -> int:
        """The position of the log that all states are as of."""
        return self.reached.position

    @property
    def reached(self) -> "Reached":
        """Up to where the log is known."""
        return self._reached or self._settle()

    def catch_up(self) -> None:
        """Take in what has been recorded since, by whichever process.

        Many threads ask at once, and one reading that began after they asked serves them all.
        """
        asked = self._begun
        with self._reading:
            if self._ended > asked:
                return
            self._begun += 1
            while True:
                reached = self.reached
                rows = self._recorder.rows(reached.position - 1, _PAGE)
                at = rows[0].state if rows and rows[0].id == reached.position else None
                if self._is_another_log(reached, at):
                    continue
                self.take_in(rows)
                if len(rows) < _PAGE:
                    break
            self._ended = self._begun

    def follow(self, reached: "Reached", appending: Appending) -> None:
        """Move on to where the log ends whose lock is held; it was asked about where it is known.

        A log never becomes shorter, but where a standby took over that had not got all of it. What
        was acknowledged and is lost must not be decided on: all states are loaded anew then.
        """
        if self._is_another_log(reached, appending.known) or appending.news is None:
            self.catch_up()
        else:
            self.take_in(appending.news)

    def take_in(self, rows: Sequence[StoredRow]) -> None:
        """Move on by rows of the log, the first of which comes no later than the next to know."""
        with self._lock:
            for row in rows:
                if row.id > self.position:
                    self._take_in(row)
                    self._reached = Reached(row.id, row.state)

    def get(self, stream: UUID) -> Versioned | None:
        """Return the state of a stream, or None if it has not begun.

        It is as of `position` at least: call `catch_up` first, or take in what came since.
        """
        known = self._cache.get(stream)
        if known is not None:
            return known
        with self._lock:
            self._settle()
            known = self._cache.get(stream) or self._load(stream)
            if known is not None:
                self._put(stream, known)
            return known

    def adopt(
        self, states: Iterable[tuple[UUID, Versioned]], position: int, last: bytes | None
    ) -> None:
        """Keep states that were just recorded, up to `position`, without reading them again.

        `last` is what was stored there; None if nothing was.
        """
        with self._lock:
            for stream, state in states:
                self._keep(stream, state)
                if isinstance(state.state, association.Association):
                    self.tree += 1
            if last is not None and position > self.position:
                self._reached = Reached(position, last)

    def keep_chain(self, association_id: AssociationId, chain: Chain) -> None:
        """Keep a chain for the next who asks; where there are too many, all are reckoned anew."""
        if len(self.chains) >= _CACHED_STREAMS:
            self.chains = {}
        self.chains[association_id] = chain

    def wants_snapshot(self, stream: UUID, before: int, version: int) -> bool:
        """Return whether a snapshot is due of a stream that went from one version to another.

        Also where it was replayed for long: a book that was restored has no snapshots, and those of
        another version of the software are passed over.
        """
        return version // SNAPSHOT_EVERY > before // SNAPSHOT_EVERY or stream in self._long

    def snapshot(self, stream: UUID, at: Versioned) -> None:
        """Store a state, so that the stream need not be replayed from its beginning."""
        topic = _BY_STATE[type(at.state)].snapshot_topic
        payload = msgspec.json.encode(at.state)
        self._snapshots.insert_events([StoredEvent(stream, at.version, topic, payload)])
        self._long.discard(stream)

    def _settle(self) -> "Reached":
        """Settle the position before anything is loaded, or what comes between would be missed."""
        with self._lock:
            if self._reached is None:
                last = self._recorder.max_notification_id() or 0
                rows = self._recorder.rows(last - 1, 1)
                self._reached = Reached(last, rows[0].state if rows else b"")
            return self._reached

    def _is_another_log(self, reached: "Reached", at: bytes | None) -> bool:
        """Forget all states if what stands `at` the known position is not what was known."""
        if reached.position == 0 or at == reached.state:
            return False
        with self._lock:
            if self._reached is reached:
                self._cache, self.chains, self._reached = {}, {}, None
                self.tree += 1
                if self.on_loss is not None:
                    self.on_loss(reached.position, self.position)
        return True

    def _take_in(self, row: StoredRow) -> None:
        stream = cast("UUID", row.originator_id)
        known = self._cache.get(stream)
        if known is not None and row.originator_version == known.version + 1:
            try:
                state = evolve(known.state, self._codec.decode(row.topic, row.state))
            except UnreadableEvent:  # whoever needs this stream is told so, and nobody else
                del self._cache[stream]
            else:
                self._put(stream, Versioned(row.originator_version, state))
        if row.topic.startswith("association."):
            self.tree += 1

    def _keep(self, stream: UUID, state: Versioned) -> None:
        known = self._cache.get(stream)
        if known is None or known.version < state.version:
            self._put(stream, state)

    def _put(self, stream: UUID, state: Versioned) -> None:
        """Put a state into the cache, the eldest of which go when there are too many.

        Those that were put first go, whether they are read or not: a state that is needed again is
        loaded again, and looking one up is all that a decision waits for.
        """
        self._cache[stream] = state
        if len(self._cache) > _CACHED_STREAMS:
            for eldest in list(islice(self._cache, _CACHED_STREAMS // 10)):
                del self._cache[eldest]

    def _load(self, stream: UUID) -> Versioned | None:
        began, state = self._last_snapshot(stream)
        version = began
        while rows := self._recorder.select_events(stream, gt=version, limit=_PAGE):
            for row in rows:
                state = evolve(state, self._codec.decode(row.topic, row.state))
            version = rows[-1].originator_version
            if len(rows) < _PAGE:
                break
        if version - began > SNAPSHOT_EVERY:
            self._long.add(stream)
        return None if state is None else Versioned(version, state)

    def _last_snapshot(self, stream: UUID) -> tuple[int, State | None]:
        """Return what its last snapshot says, or that nothing is known of it yet.

        A snapshot that cannot be read is passed over, as one of another version is: all that it
        could say follows from the log.
        """
        for snapshot in self._snapshots.select_events(stream, desc=True, limit=1):
            for kind in KINDS.values():
                if kind.snapshot_topic == snapshot.topic:
                    with suppress(ValueError):  # what is no JSON, no UTF-8, or no such state
                        state = msgspec.json.decode(snapshot.state, type=kind.state)
                        return snapshot.originator_version, state
        return 0, None
