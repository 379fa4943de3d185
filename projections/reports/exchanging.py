"""Whether what is published of categories tells the tag of a single payment to a few recipients.

Everybody may read each payment: how many awards, to how many, how much, on which day, and not its
tags. Beside exact sums by tag that can be enough to find them (a subset sum). Nothing is found
where payments could change their tags with one another and no published figure would be another:
then what is published is as true of either. So for each payment to a few there must be such an
exchange: it and perhaps more of its tag against some of another tag that come to the same, in
every publication that shows one of the two tags, and in those alike that they are in at all.

That is enough, and needs no search through all possible tags: exchanges are looked for one pair of
tags at a time, in time that grows with the number of payments. See docs/decisions/0047.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias

UNTAGGED = ""
"""The tag of awards whose recipients have none."""

_SUM_MAX = 1 << 10
"""Exchanges of more awards are not looked for: a payment to a few is rarely of as many."""
_SUMS = (1 << _SUM_MAX + 1) - 1


class Figures(NamedTuple):
    """What was given: awards, instances (None where not counted) and đồng."""

    awards: int
    instances: int | None
    dong: int


class Shown(NamedTuple):
    """Which tags a publication shows, and whether with instances and đồng or awards alone."""

    tags: frozenset[str]
    is_exact: bool


Counted: TypeAlias = tuple[tuple[int, Figures], ...]
"""What publications count of something, by their numbers; those that count nothing of it are not
there."""


class Act(NamedTuple):
    """Awards that were given in one act, by tag, as each publication counts them.

    `is_single` says that it, or an entry of it, had a few recipients, and `is_named` that somebody
    who may have received by it is known by name: that one is found out where all have one tag. An
    act of a `is_list` says of each award its tags; of one that `overlaps` some have several. One
    that `is_split` was given in part in another year. `disbursement` is what it was an act of.
    """

    parts: Mapping[str, Counted]
    is_single: bool = False
    is_list: bool = False
    overlaps: bool = False
    is_split: bool = False
    is_named: bool = False
    disbursement: str = ""


Told: TypeAlias = frozenset[tuple[int, str]]
"""Acts by their numbers, and the tags that are told of them."""


class _Part(NamedTuple):
    """What an act gave under one tag, with all that an exchange asks of it."""

    counted: Counted
    others: frozenset[str]
    is_list: bool
    overlaps: bool
    is_split: bool

    @property
    def windows(self) -> tuple[int, ...]:
        """Which publications count it."""
        return tuple(at for at, _ in self.counted)


_ByWindows: TypeAlias = dict[tuple[int, ...], Counter[_Part]]
"""Parts of a tag by the publications that count them."""


class _Side:
    """Parts of one tag that can be exchanged with one another's kind: which sums they come to."""

    def __init__(self) -> None:
        self._weights: Counter[int] = Counter()

    def add(self, weight: int, times: int) -> None:
        """Add so many parts of a weight."""
        self._weights[weight] += times

    def sums(self, without: int = 0) -> int:
        """Return which sums some of them come to, as bits; one of a weight may be left out."""
        bits = 1
        for weight, times in self._weights.items():
            left = times - (weight == without)
            step = 1
            while left > 0:
                taken = min(step, left)
                if weight * taken > _SUM_MAX:
                    break
                bits |= bits << weight * taken & _SUMS
                left -= taken
                step *= 2
        return bits


def told(acts: Sequence[Act], shown: Sequence[Shown]) -> Told:
    """Return which tags might be found out from what is shown: of a few, or of who is named."""
    parts: dict[str, _ByWindows] = defaultdict(lambda: defaultdict(Counter))
    asking: dict[str, dict[_Part, list[int]]] = defaultdict(dict)
    for number, act in enumerate(acts):
        is_asking = act.is_single or (act.is_named and _is_of_one_tag(act, len(shown)))
        for tag, known in act.parts.items():
            counted = _plain(known, shown)
            part = _Part(
                counted,
                frozenset(act.parts) - {tag},
                act.is_list and not act.is_single,
                act.overlaps,
                act.is_split,
            )
            parts[tag][part.windows][part] += 1
            is_shown = any(tag in shown[at].tags for at, _ in counted)
            if is_asking and tag != UNTAGGED and is_shown:
                asking[tag].setdefault(part, []).append(number)
    return frozenset(
        (number, tag)
        for tag, of_tag in asking.items()
        for part in _alone(tag, of_tag, parts, shown)
        for number in of_tag[part]
    )


