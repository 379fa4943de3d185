"""What SQLite means by an error: whether it may be asked again, and when."""

import sqlite3

_UNWRITABLE = {
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY),
    sqlite3.SQLITE_CANTOPEN,
}


def is_locked(error: sqlite3.Error) -> bool:
    """Say whether SQLite gave up waiting for another connection."""
    return _code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def is_unwritable(error: sqlite3.Error) -> bool:
    """Say whether the machine let SQLite write nothing: a full disk, or one that is gone."""
    return _code(error) in _UNWRITABLE


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
