"""The running balance of a statement: where it breaks, and what it says of a row without amount."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

import msgspec

from api.statements.layout import Layout
from api.statements.rows import Amountless, Item, Row, Unreadable


class BalanceBreak(msgspec.Struct, frozen=True, kw_only=True):
    """A row whose printed balance is not what the rows before it make, in đồng.

    The line is the later of the two rows that do not fit together.
    """

    line: int
    booked_on: date
    amount_dong: int
    printed_dong: int
    expected_dong: int


class Implied(msgspec.Struct, frozen=True, gc=False):
    """A row that has lost its amount, with the amount that the balances around it imply."""

    row: Row


class RunningBalance:
    """The check of one file's balances, row by row in the file's order.

    It holds wherever a balance is printed, be it beside every row or at the foot of a page. What
    became of a row without amount is told once the balance behind it is known: an amount is
    implied only if the rows before and behind it tie.
    """

    def __init__(self, layout: Layout, on_break: Callable[[BalanceBreak], None]) -> None:
        """Check a file of this layout, and tell of every break."""
        self._is_newest_first = layout.newest_first
        self._on_break = on_break
        self._carried: int | None = None
        self._lost: list[Row] = []
        self._implied: list[Row] = []
        self._tied: bool | None = None
        self.checked = 0

    def check(self, items: Iterable[Item]) -> Iterator[Row | Unreadable | Implied]:
        """Yield all that is in a file; rows without amount once it is known what they were."""
        for item in items:
            if item.__class__ is Row:
                if item.balance_dong is not None or self._carried is not None:
                    yield from self._row(item)
                yield item
            elif isinstance(item, Amountless):
                yield from self._lose(item)
            else:
                assert isinstance(item, Unreadable)
                yield item
        yield from self._end()

    def _row(self, row: Row) -> Iterator[Unreadable | Implied]:
        moved = row.credit_dong - row.debit_dong
        if self._is_newest_first:
            if row.balance_dong is not None:
                yield from self._tie(row, self._carried, row.balance_dong)
                self._carried = row.balance_dong
            if self._carried is not None:
                self._carried -= moved
            return
        if self._carried is not None:
            self._carried += moved
        if row.balance_dong is not None:
            yield from self._tie(row, self._carried, row.balance_dong)
            self._carried = row.balance_dong

    def _tie(self, row: Row, expected: int | None, printed: int) -> Iterator[Unreadable | Implied]:
        if expected is None:
            return
        self.checked += 1
        lost, self._lost = self._lost, []
        missing = printed - expected
        if len(lost) == 1 and missing and self._tied is not False:
            amount = -missing if self._is_newest_first else missing
            self._implied.append(_with_amount(lost[0], amount))
            return
        yield from map(_no_amount, lost)
        yield from self._settle(is_implied=missing == 0 and not lost)
        self._tied = missing == 0
        if missing:
            self._on_break(
                BalanceBreak(
                    line=row.line,
                    booked_on=row.booked_on,
                    amount_dong=row.credit_dong - row.debit_dong,
                    printed_dong=printed,
                    expected_dong=expected,
                )
            )

    def _settle(self, *, is_implied: bool) -> Iterator[Unreadable | Implied]:
        waiting, self._implied = self._implied, []
        yield from map(Implied if is_implied else _no_amount, waiting)

    def _lose(self, lost: Amountless) -> Iterator[Unreadable | Implied]:
        row = lost.row
        if self._carried is None and row.balance_dong is None:
            yield lost.fault
            return
        if self._is_newest_first and row.balance_dong is not None:
            yield from self._tie(row, self._carried, row.balance_dong)
            self._carried = row.balance_dong
        if len(self._lost) < 2:  # noqa: PLR2004  # of two nobody can say which was how much
            self._lost.append(row)
        else:
            yield lost.fault
        if not self._is_newest_first and row.balance_dong is not None:
            yield from self._own_balance(row)

    def _own_balance(self, row: Row) -> Iterator[Unreadable | Implied]:
        printed, expected = row.balance_dong, self._carried
        assert printed is not None
        self._carried = printed
        if expected is not None:
            yield from self._tie(row, expected, printed)
        else:  # the first balance of all: what came before it cannot be told
            yield from self._end()

    def _end(self) -> Iterator[Unreadable | Implied]:
        lost, self._lost = self._lost, []
        yield from self._settle(is_implied=self._tied is True)
        yield from map(_no_amount, lost)


def _no_amount(row: Row) -> Unreadable:
    return Amountless(row).fault


def _with_amount(row: Row, amount: int) -> Row:
    return msgspec.structs.replace(row, credit_dong=max(amount, 0), debit_dong=max(-amount, 0))
