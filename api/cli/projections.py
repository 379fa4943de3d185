"""`soquy project`: keep the read models behind the log, rebuild them, say how far they are."""

import signal
import sqlite3
from contextlib import suppress
from math import inf
from threading import Event
from time import monotonic

import click
import msgspec

from api.cli.opening import Unreachable, await_log
from api.cli.people import sweep_now_and_then
from api.cli.progress import progress
from api.cli.shell import UNREACHABLE, Shell, answer, as_json, in_shell
from api.serving.lines import lines_to
from ledger.errors.unavailable import StoreBusy
from projections.engine import UNAVAILABLE, Engine
from projections.errors import RebuildRunning, ViewsNewer, ViewsOutdated
from projections.rebuild import rebuild as rebuilding

_AWAY = (*UNREACHABLE, *UNAVAILABLE, StoreBusy, Unreachable, RebuildRunning, ViewsNewer)
"""What passes by itself while nothing of it is done here."""

_PAUSE_SECONDS = 1.0
_TOLD_EVERY_SECONDS = 60.0


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Where the read models stand, where the log ends, and how many events lie between."""

    position: int
    head: int
    lag: int
    needs_rebuild: bool


@click.group()
def project() -> None:
    """Projections: the tables that every answer and page is read from."""


@project.command()
@in_shell
def run(shell: Shell) -> None:
    """Follow the log until SIGTERM or SIGINT.

    Tables made by an older version of the software are built anew first, whenever they are found.
    Those of a newer one are left alone. It waits while they are there, while a PostgreSQL is away,
    and at an event that only a newer version can read.
    """
    stop, engines = Event(), list[Engine]()

    def end(*_: object) -> None:
        stop.set()
        for engine in engines:
            engine.wake()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    waits = _Waits()
    if not _prepare(shell, stop, waits):
        return
    engines.append(Engine(shell.views, shell.ledger.read))
    sweeping = sweep_now_and_then(shell, stop)
    while not stop.is_set():
        try:
            engines[0].run(stop, waits.tell)
        except ViewsOutdated as error:
            waits.tell(error)
            _prepare(shell, stop, waits)
    sweeping.join()


@project.command()
@as_json
@in_shell
def rebuild(shell: Shell, *, as_json: bool) -> None:
    """Build all tables anew from the log; readers keep the old ones until the new are complete."""
    shell.views.create_tables()
    position = _rebuild(shell, Event())
    answer({"position": position}, f"Rebuilt up to position {position}.", as_json=as_json)


@project.command()
@as_json
@in_shell
def status(shell: Shell, *, as_json: bool) -> None:
    """Say which position the tables hold, where the log ends, and the difference."""
    outdated = shell.views.needs_rebuild()
    head = shell.ledger.position()
    position = 0 if outdated else shell.views.position()
    found = Status(position=position, head=head, lag=head - position, needs_rebuild=outdated)
    text = f"position {position} of {head}, lag {head - position}"
    answer(found, text + (", must be rebuilt" if outdated else ""), as_json=as_json)


class _Waits:
    """Tells the log that something is waited for: at once, and then every minute."""

    def __init__(self) -> None:
        self._log = lines_to()
        self._told_at = -inf

    def tell(self, error: Exception) -> None:
        """Log what kind of error it is that we wait for to pass."""
        if monotonic() - self._told_at >= _TOLD_EVERY_SECONDS:
            self._told_at = monotonic()
            with suppress(OSError):  # the log may lie on a disk that is full
                self._log.warning("projections wait", error=type(error).__qualname__)


def _prepare(shell: Shell, stop: Event, waits: _Waits) -> bool:
    """Have tables of this version; wait for what is away. Tell whether that was before `stop`.

    Whoever ended instead would be started again, and not for ever; and one who rebuilds on another
    machine is soon done. What SQLite says is wrong here, and does not pass by itself.
    """
    while not stop.is_set():
        try:
            await_log(shell.settings, stop)
            if not stop.is_set():
                shell.views.create_tables()
                shell.views.check_not_newer()
                if shell.views.needs_rebuild():
                    _rebuild(shell, stop)
                return not stop.is_set()
        except _AWAY as error:
            if isinstance(getattr(error, "orig", error), sqlite3.Error):
                raise
            waits.tell(error)
            stop.wait(_PAUSE_SECONDS)
    return False


def _rebuild(shell: Shell, stop: Event) -> int:
    """Build all tables anew, or none of them if `stop` is set meanwhile; return the position."""
    position = 0
    with progress("Rebuilding", shell.ledger.position()) as advance:
        for reached in rebuilding(shell.views, shell.ledger.read, shell.ledger.position):
            position = reached.position
            advance(position)
            if stop.is_set():
                break
    return position
