"""Looking at an uploaded statement and keeping it, against the csv module reading the same file."""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from api.statements.keeping import StatementDesk, Upload
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Figure, in_turns
from tests.benchmarks.installation import installed
from tests.benchmarks.scale import Scale
from tests.benchmarks.statements import LAYOUT, begin_appeals, write_statement
from tests.stores import StoreKind


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Preview a file as an upload over HTTP is, and merely read it."""

    def previewed_per_second() -> float:
        with durable_store(kind) as store, installed(store) as installation:
            begin_appeals(installation)
            here, book = installation.services, installation.book
            desk = StatementDesk(here.ledger, here.vault, here.views, book.fund_id)
            upload = Upload(account_id=book.bank, layout=LAYOUT)
            with file.open("rb") as stream:
                started = perf_counter()
                statement, _ = desk.preview(stream, upload, book.command())
                seconds = perf_counter() - started
        assert statement.preview.new == scale.preview_rows
        return scale.preview_rows / seconds

    def read_per_second() -> float:
        started = perf_counter()
        with file.open(newline="", encoding="utf-8") as lines:
            rows = sum(1 for _ in csv.reader(lines))
        return rows / (perf_counter() - started)

    with tempfile.TemporaryDirectory(prefix="soquy-statement-") as folder:
        file = write_statement(Path(folder) / "statement.csv", scale.preview_rows)
        ours, baseline = in_turns(scale.rounds, previewed_per_second, read_per_second)
    yield Figure(
        benchmark="preview",
        store=kind,
        what=f"{scale.preview_rows:,} rows looked at and kept : read",
        unit="/s",
        ours=ours,
        baseline=baseline,
    )
