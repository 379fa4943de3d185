"""Between events and stored bytes: topics, upcasts, and the split into public and private parts.

The wire is UTF-8 JSON. A payload's `private` member is one JSON object that begins with its salt;
the public part is the payload without that member, byte for byte.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import Mapper, Notification, StoredEvent

from ledger.errors.unavailable import UnreadableEvent
from ledger.events import EVENTS
from ledger.events.base import Event
from ledger.values import from_micros

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTS: Mapping[str, tuple[type[Event], Upcast]] = {}
"""Older topics: the class that reads them now, and what lifts their payload to it. None yet."""


class Pending(msgspec.Struct, frozen=True, gc=False):
    """An event with its place in a stream, not yet recorded."""

    originator_id: UUID
    originator_version: int
    event: Event
    salt: str


class Stored(msgspec.Struct, frozen=True, gc=False):
    """What the library calls a `StoredEvent`, and as good as one where rows are stored.

    Theirs takes longer to make than to encode the event.
    """

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """An event as it stands in the log: its envelope beside it.

    `position` counts from 1 without gaps over all streams; `recorded_at_micros` is UTC, in
    microseconds since 1970, and never decreases from position to position.
    """

    position: int
    recorded_at_micros: int
    stream: UUID
    version: int
    event: Event

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded (UTC)."""
        return from_micros(self.recorded_at_micros)


class StoredRow(Notification):
    """A stored event with the rest of its envelope: `id` is its position in the log."""

    recorded_at_micros: int

    def __init__(  # the envelope has six parts
        self,
        position: int,
        recorded_at_micros: int,
        originator_id: UUID,
        originator_version: int,
        topic: str,
        state: bytes,
    ) -> None:
        """Take the columns of a stored row, in their order."""
        super().__init__(
            originator_id=originator_id,
            originator_version=originator_version,
            topic=topic,
            state=state,
            id=position,
        )
        object.__setattr__(self, "recorded_at_micros", recorded_at_micros)


class Codec(Mapper[UUID]):
    """The mapper that the event-sourcing library reads and writes events through."""

    def __init__(
        self,
        events: tuple[type[Event], ...] = EVENTS,
        upcasts: Mapping[str, tuple[type[Event], Upcast]] = UPCASTS,
    ) -> None:
        """Know `events` by their topics, and older topics by their `upcasts`."""
        self._encode = msgspec.json.Encoder().encode
        self._readers: dict[str, Callable[[bytes], Event]] = {
            event.topic: msgspec.json.Decoder(event).decode for event in events
        }
        for topic, (event, upcast) in upcasts.items():
            self._readers[topic] = _lifting(event, upcast)

    def to_stored_event(self, domain_event: Pending) -> StoredEvent:  # type: ignore[override]
        """Return the row to store for an event that has its place and salt."""
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.event.topic,
            state=self.encode(domain_event.event, domain_event.salt),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:  # type: ignore[override]
        """Return the recorded event behind a stored row."""
        assert isinstance(stored_event, StoredRow)
        return Recorded(
            stored_event.id,
            stored_event.recorded_at_micros,
            stored_event.originator_id,  # type: ignore[arg-type]  # our streams are UUIDs
            stored_event.originator_version,
            self.decode(stored_event.topic, stored_event.state),
        )

    def encode(self, event: Event, salt: str) -> bytes:
        """Return the payload of `event`, with `salt` as the first member of its private part."""
        private = _replace(event.private, salt=salt)
        return self._encode(_replace(event, private=private))

    def decode(self, topic: str, payload: bytes) -> Event:
        """Return the event in a stored payload, or raise `UnreadableEvent`.

        It has a topic or a field of the future, or is none.
        """
        try:
            return self._readers[topic](payload)
        except (KeyError, ValueError) as error:  # what is no JSON, no UTF-8, or no such event
            raise UnreadableEvent(topic=topic) from error


_replace = msgspec.structs.replace


class _PrivatePart(msgspec.Struct):
    private: msgspec.Raw


class _Salt(msgspec.Struct):
    salt: str


_read_private = msgspec.json.Decoder(_PrivatePart).decode
_read_salt = msgspec.json.Decoder(_Salt).decode


def split(payload: bytes) -> tuple[bytes, bytes]:
    """Return a payload's public bytes and its private bytes, both as they are stored."""
    private = bytes(_read_private(payload).private)
    before, after = payload.split(b'"private":' + private, 1)
    public = before + after[1:] if after.startswith(b",") else before.removesuffix(b",") + after
    return public, private


def commitment(private: bytes) -> bytes:
    """Return SHA-256(salt ‖ private), which stands for the private part in the public log."""
    return sha256(bytes.fromhex(_read_salt(private).salt) + private).digest()


def _lifting(event: type[Event], upcast: Upcast) -> Callable[[bytes], Event]:
    def read(payload: bytes) -> Event:
        return msgspec.convert(upcast(msgspec.json.decode(payload)), event)

    return read
