"""Processes brought to a standstill from outside, to see what they are in the middle of.

A process that stands still neither commits nor answers. So an append that is seen open then is open
when the process is killed: no clock takes part in that.
"""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

import psycopg

from tests.stores import Store

_WRITE_LOCK = "120"
"""The byte of the `-shm` file that a writer in WAL mode locks (SQLite, WAL-mode file format)."""

_OPEN_APPENDS = """
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE relation = 'stored_events'::regclass AND mode = 'ExclusiveLock' AND granted
    AND state = 'idle in transaction'
"""
"""Appends whose server waits for the next word of a client."""


@contextmanager
def standstill(pids: Sequence[int]) -> Iterator[None]:
    """Stop processes, all of their threads, until the block ends; those that are gone stay so."""
    try:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        while any(_moves(pid) for pid in pids):
            sleep(0.001)
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@contextmanager
def open_appends(store: Store) -> Iterator[Callable[[Sequence[int]], bool]]:
    """Yield what tells whether one of some processes, which stand still, is amid an append."""
    if store.kind == "postgresql":
        with psycopg.connect(store.events_url, autocommit=True) as connection:
            yield lambda _: connection.execute(_OPEN_APPENDS).fetchone() != (0,)
    else:
        wal_index = Path(f"{store.events_url.removeprefix('sqlite:///')}-shm")

        def is_open(pids: Sequence[int]) -> bool:
            inode = wal_index.stat().st_ino
            return any(_is_write_lock(line, inode, pids) for line in _locks())

        yield is_open


def _is_write_lock(line: str, inode: int, pids: Sequence[int]) -> bool:
    """Read a line of `/proc/locks`: `1: POSIX ADVISORY WRITE 4711 fd:01:1234 120 120`."""
    _, _, _, kind, pid, file, first, last = line.split()
    return (
        kind == "WRITE"
        and int(pid) in pids
        and int(file.rpartition(":")[2]) == inode
        and (first, last) == (_WRITE_LOCK, _WRITE_LOCK)
    )


def _locks() -> list[str]:
    """Return the locks that are held; lines with an arrow are of those who wait."""
    return [line for line in Path("/proc/locks").read_text().splitlines() if "->" not in line]


def _moves(pid: int) -> bool:
    """Tell whether any thread of a process may still do something."""
    try:
        stats = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/stat")]
    except (FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}").exists()  # a thread has ended, or all of it
    return any(stat.rpartition(")")[2].split()[0] not in "TtZX" for stat in stats)
