"""Every benchmark runs and is described; what it measured says nothing at this size."""

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.figures import Aim
from tests.stores import StoreKind

ROOT = Path(__file__).parents[2]


def test_every_benchmark_runs_on_both_stores(store_kind: StoreKind) -> None:
    # A process of its own: it makes its PostgreSQL wait for the disk, and the tests' must not.
    command = [sys.executable, "-m", "tests.benchmarks", "--quick", "--store", store_kind]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    figures = [line.split()[:2] for line in done.stdout.splitlines() if store_kind in line]
    assert {name for name, _ in figures} == BENCHMARKS.keys()


def test_every_benchmark_is_explained() -> None:
    explained = (ROOT / "docs" / "benchmarks.md").read_text()
    assert [name for name in BENCHMARKS if f"`{name}`" not in explained] == []


def test_an_aim_may_bound_both_the_ratio_and_what_is_ours() -> None:
    aim = Aim(ours_most=250, ratio_most=1.2)
    assert str(aim) == "≤ 1.20, ≤ 250"
    assert aim.is_met_by(250, 1.2)
    assert not aim.is_met_by(251, 1.0)
    assert not aim.is_met_by(100, 1.21)
