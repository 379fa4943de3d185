"""How fast the read models follow the log, against an import that makes it longer."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from projections.engine import Engine
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Figure
from tests.benchmarks.importing import seconds_to_import
from tests.benchmarks.installation import installed
from tests.benchmarks.scale import Scale
from tests.benchmarks.statements import write_statement
from tests.stores import StoreKind


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Import a file, and then let the engine take in what that recorded."""
    rows = scale.catch_up_events
    ours: list[float] = []
    baseline: list[float] = []
    with tempfile.TemporaryDirectory(prefix="soquy-statement-") as folder:
        file = write_statement(Path(folder) / "statement.csv", rows)
        for _ in range(scale.rounds):
            with durable_store(kind) as store, installed(store) as installation:
                services = installation.services
                engine = Engine(services.views, services.ledger.read)
                engine.catch_up()
                baseline.append(rows / seconds_to_import(installation, file, rows))
                started = perf_counter()
                reached = engine.catch_up()
                ours.append(rows / (perf_counter() - started))
                assert reached == services.ledger.position()
    yield Figure(
        benchmark="catch-up",
        store=kind,
        what="events projected : rows imported",
        unit="/s",
        ours=ours,
        baseline=baseline,
    )
