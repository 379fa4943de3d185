"""A running balance by day: small for ever, and able to say how low it falls from any day on."""

from datetime import date

import msgspec


class Days(msgspec.Struct, frozen=True):
    """The net movement in đồng of each day, and their sum.

    It grows with the days of the fund's life, never with the number of entries.
    """

    total: int = 0
    by_day: dict[date, int] = {}

    def plus(self, on: date, dong: int) -> "Days":
        """Return these days with a movement of `dong` (negative for money out) on a day."""
        return Days(self.total + dong, {**self.by_day, on: self.by_day.get(on, 0) + dong})

    def lowest_from(self, on: date) -> int:
        """Return the lowest balance at the end of `on` or of any later day.

        A payment dated `on` lowers exactly these balances, so it must not exceed their lowest.
        """
        lowest = running = self.total
        for day in sorted((d for d in self.by_day if d > on), reverse=True):
            running -= self.by_day[day]
            lowest = min(lowest, running)
        return lowest


NO_DAYS = Days()
