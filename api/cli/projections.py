"""`soquy project`: keep the read models behind the log, rebuild them, say how far they are."""

import signal
from threading import Event

import click
import msgspec

from api.cli.people import sweep_now_and_then
from api.cli.progress import progress
from api.cli.shell import Shell, answer, as_json, in_shell
from projections.engine import Engine
from projections.rebuild import rebuild as rebuilding


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

    Tables made by another version of the software are built anew first.
    """
    views, ledger = shell.views, shell.ledger
    engine, stop = Engine(views, ledger.read), Event()

    def end(*_: object) -> None:
        stop.set()
        engine.wake()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    views.create_tables()
    if views.needs_rebuild():
        _rebuild(shell)
    sweeping = sweep_now_and_then(shell, stop)
    engine.run(stop)
    sweeping.join()


@project.command()
@as_json
@in_shell
def rebuild(shell: Shell, *, as_json: bool) -> None:
    """Build all tables anew from the log; readers keep the old ones until the new are complete."""
    shell.views.create_tables()
    position = _rebuild(shell)
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


def _rebuild(shell: Shell) -> int:
    position = 0
    with progress("Rebuilding", shell.ledger.position()) as advance:
        for reached in rebuilding(shell.views, shell.ledger.read, shell.ledger.position):
            position = reached.position
            advance(position)
    return position
