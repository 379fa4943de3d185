"""Round values for the axis of a chart, and where an amount lies along it."""

from typing import Final, NamedTuple

_NICE: Final = (1, 2, 2.5, 5, 10)


class Scale(NamedTuple):
    """An axis through zero: its round values, its two ends, and its length on the drawing."""

    ticks: list[int]
    highest: int
    lowest: int
    height: int

    @classmethod
    def reaching(cls, up: int, down: int, *, height: int) -> "Scale":
        """Return the axis that holds amounts from −`down` to `up`, not both of them zero."""
        values = ticks(up, down)
        return cls(values, max(values[-1], up), min(values[0], -down), height)

    def depth(self, amount: int) -> float:
        """Return how far below the upper end an amount lies."""
        return (self.highest - amount) / (self.highest - self.lowest) * self.height

    def length(self, amount: int) -> float:
        """Return how long a bar of this amount is."""
        return amount / (self.highest - self.lowest) * self.height


def ticks(up: int, down: int, *, about: int = 4) -> list[int]:
    """Choose round values, `about` that many on the longer side, from −`down` to `up` through zero.

    A side that stays below half a step gets no value of its own.
    """
    step = _nice_step(max(up, down), about)
    return [index * step for index in range(-_steps(down, step), _steps(up, step) + 1)]


def _nice_step(reach: int, about: int) -> int:
    """Return the smallest round step, a power of ten times 1, 2, 2.5 or 5, that is long enough."""
    rough = max(reach / about, 1)
    power = 1
    while power * 10 <= rough:
        power *= 10
    return next(int(nice * power) for nice in _NICE if nice * power >= rough)


def _steps(reach: int, step: int) -> int:
    return -(-reach // step) if reach * 2 >= step else 0
