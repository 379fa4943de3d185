"""A running balance by day: small for ever, and able to say how low it falls from any day on."""

from datetime import date

import msgspec


class Days(msgspec.Struct, frozen=True):
    """The net movement of each day, and their sum; đồng, or thousandths of a unit of goods.

    It grows with the days of the fund's life, never with the number of entries. Days of closed
    periods lie apart: no decision walks over them, and no gift copies them.
    """

    total: int = 0
    by_day: dict[date, int] = {}
    closed: dict[date, int] = {}

    def plus(self, on: date, amount: int) -> "Days":
        """Return these days with a movement (negative for what goes out) on an open day."""
        by_day = {**self.by_day, on: self.by_day.get(on, 0) + amount}
        return Days(self.total + amount, by_day, self.closed)

    def at(self, on: date) -> int:
        """Return the balance at the end of a day."""
        later = sum(amount for day, amount in self.by_day.items() if day > on)
        return self.total - later - sum(a for day, a in self.closed.items() if day > on)

    def lowest_from(self, on: date) -> int:
        """Return the lowest balance at the end of `on`, an open day, or of any later day.

        A payment dated `on` lowers exactly these balances, so it must not exceed their lowest.
        """
        lowest = running = self.total
        for day in sorted((d for d in self.by_day if d > on), reverse=True):
            running -= self.by_day[day]
            lowest = min(lowest, running)
        return lowest

    def closed_through(self, last: date) -> "Days":
        """Return the same days with those up to `last` laid apart."""
        over = {day: amount for day, amount in self.by_day.items() if day <= last}
        by_day = {day: amount for day, amount in self.by_day.items() if day > last}
        return Days(self.total, by_day, {**self.closed, **over})

    def reopened_since(self, first: date) -> "Days":
        """Return the same days with those from `first` on open again."""
        again = {day: amount for day, amount in self.closed.items() if day >= first}
        closed = {day: amount for day, amount in self.closed.items() if day < first}
        return Days(self.total, {**self.by_day, **again}, closed)


NO_DAYS = Days()
