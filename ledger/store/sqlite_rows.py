"""Storing rows on SQLite, many with each statement: a step of the database for all of them.

One by one, a third of the time goes into binding, stepping and resetting; and each of these steps
may hand the interpreter to another thread.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol

from ledger.portions import portions

ROWS_AT_ONCE = 500
"""Many more are no quicker; with few, two threads take turns at the interpreter too often."""


class _Done(Protocol):
    @property
    def rowcount(self) -> int: ...


def insert_rows(
    execute: Callable[[str, tuple[Any, ...]], _Done],
    into: str,
    rows: Sequence[Sequence[Any]],
    *,
    unless_known: bool = False,
) -> int:
    """Insert rows into a table, with its columns where they are not all; return how many.

    With `unless_known`, rows whose keys are there already are passed over.
    """
    inserted = 0
    for some in portions(rows, ROWS_AT_ONCE):
        statement = _insert(into, len(some), len(some[0]), unless_known=unless_known)
        inserted += execute(statement, tuple(chain.from_iterable(some))).rowcount
    return inserted


@lru_cache
def _insert(into: str, rows: int, columns: int, *, unless_known: bool) -> str:
    marks = f"({','.join('?' * columns)})"
    statement = f"INSERT INTO {into} VALUES {','.join([marks] * rows)}"  # noqa: S608  # ours
    return f"{statement} ON CONFLICT DO NOTHING" if unless_known else statement
