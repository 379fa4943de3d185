"""`soquy reorganise`: a whole province's reorganisation from a file, looked at first."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click
import msgspec
from uuid_utils.compat import uuid7

from api.cli.shell import REFUSED, Shell, answer, as_json, in_shell, misused
from api.reorganisations import rows
from api.reorganisations.planning import Planned, Unit, plan_of
from api.reorganisations.rows import CODES_OF_CELLS, READABLE, Fault
from ledger.errors import LedgerError
from ledger.values import AssociationId
from projections.associations import associations
from projections.engine import Engine

_FAULTS_SHOWN = 20


class Reorganisation(msgspec.Struct, frozen=True, kw_only=True):
    """What a file lets begin and end, what is wrong with it, and where it is recorded.

    Of columns in which something is missing or unreadable `readable` says what can be read.
    """

    begins: int
    ends: int
    faults: tuple[Fault, ...]
    readable: dict[str, str] = {}
    recorded: int = 0
    position: int | None = None


@click.command("reorganise")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--below",
    "below",
    type=click.UUID,
    required=True,
    help="The association, a province say, below which all of it lies.",
)
@click.option("--login", help="Who asks; the operator unless given.")
@click.option("--yes", is_flag=True, help="Carry it out without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what it would do.")
@as_json
@in_shell
@click.pass_context
def reorganise(
    ctx: click.Context,
    shell: Shell,
    /,
    file: Path,
    below: UUID,
    *,
    as_json: bool,
    **asked: Any,  # noqa: ANN401  # the other options, by name
) -> None:
    r"""Carry out a reorganisation (sáp nhập, chia tách) from a CSV file, all of it or nothing.

    FILE is a table in UTF-8, of cells between commas, semicolons or tabs. Each line says that an
    old unit goes to a new one; a unit that is split has several lines. Its columns, named in the
    first line, are:

    \b
    đơn vị cũ (old unit)  its name as in the book, or its id
    đơn vị mới (new unit) the same of a unit that stands, or the name of one that
                          is to begin; “giải thể” (dissolve) ends the old unit and
                          nobody succeeds it. An empty cell is refused.
    tỷ lệ (share)         60%, 33,5%, 60, 0.6 or 1/3; the shares of one unit sum to
                          the whole exactly; empty, or no such column: 100%
    ngày hiệu lực (date)  01/07/2025 or 2025-07-01
    quyết định (decision) its number: 1283/NQ-UBTVQH15. With a comma in it, in
                          quotation marks.
    cấp (level)           of a unit that begins: tỉnh, huyện, xã, chi hội (province,
                          district, commune, branch); empty, or no such column: that
                          of the old unit, a commune for a district

    FILE is read and tried out first, and every line that is wrong is named. docs/reorganising.md
    shows an example.
    """
    if as_json and not (asked["yes"] or asked["dry_run"]):
        misused("--json needs --yes or --dry-run: a program cannot be asked.")
    above = AssociationId(below)
    read, faults = rows.read(file.read_bytes())
    planned = plan_of(read, _units(shell, above), below=above, new_id=uuid7)
    wrong = (*faults, *planned.faults)
    found = Reorganisation(
        begins=len(planned.plan.begins),
        ends=len(planned.plan.ends),
        faults=wrong,
        readable={
            each.column: READABLE[each.column] for each in wrong if each.code in CODES_OF_CELLS
        },
    )
    if not wrong:
        _try(shell, planned, above, asked["login"])
    if not as_json:
        click.echo(_told(found))
    if wrong:
        if as_json:
            answer(found, "", as_json=True)
        ctx.exit(REFUSED)
    if not asked["dry_run"]:
        if not asked["yes"]:
            click.confirm("Ghi vào sổ · Carry it out?", abort=True)
        command = shell.command(asked["login"])
        receipt = shell.ledger.reorganise(command, above, planned.plan)
        found = msgspec.structs.replace(found, recorded=receipt.recorded, position=receipt.position)
    answer(found, f"Đã ghi · recorded: {found.recorded}", as_json=as_json)


def _units(shell: Shell, above: AssociationId) -> list[Unit]:
    """Return the units below an association as they stand in the book now."""
    Engine(shell.views, shell.ledger.read).catch_up()
    with shell.views.reading() as reading:
        found = associations.below(reading, above)
    return [Unit(each.association_id, each.name, each.level) for each in found]


def _try(shell: Shell, planned: Planned, above: AssociationId, login: str | None) -> None:
    command = msgspec.structs.replace(shell.command(login), dry_run=True)
    try:
        shell.ledger.reorganise(command, above, planned.plan)
    except LedgerError as refusal:
        line = planned.line_of(refusal)
        if line is not None:
            refusal.limits = {**refusal.limits, "line": line}
        raise


def _told(found: Reorganisation) -> str:
    lines = [
        f"Thành lập · begin: {found.begins}",
        f"Kết thúc · end:    {found.ends}",
        *(f"  dòng · line {f.line}: {f.column}: {f.code}" for f in found.faults[:_FAULTS_SHOWN]),
        *(f"  {column}: {can}" for column, can in found.readable.items()),
    ]
    if len(found.faults) > _FAULTS_SHOWN:
        lines.append(f"  … {len(found.faults) - _FAULTS_SHOWN} nữa · more (--json names them)")
    return "\n".join(lines)
