"""`soquy import-statement`: the rows of a bank statement become donations."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypedDict, Unpack
from uuid import UUID

import click
import msgspec

from api.cli.shell import UNREADABLE, Shell, answer, as_json, in_shell, misused, progress
from api.pages.presentation.formatting import dong, grouped
from api.statements.importing import StatementImport
from api.statements.layout import layouts, load_layout
from api.statements.previews import Preview
from api.statements.rows import Unreadable
from ledger.values import AccountId, FundId, MobilizationId

_FAULTS_SHOWN = 20


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """The preview, and what was recorded after it; a dry run records nothing."""

    preview: Preview
    recorded: int = 0
    skipped: int = 0
    position: int | None = None
    balance_dong: int | None = None


class Asked(TypedDict):
    """How an import was asked for."""

    fund_id: UUID
    account_id: UUID
    layout_name: str
    mobilization: UUID | None
    login: str | None
    dry_run: bool
    yes: bool
    as_json: bool


@click.command("import-statement")
@click.option("--fund", "fund_id", type=click.UUID, required=True, help="Id of the fund.")
@click.option("--account", "account_id", type=click.UUID, required=True, help="Its bank account.")
@click.option("--layout", "layout_name", required=True, type=click.Choice(list(layouts())))
@click.option("--mobilization", type=click.UUID, help="The appeal all credits are gifts to.")
@click.option("--dry-run", is_flag=True, help="Only say what would be recorded.")
@click.option("--yes", is_flag=True, help="Record without asking.")
@click.option("--as", "login", help="Record in the name of whoever has this login.")
@as_json
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@in_shell
@click.pass_context
def import_statement(ctx: click.Context, shell: Shell, file: Path, **asked: Unpack[Asked]) -> None:
    """Record a bank statement (sao kê): credits as gifts, debits to be decided by a person.

    The whole of FILE is read and shown first. Rows that are in the book already are passed over,
    so a file may be imported again, or after another that overlaps with it, or after a crash.

    Exit status 3: all that could be read is recorded, but some lines could not be read.
    """
    as_json, login, dry_run = asked["as_json"], asked["login"], asked["dry_run"]
    if as_json and not (asked["yes"] or dry_run):
        misused("--json needs --yes or --dry-run: a program cannot be asked.")
    mobilization = asked["mobilization"]
    statement = StatementImport(
        shell.ledger,
        shell.vault,
        fund_id=FundId(asked["fund_id"]),
        account_id=AccountId(asked["account_id"]),
        layout=load_layout(asked["layout_name"]),
        mobilization_id=None if mobilization is None else MobilizationId(mobilization),
    )
    with file.open("rb") as stream:
        with progress("Đọc · reading", os.fstat(stream.fileno()).st_size) as advance:
            preview = statement.preview(stream, shell.command(login), advance)
        if not as_json:
            click.echo("\n".join(_preview(preview)))
        done = Imported(preview=preview)
        if preview.new and not dry_run:
            if not asked["yes"]:
                click.confirm(f"Ghi {grouped(preview.new)} dòng vào sổ · Record them?", abort=True)
            done = _record(shell, statement, stream, preview, login)
        answer(done, "" if dry_run else _outcome(done), as_json=as_json)
    if preview.unreadable:
        ctx.exit(UNREADABLE)


def _record(
    shell: Shell,
    statement: StatementImport,
    stream: BinaryIO,
    preview: Preview,
    login: str | None,
) -> Imported:
    done = Imported(preview=preview)
    with progress("Ghi · recording", preview.rows) as advance:
        for receipt in statement.record(stream, shell.commands(login)):
            done = msgspec.structs.replace(
                done,
                recorded=done.recorded + receipt.recorded,
                skipped=done.skipped + receipt.skipped,
                position=receipt.position or done.position,
                balance_dong=receipt.balance_dong,
            )
            advance(done.recorded + done.skipped)
    return done


def _preview(preview: Preview) -> Iterator[str]:
    yield f"Số dòng · rows:            {grouped(preview.rows)}"
    if preview.first_on is not None:
        yield f"Từ – đến · from – to:      {preview.first_on} – {preview.last_on}"
    for what, count, amount in (
        ("Ghi có · credits:          ", preview.credits, preview.credits_dong),
        ("Ghi nợ · debits:           ", preview.debits, preview.debits_dong),
        ("Mới, ghi có · new credits: ", preview.new_credits, preview.new_credits_dong),
        ("Mới, ghi nợ · new debits:  ", preview.new_debits, preview.new_debits_dong),
    ):
        yield f"{what}{grouped(count)} ({dong(amount)})"
    yield f"Mới · new:                 {grouped(preview.new)}"
    yield f"Đã có trong sổ · known:    {grouped(preview.known)}"
    yield f"Không đọc được · unreadable: {grouped(preview.unreadable)}"
    yield from map(_fault, preview.faults[:_FAULTS_SHOWN])
    if preview.unreadable > _FAULTS_SHOWN:
        yield f"  … {grouped(preview.unreadable - _FAULTS_SHOWN)} nữa · more (--json names them)"


def _fault(fault: Unreadable) -> str:
    column = f" ({fault.column})" if fault.column else ""
    return f"  dòng · line {fault.line}: {fault.reason}{column}"


def _outcome(done: Imported) -> str:
    if not done.preview.new:
        return "Không có dòng mới · Nothing new: the book has all of it."
    balance = "" if done.balance_dong is None else f" Số dư · balance: {dong(done.balance_dong)}."
    return f"Đã ghi · recorded: {grouped(done.recorded)}.{balance}"
