"""Transfers of a report: those between funds inside are taken out of every total, and said.

Of a fund that counts in part only, as much of a leg is inside as that part; and as much of it is
taken out as both ends have inside.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeAlias
from uuid import UUID

from ledger.values import FundId
from projections.control.closings import sealed_at
from projections.reports import running_sums
from projections.reports.flows import of_keys
from projections.reports.membership import Membership, common
from projections.reports.money import Eliminated, InTransit, Legs, Transfers
from projections.reports.report import Days
from projections.reports.running_sums import Key
from projections.reports.sharing import Part
from projections.tables.reports import CHAINS
from projections.views import Reading

_COLUMNS = CHAINS["legs"]
_AT = {name: at for at, name in enumerate(_COLUMNS)}

Parts: TypeAlias = Mapping[FundId, Part]


def between(
    reading: Reading, found: Membership, keys: Sequence[Key], period: Days, known_at: int
) -> Transfers:
    """Return what funds that count sent and received, among themselves and beyond.

    `keys` are what they have in the chain of legs.
    """
    spans = {fund.fund_id: fund.spans for fund in found.funds}
    parts = found.parts()
    # Of a fund that counts in part, what went outside is asked for as well.
    wanted = {
        key: common(spans[key[0]], spans[_other(key)] if _other(key) in parts else spans[key[0]])
        for key in keys
        if key[0] in parts and (_other(key) in parts or not parts[key[0]].is_whole)
    }
    moved = {
        key: flow.moved for key, flow in of_keys(reading, "legs", wanted, period, known_at).items()
    }
    handed_over, taken_over = _handed_over(moved, parts)
    eliminated = Eliminated(
        sent=_eliminated(moved, parts, "sent"),
        received=_eliminated(moved, parts, "received"),
        handed_over=handed_over,
        taken_over=taken_over,
    )
    inside = {
        fund.fund_id: parts[fund.fund_id] for fund in found.funds if fund.is_inside(period.last)
    }
    here = [key for key in keys if key[0] in inside]
    in_transit = _in_transit(reading, inside, here, period.last, known_at)
    return Transfers(eliminated=eliminated, in_transit=in_transit)


def _eliminated(moved: Mapping[Key, Sequence[int]], parts: Parts, side: str) -> Legs:
    legs = dong = 0
    for key, sums in moved.items():
        if _other(key) in parts:
            legs += sums[_AT[f"{side}_legs"]]
            dong += _common(sums[_AT[side]], parts[key[0]], parts[_other(key)])
    return Legs(transfers=legs, dong=dong)


def _handed_over(moved: Mapping[Key, Sequence[int]], parts: Parts) -> tuple[int, int]:
    """Return what funds inside handed over to one another, on its one side and on its other.

    A fund that counts in part handed over that part, to whichever heir: what heirs inside took over
    of it is taken out as far as it was theirs already.
    """
    whole = defaultdict[FundId, int](int)
    handed, taken = defaultdict[FundId, int](int), defaultdict[FundId, int](int)
    for key, sums in moved.items():
        fund_id, other = key[0], _other(key)
        whole[fund_id] += sums[_AT["handed_over"]]
        if other in parts:
            handed[fund_id] += parts[other].of(sums[_AT["handed_over"]])
            taken[other] += parts[fund_id].of(sums[_AT["taken_over"]])

    def taken_out(fund_id: FundId, dong: int) -> int:
        part = parts[fund_id]
        return dong if part.is_whole else min(dong, part.of(whole[fund_id]))

    return (
        sum(taken_out(fund_id, dong) for fund_id, dong in handed.items()),
        sum(taken_out(fund_id, dong) for fund_id, dong in taken.items()),
    )


def _common(dong: int, one: Part, other: Part) -> int:
    """Return what of an amount is inside at both ends."""
    return min(one.of(dong), other.of(dong), key=abs)


def _in_transit(
    reading: Reading, inside: Parts, here: Sequence[Key], on: date, known_at: int
) -> InTransit:
    """Return what was sent and had not arrived: the sender's legs less the receiver's.

    Legs in books of others are as known when the book inside was closed, so that what was sealed
    with it stays; or else a late receipt there would change it.
    """
    there = running_sums.funds_of_parts(reading, "legs", [each.hex for each in inside])
    beyond = {_other(key) for key in there if key[0] not in inside}
    seals = sealed_at(reading, on, known_at, beyond) if beyond else {}
    known: dict[int, list[Key]] = defaultdict(list)
    for key in sorted({*here, *there}):
        known[known_at if key[0] in inside else seals.get(_other(key), known_at)].append(key)
    left: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, sums in _legs_until(reading, known, on):
        one, other = inside.get(key[0]), inside.get(_other(key))
        for side, ends, sign in (("sent", (one, other), 1), ("received", (other, one), -1)):
            for name, dong in _placed(sums[_AT[side]], *ends).items():
                left[name][0] += sign * sums[_AT[f"{side}_legs"]]
                left[name][1] += sign * dong
    legs = {name: Legs(transfers=legs, dong=dong) for name, (legs, dong) in left.items()}
    nothing = Legs()
    return InTransit(
        within=legs.get("within", nothing),
        outgoing=legs.get("outgoing", nothing),
        incoming=legs.get("incoming", nothing),
    )


def _legs_until(
    reading: Reading, known: Mapping[int, Sequence[Key]], on: date
) -> Iterator[tuple[Key, Sequence[int]]]:
    """Yield the legs up to a day, each as it was known at its position."""
    for position, keys in known.items():
        [of_each] = running_sums.read(reading, "legs", keys, [on], position)
        yield from ((key, sums) for key, sums in zip(keys, of_each, strict=True) if sums)


def _placed(dong: int, sender: Part | None, receiver: Part | None) -> dict[str, int]:
    """Return what of a transfer is within, going out and coming in; each end may count in part."""
    if receiver is None:
        return {} if sender is None else {"outgoing": sender.of(dong)}
    if sender is None:
        return {"incoming": receiver.of(dong)}
    if sender.is_whole and receiver.is_whole:
        return {"within": dong}
    within = _common(dong, sender, receiver)
    rest = {"outgoing": sender.of(dong) - within, "incoming": receiver.of(dong) - within}
    return {"within": within, **{name: part for name, part in rest.items() if part}}


def _other(key: Key) -> FundId:
    return _fund(key[1])


@lru_cache(maxsize=20_000)
def _fund(part: str) -> FundId:
    return FundId(UUID(part))
