"""How often anybody may ask: writes by who asks, reads by where from; the rest has to wait.

Each has a bucket of a minute's requests, which fills up again steadily. All that is kept of one is
when it will be full (the generic cell rate algorithm, ITU-T I.371), in a table in memory that the
processes of a server share: eight bytes each, at a place that a keyed hash of theirs says. Two
whose places are the same share a bucket, and of two processes that count at the very same moment
one may count for both: neither matters to limits as wide as these.
"""

import mmap
import os
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from math import ceil
from pathlib import Path
from struct import Struct
from time import monotonic
from typing import TypeVar

from flask import Flask, request

from api.auth import credentials
from api.errors import TooManyRequests
from api.serving.addresses import client_address
from api.settings import Settings

COSTLY = 50
"""So many plain reads costs one that works for long: a report, a file with all there is."""

_COST = "request_cost"
_PLACES = 2**17
_DOUBLE = Struct("d")
_MINUTE = 60.0
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FREE = frozenset({"static", "healthz", "readyz", "metrics"})
"""What never waits: it costs nothing, or is asked by whoever watches over the service."""

_SHARED_IN = "PROMETHEUS_MULTIPROC_DIR"
"""The folder in memory that `api.serving.gunicorn` makes for its workers."""

F = TypeVar("F", bound=Callable[..., object])


class Buckets:
    """The buckets of everybody who asked lately."""

    def __init__(self, key: bytes, path: Path | None, clock: Callable[[], float]) -> None:
        """Find places by a key; share them with whoever opens the same file, if there is one.

        `clock` gives seconds, the same to all processes of a machine.
        """
        self._clock = clock
        size = _PLACES * _DOUBLE.size
        if path is None:
            self._table = mmap.mmap(-1, size)
        else:
            with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
                file.truncate(size)  # whoever comes later leaves what stands there
                self._table = mmap.mmap(file.fileno(), size)

        @lru_cache(maxsize=10_000)
        def place_of(name: str) -> int:
            digest = blake2b(name.encode(), key=key, digest_size=8).digest()
            return int.from_bytes(digest) % _PLACES * _DOUBLE.size

        self._place_of = place_of

    def wait(self, name: str, per_minute: int, cost: int = 1) -> float:
        """Take from somebody's bucket; return 0, or after how many seconds there is enough in it.

        What is not enough stays in it.
        """
        place, now = self._place_of(name), self._clock()
        full_at = max(_DOUBLE.unpack_from(self._table, place)[0], now)
        full_at += min(cost, per_minute) * _MINUTE / per_minute
        missing: float = full_at - now - _MINUTE
        if missing > _IN_TIME:
            return missing
        _DOUBLE.pack_into(self._table, place, full_at)
        return 0.0


_IN_TIME = 1e-6
"""What is lost by rounding."""


def costly(view: F) -> F:
    """Mark a page that works for long."""
    setattr(view, _COST, COSTLY)
    return view


def register_rates(app: Flask, settings: Settings) -> None:
    """Let whoever asks more often than the settings allow wait; 0 allows everything."""
    reads, writes = settings.reads_per_minute, settings.writes_per_minute
    if not reads and not writes:
        return
    folder = os.environ.get(_SHARED_IN)
    path = None if folder is None else Path(folder, "rates")
    buckets = Buckets(settings.key_for("rates"), path, monotonic)

    @app.before_request
    def wait_in_line() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in _FREE:
            return
        if request.method not in _SAFE_METHODS:
            per_minute, cost, name = writes, 1, _writer()
        else:
            cost = getattr(app.view_functions[endpoint], _COST, 1)
            per_minute, name = reads, f"reads {client_address()}"
        missing = per_minute and buckets.wait(name, per_minute, cost)
        if missing:
            raise TooManyRequests(retry_after_seconds=ceil(missing))


def _writer() -> str:
    """Return what stands for whoever writes: whose token or session it is, else where from.

    What opens nothing stands for nobody: who makes up a token would be another one each time.
    """
    return f"writes {credentials() or client_address()}"
