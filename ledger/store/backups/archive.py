"""The file of a backup: a zip with a member for each table, and a manifest that comes last.

Rows are MessagePack arrays, each behind its length in four bytes. The manifest names the SHA-256,
the rows and the bytes of every member. It is written last and the file gets its name only when all
of it is on the disk, so that a backup that was killed never looks whole.
"""

import os
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from errno import EINVAL
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import msgspec

from ledger.store.backups.errors import BackupBroken, BackupExists, BackupNewer
from ledger.store.vault.key_files import OWNER_ONLY, sync

DATA, KEYS = "soquy data", "soquy keys"
"""The two kinds of backups."""

VERSION = 1
"""Raise it when a file of this form would be misread by who knows the form before: a new member of
the manifest, another packing of rows. A table or a column that is added needs no other number.
"""

_USUAL = r"soquy-[a-z]+-[0-9TZ]+\.zip"
"""How files are called that nobody gave a name."""

_MANIFEST = "manifest.json"
_LENGTH_BYTES = 4
_AT_ONCE_BYTES = 1_000_000
_QUICK = 1  # sealed texts do not become shorter, and events do by most at once

Row = Sequence[Any]

_BROKEN = (
    BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    RuntimeError,
    ValueError,
    msgspec.MsgspecError,
)
"""What reading a file that is no backup of ours comes to: a password, another packing, less."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


class _Form(msgspec.Struct, frozen=True):
    """What every version of a manifest begins with."""

    kind: str
    version: int


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A table in a backup: its columns, and what tells whether it is all there."""

    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself.

    `position` is that of the log's last event, 0 in a backup of keys. `keys` is the same for all
    backups that the same keys open, and `mac` proves, to whoever has these keys, that nobody else
    wrote the file.
    """

    kind: str
    version: int = VERSION
    made_at: datetime
    position: int
    keys: str
    members: dict[str, Member]
    mac: str = ""

    def signed(self) -> bytes:
        """Return what `mac` is made of."""
        return msgspec.json.encode(msgspec.structs.replace(self, mac=""), order="sorted")


class Writer:
    """A backup that is being written."""

    def __init__(self, zip_: ZipFile) -> None:
        """Write into an empty zip."""
        self._zip = zip_
        self.members: dict[str, Member] = {}

    def write(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Write the rows of a table, as they come."""
        digest, count, size = sha256(), 0, 0
        with self._zip.open(name, "w", force_zip64=True) as file:
            for some, number in _framed(rows):
                file.write(some)
                digest.update(some)
                count, size = count + number, size + len(some)
        # SQLAlchemy's names are texts of a type of their own, which no JSON knows.
        self.members[str(name)] = Member(
            columns=tuple(map(str, columns)), rows=count, bytes=size, sha256=digest.hexdigest()
        )

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest: nothing comes behind it."""
        self._zip.writestr(_MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))


class Archive:
    """A backup that is being read."""

    def __init__(self, zip_: ZipFile, kind: str) -> None:
        """Read the manifest; raise `BackupBroken` for a file of another kind, or `BackupNewer`."""
        self._zip = zip_
        try:
            manifest = zip_.read(_MANIFEST)
            if msgspec.json.decode(manifest, type=_Form).version > VERSION:
                raise BackupNewer
            self.manifest = msgspec.json.decode(manifest, type=Manifest)
        except (KeyError, msgspec.MsgspecError) as error:
            raise BackupBroken from error
        names = {*self.manifest.members, _MANIFEST}
        if (
            (self.manifest.kind, self.manifest.version) != (kind, VERSION)
            or set(zip_.namelist()) != names
            or len(zip_.namelist()) != len(names)
        ):
            raise BackupBroken

    def check(self) -> None:
        """Read everything once, and raise `BackupBroken` unless it is what the manifest says."""
        for name, member in self.manifest.members.items():
            digest, size = sha256(), 0
            with self._zip.open(name) as file:
                while some := file.read(_AT_ONCE_BYTES):
                    digest.update(some)
                    size += len(some)
            count = sum(1 for _ in self.rows(name)) if size == member.bytes else -1
            if (digest.hexdigest(), count) != (member.sha256, member.rows):
                raise BackupBroken(name)

    def rows(self, name: str) -> Iterator[list[Any]]:
        """Return the rows of a table, one by one."""
        with self._zip.open(name) as file:
            while length := file.read(_LENGTH_BYTES):
                yield _decode(_whole(file, int.from_bytes(length)))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write a backup, which gets its name at the end of the block if that comes to its end.

    What backups that were killed left in its folder goes first. Raises `BackupExists`.
    """
    if path.exists():
        raise BackupExists(path=str(path))
    _give_up_drafts(path)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.unlink(missing_ok=True)  # of a process that was killed, and had our number
    try:
        with os.fdopen(_held(draft), "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_QUICK) as zip_:
                yield Writer(zip_)
            file.flush()
            os.fsync(file.fileno())
        _name(draft, path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    sync(path.parent)


@contextmanager
def reading(path: Path, kind: str) -> Iterator[Archive]:
    """Open a backup of a kind; raises `BackupBroken`, also for what is found broken on the way."""
    try:
        with ZipFile(path) as zip_:
            yield Archive(zip_, kind)
    except _BROKEN as error:
        raise BackupBroken from error
    except OSError as error:
        # Asked for what lies before the file's beginning; or no stream of another packing.
        if error.errno not in {EINVAL, None}:
            raise
        raise BackupBroken from error


def now() -> datetime:
    """Return the current moment, UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def _name(draft: Path, path: Path) -> None:
    """Give a file its name, unless another has it by now."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise BackupExists(path=str(path)) from None
    except OSError:  # a disk that knows no links, as many that backups are carried away on
        if path.exists():
            raise BackupExists(path=str(path)) from None
        draft.rename(path)


def _held(draft: Path) -> int:
    """Make a draft that nobody takes for given up, and return its descriptor."""
    while True:
        made = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with suppress(OSError):  # where nothing can be locked, nothing is given up either
            flock(made, LOCK_EX)
        if os.fstat(made).st_nlink:
            return made
        os.close(made)  # somebody was quicker than the lock


def _give_up_drafts(path: Path) -> None:
    """Remove what killed backups left beside a path: drafts that no process holds any more."""
    name = f"(?:{re.escape(path.name)}|{_USUAL})"
    for draft in path.parent.glob("*.part"):
        if re.fullmatch(rf"{name}\.[0-9]+\.part", draft.name):
            with suppress(OSError), draft.open("rb") as file:
                flock(file, LOCK_EX | LOCK_NB)
                draft.unlink()


def _framed(rows: Iterable[Row]) -> Iterator[tuple[bytes, int]]:
    """Return rows behind their lengths, many at once, and how many."""
    some, count = bytearray(), 0
    for row in rows:
        encoded = _encode(row)
        some += len(encoded).to_bytes(_LENGTH_BYTES) + encoded
        count += 1
        if len(some) >= _AT_ONCE_BYTES:
            yield bytes(some), count
            some.clear()
            count = 0
    if count:
        yield bytes(some), count


def _whole(file: IO[bytes], length: int) -> bytes:
    found = file.read(length)
    if len(found) != length:
        raise BackupBroken
    return found
