"""What every event is: a frozen struct with a permanent topic, public fields and a private part."""

from typing import ClassVar

import msgspec

from ledger.values import StaffId


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event, or what it is made of.

    What a newer version put into one is not read over: who decides without knowing that a consent
    was for one gift, say, releases another.
    """


class Private(Payload, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What only entitled readers see; ids, never names. The log shows the rest a salted hash.

    `salt` (32 hexadecimal digits) is drawn where events are recorded, so that nobody can guess
    a private part and check the guess against its published hash.
    """

    salt: str = ""
    recorded_by: StaffId


class Event(Payload, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A fact that was recorded. Its topic is permanent and independent of this module's path.

    A new version of an event is a new class whose topic ends in `.v2`, `.v3`, …; the codec lifts
    stored payloads of older topics with an upcast.
    """

    topic: ClassVar[str]
    private: Private
