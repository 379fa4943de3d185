"""What somebody who holds a paper knows of its entry: a number on it, or what it amounts to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, product
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, func

from ledger.letters import unmarked
from ledger.values import Series, Voucher
from projections.tables.schema import Tables

_IN_FRONT = frozenset({"phieu", "thu", "chi", "so"})
"""Words that may stand before the number of a paper: *phiếu thu số*, *phiếu chi số*."""

_PART = re.compile(r"[^\W\d_]+|[0-9]+")


class Numbered(msgspec.Struct, frozen=True):
    """A voucher's number as far as it is known: of any series and any year where that is not."""

    number: int
    series: Series | None = None
    year: int | None = None


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an entry; all that is known must hold.

    Its paper bears one of `vouchers`, or it was written by hand and bears `device_key`, which is
    what `device_key` makes of a number; `amount_dong` is what the entry is about, reversed or not.
    """

    vouchers: tuple[Numbered, ...] = ()
    device_key: str | None = None
    amount_dong: int | None = None


def parts(text: str) -> list[str]:
    """Return the words and numbers of a text in order: small letters, no marks, no leading zeros.

    `Phiếu Đ-0017/a` is `phieu`, `d`, `17`, `a`.
    """
    return [part.lstrip("0") or "0" for part in _PART.findall(unmarked(text, "NFKD"))]


def device_key(number: str | None) -> str | None:
    """Return what the number of a handwritten paper is looked up by, however it is typed again."""
    if number is None:
        return None
    return "-".join(dropwhile(_IN_FRONT.__contains__, parts(number))) or None


class Way(NamedTuple):
    """Conditions that one index knows entries of a fund by, and the key they are put in order by.

    Of numbers there are few. Their key is no plain column, or a database would rather go through
    the whole journal, which is in order already.
    """

    conditions: Sequence[ColumnElement[bool]]
    order_key: ColumnElement[int]


def ways_to(t: Tables, sought: Sought, years: Iterable[int]) -> Iterator[Way]:
    """Yield the ways to the entries that are meant: by number, by amount.

    `years` are those that the fund has vouchers of. A reversal bears its entry's number, and the
    amount below zero.
    """
    e, amount = t.entries, sought.amount_dong
    numbers: list[ColumnElement[bool]] = []
    if texts := _texts(sought.vouchers, years):
        numbers += [e.c.voucher.in_(texts), e.c.voucher_in.in_(texts)]
    if sought.device_key is not None:
        numbers.append(e.c.device_key == sought.device_key)
    alike = () if amount is None else (func.abs(e.c.amount_dong) == amount,)
    for number in numbers:
        yield Way((number, *alike), e.c.order_key + 0)
    if amount is not None and not sought.vouchers and sought.device_key is None:
        yield Way((e.c.amount_dong == amount,), e.c.order_key)
        yield Way((e.c.amount_dong == -amount,), e.c.order_key)


def _texts(vouchers: Iterable[Numbered], years: Iterable[int]) -> list[str]:
    """Return the numbers, as printed, that a fund may have given."""
    known = tuple(years)
    found = {
        str(Voucher(series, year, each.number))
        for each in vouchers
        for series, year in product(
            Series if each.series is None else (each.series,),
            known if each.year is None else (each.year,),
        )
    }
    return sorted(found)
