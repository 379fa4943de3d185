"""Whether the read models are, row by row, what the log comes to when it is told anew."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from typing import get_args
from urllib.parse import quote

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, OperationalError

from ledger.store.log.codec import Recorded
from projections.engine import Engine, Read
from projections.tables.schema import TableName
from projections.views import Reading, Views

_ROWS_AT_ONCE = 5_000
_FOLDER = "soquy-anew-"


class Difference(msgspec.Struct, frozen=True):
    """A table that is not what the log comes to, and how many rows it has and should have.

    `held` is None where a row cannot be read at all.
    """

    table: TableName
    held: int | None
    told: int | None


def differences(views: Views, read: Read, advance: Callable[[int], None]) -> Iterator[Difference]:
    """Tell the log anew, up to where the read models are, and yield the tables that differ.

    It is told to a file among the temporary ones, which takes the room that the read models take;
    they are only read, all of them as of one position, and may be kept going meanwhile. `advance`
    is told the positions reached, and then as much again, table by table.

    Raises `ViewsOutdated` if the read models must be rebuilt first.
    """
    with _folder() as folder, closing(Views(f"sqlite:///{quote(folder)}/anew.db")) as anew:
        anew.create_tables()
        _follow(anew, read, views.position(), advance)
        with views.reading() as held:
            _follow(anew, read, held.position, advance)
            with anew.reading() as told:
                names = get_args(TableName)
                for number, name in enumerate(names, 1):
                    one, other = _digest(held, name), _digest(told, name)
                    if one != other:
                        yield Difference(name, one and one[0], other and other[0])
                    advance(held.position + held.position * number // len(names))


@contextmanager
def _folder() -> Iterator[str]:
    """Make a folder for a while, and remove what runs that were killed left: nobody holds those.

    One that is empty may be somebody's who has just made it, and does not hold it yet.
    """
    for left in Path(gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError), _held(left, LOCK_EX | LOCK_NB):
            if any(left.iterdir()):
                rmtree(left)
    with TemporaryDirectory(prefix=_FOLDER) as folder, _held(Path(folder), LOCK_EX):
        yield folder


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    """Hold a folder until this process ends, however suddenly, at the latest."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        flock(handle, how)
        yield
    finally:
        os.close(handle)


def _follow(anew: Views, read: Read, until: int, advance: Callable[[int], None]) -> None:
    def read_so_far(after: int, limit: int) -> Sequence[Recorded]:
        return read(after, min(limit, until - after)) if after < until else ()

    engine = Engine(anew, read_so_far)
    while engine.step():
        advance(anew.position())


def _digest(reading: Reading, name: TableName) -> tuple[int, int] | None:
    """Return how many rows there are, and what tells them from others, in whatever order.

    None where a row cannot be read: SQLite takes in what is no date as well, and a table may be
    gone or broken.
    """
    query = select(reading.tables[name]).execution_options(yield_per=_ROWS_AT_ONCE)
    count = total = 0
    try:
        with reading.connection.begin_nested():  # or PostgreSQL answers nothing after an error
            for row in reading.connection.execute(query):
                count += 1
                hashed = blake2b(repr(tuple(row)).encode(), digest_size=16)
                total += int.from_bytes(hashed.digest())
    except (TypeError, ValueError):
        return None
    except DatabaseError as error:
        if _is_of_the_machine(error):
            raise
        return None
    return count, total


def _is_of_the_machine(error: DatabaseError) -> bool:
    """Tell whether it is about a lock, a disk or a network, and says nothing of the table."""
    if not isinstance(error, OperationalError) or not isinstance(error.orig, sqlite3.Error):
        return isinstance(error, OperationalError)
    no_code = sqlite3.SQLITE_ERROR  # as of a text that is no UTF-8, which the driver finds
    return getattr(error.orig, "sqlite_errorcode", no_code) != sqlite3.SQLITE_ERROR
