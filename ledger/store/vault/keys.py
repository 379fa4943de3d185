"""The key store: one data key per person and per memo, wrapped by a master key.

It is a folder of its own (`SOQUY_KEYS_DIR`) so that it is backed up, moved and lost apart from the
data it opens. `master.key` holds 32 random bytes, `keys.db` the wrapped keys. While the master key
is changed, `master.next` holds the new one: whichever of the two opens the root is the master key.
"""

import hmac
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from enum import StrEnum
from fcntl import LOCK_EX, flock
from pathlib import Path
from threading import RLock
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.errors.unavailable import KeysUnavailable, StoreBusy
from ledger.portions import portions
from ledger.store.sqlite_errors import is_locked, is_unwritable
from ledger.store.sqlite_rows import insert_rows
from ledger.store.vault.key_files import (
    KEY_BYTES,
    OWNER_ONLY,
    blank,
    cipher_in,
    make_file,
    sync,
    truncate_log,
)
from ledger.store.vault.key_tables import TABLES, WRAPPED_BYTES
from ledger.store.vault.sealing import NONCE_BYTES, unwrap, wrap

LOCK_TIMEOUT_SECONDS = 10.0
LOOKING_TIMEOUT_SECONDS = 1.0
"""For who only reads, which no writer keeps waiting; and others may wait for who looks."""

_DESTROYED = bytes(WRAPPED_BYTES)
_LOOKS = 5
_REWRAPPED_AT_ONCE = 1_000


class KeyKind(StrEnum):
    """What a key opens; each is bound to it, so that none opens anything else."""

    MEMO = "memo"
    PERSON = "person"
    DOCUMENT = "document"
    STATEMENT = "statement"
    REPRESENTATIVE = "representative"


