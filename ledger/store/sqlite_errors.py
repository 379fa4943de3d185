"""What SQLite means by an error: whether it may be asked again, and when."""

import sqlite3


def is_locked(error: sqlite3.Error) -> bool:
    """Say whether SQLite gave up waiting for another connection."""
    return _code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
