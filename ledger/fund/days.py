"""A running balance by day: small for ever, and able to say how low it falls from any day on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec


class Days(msgspec.Struct, frozen=True):
    """The net movement of each day, month by month, and their sum.

    It is đồng, or thousandths of a unit of goods.

    It grows with the days of the fund's life, never with the number of entries. A movement copies
    the list of months and one month, so that after ten years it costs what it did in the first.
    """

    total: int = 0
    by_month: dict[date, dict[date, int]] = {}
    """The days of each month that had movements, under its first day."""

    @property
    def by_day(self) -> dict[date, int]:
        """The net movement of each day that had one."""
        return {on: amount for days in self.by_month.values() for on, amount in days.items()}

    @property
    def is_nothing(self) -> bool:
        """Whether the movements of every day cancel."""
        return not self.total and not any(any(days.values()) for days in self.by_month.values())

    def plus(self, on: date, amount: int) -> "Days":
        """Return these days with a movement (negative for what goes out) on a day."""
        month = on.replace(day=1)
        days = self.by_month.get(month, {})
        return Days(
            self.total + amount, {**self.by_month, month: {**days, on: days.get(on, 0) + amount}}
        )

    def at(self, on: date) -> int:
        """Return the balance at the end of a day."""
        return self.total - sum(amount for _, amount in self.after(on))

    def lowest_from(self, on: date) -> int:
        """Return the lowest balance at the end of `on` or of any later day.

        A payment dated `on` lowers exactly these balances, so it must not exceed their lowest.
        """
        lowest = running = self.total
        for _, amount in sorted(self.after(on), reverse=True):
            running -= amount
            lowest = min(lowest, running)
        return lowest

    def after(self, on: date) -> Iterator[tuple[date, int]]:
        """Yield the later days that had movements, with them."""
        first = on.replace(day=1)
        for month, days in self.by_month.items():
            if month >= first:
                yield from ((day, amount) for day, amount in days.items() if day > on)


def lowest_together(many: Iterable[Days], on: date) -> int:
    """Return the lowest sum of some balances at the end of `on` or of any later day."""
    by_day: dict[date, int] = defaultdict(int)
    running = 0
    for days in many:
        running += days.total
        for day, amount in days.after(on):
            by_day[day] += amount
    lowest = running
    for _, amount in sorted(by_day.items(), reverse=True):
        running -= amount
        lowest = min(lowest, running)
    return lowest


NO_DAYS = Days()
