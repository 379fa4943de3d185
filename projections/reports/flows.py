"""What running sums come to over a period, for funds that come, stay and go."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import add
from typing import NamedTuple

from projections.reports import running_sums
from projections.reports.membership import FundMember, Span, eve
from projections.reports.report import Days
from projections.reports.running_sums import Key, Sums, difference
from projections.tables.reports import CHAINS, ChainName
from projections.views import Reading


class Flow(NamedTuple):
    """Sums by column: before the period, in it, brought in, taken away, and at its end.

    Opening + moved + joined − left = closing.
    """

    opening: Sums
    moved: Sums
    joined: Sums
    left: Sums
    closing: Sums


class Named(NamedTuple):
    """A flow by the names of its columns."""

    opening: Mapping[str, int]
    moved: Mapping[str, int]
    joined: Mapping[str, int]
    left: Mapping[str, int]
    closing: Mapping[str, int]


class _Plan(NamedTuple):
    """Up to the ends of which days sums are to be known, and what they are then taken for."""

    opening: tuple[date, ...]
    moved: tuple[tuple[date, date], ...]
    joined: tuple[date, ...]
    left: tuple[date, ...]
    closing: tuple[date, ...]

    def days(self) -> set[date]:
        """Return all those days."""
        return {*self.opening, *self.joined, *self.left, *self.closing}.union(*self.moved)


def of_funds(
    reading: Reading,
    chain: ChainName,
    keys: Iterable[Key],
    funds: Iterable[FundMember],
    period: Days,
    known_at: int,
) -> dict[Key, Flow]:
    """Return the flows of what funds have in a chain."""
    spans = {fund.fund_id: fund.spans for fund in funds}
    return of_keys(reading, chain, {key: spans[key[0]] for key in keys}, period, known_at)


def of_parts(
    reading: Reading,
    chain: ChainName,
    funds: Sequence[FundMember],
    period: Days,
    known_at: int,
) -> dict[Key, Flow]:
    """Return the flows of all that funds have in a chain, by fund and part."""
    keys = running_sums.keys(reading, [fund.fund_id for fund in funds], chain)[chain]
    return of_funds(reading, chain, keys, funds, period, known_at)


def of_keys(
    reading: Reading,
    chain: ChainName,
    spans: Mapping[Key, tuple[Span, ...]],
    period: Days,
    known_at: int,
) -> dict[Key, Flow]:
    """Return the flows of funds and parts that count on just those days."""
    alike: dict[tuple[Span, ...], list[Key]] = defaultdict(list)
    for key, of_key in spans.items():
        alike[of_key].append(key)
    nothing = [0] * len(CHAINS[chain])
    found: dict[Key, Flow] = {}
    for of_key, keys in alike.items():
        plan = _plan(of_key, period)
        days = sorted(plan.days())
        sums = running_sums.read(reading, chain, keys, days, known_at)
        for key, *of_days in zip(keys, *sums, strict=True):
            if any(of_days):
                at = {day: each or nothing for day, each in zip(days, of_days, strict=True)}
                found[key] = _flow(plan, at, nothing)
    return found


def total(chain: ChainName, flows: Iterable[Flow]) -> Named:
    """Return the sums over many flows: Python's numbers, which no sum of many funds overflows."""
    columns = CHAINS[chain]
    together: list[list[int]] = []
    every = list(flows)
    for side in range(len(Flow._fields)):
        summed = [sum(column) for column in zip(*(flow[side] for flow in every), strict=True)]
        together.append(summed or [0] * len(columns))
    return Named(*(dict(zip(columns, each, strict=True)) for each in together))


def _plan(spans: tuple[Span, ...], period: Days) -> _Plan:
    before = eve(period.first)
    moved, joined, left = [], [], []
    for span in spans:
        start, end = max(span.since, period.first), min(span.until, _after(period.last))
        if start < end:
            moved.append((eve(end), eve(start)))
        if period.first <= span.since <= period.last:
            joined.append(eve(span.since))
        if period.first <= span.until <= period.last:
            left.append(eve(span.until))
    return _Plan(
        opening=(before,) if any(span.has(before) for span in spans) else (),
        moved=tuple(moved),
        joined=tuple(joined),
        left=tuple(left),
        closing=(period.last,) if any(span.has(period.last) for span in spans) else (),
    )


def _flow(plan: _Plan, at: Mapping[date, Sums], nothing: Sums) -> Flow:
    return Flow(
        _added([at[day] for day in plan.opening], nothing),
        _added([difference(at[end], at[start]) for end, start in plan.moved], nothing),
        _added([at[day] for day in plan.joined], nothing),
        _added([at[day] for day in plan.left], nothing),
        _added([at[day] for day in plan.closing], nothing),
    )


def _added(sums: Sequence[Sums], nothing: Sums) -> Sums:
    if len(sums) == 1:
        return sums[0]
    summed = nothing
    for each in sums:
        summed = list(map(add, summed, each))
    return summed


def _after(on: date) -> date:
    return date.fromordinal(on.toordinal() + 1)
