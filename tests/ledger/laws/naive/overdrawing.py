"""The naive ledger: what a command took below zero, found by adding everything up twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from ledger.errors.money import InsufficientFunds, NotEnoughGoods
from ledger.values import FundId
from tests.ledger.laws.naive.book import NaiveBook
from tests.ledger.laws.naive.things import AnEntry

Ended = list[tuple[AnEntry, date | None]]
"""Entries, each with the day it is reversed on, if it is."""

Figure = tuple[str, int | str]
"""A figure of a warning, with its name."""

Holder = frozenset[Figure]
"""Whatever can be overdrawn, as a warning names it: an account, a purpose, goods of a kind."""

Told = tuple[str, frozenset[Figure]]
"""The code of a warning, and its figures."""


def as_they_are(book: NaiveBook) -> Ended:
    """All entries, and which of them are reversed by now."""
    return [(entry, entry.reversed_on) for entry in book.entries]


def taken_below_zero(book: NaiveBook, fund: FundId, before: Ended) -> set[Told]:
    """What is below zero on some day, and was not, or not so low, with the entries before."""
    days, after = sorted(book.days(fund)), as_they_are(book)
    now = [held_by_all(fund, after, day) for day in days]
    holders: set[Holder] = {
        holder for held in now for holder, sums in held.items() if min(sums.values()) < 0
    }
    told: set[Told] = set()
    for holder in holders:
        then = [held_by_all(fund, before, day)[holder] for day in days]
        low = [
            {name: dong for name, dong in held[holder].items() if dong < min(0, had[name])}
            for had, held in zip(then, now, strict=True)
        ]
        if any(low):
            is_goods = "commodity" in dict(holder)
            code = NotEnoughGoods.code if is_goods else InsufficientFunds.code
            names = ("available_milli", "available_dong") if is_goods else ("available_dong",)
            lowest = {(name, min(each.get(name, 0) for each in low)) for name in names}
            told.add((code, holder | lowest | set(_when(days, [bool(each) for each in low]))))
    return told


def _when(days: list[date], low: list[bool]) -> Iterator[Figure]:
    """Since when, until when if it came to an end, and how many times.

    Among the days is the one before each on which something changes.
    """
    fell = [at for at in range(len(low)) if low[at] and (at == 0 or not low[at - 1])]
    yield "since_on", days[fell[0]].isoformat()
    yield "times", len(fell)
    if not low[-1]:
        yield "until_on", days[max(at for at in range(len(low)) if low[at])].isoformat()


def held_by_all(fund: FundId, entries: Ended, day: date) -> dict[Holder, Counter[str]]:
    """What everything that can be overdrawn holds at the end of a day."""
    held: dict[Holder, Counter[str]] = defaultdict(Counter)
    for entry, ended_on in entries:
        if entry.fund != fund or day < entry.on or (ended_on is not None and ended_on <= day):
            continue
        for account, purpose, dong in entry.moves:
            held[frozenset({("account_id", str(account))})]["available_dong"] += dong
            held[frozenset({("purpose", purpose)})]["available_dong"] += dong
        if entry.goods is not None:
            commodity, purpose, milli, dong = entry.goods
            kind = held[frozenset({("commodity", commodity), ("purpose", purpose)})]
            kind["available_milli"] += milli
            kind["available_dong"] += dong
    return held
