"""`soquy people`: what becomes of personal data when it is nobody's business any more."""

from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread

import click

from api.cli.shell import Shell, answer, as_json, in_shell
from api.people.sweeping import GRACE, sweep
from api.serving.lines import chain_of, lines_to

_FIRST_AFTER_SECONDS, _EVERY_SECONDS = 300.0, 6 * 3600.0


@click.group()
def people() -> None:
    """People: donors, beneficiaries, and what is known of them."""


@people.command("sweep")
@click.option(
    "--grace-days",
    type=click.IntRange(1, 36_500),
    default=GRACE.days,
    show_default=True,
    help="So long a name or file may wait for its entry in the book: longer than a command takes.",
)
@as_json
@in_shell
def sweep_people(shell: Shell, *, grace_days: int, as_json: bool) -> None:
    """Destroy what the law keeps no more of those who asked to be erased, and what is orphaned.

    `soquy project run` and `soquy serve` do the same every six hours. The read models must be
    running, or have caught up.
    """
    swept = sweep(shell.services, timedelta(days=grace_days))
    text = (
        f"{swept.erased} erased, {swept.kept_by_law} kept by law, "
        f"{swept.forgotten_again} forgotten again, {swept.orphans} orphans given up, "
        f"{swept.documents} documents that nothing names"
    )
    answer(swept, text, as_json=as_json)


def sweep_now_and_then(
    shell: Shell,
    stop: Event,
    *,
    first_after_seconds: float = _FIRST_AFTER_SECONDS,
    every_seconds: float = _EVERY_SECONDS,
) -> Thread:
    """Sweep in a thread until `stop`; what one sweep could not do is left to the next.

    Whatever a sweep dies of, it is logged, and the thread goes on.
    """
    log = lines_to()

    def run() -> None:
        pause = first_after_seconds
        while not stop.wait(pause):
            try:
                sweep(shell.services)
            except Exception as error:  # noqa: BLE001  # none is the last sweep there is
                with suppress(OSError):  # the log may lie on the disk that is full
                    log.error("sweep failed", chain=chain_of(error))  # noqa: TRY400  # no text
            pause = every_seconds

    thread = Thread(target=run, name="sweep", daemon=True)
    thread.start()
    return thread
