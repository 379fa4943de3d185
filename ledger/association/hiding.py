"""Which tags of what is told on paper may point at somebody, beside all that everybody can read.

Figures can be subtracted. So of one tag, what is told of some units and days lies within, or
apart from, whatever else is told of it (a province's year, its communes' quarters), and what the
wider has more than all that lies within it is nothing, or a crowd. Then there is nothing to be had
by adding and subtracting but such remainders: all that lies within one another is a tree. What
would break this keeps its tags private. See docs/decisions/0059.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from ledger.association import hanging
from ledger.association.hanging import Look
from ledger.association.state import Association, Told
from ledger.events.association import GivenLine
from ledger.values import AssociationId, Category, DisbursementClass, Level

COUNTS = ("awards", "instances", "persons")
CROWD_LEAST = 5
"""From so many on, tags point at nobody: four recipients of a kind are known in any commune."""
DAYS_LEAST = 80
"""From so many days on, nobody remembers who was there: a quarter that is told before its end."""

_BEGINNINGS = {(1, 1), (4, 1), (7, 1), (9, 1), (10, 1)}
"""Months and days on which quarters, or a school year, begin."""


class Tree:
    """Who was above whom on which day, reckoned once for each."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._lines: dict[tuple[AssociationId, date], frozenset[AssociationId]] = {}

    def line(self, association_id: AssociationId, on: date) -> frozenset[AssociationId]:
        """Return an association and all above it on a day, as `hanging.chain` does."""
        key = (association_id, on)
        if key not in self._lines:
            self._lines[key] = frozenset(hanging.chain(self._look, association_id, on))
        return self._lines[key]


class Region(NamedTuple):
    """Something that was told, and of which association."""

    unit: AssociationId
    told: Told

    @property
    def key(self) -> tuple[AssociationId, bool, date, date]:
        """What it is about: what is told of just that later takes its place."""
        return self.unit, self.told.whole, self.told.since, self.told.until


class Beside(NamedTuple):
    """What everybody can read beside what an association tells.

    `told` are all tellings of the same subject in the trees that it is in and in its own, its own
    among them. `has_book` says that some of what is told stands in a book as well, payment by
    payment.
    """

    unit: AssociationId
    tree: Tree
    told: tuple[Region, ...] = ()
    has_book: bool = False


def hidden(association: Association, new: Told, beside: Beside | None) -> frozenset[int]:
    """Return the numbers of lines whose tags may point at somebody.

    They are about a few, or are all but a few of another line. Or there is a figure of the same and
    of some of the same days, told before and perhaps replaced, that everybody can read and that is
    a few more or fewer, or of a few days more or fewer. A branch is a hamlet, a clan, a school:
    there any tag points at somebody, and so it does on the days of one event; and where there is a
    book, of which everybody reads each payment. Or the tag is told above or below as well, so that
    a few are left, or days and units that only some of both have.
    """
    tagged = frozenset(number for number, line in enumerate(new.lines, 1) if line.categories)
    if association.level is Level.BRANCH or not _is_fixed(new) or (beside and beside.has_book):
        return tagged
    known = [
        each
        for each in association.told
        if each.subject == new.subject and each.since <= new.until and new.since <= each.until
    ]
    found = frozenset(number for number in tagged if _points(new.lines[number - 1], new, known))
    if beside is None:
        return found
    while telling := _subtracted(_without(new, found), beside):
        found |= {n for n in tagged if not telling.isdisjoint(new.lines[n - 1].categories)}
    return found


def _points(line: GivenLine, new: Told, known: Iterable[Told]) -> bool:
    return (
        _is_few(line)
        or _leaves_few(line, new.lines)
        or any(
            _differ_by_few(line, other)
            or (_have_a_tag_in_common(line, other) and _leaves_days(new, told))
            for told in known
            for other in told.lines
        )
    )


def _is_fixed(new: Told) -> bool:
    """Tell whether days are a period that reports are made of, and not those of one event.

    It begins as a quarter or a school year does, and goes on for about a quarter or longer: papers
    tell the half-year on 13 June, and five years in their last December.
    """
    is_long = (new.until - new.since).days + 1 >= DAYS_LEAST
    return is_long and (new.since.month, new.since.day) in _BEGINNINGS


def _leaves_days(new: Told, told: Told) -> bool:
    """Tell whether two periods are a few days apart at either end: the days of one event."""
    apart = (abs((told.since - new.since).days), abs((told.until - new.until).days))
    return any(0 < days < DAYS_LEAST for days in apart)


def _is_few(line: GivenLine) -> bool:
    """Tell whether a line may be about so few that their tags point at them."""
    counts = [count for name in COUNTS if (count := getattr(line, name)) is not None]
    return not counts or min(counts) < CROWD_LEAST


def _leaves_few(line: GivenLine, lines: Sequence[GivenLine]) -> bool:
    """Tell whether a line, or it and the other parts of its whole, are all but a few of that."""
    if line.part_of is None:
        return False
    whole = lines[line.part_of - 1]
    parts = [each for each in lines if each.part_of == line.part_of and each.categories]
    for name in COUNTS:
        count, own = getattr(whole, name), getattr(line, name)
        if count is None or own is None:
            continue
        known = sum(getattr(each, name) or 0 for each in parts)
        if any(0 < count - part < CROWD_LEAST for part in (own, known)):
            return True
    return False


