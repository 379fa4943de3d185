"""`soquy init` and `soquy serve`: the stores, and the processes that serve them."""

import os
import sys

import click

from api.cli.shell import Shell, in_shell
from api.cli.supervisor import supervise


@click.command()
@in_shell
def init(shell: Shell) -> None:
    """Make keys and the tables of all stores. It changes nothing that exists.

    Any number of processes may do so together, as when several machines start.
    """
    shell.initialise()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="At which port."
)
@click.option("--workers", type=click.IntRange(min=1), help="Web processes; 2 unless given.")
@click.pass_context
@in_shell
def serve(shell: Shell, ctx: click.Context, host: str, port: int, workers: int | None) -> None:
    """Serve the book: web pages, HTTP interface and projections together, until stopped.

    If one of its two parts dies, the other is stopped and the exit status is 1.
    """
    shell.initialise()
    count = str(workers or os.environ.get("WEB_CONCURRENCY", "2"))
    web = ["-m", "gunicorn", "--config", "python:api.gunicorn", "--workers", count]
    web += ["--bind", f"{host}:{port}", "api.wsgi:app"]
    following = ["-m", "api.cli", "project", "run"]
    ctx.exit(
        supervise(
            [[sys.executable, *web], [sys.executable, *following]],
            address=(host, port),
            on_ready=lambda: click.echo(f"Sổ Quỹ: http://{_reachable(host)}:{port}"),
        )
    )


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  # read, not bound
