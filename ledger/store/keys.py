"""The key store: one data key per person and per memo, wrapped by a master key.

It is a folder of its own (`SOQUY_KEYS_DIR`) so that it is backed up, moved and lost apart from the
data it opens. `master.key` holds 32 random bytes, `keys.db` the wrapped keys.
"""

import hmac
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import RLock
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.errors import KeysUnavailable, StoreBusy
from ledger.store.sqlite_rows import insert_rows

KEY_BYTES = 32
NONCE_BYTES = 12
LOCK_TIMEOUT_SECONDS = 10.0
_WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + 16
_DESTROYED = bytes(_WRAPPED_BYTES)
_VARIABLES = 500

# Keys are appended and overwritten where they stand, never moved from page to page, so that none
# can leave a copy behind. The index holds ids only.
_TABLES = f"""
    CREATE TABLE IF NOT EXISTS root (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        wrapped BLOB NOT NULL CHECK (length(wrapped) = {_WRAPPED_BYTES})
    );
    CREATE TABLE IF NOT EXISTS keys (
        number INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        wrapped BLOB NOT NULL CHECK (length(wrapped) = {_WRAPPED_BYTES})
    );
"""


class KeyStore:
    """The keys in one folder; safe to share between threads, and to have open in many processes."""

    def __init__(
        self, directory: Path, *, lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS
    ) -> None:
        """Name the folder; nothing is opened before it is needed, nor made before `init`."""
        self._directory = directory
        self._lock_timeout_seconds = lock_timeout_seconds
        self._master_path = directory / "master.key"
        self._path = directory / "keys.db"
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
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
            _make_file(self._master_path, os.urandom(KEY_BYTES))
        master = self._read_master()
        if not self._path.exists():
            _make_file(self._path, b"")
        with closing(self._connect()) as connection:
            connection.executescript(_TABLES)
            wrapped = _wrap(master, os.urandom(KEY_BYTES), b"root")
            connection.execute("INSERT OR IGNORE INTO root VALUES (1, ?)", (wrapped,))

    def close(self) -> None:
        """Leave the store; using it again opens it again."""
        with self._lock:
            if self._connection is not None and self._pid == os.getpid():
                self._connection.close()
            self._connection = None

    def make(self, kind: str, ids: Sequence[UUID]) -> list[bytes | None]:
        """Return for each id, in their order, the key it has or else a new one, kept durably.

        It is `None` for an id whose key was destroyed. Raises `KeysUnavailable`, `StoreBusy`.
        """
        size = KEY_BYTES + NONCE_BYTES
        random = os.urandom(size * len(ids))
        keys: list[bytes | None] = []
        rows = []
        with self._opened() as connection:
            wrap = self._master.encrypt
            for at, id_ in zip(range(0, len(random), size), ids, strict=True):
                key = random[at : at + KEY_BYTES]
                nonce = random[at + KEY_BYTES : at + size]
                keys.append(key)
                rows.append((id_.bytes, nonce + wrap(nonce, key, _bound(kind, id_))))
            connection.execute("BEGIN IMMEDIATE")
            into = "keys (id, wrapped)"
            if insert_rows(connection.execute, into, rows, unless_known=True) < len(ids):
                known = self._select(connection, kind, ids)
                keys = [known.get(id_.bytes) for id_ in ids]
            connection.execute("COMMIT")
        return keys

    def get(self, kind: str, ids: Iterable[UUID]) -> dict[UUID, bytes]:
        """Return the keys that these ids have; raises `KeysUnavailable`, `StoreBusy`."""
        wanted = list(ids)
        with self._opened() as connection:
            known = self._select(connection, kind, wanted)
        return {id_: key for id_ in wanted if (key := known.get(id_.bytes)) is not None}

    def destroy(self, id_: UUID) -> None:
        """Forget the key of this id for ever; it never gets another.

        Raises `KeysUnavailable`; and `StoreBusy`, also if a reader keeps the old key from leaving
        the write-ahead log: then no one gets the key any more, but its bytes go with the next try.
        """
        with self._opened() as connection:
            # Zeros of the same length overwrite the key where it stands.
            connection.execute("UPDATE keys SET wrapped = ? WHERE id = ?", (_DESTROYED, id_.bytes))
            # Its copy in the write-ahead log goes with the log.
            is_held, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if is_held:
                raise StoreBusy

    def named_key(self, use: str) -> bytes:
        """Return the permanent key of 32 bytes for one use, such as blind indexes.

        It survives a change of the master key, and no two uses share one. Raises as `make` does.
        """
        with self._opened():
            return hmac.digest(self._root, use.encode(), "sha256")

    def _select(
        self, connection: sqlite3.Connection, kind: str, ids: Sequence[UUID]
    ) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for at in range(0, len(ids), _VARIABLES):
            some = [id_.bytes for id_ in ids[at : at + _VARIABLES]]
            marks = ",".join("?" * len(some))
            query = f"SELECT id, wrapped FROM keys WHERE id IN ({marks})"  # noqa: S608 - marks only
            found.update(connection.execute(query, some))
        return {
            id_: _unwrap(self._master, wrapped, kind.encode() + id_)
            for id_, wrapped in found.items()
            if wrapped != _DESTROYED
        }

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._connection is None or self._pid != os.getpid():
                self._open()
            assert self._connection is not None
            try:
                yield self._connection
            except sqlite3.OperationalError as error:
                if not is_locked(error):
                    raise
                raise StoreBusy from error
            finally:
                if self._connection.in_transaction:
                    self._connection.rollback()

    def _open(self) -> None:
        """Open the store and prove that the master key fits it."""
        master = self._read_master()
        if not self._path.exists():
            raise KeysUnavailable
        with ExitStack() as on_failure:
            try:
                connection = on_failure.enter_context(closing(self._connect()))
                wrapped = connection.execute("SELECT wrapped FROM root").fetchone()
            except sqlite3.DatabaseError:
                raise KeysUnavailable from None
            if wrapped is None:
                raise KeysUnavailable
            self._root = _unwrap(master, wrapped[0], b"root")
            on_failure.pop_all()
        self._master = master
        self._connection = connection
        self._pid = os.getpid()

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

    def _read_master(self) -> AESGCM:
        try:
            master = self._master_path.read_bytes()
        except OSError:
            raise KeysUnavailable from None
        if len(master) != KEY_BYTES:
            raise KeysUnavailable
        return AESGCM(master)


def is_locked(error: sqlite3.Error) -> bool:
    """Say whether SQLite gave up waiting for another connection."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def seal(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a random nonce, which leads the result."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Decrypt what `seal` made; raises `KeysUnavailable` if key, text or binding is another."""
    return _unwrap(AESGCM(key), sealed, bound)


def _bound(kind: str, id_: UUID) -> bytes:
    return kind.encode() + id_.bytes


def _wrap(master: AESGCM, key: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + master.encrypt(nonce, key, bound)


def _unwrap(master: AESGCM, wrapped: bytes, bound: bytes) -> bytes:
    try:
        return master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
    except InvalidTag:
        raise KeysUnavailable from None


def _make_file(path: Path, content: bytes) -> None:
    """Make a file for its owner only, whole or not at all; keep the one that is there already."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    mode = stat.S_IRUSR | stat.S_IWUSR
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
