"""The raw memos of bank statements, which hold names and numbers, each under a key of its own."""

import os
from collections.abc import Iterable, Sequence
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from ledger.errors.unavailable import StoreBusy
from ledger.portions import portions
from ledger.store.sqlite_rows import insert_rows
from ledger.store.vault.database import MEMOS, PeopleDatabase
from ledger.store.vault.erasures import ErasureLog
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.orphans import Orphans
from ledger.store.vault.renewing import keys_for
from ledger.store.vault.sealing import NONCE_BYTES, unseal

_KIND = KeyKind.MEMO.encode()  # beside its id, what a memo is bound to

_INSERT_MEMOS = (
    "INSERT INTO vault_memos (id, sealed)"
    " SELECT * FROM unnest(%b::bytea[], %b::bytea[]) ON CONFLICT DO NOTHING"
)


class Memos:
    """The memos in the people vault."""

    def __init__(
        self, database: PeopleDatabase, keys: KeyStore, erasures: ErasureLog, orphans: Orphans
    ) -> None:
        """Use the vault's database, keys and log of erasures, and what it knows of orphans."""
        self._database = database
        self._keys = keys
        self._erasures = erasures
        self._orphans = orphans

    def put(self, memos: Sequence[tuple[UUID, str]]) -> None:
        """Keep memos durably, each under a new key; what is kept already stays as it is.

        Keys are written first. A crash before the texts are leaves keys that open nothing, and the
        next attempt uses them; the other way round it would leave texts that nothing opens. A memo
        that was destroyed with whom it names stays so. Raises `StoreBusy`, also while one of these
        is being given up as an orphan.
        """
        if not memos:
            return
        ids = [id_ for id_, _ in memos]
        if self._orphans.clear(ids):
            raise StoreBusy
        keys = keys_for(self._keys, self._erasures, KeyKind.MEMO, ids)
        nonces = os.urandom(NONCE_BYTES * len(memos))
        rows = []
        for at, ((id_, memo), key) in enumerate(zip(memos, keys, strict=True)):
            if key is not None:
                nonce, raw = nonces[at * NONCE_BYTES : (at + 1) * NONCE_BYTES], id_.bytes
                sealed = AESGCM(key).encrypt(nonce, memo.encode(), _KIND + raw)
                rows.append((raw, nonce + sealed))
        if rows:
            self._insert(rows)

    def get(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return those of these memos that there are."""
        found: dict[UUID, bytes] = {}
        for some in portions([id_.bytes for id_ in ids]):
            query = select(MEMOS.c.id, MEMOS.c.sealed).where(MEMOS.c.id.in_(some))
            with self._database.transaction() as connection:
                found.update((UUID(bytes=row.id), row.sealed) for row in connection.execute(query))
        keys = self._keys.get(KeyKind.MEMO, found)
        return {
            id_: unseal(keys[id_], sealed, _KIND + id_.bytes).decode()
            for id_, sealed in found.items()
            if id_ in keys
        }

    def _insert(self, rows: list[tuple[bytes, bytes]]) -> None:
        with self._database.transaction() as connection:
            if self._database.is_postgresql:
                columns = tuple(map(list, zip(*rows, strict=True)))
                connection.exec_driver_sql(_INSERT_MEMOS, columns)
            else:
                insert_rows(connection.exec_driver_sql, MEMOS.name, rows, unless_known=True)
