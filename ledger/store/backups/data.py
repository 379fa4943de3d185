"""Backups of the log and the vault, made while the service records, and restored into empty stores.

The log is copied first, then the vault: whatever an event speaks of was in the vault before the
event was recorded, so the later copy of the vault holds all that the earlier copy of the log needs.
The read models follow from the log and are built anew.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from ledger.store.backups import unfinished
from ledger.store.backups.archive import (
    DATA,
    Archive,
    Manifest,
    Member,
    Row,
    Writer,
    now,
    reading,
    writing,
)
from ledger.store.backups.errors import BackupBroken, BackupNewer, BookExists, OtherKeys
from ledger.store.backups.tables import (
    ADDED,
    LOG,
    STORED_EVENTS,
    count_of,
    holds_others,
    lock_log,
    opened,
    put_rows,
    rows_of,
    vault_tables,
)
from ledger.store.log.codec import Codec
from ledger.store.vault.database import PeopleDatabase
from ledger.store.vault.erasures import Erasure
from ledger.store.vault.people import Vault
from ledger.values import from_micros, to_micros

ERASURES = "erasures"

Advance = Callable[[int], None]
"""Is told how many rows have been copied."""


def back_up(
    path: Path, database_url: str, people_url: str, vault: Vault, advance: Advance
) -> Manifest:
    """Write a backup of the log and the vault, consistent though others record meanwhile.

    Raises `BackupExists`, and `KeysUnavailable` where nobody can open the vault: such a backup
    would be found out when it is needed.
    """
    key = backup_key(vault)
    counted = _Counted(advance)
    with writing(path) as writer:
        with opened(database_url) as log:
            for table in LOG:
                rows = counted.passing(rows_of(log, table))
                if table is STORED_EVENTS:
                    rows = counted.positions(rows)
                writer.write(table.name, table.columns.keys(), rows)
        with opened(people_url) as people:
            for table in vault_tables():
                rows = counted.passing(rows_of(people, table))
                writer.write(table.name, table.columns.keys(), rows)
        write_erasures(writer, vault.erasures())  # last: who is erased meanwhile is in it
        manifest = Manifest(
            kind=DATA,
            made_at=now(),
            position=counted.position,
            keys=fingerprint(key),
            members=writer.members,
        )
        manifest = sign(manifest, key)
        writer.finish(manifest)
    return manifest


def check(path: Path, vault: Vault | None) -> Manifest:
    """Read a whole backup and return what it says of itself.

    Raises `BackupBroken`, and `BackupNewer` where it holds what only a newer version knows; with a
    vault `OtherKeys`, and `BackupBroken` if somebody else wrote it than who has these keys; and
    `UnreadableEvent`, for what is put back and cannot be read would be a book that nobody opens.
    """
    with reading(path, DATA) as archive:
        archive.check()
        _check_tables(archive.manifest.members)
        if vault is not None:
            check_keys(archive.manifest, backup_key(vault))
        codec = Codec()
        for *_, topic, state in archive.rows(STORED_EVENTS.name):
            codec.decode(topic, state)
        return archive.manifest


def put_back(path: Path, database_url: str, people_url: str, advance: Advance) -> None:
    """Put the log and the vault of a checked backup into stores that have tables and no book.

    The vault comes first, as with everything: killed at any moment, this leaves no event without
    its people, and may be repeated. The log comes with a note that the restore is not finished:
    see `unfinished`. Raises `BookExists`.
    """
    counted = _Counted(advance)
    with closing(PeopleDatabase(people_url)) as database:
        database.create_tables()
    with reading(path, DATA) as archive, opened(database_url, to_write=True) as log:
        lock_log(log)
        if count_of(log, STORED_EVENTS):
            raise BookExists
        same = people_url == database_url
        with nullcontext(log) if same else opened(people_url, to_write=True) as people:
            for table in vault_tables():
                member = archive.manifest.members.get(table.name)
                if member is not None:
                    rows = archive.rows(table.name)
                    if count_of(people, table) and holds_others(
                        people, table, member.columns, rows
                    ):
                        raise BookExists  # the restore of another backup was cut off
                    _put(people, archive, table.name, counted)
                if count_of(people, table) != (0 if member is None else member.rows):
                    raise BookExists  # somebody is there of whom the backup does not know
        for table in LOG:
            _put(log, archive, table.name, counted)
        unfinished.begin(log, archive.manifest)


def write_erasures(writer: Writer, erasures: Iterable[Erasure]) -> None:
    """Write down whose keys were destroyed."""
    rows = ((each.id.bytes, to_micros(each.at)) for each in erasures)
    writer.write(ERASURES, ("id", "at_micros"), rows)


def erasures_in(path: Path, kind: str) -> list[Erasure]:
    """Return whose keys were destroyed by the time that a checked backup was made."""
    with reading(path, kind) as archive:
        return [
            Erasure(id=UUID(bytes=id_), at=from_micros(micros))
            for id_, micros in archive.rows(ERASURES)
        ]


def backup_key(vault: Vault) -> bytes:
    """Return the key that tells backups of one book from those of others."""
    return vault.named_key("backup")


def fingerprint(key: bytes) -> str:
    """Return what tells which keys a backup belongs to, and nothing of them."""
    return hmac.digest(key, b"fingerprint", "sha256").hex()[:32]


def sign(manifest: Manifest, key: bytes) -> Manifest:
    """Return a manifest with the proof that we wrote it."""
    return Manifest(
        **{
            **{name: getattr(manifest, name) for name in manifest.__struct_fields__},
            "mac": hmac.digest(key, manifest.signed(), "sha256").hex(),
        }
    )


def check_keys(manifest: Manifest, key: bytes) -> None:
    """Raise `OtherKeys`, or `BackupBroken` unless whoever has these keys wrote this."""
    if not hmac.compare_digest(manifest.keys, fingerprint(key)):
        raise OtherKeys
    if not hmac.compare_digest(manifest.mac, sign(manifest, key).mac):
        raise BackupBroken


def _check_tables(members: Mapping[str, Member]) -> None:
    """Raise unless these are tables that we know, and all but those that came later are there."""
    known = {each.name: each.columns.keys() for each in (*LOG, *vault_tables())}
    for name in members.keys() - {ERASURES}:
        if not set(members[name].columns) <= set(known.get(name, ())):
            raise BackupNewer
    if not {ERASURES, *known} - ADDED <= members.keys():
        raise BackupBroken


def _put(connection: Connection, archive: Archive, name: str, counted: "_Counted") -> None:
    table = next(each for each in (*LOG, *vault_tables()) if each.name == name)
    member = archive.manifest.members[name]
    rows = counted.passing(archive.rows(name))
    if table is STORED_EVENTS:
        rows = counted.positions(rows)
    put_rows(connection, table, member.columns, rows)


class _Counted:
    """Tells how far a copy has come, and sees to it that no position of the log is missing."""

    def __init__(self, advance: Advance) -> None:
        self._advance = advance
        self._rows = 0
        self.position = 0

    def passing(self, rows: Iterator[Row] | Iterator[list[Any]]) -> Iterator[Sequence[Any]]:
        for row in rows:
            yield row
            self._rows += 1
            self._advance(self._rows)

    def positions(self, rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """Pass events on; raise `BackupBroken` for one that does not follow the one before."""
        for row in rows:
            if row[0] != self.position + 1:
                raise BackupBroken(position=row[0])
            self.position = row[0]
            yield row
