"""Database files of SQLite are their owner's alone, whichever part of the house opens them."""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock

_MAKING = Lock()


def make_private(path: Path | str) -> None:
    """Make an empty file that only its owner may read, unless there is one: SQLite asks nobody.

    Its `-wal` and `-shm` get the mode of the file itself. What cannot be made SQLite says when it
    opens the file.

    A file that is there is never opened. Closing it would drop the locks that SQLite holds on it
    for this process; the next process that ends would take itself for the last one and remove the
    WAL, and what this one writes from then on would be lost (sqlite.org/howtocorrupt.html, 2.2).
    For the same reason no thread connects while another makes the file.
    """
    with _MAKING, suppress(OSError):
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_EXCL, 0o600))


def make_private_before_connecting(
    _dialect: object, _record: object, arguments: tuple[str, ...], _named: object
) -> None:
    """Do so before SQLAlchemy connects: a listener of its event `do_connect`."""
    make_private(arguments[0])
