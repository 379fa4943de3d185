"""`soquy verify`: whether the book is whole."""

import click

from api.cli import noting
from api.cli.progress import progress
from api.cli.shell import (
    REFUSED,
    NotInitialised,
    Shell,
    answer,
    as_json,
    figures,
    in_shell,
)
from api.verifying.findings import Findings
from api.verifying.stores import check_files, check_vault
from api.verifying.verification import Verification


@click.command()
@click.option(
    "--note-facts",
    is_flag=True,
    help="First note what this version calls unique in events that an older one recorded.",
)
@as_json
@click.pass_context
@in_shell
def verify(shell: Shell, ctx: click.Context, *, note_facts: bool, as_json: bool) -> None:
    """Check that the log has no gaps, every entry balances, and all else follows from the log.

    The log is told anew for that: in a folder among the temporary ones, which takes the room that
    the read models take, and is gone at the end.

    Says OK, or what is wrong and where; then the exit status is 1. Below OK it remarks what was
    overdrawn, and on which days: facts may do that, and the book is whole.
    """
    findings = Findings()
    check_files(shell.settings, findings)
    head = 0
    with findings.attempting("the book can be opened", "not as it is"):
        head = _verify(shell, findings, note_facts=note_facts)
    faults, remarks = findings.faults, findings.remarks
    found = {
        "ok": not faults,
        "position": head,
        "faults": faults,
        "remarks": remarks,
    }
    text = [f"{fault.rule}: {fault.where}" for fault in faults]
    text = text or [f"OK: {head} events."]
    text += [f"  {each.about}: {each.where} ({figures(each.limits)})" for each in remarks]
    answer(found, text, as_json=as_json)
    if faults:
        ctx.exit(REFUSED)


def _verify(shell: Shell, findings: Findings, *, note_facts: bool) -> int:
    """Look at all that can be opened; return the position that was looked up to."""
    if not shell.views.is_made():
        raise NotInitialised
    if note_facts:
        noting.note_facts(shell.ledger)
    verification = Verification(shell.ledger, shell.views, findings)
    with progress("Verifying", verification.head) as advance:
        verification.run(advance)
    with progress("Telling the log anew", 2 * verification.head) as advance:
        verification.run_over_rows(advance)
    check_vault(shell.settings, shell.vault, findings)
    return verification.head