class KeyStore:
    """The keys in one folder; safe to share between threads, and to have open in many processes."""

    def __init__(
        self, directory: Path, *, lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS
    ) -> None:
        """Name the folder; nothing is opened before it is needed, nor made before `init`."""
        self._directory = directory
        self._lock_timeout_seconds = lock_timeout_seconds
        self._master_path = directory / "master.key"
        self._next_path = directory / "master.next"
        self._path = directory / "keys.db"
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._wrapped_root = b""
        self._pid = 0

    def init(self) -> None:
        """Make the folder, the master key and an empty store, where they do not exist yet.

        Raises `KeysUnavailable` if there are keys but no master key: a new one opens none of them.
        """
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        had_keys = self._path.exists()  # asked first: another process makes the master key first
        if not self._master_path.exists():
            if had_keys:
                raise KeysUnavailable
            make_file(self._master_path, os.urandom(KEY_BYTES))
        with self._rotating():
            self._settle()
        master = cipher_in(self._master_path)
        if master is None:
            raise KeysUnavailable
        if not self._path.exists():
            make_file(self._path, b"")
        with closing(self._connect()) as connection:
            self.make_tables(connection)
            wrapped = wrap(master, os.urandom(KEY_BYTES), b"root")
            connection.execute("INSERT OR IGNORE INTO root VALUES (1, ?)", (wrapped,))

    def close(self) -> None:
        """Leave the store; using it again opens it again."""
        with self._lock:
            if self._connection is not None and self._pid == os.getpid():
                self._connection.close()
            self._connection = None

    def make(self, kind: KeyKind, ids: Sequence[UUID]) -> list[bytes | None]:
        """Return for each id, in their order, the key it has or else a new one, kept durably.

        It is `None` for an id whose key was destroyed. Raises `KeysUnavailable`, `StoreBusy`.
        """
        size = KEY_BYTES + NONCE_BYTES
        random = os.urandom(size * len(ids))
        drawn = [random[at : at + size] for at in range(0, len(random), size)]
        keys: list[bytes | None] = [each[:KEY_BYTES] for each in drawn]
        with self._opened() as connection:
            rows = self._wrapped(kind, ids, drawn)
            connection.execute("BEGIN IMMEDIATE")
            if self._follow(connection):
                rows = self._wrapped(kind, ids, drawn)
            into = "keys (id, wrapped)"
            if insert_rows(connection.execute, into, rows, unless_known=True) < len(ids):
                known = self._select(connection, kind, ids)
                keys = [known.get(id_.bytes) for id_ in ids]
            connection.execute("COMMIT")
        return keys

    def renew(self, kind: KeyKind, id_: UUID) -> bytes:
        """Return a new key for an id whose key was destroyed, or the one it has.

        For whoever knows that what was under the old one may come again. Raises as `make` does.
        """
        drawn = os.urandom(KEY_BYTES + NONCE_BYTES)
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._follow(connection)
            ((_, wrapped),) = self._wrapped(kind, [id_], [drawn])
            connection.execute(
                "UPDATE keys SET wrapped = ? WHERE id = ? AND wrapped = ?",
                (wrapped, id_.bytes, _DESTROYED),
            )
            key = self._select(connection, kind, [id_])[id_.bytes]
            connection.execute("COMMIT")
        return key

    def set_aside(self, kind: KeyKind, id_: UUID, aside: UUID) -> None:
        """Give an id a new key, and keep the one it has under another id that never had any.

        Where that has had one, or the id has none any more, nothing changes. Raises as `make` does.
        """
        drawn = [os.urandom(KEY_BYTES + NONCE_BYTES) for _ in range(2)]
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._follow(connection)
            key = self._select(connection, kind, [id_]).get(id_.bytes)
            if key is not None:
                rows = self._wrapped(kind, [aside, id_], [key + drawn[0][KEY_BYTES:], drawn[1]])
                into, new = "keys (id, wrapped)", rows[1][1]
                if insert_rows(connection.execute, into, rows[:1], unless_known=True):
                    connection.execute("UPDATE keys SET wrapped = ? WHERE id = ?", (new, id_.bytes))
            connection.execute("COMMIT")

    def get(self, kind: KeyKind, ids: Iterable[UUID]) -> dict[UUID, bytes]:
        """Return the keys that these ids have; raises `KeysUnavailable`, `StoreBusy`."""
        wanted = list(ids)
        with self._opened() as connection:
            connection.execute("BEGIN")
            self._follow(connection, anew=_LOOKS)
            known = self._select(connection, kind, wanted)
            connection.execute("COMMIT")
        return {id_: key for id_ in wanted if (key := known.get(id_.bytes)) is not None}

    def destroy(self, *ids: UUID) -> None:
        """Forget the keys of these ids for ever; they never get others.

        Raises `KeysUnavailable`; and `StoreBusy`, also if a reader keeps the old key from leaving
        the write-ahead log: then no one gets the key any more, but its bytes go with the next try.
        """
        self.overwrite(*ids)
        self.tidy()

    def overwrite(self, *ids: UUID) -> None:
        """Forget keys as `destroy` does, but for their copies in the write-ahead log: see `tidy`.

        It waits for no reader. Raises `KeysUnavailable`, `StoreBusy`.
        """
        with self._opened() as connection:
            # Zeros of the same length overwrite each key where it stands.
            rows = [(_DESTROYED, id_.bytes) for id_ in ids]
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("UPDATE keys SET wrapped = ? WHERE id = ?", rows)
            connection.execute("COMMIT")

    def tidy(self) -> None:
        """Take the copies of keys out of the write-ahead log; raises as `destroy` does."""
        with self._opened() as connection:
            truncate_log(connection, self._lock_timeout_seconds)

    def rotate(self) -> int:
        """Wrap every key by a new master key, leave the old one nowhere, and return how many.

        Killed at any moment, it leaves either the old master key or the new one in force, and all
        keys open. Processes that have the store open take the new one by themselves; who writes
        meanwhile waits, or is told `StoreBusy`. Raises `KeysUnavailable`; and `StoreBusy`, also if
        a reader keeps wrapped keys of before in the write-ahead log: the next try removes them.
        """
        with self._rotating(), self._opened() as connection:
            self._settle()
            connection.execute("BEGIN IMMEDIATE")
            self._follow(connection)
            new = os.urandom(KEY_BYTES)
            make_file(self._next_path, new)  # durable before any key needs it
            wrapped_root = wrap(AESGCM(new), self._root, b"root")
            connection.execute("UPDATE root SET wrapped = ?", (wrapped_root,))
            count = self._rewrap(connection, AESGCM(new))
            connection.execute("COMMIT")
            self._follow(connection)
            self._settle()
            truncate_log(connection, self._lock_timeout_seconds)
        return count

    @contextmanager
    def at_rest(self) -> Iterator[tuple[bytes, sqlite3.Connection]]:
        """Look at the master key and one state of all that it wraps; nobody changes it meanwhile.

        Raises `KeysUnavailable`, `StoreBusy`.
        """
        with self._rotating(), self._opened() as connection:
            self._settle()
            connection.execute("BEGIN")
            self._follow(connection)
            yield self._master_path.read_bytes(), connection
            connection.execute("COMMIT")

    def named_key(self, use: str) -> bytes:
        """Return the permanent key of 32 bytes for one use, such as blind indexes.

        It survives a change of the master key, and no two uses share one. Raises as `make` does.
        """
        with self._opened():
            return hmac.digest(self._root, use.encode(), "sha256")

    @staticmethod
    def make_tables(connection: sqlite3.Connection) -> None:
        """Make the tables of wrapped keys, where they do not exist yet."""
        connection.executescript(TABLES)

    def _rewrap(self, connection: sqlite3.Connection, new: AESGCM) -> int:
        count, last = 0, -1
        select = "SELECT number, id, wrapped FROM keys WHERE number > ? ORDER BY number LIMIT ?"
        while rows := connection.execute(select, (last, _REWRAPPED_AT_ONCE)).fetchall():
            again = [
                (_rewrapped(self._master, new, id_, wrapped), number)
                for number, id_, wrapped in rows
                if wrapped != _DESTROYED
            ]
            connection.executemany("UPDATE keys SET wrapped = ? WHERE number = ?", again)
            count, last = count + len(again), rows[-1][0]
        return count

    @contextmanager
    def _rotating(self) -> Iterator[None]:
        """Keep every other process from changing the master key."""
        path = self._directory / "rotate.lock"
        if not self._directory.exists():
            raise KeysUnavailable
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, OWNER_ONLY), "wb") as lock:
            flock(lock, LOCK_EX)
            yield

    def _settle(self) -> None:
        """Finish what a change of the master key left: of the two, only the one that fits stays."""
        following = cipher_in(self._next_path)
        if following is None or not self._path.exists():
            return
        with closing(self._connect()) as connection:
            row = connection.execute("SELECT wrapped FROM root").fetchone()
        if row is not None and _opens(following, row[0]):
            blank(self._master_path)
            self._next_path.replace(self._master_path)
        else:
            blank(self._next_path)
            self._next_path.unlink()
        sync(self._directory)

    def _wrapped(
        self, kind: KeyKind, ids: Sequence[UUID], drawn: Sequence[bytes]
    ) -> list[tuple[bytes, bytes]]:
        """Return rows of new keys; what was drawn for each is its key and its nonce."""
        wrap, of_kind = self._master.encrypt, kind.encode()
        rows = []
        for id_, random in zip(ids, drawn, strict=True):
            nonce, raw = random[KEY_BYTES:], id_.bytes
            rows.append((raw, nonce + wrap(nonce, random[:KEY_BYTES], of_kind + raw)))
        return rows

    def _follow(self, connection: sqlite3.Connection, *, anew: int = 0) -> bool:
        """Take the master key that is in force, and tell whether it is another than before.

        What a transaction reads and writes is under the key that it finds at its beginning. One
        that only reads may begin `anew` so often, if the key is changed while it is looked at.
        """
        row = connection.execute("SELECT wrapped FROM root").fetchone()
        if row is None:
            raise KeysUnavailable
        if row[0] == self._wrapped_root:
            return False
        # The file may be renamed between two looks, from the next one to the one in force.
        for path in (self._master_path, self._next_path, self._master_path):
            master = cipher_in(path)
            if master is not None and _opens(master, row[0]):
                self._root = unwrap(master, row[0], b"root")
                self._master, self._wrapped_root = master, row[0]
                return True
        if not anew:
            raise KeysUnavailable
        if connection.in_transaction:
            connection.execute("ROLLBACK")
            connection.execute("BEGIN")
        return self._follow(connection, anew=anew - 1)

    def _select(
        self, connection: sqlite3.Connection, kind: KeyKind, ids: Sequence[UUID]
    ) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for some in portions([id_.bytes for id_ in ids]):
            marks = ",".join("?" * len(some))
            query = f"SELECT id, wrapped FROM keys WHERE id IN ({marks})"  # noqa: S608 - marks only
            found.update(connection.execute(query, some))
        return {
            id_: unwrap(self._master, wrapped, kind.encode() + id_)
            for id_, wrapped in found.items()
            if wrapped != _DESTROYED
        }

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                if self._connection is None or self._pid != os.getpid():
                    self._connection, self._pid = self._open(), os.getpid()
                yield self._connection
            except sqlite3.OperationalError as error:
                if is_locked(error) or is_unwritable(error):
                    raise StoreBusy from error
                raise
            finally:
                own = self._connection if self._pid == os.getpid() else None  # no parent's
                if own is not None and own.in_transaction:
                    own.rollback()

    def _open(self) -> sqlite3.Connection:
        """Return the store, opened, and prove that the master key fits it."""
        if not self._path.exists():
            raise KeysUnavailable
        with ExitStack() as on_failure:
            try:
                connection = on_failure.enter_context(closing(self._connect()))
                self._wrapped_root = b""
                self._follow(connection, anew=_LOOKS)
            except sqlite3.DatabaseError as error:
                if is_locked(error):
                    raise
                raise KeysUnavailable from None
            on_failure.pop_all()
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=self._lock_timeout_seconds,
            isolation_level=None,
            check_same_thread=False,  # the lock sees to it that one thread is in at a time
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        return connection


def _rewrapped(old: AESGCM, new: AESGCM, id_: bytes, wrapped: bytes) -> bytes:
    """Return a key wrapped anew, bound to what it was bound to."""
    for kind in KeyKind:
        bound = kind.encode() + id_
        try:
            key = old.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
        except InvalidTag:
            continue
        return wrap(new, key, bound)
    raise KeysUnavailable


def _opens(master: AESGCM, wrapped_root: bytes) -> bool:
    try:
        unwrap(master, wrapped_root, b"root")
    except KeysUnavailable:
        return False
    return True
