"""Backups of the keys, which are kept apart from those of the data: one is worth nothing alone.

They hold the master key, every key it wraps, and who was erased. Whoever has such a file and a
backup of the data reads every name in the book.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from ledger.store.backups.archive import KEYS, Archive, Manifest, now, reading, writing
from ledger.store.backups.data import (
    ERASURES,
    backup_key,
    fingerprint,
    sign,
    write_erasures,
)
from ledger.store.backups.errors import BackupBroken, KeysExist
from ledger.store.vault.key_files import OWNER_ONLY, make_file, sync
from ledger.store.vault.keys import KeyStore
from ledger.store.vault.people import Vault

_MASTER, _ROOT, _KEYS = "master", "root", "keys"
_COLUMNS = {_MASTER: ("key",), _ROOT: ("id", "wrapped"), _KEYS: ("number", "id", "wrapped")}
_MEMBERS = {*_COLUMNS, ERASURES}


def back_up_keys(path: Path, keys_dir: Path, vault: Vault) -> Manifest:
    """Write a backup of the keys in a folder, as they all are at one moment.

    Raises `BackupExists`, `KeysUnavailable`.
    """
    key = backup_key(vault)
    with writing(path) as writer, KeyStore(keys_dir).at_rest() as (master, connection):
        writer.write(_MASTER, _COLUMNS[_MASTER], [(master,)])
        for table in (_ROOT, _KEYS):
            names = ", ".join(_COLUMNS[table])
            rows = connection.execute(f"SELECT {names} FROM {table} ORDER BY 1")  # noqa: S608  # ours
            writer.write(table, _COLUMNS[table], rows)
        write_erasures(writer, vault.erasures())
        manifest = Manifest(
            kind=KEYS, made_at=now(), position=0, keys=fingerprint(key), members=writer.members
        )
        manifest = sign(manifest, key)
        writer.finish(manifest)
    return manifest


def check_key_backup(path: Path) -> Manifest:
    """Read a whole backup of keys and return what it says; raises `BackupBroken`."""
    with reading(path, KEYS) as archive:
        archive.check()
        if archive.manifest.members.keys() != _MEMBERS:
            raise BackupBroken
        return archive.manifest


def put_keys_back(path: Path, keys_dir: Path, *, again: bool = False) -> Manifest:
    """Put the keys of a backup into a folder that has none; raises `BackupBroken`, `KeysExist`.

    The master key comes last: killed before, this leaves nothing that opens, and may be repeated.
    Done `again`, those may be there that it put back before.
    """
    check_key_backup(path)
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with reading(path, KEYS) as archive:
        (master,) = next(archive.rows(_MASTER))
        _refuse_others(archive, master if again else None, keys_dir)
        store = keys_dir / "keys.db"
        if not store.exists():
            _make_store(archive, store)
        make_file(keys_dir / "master.key", master)
        return archive.manifest


def _refuse_others(archive: Archive, master: bytes | None, keys_dir: Path) -> None:
    """Raise `KeysExist` unless all that is here is what a restore of this left.

    A master key is left by one that came so far as to put back all; it has to be `master`.
    """
    path = keys_dir / "master.key"
    if path.exists() and path.read_bytes() != master:
        raise KeysExist
    if not (keys_dir / "keys.db").exists():
        return
    with closing(sqlite3.connect(keys_dir / "keys.db")) as connection:
        if _rows(connection, _ROOT) != [tuple(row) for row in archive.rows(_ROOT)]:
            raise KeysExist
        # Keys that were destroyed here since are there all the same.
        ids = [(row[0], row[1]) for row in _rows(connection, _KEYS)]
        if path.exists() and ids != [(row[0], row[1]) for row in archive.rows(_KEYS)]:
            raise KeysExist


def _make_store(archive: Archive, path: Path) -> None:
    """Make the file of wrapped keys, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        KeyStore.make_tables(connection)
        connection.execute("BEGIN")
        for table in (_ROOT, _KEYS):
            names = ", ".join(_COLUMNS[table])
            marks = ", ".join("?" * len(_COLUMNS[table]))
            insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # our own words
            connection.executemany(insert, archive.rows(table))
        connection.execute("COMMIT")
    draft.replace(path)
    sync(path.parent)


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    names = ", ".join(_COLUMNS[table])
    return connection.execute(f"SELECT {names} FROM {table} ORDER BY 1").fetchall()  # noqa: S608
