"""What cannot be done now, and may be asked for again."""

from ledger.errors import Unavailable


class StoreBusy(Unavailable):
    """The store is held by another writer, or cannot be written to."""


class TooManyAttempts(Unavailable):
    """There were too many failed attempts; wait before the next."""


class KeysUnavailable(Unavailable):
    """The keys of the people vault are missing or do not fit."""


class UnreadableEvent(Unavailable):
    """An event in this book cannot be read: a newer version recorded it, or it is damaged."""
