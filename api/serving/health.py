"""Whether the service lives, at /healthz, and whether it can do its work, at /readyz.

A process that answers lives. It is ready when the log, the vault with its keys and the read models
answer, and the read models are of this version and not far behind. Neither says more to whoever
asks than which of these is missing; the stores are asked once a second at most.

A full disk is told beside it, and is no reason to send readers elsewhere: whatever can be read is
read, a write is answered 503 by itself, and where there is one instance the pages would be gone.
So is it told whether people are still forgotten when they are due: another process sweeps, and what
it writes when it comes to an end is looked at.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from enum import StrEnum
from http import HTTPStatus
from threading import Lock
from time import monotonic, time

import msgspec
from flask import Flask, Response

from api.installation import Services
from api.services import services
from api.serving import disks
from ledger.values import from_micros

BEHIND_SECONDS_MAX = 60
"""How long an event may wait for the read models before readers should be sent elsewhere."""

UNSWEPT_SECONDS_MAX = 24 * 3600
"""How long ago the last sweep may have come to its end: the next three have failed, or are late."""

_PATIENCE_SECONDS = 3.0
_FRESH_SECONDS = 1.0


class Condition(StrEnum):
    """How a part of the service is."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    OUTDATED = "outdated"
    BEHIND = "behind"
    FULL = "full"


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the service can do its work, and what it needs for that.

    Beside it, `disk` for writing, and `sweep` for forgetting whoever is due.
    """

    ready: bool
    log: Condition
    vault: Condition
    views: Condition
    disk: Condition
    sweep: Condition


ALIVE = {"alive": True}

_NONE = Condition.UNREACHABLE
NOTHING_ANSWERS = Readiness(
    ready=False, log=_NONE, vault=_NONE, views=_NONE, disk=_NONE, sweep=_NONE
)


class Inspector:
    """Looks after the stores, one look at a time, and never waits for long."""

    def __init__(self) -> None:
        """Have looked at nothing yet."""
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._look: Future[Readiness] | None = None
        self._begun_at = float("-inf")

    def readiness(self, here: Services) -> Readiness:
        """Return how everything was a second ago at most; unreachable if it does not answer."""
        with self._lock:
            if self._look is None or self._is_old(self._look):
                self._pool = self._pool or ThreadPoolExecutor(1, "readiness")
                self._look = self._pool.submit(_inspect, here)
                self._begun_at = monotonic()
            look = self._look
        try:
            return look.result(_PATIENCE_SECONDS)
        except Late:
            return NOTHING_ANSWERS

    def end(self) -> None:
        """Wait for the look that is under way; the next question begins another.

        A look that went on while the stores are closed would open them again, for nobody.
        """
        with self._lock:
            pool, self._pool, self._look = self._pool, None, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _is_old(self, look: "Future[Readiness]") -> bool:
        return look.done() and monotonic() - self._begun_at > _FRESH_SECONDS


def register_health(app: Flask) -> None:
    """Answer at /healthz and /readyz."""
    inspector = Inspector()
    here: Services = app.extensions["soquy"]
    here.before_closing.append(inspector.end)

    @app.get("/healthz", endpoint="healthz")
    def show_health() -> Response:
        return answer(ALIVE)

    @app.get("/readyz", endpoint="readyz")
    def show_readiness() -> Response:
        found = inspector.readiness(services())
        return answer(found, HTTPStatus.OK if found.ready else HTTPStatus.SERVICE_UNAVAILABLE)


def answer(value: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return what no cache keeps, for whoever watches over the service."""
    response = Response(msgspec.json.encode(value), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _inspect(here: Services) -> Readiness:
    log = _condition(lambda: _of_log(here))
    vault = _condition(lambda: _of_vault(here))
    views = _condition(lambda: _of_views(here))
    ready = {log, vault, views} == {Condition.OK}
    disk = _condition(lambda: _of_disks(here))
    sweep = _condition(lambda: _of_sweeps(here))
    return Readiness(ready=ready, log=log, vault=vault, views=views, disk=disk, sweep=sweep)


def _condition(look: Callable[[], Condition]) -> Condition:
    try:
        return look()
    except Exception:  # noqa: BLE001  # whatever a store says when it is gone, it is gone
        return Condition.UNREACHABLE


def _of_log(here: Services) -> Condition:
    here.ledger.position()
    return Condition.OK


def _of_vault(here: Services) -> Condition:
    here.vault.check()
    return Condition.OK


def _of_views(here: Services) -> Condition:
    if here.views.needs_rebuild(here.ledger.position()):
        return Condition.OUTDATED
    waiting = here.ledger.rows(here.views.position(), 1)
    if waiting and time() - waiting[0].recorded_at_micros / 1e6 > BEHIND_SECONDS_MAX:
        return Condition.BEHIND
    return Condition.OK


def _of_disks(here: Services) -> Condition:
    rooms = map(disks.room, disks.folders(here.settings).values())
    return Condition.FULL if any(each.is_full for each in rooms) else Condition.OK


def _of_sweeps(here: Services) -> Condition:
    since = here.vault.sweeps.last_ended_at()
    if since is None:  # a new book needs none yet
        first = here.ledger.rows(0, 1)
        since = from_micros(first[0].recorded_at_micros) if first else None
    if since is not None and time() - since.timestamp() > UNSWEPT_SECONDS_MAX:
        return Condition.BEHIND
    return Condition.OK
