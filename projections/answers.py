"""What answers have in common: totals, pages, and sums that stay whole numbers of đồng."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Generic, ParamSpec, TypeVar
from typing import cast as typed

import msgspec
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Row,
    Select,
    bindparam,
    cast,
    func,
    literal_column,
)

from projections.movements import Sums, first_key, last_key
from projections.views import AsOf

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

LIMIT_MAX = 1_000
"""The longest page anybody gets."""

FUND_ID: BindParameter[Any] = bindparam("fund_id")
KNOWN: BindParameter[Any] = bindparam("known")
ON: BindParameter[Any] = bindparam("on")
"""What readers of a question that is `built_once` ask for: a fund, a position, a day."""

_BUILT_MAX = 32
"""More than the generations of tables that a process sees, in every shape a question has."""

_HALF_BITS = 32
_LOW_HALF = 2**_HALF_BITS - 1


class Totals(Sums, frozen=True, kw_only=True):
    """What came in and went out, in đồng; goods apart from money.

    All are net of reversals. `received_dong` and `paid_dong` hold neither opening balances nor
    goods, nor `transferred_dong` (from and to other funds), nor `owed_dong` (held for others, or
    of unknown origin). `in_kind_dong` is the value of goods received, `issued_dong` of those
    given out; `gifts` counts those not reversed.
    """

    gifts: int = 0
    entries: int = 0

    @property
    def balance_dong(self) -> int:
        """The money there is."""
        received = self.opening_dong + self.received_dong - self.paid_dong
        return received + self.transferred_dong + self.owed_dong


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A part of a list; `after` is what to ask for the next part with, None at the end."""

    items: tuple[T, ...]
    after: int | None = None
    as_of: AsOf


def built_once(build: Callable[P, T]) -> Callable[P, T]:
    """Keep what is built of the tables of a generation, and of the shape that a question has.

    To put a large question together takes longer than to ask it of a small book. What differs from
    one reader to the next is no argument but a name in the question, `KNOWN` or another
    `bindparam`: `reading.all(query, known=7)`.
    """
    return typed("Callable[P, T]", lru_cache(_BUILT_MAX)(build))


def whole(sum_of: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the sum of a column as a whole number, 0 of nothing: PostgreSQL makes it decimal."""
    return cast(func.coalesce(func.sum(sum_of), 0), BigInteger)


def halves(
    name: str, column: ColumnElement[int], *, order_by: ColumnElement[Any] | None = None
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return a sum over many funds as two: each fund fits in 64 bits, all of them need not.

    With `order_by` it is a running sum. `joined` puts a row's halves together again.
    """
    high = func.sum(column.op(">>")(literal_column(f"{_HALF_BITS}")))
    low = func.sum(column.op("&")(literal_column(f"{_LOW_HALF}")))
    if order_by is None:
        return high.label(f"{name}_high"), low.label(f"{name}_low")
    return (
        high.over(order_by=order_by).label(f"{name}_high"),
        low.over(order_by=order_by).label(f"{name}_low"),
    )


def joined(row: Row[Any], name: str) -> int:
    """Return the sum whose halves stand in a row, 0 of nothing."""
    high, low = getattr(row, f"{name}_high"), getattr(row, f"{name}_low")
    return (int(high or 0) << _HALF_BITS) + int(low or 0)


def between(
    order_key: ColumnElement[int], period_from: date | None, period_to: date | None
) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that an entry is dated in a period, its days included."""
    if period_from is not None:
        yield order_key >= first_key(period_from)
    if period_to is not None:
        yield order_key <= last_key(period_to)


def from_row(kind: type[S], row: Row[Any], **other: object) -> S:
    """Return an answer with a row's columns in its fields of the same names, and `other` in others.

    Texts become the enumerations that they stand for, and SQLite's numbers what is true or false.
    No field is left to its default: a sum without a column is not 0.
    """
    known = {**row._asdict(), **other}
    return msgspec.convert(
        {name: known[name] for name in kind.__struct_fields__}, kind, strict=False
    )


def latest_first(
    query: Select[Any], position: ColumnElement[int], after: int | None, limit: int
) -> Select[Any]:
    """Return the query for a page of the latest, behind `after`, and for one row more."""
    if after is not None:
        query = query.where(position < after)
    return query.order_by(position.desc()).limit(bounded(limit) + 1)


def page(
    items: list[T], rows: Sequence[Row[Any]], limit: int, as_of: AsOf, *, by: str = "position"
) -> Page[T]:
    """Return a page of `limit` from one row more, if there is one; `by` says where to go on."""
    limit = bounded(limit)
    if len(items) <= limit:
        return Page(items=tuple(items), as_of=as_of)
    return Page(items=tuple(items[:limit]), after=getattr(rows[limit - 1], by), as_of=as_of)


def bounded(limit: int) -> int:
    """Return a page's length within bounds."""
    return max(1, min(limit, LIMIT_MAX))
