"""`soquy report`: the report of any association, for any period, as it was known once."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict, Unpack
from uuid import UUID

import click
import msgspec

from api.cli.shell import As, Shell, in_shell, misused
from api.operations.queries import KnownAt, KnownAtText, PeriodText, RestatedText
from api.periods import Period
from ledger.values import AssociationId, ReportScope
from projections.reports import composing
from projections.reports.composing import Asked
from projections.reports.report import Report

_BY_ENDING = {".csv": "csv", ".json": "json", ".xlsx": "xlsx"}


class Wanted(TypedDict):
    """Which report, in which form, and where to."""

    period: Period
    scope: str
    known_at: KnownAt | None
    restated: date | None
    kind: str | None
    output: Path | None
    with_categories: bool


@click.command()
@click.argument("association_id", type=click.UUID)
@click.option(
    "--period",
    required=True,
    type=As(PeriodText()),
    metavar="PERIOD",
    help="2025, 2025-H1, 2025-Q2, 2025-06, 2025-06-13, 2024/2025 (school year), 2021..2025, or "
    "2025-01-01..2025-06-13.",
)
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in ReportScope]),
    default=ReportScope.CONSOLIDATED.value,
    show_default=True,
    help="own: its own funds. consolidated: with all associations below it.",
)
@click.option(
    "--known-at",
    type=As(KnownAtText()),
    metavar="POSITION|MOMENT",
    help="What was known at a position of the log, or at a moment such as "
    "2025-01-15T17:00:00+07:00; without, what is known now.",
)
@click.option(
    "--restated",
    type=As(RestatedText()),
    metavar="DAY",
    help="A day whose units to show: what had ended counts for its successors.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "csv", "xlsx"]),
    help="Without one it is what the name of the file ends in, and text on a terminal.",
)
@click.option("--json", "kind", flag_value="json", help="The same as --format json.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write, instead of standard output.",
)
@click.option(
    "--with-categories",
    is_flag=True,
    help="Also how many persons, and recipients by category: never for publishing.",
)
@in_shell
def report(shell: Shell, association_id: UUID, **wanted: Unpack[Wanted]) -> None:
    """Write the report (báo cáo) of an association for a period: text, JSON, CSV or XLSX.

    It is the object of `GET /api/v1/associations/{id}/report`, and what everybody may see of it.
    Words are in the language that SOQUY_LOCALE names; amounts are đồng.
    """
    kind, output = wanted["kind"], wanted["output"]
    kind = kind or _BY_ENDING.get("" if output is None else output.suffix.lower(), "text")
    if kind == "xlsx" and output is None and sys.stdout.isatty():
        misused("A workbook is nothing to read in a terminal: name a file with --output.")
    written = _FORMATS[kind](shell, _composed(shell, association_id, wanted))
    if output is not None:
        output.write_bytes(written)
    else:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()


def _composed(shell: Shell, association_id: UUID, wanted: Wanted) -> Report:
    known_at, period = wanted["known_at"], wanted["period"]
    position = shell.ledger.position_at(known_at) if isinstance(known_at, datetime) else known_at
    shell.catch_up(position, "known_at")
    asked = Asked(
        association_id=AssociationId(association_id),
        first=period.first,
        last=period.last,
        scope=ReportScope(wanted["scope"]),
        known_at=position,
        restated=wanted["restated"],
        with_categories=wanted["with_categories"],
    )
    with shell.views.reading() as reading:
        return composing.report(reading, asked)


def _json(_: Shell, found: Report) -> bytes:
    return msgspec.json.encode(found) + b"\n"


def _text(shell: Shell, found: Report) -> bytes:
    # Who asks for figures only does not wait for words, nor for what templates need.
    from api.pages.public import report_tables  # noqa: PLC0415

    with report_tables.speaking(shell.settings.locale):
        return report_tables.as_text(found).encode()


def _csv(shell: Shell, found: Report) -> bytes:
    from api.pages.public import report_tables  # noqa: PLC0415  # as above

    with report_tables.speaking(shell.settings.locale):
        return report_tables.as_csv(found)


def _xlsx(shell: Shell, found: Report) -> bytes:
    from api.pages.public import report_tables  # noqa: PLC0415  # as above

    title = f"{found.period.first}..{found.period.last}"
    with report_tables.speaking(shell.settings.locale):
        return report_tables.as_xlsx(found, title)


_FORMATS: dict[str, Callable[[Shell, Report], bytes]] = {
    "csv": _csv,
    "json": _json,
    "text": _text,
    "xlsx": _xlsx,
}
