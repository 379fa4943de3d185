"""The room left on the disks that the service writes to: of SQLite's files, and of the keys.

Asking costs one call of the system and writes nothing. Where PostgreSQL keeps its tables only its
own machine knows.
"""

import os
from pathlib import Path
from typing import NamedTuple

from api.settings import Settings
from ledger.store.environment import sqlite_file

FREE_BYTES_MIN = 100_000_000
"""With less than this a disk is full: the largest file that may be sent, and its way through the
write-ahead log, may not go in any more."""

FREE_FILES_MIN = 100
"""And with fewer new files than this: each person has a key of his own."""


class Room(NamedTuple):
    """What a process that is nobody special may still write, and how many files it may make."""

    free_bytes: int
    free_files: int | None

    @property
    def is_full(self) -> bool:
        """Whether a write may fail by now."""
        few = self.free_files is not None and self.free_files < FREE_FILES_MIN
        return few or self.free_bytes < FREE_BYTES_MIN


def folders(settings: Settings) -> dict[str, Path]:
    """Return the folders that are written to, by what lies there."""
    urls = {
        "log": settings.database_url,
        "vault": settings.people_database_url,
        "views": settings.views_database_url,
    }
    of_sqlite = {
        name: sqlite_file(url).parent for name, url in urls.items() if url.startswith("sqlite:")
    }
    return {**of_sqlite, "keys": settings.keys_dir}


def room(folder: Path) -> Room:
    """Return the room on the disk of a folder; raise `OSError` where there is none such.

    Some file systems make a place for each new file as they go, and count none (statvfs(3): 0).
    """
    found = os.statvfs(folder)
    return Room(found.f_bavail * found.f_frsize, found.f_favail if found.f_files else None)
