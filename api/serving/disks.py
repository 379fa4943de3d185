"""The disks that the service writes to, of SQLite's files and of the keys: their room, their files.

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
    return {**{name: file.parent for name, file in _files(settings)}, "keys": settings.keys_dir}


def unusable(settings: Settings) -> list[Path]:
    """Return what is there of the files and their folders, and this process cannot read and write.

    It is somebody else's, on a file system that may only be read, or a folder where a file is
    meant. SQLite tells only that there is such a one.
    """
    keys = settings.keys_dir
    files = [*(file for _, file in _files(settings)), keys / "master.key", keys / "keys.db"]
    found = {
        **{file.parent: os.access(file.parent, os.R_OK | os.W_OK | os.X_OK) for file in files},
        **{file: os.access(file, os.R_OK | os.W_OK) and not file.is_dir() for file in files},
    }
    return [path for path, is_usable in found.items() if not is_usable and os.path.exists(path)]  # noqa: PTH110  # where one may not look is nothing


def _files(settings: Settings) -> list[tuple[str, Path]]:
    urls = [
        ("log", settings.database_url),
        ("vault", settings.people_database_url),
        ("views", settings.views_database_url),
    ]
    return [(name, sqlite_file(url)) for name, url in urls if url.startswith("sqlite:")]


def room(folder: Path) -> Room:
    """Return the room on the disk of a folder; raise `OSError` where there is none such.

    Some file systems make a place for each new file as they go, and count none (statvfs(3): 0).
    """
    found = os.statvfs(folder)
    return Room(found.f_bavail * found.f_frsize, found.f_favail if found.f_files else None)