def _have_a_tag_in_common(line: GivenLine, other: GivenLine) -> bool:
    return not set(line.categories).isdisjoint(other.categories)


def _differ_by_few(line: GivenLine, other: GivenLine) -> bool:
    """Tell whether two lines with a tag in common are a few recipients apart."""
    if not _have_a_tag_in_common(line, other):
        return False
    pairs = ((getattr(line, name), getattr(other, name)) for name in COUNTS)
    return any(
        0 < abs(count - known) < CROWD_LEAST
        for count, known in pairs
        if count is not None and known is not None
    )


# What is told above and below


def _without(new: Told, found: frozenset[int]) -> Told:
    lines = tuple(line for number, line in enumerate(new.lines, 1) if number not in found)
    return msgspec.structs.replace(new, lines=tuple(line for line in lines if line.categories))


def _subtracted(new: Told, beside: Beside) -> frozenset[Category]:
    """Return the tags of which adding and subtracting what is told would leave a few."""
    region = Region(beside.unit, new)
    latest = {each.key: each for each in beside.told if each.told.subject == new.subject}
    latest.pop(region.key, None)
    tags = {tag for line in new.lines for tag in line.categories}
    return frozenset(
        tag
        for tag in tags
        if _leaves_a_few(tag, region, [e for e in latest.values() if _tells(e, tag)], beside.tree)
    )


def _tells(region: Region, tag: Category) -> bool:
    return any(tag in line.categories for line in region.told.lines)


def _leaves_a_few(tag: Category, new: Region, others: Sequence[Region], tree: Tree) -> bool:
    if any(_crosses(new, each, tree) for each in others):
        return True
    every = [new, *others]
    ways = list(_ways(tag, every))
    for whole in (new, *(each for each in others if _lies_in(new, each, tree))):
        within = [each for each in every if each is not whole and _lies_in(each, whole, tree)]
        parts = list(_outermost(within, tree))
        if parts and any(_is_few_less(whole, parts, count) for count in ways):
            return True
    return False


def _outermost(within: Sequence[Region], tree: Tree) -> Iterator[Region]:
    """Yield what lies in nothing else of this: only what is told here, or of all above, might."""
    of_unit: dict[AssociationId, list[Region]] = defaultdict(list)
    for each in within:
        of_unit[each.unit].append(each)
    for each in within:
        units = of_unit.keys() & {each.unit, *tree.line(each.unit, each.told.since)}
        rivals = (other for unit in units for other in of_unit[unit])
        if not any(other is not each and _lies_in(each, other, tree) for other in rivals):
            yield each


def _lies_in(part: Region, whole: Region, tree: Tree) -> bool:
    """Tell whether all that something is about is in what another is about."""
    one, other = part.told, whole.told
    if not (other.since <= one.since and one.until <= other.until):
        return False
    if part.unit == whole.unit:
        return other.whole or not one.whole
    ends = (one.since, one.until)
    return other.whole and all(whole.unit in tree.line(part.unit, on) for on in ends)


def _crosses(one: Region, other: Region, tree: Tree) -> bool:
    """Tell whether both are about some of the same, and neither about all of the other."""
    since = max(one.told.since, other.told.since)
    until = min(one.told.until, other.told.until)
    if until < since or _lies_in(one, other, tree) or _lies_in(other, one, tree):
        return False
    days = {since, until, *(day for each in (one, other) for day in each.key[2:])}
    return one.unit == other.unit or any(
        whole.told.whole and any(whole.unit in tree.line(part.unit, on) for on in days)
        for part, whole in ((one, other), (other, one))
    )


_Count = Callable[[Region], int]


def _is_few_less(whole: Region, parts: Iterable[Region], count: _Count) -> bool:
    return 0 < count(whole) - sum(map(count, parts)) < CROWD_LEAST


def _ways(tag: Category, every: Sequence[Region]) -> Iterator[_Count]:
    """Yield in which ways recipients with a tag may be counted: which lines, in what."""
    classes = {line.disbursement_class for each in every for line in each.told.lines}
    for name in COUNTS:
        for disbursement_class in (None, *sorted(classes)):
            for is_part in (None, False, True):
                yield _counting(tag, name, disbursement_class, is_part=is_part)


def _counting(
    tag: Category, name: str, of: DisbursementClass | None, *, is_part: bool | None
) -> _Count:
    def count(region: Region) -> int:
        return sum(
            _counted(line, name)
            for line in region.told.lines
            if tag in line.categories
            and of in (None, line.disbursement_class)
            and is_part in (None, line.part_of is not None)
        )

    return count


def _counted(line: GivenLine, name: str) -> int:
    """Return how many a line tells of; where it does not say so, how many of anything else."""
    counts: Mapping[str, int | None] = {each: getattr(line, each) for each in (name, *COUNTS)}
    return next((count for count in counts.values() if count is not None), 0)
