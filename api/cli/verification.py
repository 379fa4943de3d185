"""`soquy verify`: whether the book is whole."""

import click

from api.cli.progress import progress
from api.cli.shell import REFUSED, Shell, answer, as_json, figures, in_shell
from api.verification import Verification


@click.command()
@as_json
@click.pass_context
@in_shell
def verify(shell: Shell, ctx: click.Context, *, as_json: bool) -> None:
    """Check that the log has no gaps, every entry balances, and all else follows from the log.

    Says OK, or what is wrong and where; then the exit status is 1. Below OK it remarks what was
    overdrawn, and on which days: facts may do that, and the book is whole.
    """
    verification = Verification(shell.ledger, shell.views)
    with progress("Verifying", verification.head) as advance:
        faults = verification.run(advance)
    remarks = verification.remarks
    found = {
        "ok": not faults,
        "position": verification.head,
        "faults": faults,
        "remarks": remarks,
    }
    text = [f"{fault.rule}: {fault.where}" for fault in faults]
    text = text or [f"OK: {verification.head} events."]
    text += [f"  {each.about}: {each.where} ({figures(each.limits)})" for each in remarks]
    answer(found, text, as_json=as_json)
    if faults:
        ctx.exit(REFUSED)