def _is_of_one_tag(act: Act, publications: int) -> bool:
    """Tell whether all who received by an act have the same tags, as some publication counts it.

    Of a list with several, whoever is named may be on the line of any of them.
    """
    tags = Counter(at for counted in act.parts.values() for at, _ in counted if at < publications)
    return act.overlaps or 1 in tags.values()


def _alone(
    tag: str,
    asking: Iterable[_Part],
    parts: Mapping[str, _ByWindows],
    shown: Sequence[Shown],
) -> set[_Part]:
    """Return the parts of a tag that can be exchanged with nothing."""
    left = set(asking)
    for other in sorted(parts):
        if other == tag or not left:
            continue
        asked = {part: _telling(part.windows, tag, other, shown) for part in left}
        telling = frozenset(asked.values())
        ours = _sides(parts[tag], tag, other, shown, telling)
        theirs = _sides(parts[other], other, tag, shown, telling)
        for part in list(left):
            found = _exchange(part, asked[part], shown)
            if found is None or other in part.others or found.key not in theirs:
                continue
            # Of a list of many any award is enough: who is named may have been given just that.
            weight = 1 if found.is_summed and _is_divisible(part) else found.weight
            beside = ours[found.key].sums(without=weight) if found.key in ours else 1
            if weight <= _SUM_MAX and beside << weight & _SUMS & theirs[found.key].sums():
                left.discard(part)
    return left


class _Exchange(NamedTuple):
    """With what a part can be exchanged: with what has the same key, by weight."""

    key: Hashable
    weight: int
    is_summed: bool


def _telling(
    windows: tuple[int, ...], tag: str, other: str, shown: Sequence[Shown]
) -> tuple[int, ...]:
    """Return which publications would be others if awards they count had the other of two tags."""
    if UNTAGGED in (tag, other):
        return windows
    return tuple(at for at in windows if tag in shown[at].tags or other in shown[at].tags)


def _sides(
    parts: _ByWindows,
    tag: str,
    other: str,
    shown: Sequence[Shown],
    asked: AbstractSet[tuple[int, ...]],
) -> dict[Hashable, _Side]:
    """Return what parts come to, of those that just such publications tell of as are asked for."""
    sides: dict[Hashable, _Side] = defaultdict(_Side)
    for windows, some in parts.items():
        telling = _telling(windows, tag, other, shown)
        for part, times in some.items() if telling in asked else ():
            found = _exchange(part, telling, shown)
            if found is None or part.overlaps or (other in part.others and not part.is_list):
                continue
            if _is_divisible(part) and found.is_summed:
                sides[found.key].add(1, times * found.weight)
            else:
                sides[found.key].add(found.weight, times)
    return sides


def _is_divisible(part: _Part) -> bool:
    """Tell whether each award of a part may be exchanged by itself: each is a line of a list."""
    return part.is_list and all(each.instances == each.awards for _, each in part.counted)


def _exchange(part: _Part, telling: tuple[int, ...], shown: Sequence[Shown]) -> _Exchange | None:
    """Return what a part is exchanged by where tags change; None where it never can be.

    What several publications count differently, or one shows exactly, goes one against one.
    """
    counts = [each for each in part.counted if each[0] in telling]
    if part.is_split or any(shown[at].is_exact for at in telling):
        return _Exchange((part.is_split, *counts), 1, is_summed=False)
    awards = {each.awards for _, each in counts}
    if len(awards) != 1:
        return _Exchange(tuple((at, each.awards) for at, each in counts), 1, is_summed=False)
    (weight,) = awards
    if weight == 0:
        return None
    return _Exchange((weight > 0, *telling), abs(weight), is_summed=True)


def _plain(counted: Counted, shown: Sequence[Shown]) -> Counted:
    """Return what is counted without what nothing shows, so that more of it is alike."""
    if any(each.is_exact for each in shown):
        return tuple((at, each) for at, each in counted if at < len(shown))
    return tuple(
        (at, Figures(each.awards, each.awards if each.instances == each.awards else None, 0))
        for at, each in counted
        if at < len(shown)
    )
