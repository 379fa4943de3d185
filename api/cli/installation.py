"""`soquy init` and `soquy serve`: the stores, and the processes that serve them."""

import os
import re
import socket
import sys
from contextlib import nullcontext
from errno import EADDRINUSE
from pathlib import Path

import click

from api.cli.noting import note_facts
from api.cli.shell import Shell, in_shell, misused
from api.cli.supervisor import supervise
from api.statements.layout import layouts
from ledger.errors import Unavailable


class PortTaken(Unavailable):
    """Somebody listens at this port already: name another with --port."""


@click.command()
@in_shell
def init(shell: Shell) -> None:
    """Make keys and the tables of all stores.

    What is unique by this version's rules, and older ones recorded, is noted; nothing that exists
    is changed. A book in which a newer version recorded something is refused. Any number of
    processes may do so together, as when several machines start.
    """
    shell.initialise()
    note_facts(shell.ledger)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="At which port."
)
@click.option("--workers", type=click.IntRange(min=1), help="Web processes; 2 unless given.")
@click.option(
    "--log",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="A file that the log is written to, behind what is there; without one, the terminal.",
)
@click.pass_context
@in_shell
def serve(
    shell: Shell, ctx: click.Context, host: str, port: int, workers: int | None, log: Path | None
) -> None:
    """Serve the book: web pages, HTTP interface and projections together, until stopped.

    If one of its two parts dies, the other is stopped and the exit status is 1.
    """
    if _is_taken(host, port):
        raise PortTaken("port", port=port)
    layouts()  # a wrong one is to be told before anybody sends a statement
    shell.initialise()
    count = str(workers or os.environ.get("WEB_CONCURRENCY", "2"))
    if not re.fullmatch("[1-9][0-9]{0,3}", count):
        misused("WEB_CONCURRENCY must be a whole number from 1.")
    web = ["-m", "gunicorn", "--config", "python:api.serving.gunicorn", "--workers", count]
    web += ["--bind", f"{host}:{port}", "api.wsgi:app"]
    following = ["-m", "api.cli", "project", "run"]
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
    told = _PLACES.format(url=f"http://{_reachable(host)}:{port}")
    with nullcontext() if log is None else log.open("ab") as file:
        status = supervise(
            [[sys.executable, *web], [sys.executable, *following]],
            address=(host, port),
            on_ready=lambda: click.echo(told if log is None else told + _LOGGED.format(log=log)),
            log=file,
        )
    if status and log is not None:
        click.echo(f"Đã dừng vì lỗi · stopped by a failure: {log}", err=True)
    ctx.exit(status)


def _is_taken(host: str, port: int) -> bool:
    """Tell whether somebody else listens there: it would pass for us."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return error.errno == EADDRINUSE
    return False


_PLACES = """
Sổ Quỹ: {url}
  Ai cũng xem được · for everybody:          {url}/
  Sổ của kế toán · the treasurer's book:     {url}/book
  Cho chương trình · for programs:           {url}/api/docs
  Dừng · to stop:                            Ctrl+C
"""


_LOGGED = """\
  Nhật ký · log:                             {log}
"""


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  # read, not bound
