"""Files that hold a key each: whole or not there, for their owner only, blanked when replaced."""

import os
import sqlite3
import stat
from pathlib import Path
from time import monotonic, sleep

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.errors.unavailable import StoreBusy

KEY_BYTES = 32
OWNER_ONLY = stat.S_IRUSR | stat.S_IWUSR

_BETWEEN_TRIES_SECONDS = 0.01


def cipher_in(path: Path) -> AESGCM | None:
    """Return what encrypts under the key in a file, or None if there is none of its length."""
    try:
        master = path.read_bytes()
    except OSError:
        return None
    return AESGCM(master) if len(master) == KEY_BYTES else None


def make_file(path: Path, content: bytes) -> None:
    """Make a file for its owner only, whole or not at all; keep the one that is there already."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(draft, flags, OWNER_ONLY), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync(path.parent)


def blank(path: Path) -> None:
    """Overwrite a key where it stands, before its file is left to the file system."""
    with path.open("r+b") as file:
        file.write(bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())


def sync(directory: Path) -> None:
    """Make durable what was renamed or removed in a folder."""
    folder = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def truncate_log(connection: sqlite3.Connection, patience_seconds: float) -> None:
    """Take what stood in a store's write-ahead log away; raise `StoreBusy` if somebody holds it.

    SQLite waits for readers by itself, but never for another who takes the log away just now, as
    whoever writes the thousandth page does.
    """
    until = monotonic() + patience_seconds
    while True:
        is_held, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not is_held:
            return
        if monotonic() > until:
            raise StoreBusy
        sleep(_BETWEEN_TRIES_SECONDS)
