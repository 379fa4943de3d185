"""Figures: something of ours beside its baseline, what was aimed at, and one line to print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.stores import StoreKind

WIDTHS = (9, 11, 46, 14, 14, 22, 20)
HEAD = ("benchmark", "store", "what : baseline", "ours", "baseline", "ratio (least–most)", "aim")


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What a ratio should be at least or at most, and what ours should be at most."""

    ratio_least: float | None = None
    ratio_most: float | None = None
    ours_most: float | None = None

    def __str__(self) -> str:
        """Show it as in a table."""
        bounds = []
        if self.ratio_least is not None:
            bounds.append(f"≥ {self.ratio_least:.2f}")
        if self.ratio_most is not None:
            bounds.append(f"≤ {self.ratio_most:.2f}")
        if self.ours_most is not None:
            bounds.append(f"≤ {self.ours_most:,.0f}")
        return ", ".join(bounds)

    def is_met_by(self, ours: float, ratio: float) -> bool:
        """Tell whether it was reached."""
        return (
            (self.ratio_least is None or ratio >= self.ratio_least)
            and (self.ratio_most is None or ratio <= self.ratio_most)
            and (self.ours_most is None or ours <= self.ours_most)
        )


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table: what was measured in each round, in `unit`."""

    benchmark: str
    store: StoreKind
    what: str
    unit: str
    ours: Sequence[float]
    baseline: Sequence[float]
    aim: Aim | None = None

    @property
    def ratios(self) -> list[float]:
        """Ours to the baseline, round by round: both were measured under the same weather."""
        return [mine / base for mine, base in zip(self.ours, self.baseline, strict=True)]

    def cells(self) -> tuple[str, ...]:
        """Return the cells of its line."""
        ratio = median(self.ratios)
        spread = f"{ratio:.2f} ({min(self.ratios):.2f}–{max(self.ratios):.2f})"
        return (
            self.benchmark,
            self.store,
            self.what,
            f"{median(self.ours):,.0f} {self.unit}",
            f"{median(self.baseline):,.0f} {self.unit}",
            spread if len(self.ratios) > 1 else f"{ratio:.2f}",
            "" if self.aim is None else f"{self.aim} {self._verdict(ratio)}",
        )

    def _verdict(self, ratio: float) -> str:
        assert self.aim is not None
        return "met" if self.aim.is_met_by(median(self.ours), ratio) else "MISSED"


def in_turns(rounds: int, *measures: Callable[[], float]) -> list[list[float]]:
    """Measure one after the other, again and again; return for each what it gave per round.

    A neighbour on the machine then slows all alike, and the ratio of one round hardly moves.
    """
    turns = [[measure() for measure in measures] for _ in range(rounds)]
    return [list(values) for values in zip(*turns, strict=True)]


def line(cells: Sequence[str]) -> str:
    """Return a line of the table."""
    left = "  ".join(cell.ljust(width) for cell, width in zip(cells[:3], WIDTHS, strict=False))
    right = "  ".join(cell.rjust(width) for cell, width in zip(cells[3:], WIDTHS[3:], strict=True))
    return f"{left}  {right}".rstrip()
