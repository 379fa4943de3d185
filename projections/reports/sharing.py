"""Parts of what belongs to an association that others succeeded: no đồng lost.

A part of an amount goes down the line of successions: at each it is divided by largest remainder
(`ledger.shares`), and what one successor has of it goes on to those who succeeded that one. So the
parts of all heirs sum to the amount.
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from ledger.shares import WHOLE, divided


class Step(NamedTuple):
    """A succession by several, in millionths of the whole, and which of them is followed."""

    shares: tuple[int, ...]
    at: int


Way: TypeAlias = tuple[Step, ...]
"""The splits on the way from an association to one that counts for it now."""


class Part(NamedTuple):
    """What of one thing counts: along one way or several; along one without splits, all of it."""

    ways: tuple[Way, ...] = ((),)

    @property
    def share(self) -> Fraction:
        """What it is of the whole."""
        total = Fraction(0)
        for way in self.ways:
            share = Fraction(1)
            for step in way:
                share *= Fraction(step.shares[step.at], WHOLE)
            total += share
        return total

    @property
    def is_whole(self) -> bool:
        """Whether it is all there is."""
        return self.ways == ((),) or self.share == 1

    def of(self, amount: int) -> int:
        """Return its part of an amount, which may be below zero."""
        total = 0
        for way in self.ways:
            left = abs(amount)
            for step in way:
                left = _divided(left, step.shares)[step.at]
            total += left
        return total if amount >= 0 else -total

    def run(self, amounts: Iterable[int], start: int = 0) -> list[int]:
        """Return its part of each amount, as one after another moves a sum that was `start`.

        Each is what moved the part of the sum: so they come out even with the parts of both ends,
        and are their own shares to within a đồng or two; the part of nothing is nothing.
        """
        parts, before = [], self.of(start)
        for amount in amounts:
            start += amount
            after = self.of(start) if amount else before
            parts.append(after - before)
            before = after
        return parts


ALL = Part()


def together(parts: Iterable[Part]) -> Part:
    """Return several parts of one thing as one."""
    ways = tuple(way for part in parts for way in part.ways)
    return ALL if ways == ALL.ways else Part(ways)


@lru_cache(maxsize=10_000)
def _divided(amount: int, shares: tuple[int, ...]) -> list[int]:
    return divided(amount, shares) if amount else [0] * len(shares)
