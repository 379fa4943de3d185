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
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias

from projections.reports.protection import are_few

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
    that `is_divided` was given in part in another year, or by a fund that this one was handed over
    to, or that by another: it goes against nothing. `disbursement` is what it was an act of.
    `places` are the unit that gave it and those above it.
    """

    parts: Mapping[str, Counted]
    is_single: bool = False
    is_list: bool = False
    overlaps: bool = False
    is_divided: bool = False
    is_named: bool = False
    disbursement: str = ""
    places: tuple[Hashable, ...] = ()


Told: TypeAlias = frozenset[tuple[int, str]]
"""Acts by their numbers, and the tags that are told of them."""

Cell: TypeAlias = tuple[Hashable, str]
"""What was given in a unit, and all below it, with a tag."""


class _Part(NamedTuple):
    """What an act gave under one tag, with all that an exchange asks of it."""

    counted: Counted
    others: frozenset[str]
    is_list: bool
    overlaps: bool
    is_divided: bool

    @property
    def windows(self) -> tuple[int, ...]:
        """Which publications count it."""
        return tuple(at for at, _ in self.counted)


_ByWindows: TypeAlias = dict[tuple[int, ...], Counter[_Part]]
"""Parts of a tag by the publications that count them."""


class _Side:
    """Parts of one tag that can be exchanged with one another's kind: which sums they come to."""

    def __init__(self, weights: Counter[int] | None = None) -> None:
        self.weights: Counter[int] = weights or Counter()

    def add(self, weight: int, times: int) -> None:
        """Add so many parts of a weight."""
        self.weights[weight] += times

    def less(self, other: "_Side") -> "_Side":
        """Return what is left without another."""
        return _Side(self.weights - other.weights)

    def sums(self, without: int = 0) -> int:
        """Return which sums some of them come to, as bits; one of a weight may be left out."""
        bits = 1
        for weight, times in self.weights.items():
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
        for tag, part in _parts(act, shown):
            parts[tag][part.windows][part] += 1
            is_shown = any(tag in shown[at].tags for at in part.windows)
            if is_asking and tag != UNTAGGED and is_shown:
                asking[tag].setdefault(part, []).append(number)
    return frozenset(
        (number, tag)
        for tag, of_tag in asking.items()
        for part in _alone(tag, of_tag, parts, shown)
        for number in of_tag[part]
    )


def few_cells(acts: Iterable[Act]) -> dict[Cell, frozenset[int]]:
    """Return the cells of a few, with the publications that count them so.

    They are counted in awards, or in how often somebody received.
    """
    sums: dict[Cell, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for act in acts:
        for tag, known in act.parts.items():
            for at, each in known if tag != UNTAGGED else ():
                for place in act.places:
                    sums[place, tag][at][0] += each.awards
                    sums[place, tag][at][1] += each.instances or each.awards
    found = {
        cell: frozenset(at for at, counts in by_window.items() if any(map(are_few, counts)))
        for cell, by_window in sums.items()
    }
    return {cell: windows for cell, windows in found.items() if windows}


def told_cells(
    acts: Iterable[Act], shown: Sequence[Shown], few: Mapping[Cell, AbstractSet[int]]
) -> frozenset[Cell]:
    """Return the cells of a few of which what is shown might tell how many they are.

    It tells nothing where awards of the unit could change their tag with some of elsewhere.
    """
    concerned = {place for place, _ in few}
    groups: dict[tuple[tuple[Hashable, ...], str], Counter[_Part]] = defaultdict(Counter)
    for act in acts if concerned else ():
        for tag, part in _parts(act, shown):
            groups[act.places, tag][part] += 1
    parts: dict[str, _ByWindows] = defaultdict(lambda: defaultdict(Counter))
    inside: dict[Cell, _ByWindows] = defaultdict(lambda: defaultdict(Counter))
    for (places, tag), some in groups.items():
        within = (inside[place, tag] for place in places if place in concerned)
        for by_windows in (parts[tag], *within):
            for part, times in some.items():
                by_windows[part.windows][part] += times
    asking: dict[str, dict[Hashable, set[_Part]]] = defaultdict(dict)
    for (place, tag), windows in few.items():
        telling = {at for at in windows if at < len(shown) and tag in shown[at].tags}
        found = {
            part
            for of, some in inside[place, tag].items()
            if telling.intersection(of)
            for part in some
        }
        if found:
            asking[tag][place] = found
    return frozenset(
        (place, tag)
        for tag, cells in asking.items()
        for place in _fixed(tag, cells, parts, inside, shown)
    )


def _parts(act: Act, shown: Sequence[Shown]) -> Iterator[tuple[str, _Part]]:
    for tag, known in act.parts.items():
        yield (
            tag,
            _Part(
                _plain(known, shown),
                frozenset(act.parts) - {tag},
                act.is_list and not act.is_single,
                act.overlaps,
                act.is_divided,
            ),
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
            if other not in part.others and _meet(part, asked[part], ours, theirs, shown):
                left.discard(part)
    return left


def _fixed(
    tag: str,
    cells: Mapping[Hashable, AbstractSet[_Part]],
    parts: Mapping[str, _ByWindows],
    inside: Mapping[Cell, _ByWindows],
    shown: Sequence[Shown],
) -> set[Hashable]:
    """Return the units of whose parts of a tag none can be exchanged with any of elsewhere."""
    left = set(cells)
    for other in sorted(parts):
        if other == tag or not left:
            continue
        asked = {
            part: _telling(part.windows, tag, other, shown)
            for place in left
            for part in cells[place]
            if part.is_list or other not in part.others
        }
        telling = frozenset(asked.values())
        ours = _sides(parts[tag], tag, other, shown, telling)
        theirs = _sides(parts[other], other, tag, shown, telling)
        for place in list(left):
            here = _sides(inside.get((place, other), {}), other, tag, shown, telling)
            if any(
                _meet(part, asked[part], ours, theirs, shown, without=here)
                for part in cells[place] & asked.keys()
            ):
                left.discard(place)
    return left


def _meet(
    part: _Part,
    telling: tuple[int, ...],
    ours: Mapping[Hashable, _Side],
    theirs: Mapping[Hashable, _Side],
    shown: Sequence[Shown],
    without: Mapping[Hashable, _Side] | None = None,
) -> bool:
    """Tell whether a part, perhaps with more of its tag, comes to the same as some of another."""
    found = _exchange(part, telling, shown)
    if found is None or found.key not in theirs:
        return False
    # Of a list of many any award is enough: who is named may have been given just that.
    weight = 1 if found.is_summed and _is_divisible(part) else found.weight
    beside = ours[found.key].sums(without=weight) if found.key in ours else 1
    others = theirs[found.key]
    if without and found.key in without:
        others = others.less(without[found.key])
    return weight <= _SUM_MAX and bool(beside << weight & _SUMS & others.sums())


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

    What several publications count differently, or one shows exactly, goes one against one. What
    is divided has one tag, and what it could be exchanged with here need not be so elsewhere.
    """
    if part.is_divided:
        return None
    counts = [each for each in part.counted if each[0] in telling]
    if any(shown[at].is_exact for at in telling):
        return _Exchange(tuple(counts), 1, is_summed=False)
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
