"""Peak memory of the long commands: of a large book, against that of a small one."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from api.cli import main
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.installation import environ_of, installed
from tests.benchmarks.scale import Scale
from tests.benchmarks.statements import LAYOUT, write_statement
from tests.stores import StoreKind

AIM = Aim(ours_most=250, ratio_most=1.2)


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Import a file, and then rebuild the read models: each with the command that people use."""
    small, large = scale.memory_events
    import_small, rebuild_small = _megabytes(kind, small)
    import_large, rebuild_large = _megabytes(kind, large)
    for what, ours, baseline in (
        ("import", import_large, import_small),
        ("rebuild", rebuild_large, rebuild_small),
    ):
        yield Figure(
            benchmark="memory",
            store=kind,
            what=f"{what} of {large:,} events : of {small:,}",
            unit="MB",
            ours=[ours],
            baseline=[baseline],
            aim=AIM,
        )


def _megabytes(kind: StoreKind, events: int) -> tuple[float, float]:
    with durable_store(kind) as store, tempfile.TemporaryDirectory() as folder:
        with installed(store) as installation:
            fund_id, account_id = installation.book.fund_id, installation.book.bank
        file = write_statement(Path(folder) / "statement.csv", events)
        environ = environ_of(store)
        place = ("--fund", str(fund_id), "--account", str(account_id), "--layout", LAYOUT)
        return (
            _peak_megabytes(environ, "import-statement", *place, "--yes", "--json", str(file)),
            _peak_megabytes(environ, "project", "rebuild", "--json"),
        )


def _peak_megabytes(environ: dict[str, str], *command: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", __name__, *command],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        check=True,
    )
    return int(done.stdout.split()[-1]) / 1024


def _peak_kilobytes() -> str:
    """Return the most memory this process had at a time.

    Not its `ru_maxrss`, which begins with what the process had that started this one.
    """
    status = Path("/proc/self/status").read_text()
    return next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    try:
        main()
    finally:
        print(_peak_kilobytes())
