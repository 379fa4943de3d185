"""`python -m tests.benchmarks`: measure, and print a table of ratios."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic

from tests import postgresql
from tests.benchmarks import (
    award_lists,
    catching_up,
    growth,
    http,
    importing,
    memory,
    permission,
    previewing,
    purposes,
    reports,
)
from tests.benchmarks.figures import HEAD, WIDTHS, Figure, line
from tests.benchmarks.scale import FULL, NORMAL, QUICK, Scale
from tests.stores import StoreKind

BENCHMARKS: dict[str, Callable[[StoreKind, Scale], Iterator[Figure]]] = {
    "http": http.measure,
    "import": importing.measure,
    "preview": previewing.measure,
    "growth": growth.measure,
    "purposes": purposes.measure,
    "permission": permission.measure,
    "award-list": award_lists.measure,
    "catch-up": catching_up.measure,
    "memory": memory.measure,
    "report": reports.measure,
}
STORES: tuple[StoreKind, ...] = ("sqlite", "postgresql")


def main() -> None:
    """Run what the command line asks for, one benchmark after the other."""
    asked = _arguments()
    scale = {"normal": NORMAL, "quick": QUICK, "full": FULL}[asked.scale]
    if asked.rounds is not None:
        scale = replace(scale, rounds=asked.rounds)
    started = monotonic()
    print(line(HEAD), line(["-" * width for width in WIDTHS]), sep="\n", flush=True)
    try:
        for name in asked.benchmarks or BENCHMARKS:
            for kind in asked.store or STORES:
                for figure in BENCHMARKS[name](kind, scale):
                    print(line(figure.cells()), flush=True)
    finally:
        postgresql.stop()
    print(f"\n{scale.rounds} rounds, {monotonic() - started:.0f} s. See docs/benchmarks.md.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("benchmarks", nargs="*", metavar="BENCHMARK", help=", ".join(BENCHMARKS))
    parser.add_argument("--store", action="append", choices=STORES, help="only this store")
    parser.add_argument("--rounds", type=int, help="how often what is compared takes turns")
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument(
        "--quick", dest="scale", action="store_const", const="quick", help="see that it runs"
    )
    scale.add_argument(
        "--full", dest="scale", action="store_const", const="full", help="a million entries"
    )
    parser.set_defaults(scale="normal")
    asked = parser.parse_args()
    if unknown := set(asked.benchmarks) - BENCHMARKS.keys():
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    main()
