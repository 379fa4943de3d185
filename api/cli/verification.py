"""`soquy verify`: whether the book is whole."""

import click

from api.cli.progress import progress
from api.cli.shell import REFUSED, Shell, answer, as_json, in_shell
from api.verification import Verification


@click.command()
@as_json
@click.pass_context
@in_shell
def verify(shell: Shell, ctx: click.Context, *, as_json: bool) -> None:
    """Check that the log has no gaps, every entry balances, and all else follows from the log.

    Says OK, or what is wrong and where; then the exit status is 1.
    """
    verification = Verification(shell.ledger, shell.views)
    with progress("Verifying", verification.head) as advance:
        faults = verification.run(advance)
    found = {"ok": not faults, "position": verification.head, "faults": faults}
    text = [f"{fault.rule}: {fault.where}" for fault in faults]
    answer(found, text or f"OK: {verification.head} events.", as_json=as_json)
    if faults:
        ctx.exit(REFUSED)
