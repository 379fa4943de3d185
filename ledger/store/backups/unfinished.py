"""A restore that has put the log back and is not at its end: nobody else opens such a book.

In it every token is good that was when the backup was made, and who was erased since is back. That
it is not finished is written with the log, in one transaction, and goes when the restore is.
"""

from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from ledger.store.backups.archive import Manifest
from ledger.store.backups.errors import RestoreUnfinished
from ledger.store.backups.tables import COMMANDS, opened

NOTE = "restore"
"""No command's id: those say whose they are."""


def begin(log: Connection, manifest: Manifest) -> None:
    """Note which backup is being restored, in the transaction that puts its log back."""
    row = {"command_id": NOTE, "digest": _digest(manifest), "receipt": b""}
    log.execute(insert(COMMANDS), [row])


def is_of(database_url: str, manifest: Manifest) -> bool:
    """Tell whether it is this very backup whose restore is not finished."""
    return _noted(database_url) == _digest(manifest)


def check_finished(database_url: str) -> None:
    """Raise `RestoreUnfinished` for a log (its tables are there) whose restore was cut off."""
    if _noted(database_url) is not None:
        raise RestoreUnfinished


def end(database_url: str) -> None:
    """Let others open the book."""
    with opened(database_url, to_write=True) as log:
        log.execute(delete(COMMANDS).where(COMMANDS.c.command_id == NOTE))


def _digest(manifest: Manifest) -> bytes:
    return sha256(manifest.signed()).digest()


def _noted(database_url: str) -> bytes | None:
    query = select(COMMANDS.c.digest).where(COMMANDS.c.command_id == NOTE)
    with opened(database_url) as log:
        return log.execute(query).scalar_one_or_none()
