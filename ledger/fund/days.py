"""A running balance by day: small for ever, and able to say how low it falls from any day on."""

from datetime import date

import msgspec


class Days(msgspec.Struct, frozen=True):
    """The net movement in đồng of each day, month by month, and their sum.

    It grows with the days of the fund's life, never with the number of entries. A movement copies
    the list of months and one month, so that after ten years it costs what it did in the first.
    """

    total: int = 0
    by_month: dict[date, dict[date, int]] = {}
    """The days of each month that had movements, under its first day."""

    @property
    def by_day(self) -> dict[date, int]:
        """The net movement of each day that had one."""
        return {on: dong for days in self.by_month.values() for on, dong in days.items()}

    def plus(self, on: date, dong: int) -> "Days":
        """Return these days with a movement of `dong` (negative for money out) on a day."""
        month = on.replace(day=1)
        days = self.by_month.get(month, {})
        return Days(
            self.total + dong, {**self.by_month, month: {**days, on: days.get(on, 0) + dong}}
        )

    def lowest_from(self, on: date) -> int:
        """Return the lowest balance at the end of `on` or of any later day.

        A payment dated `on` lowers exactly these balances, so it must not exceed their lowest.
        """
        later = [
            (day, dong)
            for month, days in self.by_month.items()
            if month >= on.replace(day=1)
            for day, dong in days.items()
            if day > on
        ]
        lowest = running = self.total
        for _, dong in sorted(later, reverse=True):
            running -= dong
            lowest = min(lowest, running)
        return lowest


NO_DAYS = Days()
