"""Importing a bank statement with vault and matching, against bare inserts of the same bytes."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from math import ceil
from pathlib import Path
from time import perf_counter

from api.cli.garbage import look_seldom
from api.statements.candidates import ROWS_PER_APPEND
from api.statements.importing import StatementImport
from api.statements.knowledge import collect
from api.statements.layout import load_layout
from ledger.access import OPERATOR
from ledger.recording.commands import Command
from tests.benchmarks import bare
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Aim, Figure, in_turns
from tests.benchmarks.installation import Installation, RandomIds, installed
from tests.benchmarks.scale import Scale
from tests.benchmarks.statements import LAYOUT, begin_appeals, write_statement
from tests.stores import Store, StoreKind

AIM = Aim(ratio_least=0.25)


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Import a file into one new book, and store what that stored in others by hand.

    Once the events alone; and once all of it: keys, memos, events, commands, facts.
    """
    imported: list[bare.Rows] = []

    def rows_per_second() -> float:
        with durable_store(kind) as store, installed(store) as installation:
            begin_appeals(installation)
            before = bare.stored(bare.everything(store))
            seconds = seconds_to_import(installation, file, scale.import_rows)
            after = bare.stored(bare.everything(store))
            imported[:] = [_new(*pair) for pair in zip(before, after, strict=True)]
        return scale.import_rows / seconds

    def inserts_of_events() -> float:
        return inserts_per_second(bare.events)

    def inserts_of_everything() -> float:
        return inserts_per_second(bare.everything)

    def inserts_per_second(tables_of: Callable[[Store], list[bare.Table]]) -> float:
        with durable_store(kind) as store:
            with installed(store):
                pass  # it has made the tables
            names = [table.name for table in bare.everything(store)]
            tables = tables_of(store)
            rows = [imported[names.index(table.name)] for table in tables]
            transactions = ceil(scale.import_rows / ROWS_PER_APPEND)
            seconds = bare.seconds_to_insert(tables, rows, transactions=transactions)
        return scale.import_rows / seconds

    with tempfile.TemporaryDirectory(prefix="soquy-statement-") as folder:
        file = write_statement(Path(folder) / "statement.csv", scale.import_rows)
        ours, of_events, of_everything = in_turns(
            scale.rounds, rows_per_second, inserts_of_events, inserts_of_everything
        )
    for what, baseline in (("their events", of_events), ("all it stores", of_everything)):
        yield Figure(
            benchmark="import",
            store=kind,
            what=f"imported rows : bare inserts of {what}",
            unit="/s",
            ours=ours,
            baseline=baseline,
            aim=AIM,
        )


def _new(before: bare.Rows, after: bare.Rows) -> bare.Rows:
    known = set(before)
    return [row for row in after if row not in known]


def seconds_to_import(installation: Installation, file: Path, rows: int) -> float:
    """Look at a file and then record it, as the command line does; return how long that took."""
    services, book = installation.services, installation.book
    today = services.ledger.desk().today
    commands = _commands()
    gc.collect()
    look_seldom()  # as `soquy` does when it starts
    with file.open("rb") as stream:
        started = perf_counter()
        known = collect(services.views, services.vault, book.fund_id, book.bank, today)
        statement = StatementImport(
            services.ledger,
            services.vault,
            fund_id=book.fund_id,
            account_id=book.bank,
            layout=load_layout(LAYOUT),
            known=known,
        )
        statement.preview(stream, next(commands))
        recorded = sum(receipt.recorded for receipt in statement.record(stream, commands))
        seconds = perf_counter() - started
    assert recorded == rows
    return seconds


def _commands() -> Iterator[Command]:
    new_id = RandomIds()
    while True:
        yield Command(command_id=str(new_id()), digest=b"a chunk", by=OPERATOR)
