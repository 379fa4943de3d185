"""`soquy import-statement`: the rows of a bank statement become entries of the book."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypedDict, Unpack
from uuid import UUID

import click
import msgspec

from api.cli.progress import progress
from api.cli.shell import UNREADABLE, Shell, answer, as_json, in_shell, misused, warned
from api.cli.statement_rules import HELP, DecisionType
from api.pages.presentation.formatting import dong, grouped
from api.statements.balances import BalanceBreak
from api.statements.decisions import Decision, Decisions
from api.statements.importing import StatementImport, layout_for
from api.statements.knowledge import collect
from api.statements.layout import layout_names, load_layout
from api.statements.outcomes import Changed, Outcome, Unplaced
from api.statements.previews import ImpliedRow, Preview
from api.statements.proposals.kinds import Kind
from api.statements.rows import RowFault, Unreadable
from api.statements.trust import Trust
from ledger.errors.conflicts import VersionMismatch
from ledger.recording.commands import Warned
from ledger.values import AccountId, FundId, MobilizationId
from projections.engine import Engine

_FAULTS_SHOWN = 20


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """The preview, and what was recorded after it; a dry run records nothing.

    What it would record and could not place is in `unplaced` all the same.
    """

    preview: Preview
    recorded: int = 0
    matched: int = 0
    skipped: int = 0
    left: int = 0
    placed: int = 0
    unplaced: tuple[Unplaced, ...] = ()
    changed_count: int = 0
    changed: tuple[Changed, ...] = ()
    warnings: tuple[Warned, ...] = ()
    position: int | None = None
    balance_dong: int | None = None


class Asked(TypedDict):
    """How an import was asked for."""

    fund_id: UUID
    account_id: UUID
    layout_name: str | None
    mobilization: UUID | None
    trust: Trust | None
    decisions: tuple[Decision, ...]
    decided_only: bool
    login: str | None
    dry_run: bool
    yes: bool
    as_json: bool


@click.command("import-statement")
@click.option("--fund", "fund_id", type=click.UUID, required=True, help="Id of the fund.")
@click.option("--account", "account_id", type=click.UUID, required=True, help="Its bank account.")
@click.option(
    "--layout",
    "layout_name",
    type=click.Choice(layout_names()),
    help="How the file is laid out; without, what its header shows of the account's bank.",
)
@click.option("--mobilization", type=click.UUID, help="The appeal of gifts without a code.")
@click.option(
    "--trust",
    type=click.Choice([each.value for each in Trust]),
    callback=lambda _ctx, _param, value: value and Trust(value),
    help="Take the file's account or dates for right though it is refused for them.",
)
@click.option("--decide", "decisions", type=DecisionType(), multiple=True, help=HELP)
@click.option("--decided-only", is_flag=True, help="Record no row that no --decide is about.")
@click.option("--dry-run", is_flag=True, help="Only say what would be recorded.")
@click.option("--yes", is_flag=True, help="Record without asking.")
@click.option("--as", "login", help="Record in the name of whoever has this login.")
@as_json
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@in_shell
@click.pass_context
def import_statement(ctx: click.Context, shell: Shell, file: Path, **asked: Unpack[Asked]) -> None:
    """Record a bank statement (sao kê) as what its rows are proposed to be, or --decide says.

    The whole of FILE (CSV or XLSX) is read and shown first. Rows that are in the book already are
    passed over, so a file may be imported again, or after another that overlaps with it, or after
    a crash. A row without amount is recorded, with what the balance implies, only if --decide
    names its line.

    Exit status 3: all that could be read is recorded, but some lines could not be read.
    """
    as_json, login, dry_run = asked["as_json"], asked["login"], asked["dry_run"]
    if as_json and not (asked["yes"] or dry_run):
        misused("--json needs --yes or --dry-run: a program cannot be asked.")
    decisions = Decisions(asked["decisions"], skip_others=asked["decided_only"])
    with file.open("rb") as stream:
        version = _version(shell, FundId(asked["fund_id"]))
        statement = _statement(shell, stream, asked, version)
        with progress("Đọc · reading", os.fstat(stream.fileno()).st_size) as advance:
            command = shell.command(login)
            preview = statement.preview(stream, command, advance, decisions, tries=dry_run)
        if not as_json:
            click.echo("\n".join(_preview(preview)))
        done = Imported(preview=preview)
        if dry_run:
            tried = statement.tried()
            done = Imported(preview=preview, unplaced=tried.unplaced, warnings=tried.warnings)
        elif preview.new or preview.implied_count:
            if not asked["yes"]:
                click.confirm(f"Ghi {grouped(preview.new)} dòng vào sổ · Record them?", abort=True)
                _check_unchanged(shell, FundId(asked["fund_id"]), version)
            done = _record(shell, statement, stream, decisions, preview, login)
        told = _remarks(done) if dry_run else [_outcome(done), *_remarks(done)]
        answer(done, told, as_json=as_json)
    if _unread(preview, asked["decisions"]):
        ctx.exit(UNREADABLE)


def _statement(shell: Shell, stream: BinaryIO, asked: Asked, version: int) -> StatementImport:
    fund_id, account_id = FundId(asked["fund_id"]), AccountId(asked["account_id"])
    mobilization, name = asked["mobilization"], asked["layout_name"]
    layout = (
        layout_for(shell.ledger, fund_id, account_id, stream) if name is None else load_layout(name)
    )
    if not shell.views.needs_rebuild():
        # What is proposed is looked up in the read models, which nobody may be keeping yet.
        Engine(shell.views, shell.ledger.read).catch_up()
    known = collect(shell.views, shell.vault, fund_id, account_id, shell.today)
    return StatementImport(
        shell.ledger,
        shell.vault,
        fund_id=fund_id,
        account_id=account_id,
        layout=layout,
        mobilization_id=None if mobilization is None else MobilizationId(mobilization),
        trust=asked["trust"],
        known=msgspec.structs.replace(known, version=version),
    )


def _version(shell: Shell, fund_id: FundId) -> int:
    found = shell.ledger.desk().versioned(fund_id)
    return 0 if found is None else found.version


def _check_unchanged(shell: Shell, fund_id: FundId, version: int) -> None:
    """Raise `VersionMismatch` if the book went on while a person read what would be recorded."""
    found = _version(shell, fund_id)
    if found != version:
        raise VersionMismatch(version=found)


def _unread(preview: Preview, decisions: tuple[Decision, ...]) -> int:
    """Count the places that cannot be read, but for those a person said what they were."""
    named = {line for each in decisions if each.kind is not Kind.SKIP for line in each.lines}
    return preview.unreadable - sum(
        each.line in named for each in preview.implied if not each.known
    )


def _record(  # all that an import is of
    shell: Shell,
    statement: StatementImport,
    stream: BinaryIO,
    decisions: Decisions,
    preview: Preview,
    login: str | None,
) -> Imported:
    outcome = Outcome()
    with progress("Ghi · recording", preview.rows) as advance:
        for more in statement.record(stream, shell.commands(login), decisions):
            outcome = outcome.plus(more)
            advance(outcome.recorded + outcome.matched + outcome.known + outcome.left)
    return Imported(
        preview=preview,
        recorded=outcome.recorded,
        matched=outcome.matched,
        skipped=outcome.known,
        left=outcome.left,
        placed=outcome.placed,
        unplaced=outcome.unplaced,
        changed_count=outcome.changed_count,
        changed=outcome.changed,
        warnings=outcome.warnings,
        position=outcome.position,
        balance_dong=outcome.balance_dong,
    )


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
    for each in preview.proposals:
        yield f"  → {each.kind} ({each.why}): {grouped(each.rows)} ({dong(each.dong)})"
    implied = {each.line: each for each in preview.implied}
    yield f"Không đọc được · unreadable: {grouped(preview.unreadable)}"
    yield from (_fault(each, implied) for each in preview.faults[:_FAULTS_SHOWN])
    yield from _more(preview.unreadable)
    yield (
        f"Số dư không khớp · balance breaks: {grouped(preview.breaks_count)}"
        f" / {grouped(preview.checked)}"
    )
    yield from map(_break, preview.breaks[:_FAULTS_SHOWN])
    yield from _more(preview.breaks_count)
    if preview.ambiguous_count:
        ambiguous = grouped(preview.ambiguous_count)
        yield f"Dòng trùng ở đầu, cuối tệp · equal rows at the file's edges: {ambiguous}"
        for row in preview.ambiguous[:_FAULTS_SHOWN]:
            known = ", đã có trong sổ · known" if row.known else ""
            yield f"  dòng · line {row.line}: {dong(row.amount_dong)} (#{row.occurrence}{known})"
        yield from _more(preview.ambiguous_count)
        if any(row.known for row in preview.ambiguous):
            yield "  Nếu là khoản khác, hãy ghi tay · record it by hand if it is another payment"


def _more(count: int) -> Iterator[str]:
    if count > _FAULTS_SHOWN:
        yield f"  … {grouped(count - _FAULTS_SHOWN)} nữa · more (--json names them)"


def _fault(fault: Unreadable, implied: dict[int, ImpliedRow]) -> str:
    column = f" ({fault.column})" if fault.column else ""
    said = implied.get(fault.line) if fault.reason is RowFault.NO_AMOUNT else None
    told = f"  dòng · line {fault.line}: {fault.reason}{column}"
    if said is None:
        return told
    return f"{told} – số dư cho thấy · the balance implies {dong(said.implied_dong)}"


def _break(broken: BalanceBreak) -> str:
    return (
        f"  dòng · line {broken.line}: {dong(broken.amount_dong)}, số dư · balance"
        f" {dong(broken.printed_dong)}, phải là · expected {dong(broken.expected_dong)}"
    )


def _outcome(done: Imported) -> str:
    if not done.preview.new and not done.recorded:
        return "Không có dòng mới · Nothing new: the book has all of it."
    balance = "" if done.balance_dong is None else f" Số dư · balance: {dong(done.balance_dong)}."
    matched = f" Đối chiếu · matched: {grouped(done.matched)}." if done.matched else ""
    return f"Đã ghi · recorded: {grouped(done.recorded)}.{matched}{balance}"


def _remarks(done: Imported) -> list[str]:
    """Return what waits of the rows, what was not recorded, and what they took below zero."""
    waits = [f"  dòng · line {each.line}: {each.code}, để chờ · waits" for each in done.unplaced]
    written = [
        f"  dòng · line {each.line}: vừa được ghi tay, chưa ghi · just written by hand, left"
        for each in done.changed
    ]
    return [*waits, *written, *warned(done.warnings)]
