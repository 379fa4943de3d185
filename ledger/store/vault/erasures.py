"""The log of erasures: whose keys were destroyed, so that a backup of before forgets them again.

It is a file of ids beside the keys, appended to before anything is destroyed and never shortened.
A restore keeps the lines of both sides: what was erased since the backup stays erased.
"""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec

from ledger.store.vault.key_files import OWNER_ONLY, sync

FILE_NAME = "erasures.log"


class Erasure(msgspec.Struct, frozen=True):
    """An id whose key was destroyed – a person's, a memo's or a document's – and when (UTC)."""

    id: UUID
    at: datetime


_read = msgspec.json.Decoder(Erasure).decode


class ErasureLog:
    """The log of erasures in one folder."""

    def __init__(self, directory: Path) -> None:
        """Name the folder; the file is made with the first erasure."""
        self._path = directory / FILE_NAME

    def append(self, ids: Iterable[UUID]) -> None:
        """Write ids down, durably."""
        now = datetime.now(UTC)
        self._write([Erasure(id_, now) for id_ in ids])

    def read(self) -> list[Erasure]:
        """Return all erasures in order; a line that a crash cut off was never acted on."""
        return read_erasures(self._path)

    def merge(self, others: Iterable[Erasure]) -> list[Erasure]:
        """Write down those of others that are not there yet, and return all."""
        known = {each.id for each in self.read()}
        self._write([each for each in others if each.id not in known])
        return self.read()

    def _write(self, erasures: list[Erasure]) -> None:
        if not erasures:
            return
        lines = b"".join(msgspec.json.encode(each) + b"\n" for each in erasures)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        with os.fdopen(os.open(self._path, flags, OWNER_ONLY), "r+b") as file:
            if _ends_in_the_middle(file.fileno()):
                lines = b"\n" + lines
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        sync(self._path.parent)


def read_erasures(path: Path) -> list[Erasure]:
    """Return the erasures in a file, in order; none where there is no file."""
    if not path.exists():
        return []
    found = []
    for line in path.read_bytes().split(b"\n"):
        try:
            found.append(_read(line))
        except msgspec.MsgspecError:
            continue
    return found


def _ends_in_the_middle(file: int) -> bool:
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"
