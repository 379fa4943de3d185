"""What everybody may know of the recipients' categories: nothing that points at a few of them.

A breakdown is published only for whole calendar years, so that no period lies within another; for
an association with all below it, from the commune up, as they hung there, so that no tree lies
beside another, and where none joined or left in that year; and from a position at which it was
published. A category of fewer than five recipients is hidden, and whatever could be subtracted to
find it again is hidden with it: the next smallest category beside it, and the same category above
it where all but one part of the sum is known. What was published before, here, above or below, is
another such part: what came since must be a crowd. Twelve awards to one child are one recipient.
What a breakdown tells beside the public list of payments is the business of `exchanging`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import NamedTuple, TypeAlias

import msgspec

from ledger.values import AssociationId, Level, ReportScope
from projections.reports.report import CategoryCount, Report

FEW = 5
"""So many are a crowd."""

_YEAR_ENDS = (12, 31)


class Cell(NamedTuple):
    """Awards with a tag, and how many received them at the most.

    Who received is known of award lines (`who`); of other awards how often somebody did (`others`).
    """

    awards: int
    who: frozenset[object] = frozenset()
    others: int = 0

    @property
    def recipients(self) -> int:
        """How many they are, at the most; given and taken back alike."""
        known = len(self.who) + abs(self.others)
        return min(abs(self.awards), max(known, 1))

    def with_(self, other: "Cell") -> "Cell":
        """Return two cells as one; who is in both counts once."""
        return Cell(self.awards + other.awards, self.who | other.who, self.others + other.others)


NOTHING = Cell(0)

Cells: TypeAlias = Mapping[str, Cell]


def together(cells: Iterable[Cells]) -> dict[str, Cell]:
    """Return cells of many as those of one."""
    found: dict[str, Cell] = {}
    for each in cells:
        for tag, cell in each.items():
            found[tag] = found.get(tag, NOTHING).with_(cell)
    return found


class Tree(NamedTuple):
    """What each association gave by itself, by tags, and what hangs below which.

    `published` says of each whether its own report may ever show a breakdown.
    """

    root_id: AssociationId
    own: Mapping[AssociationId, Cells]
    children: Mapping[AssociationId, Sequence[AssociationId]]
    published: Mapping[AssociationId, bool]

    def since(self, then: "Tree") -> "Tree":
        """Return what came since, or is no more; what hung there then hangs below the root."""
        units = dict.fromkeys((*self.own, *then.own))
        own = {each: _less(self.own.get(each, {}), then.own.get(each, {})) for each in units}
        below = [each for each in then.published if each not in self.published and each in then.own]
        children = {**self.children, self.root_id: [*self.children.get(self.root_id, ()), *below]}
        return Tree(self.root_id, own, children, {**then.published, **self.published})


class Compared(NamedTuple):
    """What an earlier publication was made of, and what is there now in the same tree.

    Of an association below, it is its own tree; of one above, what it was made of here. `came` is
    what was recorded in between: what was given, and what was taken back.
    """

    whose: AssociationId
    then: Tree
    now: Tree
    came: tuple[Tree, ...] = ()


class Known(NamedTuple):
    """What was given below an association by tags, and which tags are hidden."""

    cells: Cells
    hidden: frozenset[str]


def is_fixed(first: date, last: date) -> bool:
    """Tell whether a period is a whole calendar year."""
    is_whole = (first.month, first.day) == (1, 1) and (last.month, last.day) == _YEAR_ENDS
    return is_whole and first.year == last.year


def may_be_broken_down(report: Report) -> bool:
    """Tell whether a report's breakdown by category may be published at all."""
    return (
        report.restated is None
        and is_fixed(report.period.first, report.period.last)
        and report.scope is ReportScope.CONSOLIDATED
        and report.association.level is not Level.BRANCH
    )


def hidden(now: Tree, published: Sequence[Compared] = ()) -> frozenset[str] | None:
    """Return the tags that are hidden in a tree; None where nothing of it may be shown at all.

    `published` is all that has been published of the same year above and below, wherever that was
    taken from another position of the log: what came in between must not be a few awards, and what
    one of them hides is not to be had from the other.
    """
    shown: dict[AssociationId, set[str]] = defaultdict(set)
    found: set[str] = set()
    for each in published:
        for came in (each.now.since(each.then), *each.came):
            if _gained(came, came.root_id).few:
                return None
        then = _known(each.then, each.then.root_id, {})
        if each.then.root_id == now.root_id:
            found |= then.hidden
        else:
            shown[each.whose] |= {tag for tag in then.cells if tag not in then.hidden}
    for known in ({}, shown):
        found |= _known(now, now.root_id, known).hidden
    return frozenset(found)


def with_company(tree: Tree, tags: Iterable[str]) -> frozenset[str]:
    """Return more tags to be hidden with what is below the root: never one alone, nor a few."""
    return frozenset(_with_company(_below(tree, tree.root_id), set(tags)))


def are_a_crowd(tree: Tree, tags: Iterable[str]) -> bool:
    """Tell whether who received awards with some of the tags, all together, are many or nobody."""
    return not are_few(_count(_below(tree, tree.root_id), tags))


def tags_of(tree: Tree) -> frozenset[str]:
    """Return the tags of all awards below the root."""
    return frozenset(_below(tree, tree.root_id))


def _below(tree: Tree, association_id: AssociationId) -> dict[str, Cell]:
    below = (_below(tree, each) for each in tree.children.get(association_id, ()))
    return together((tree.own.get(association_id, {}), *below))


def _less(now: Cells, then: Cells) -> dict[str, Cell]:
    awards = {
        tag: now.get(tag, NOTHING).awards - then.get(tag, NOTHING).awards for tag in {*now, *then}
    }
    return {tag: Cell(count, others=count) for tag, count in awards.items()}


def _known(
    tree: Tree, association_id: AssociationId, shown: Mapping[AssociationId, set[str]]
) -> Known:
    cells = dict(tree.own.get(association_id, {}))
    secret = dict(cells)  # what no report shows by itself
    parts: dict[str, int] = defaultdict(int)
    for tag in cells:
        parts[tag] += 1
    for child_id in tree.children.get(association_id, ()):
        below = _known(tree, child_id, shown)
        cells = together((cells, below.cells))
        is_secret = below.hidden - shown.get(child_id, set())
        for tag, cell in below.cells.items():
            if cell.awards and (not tree.published[child_id] or tag in is_secret):
                secret[tag] = secret.get(tag, NOTHING).with_(cell)
                parts[tag] += 1
    few = {tag for tag, cell in cells.items() if are_few(cell.recipients)}
    # A sum of which all but one part is known, or all but a few recipients, would give that away.
    few |= {
        tag
        for tag, cell in secret.items()
        if are_few(cell.recipients)
        or (parts[tag] == 1 and cell.awards not in (0, cells[tag].awards))
    }
    return Known(cells, frozenset(_with_company(cells, few)))


class _Gained(NamedTuple):
    """What an association has more than it had, with all below it, and of which tags it is few."""

    cells: Cells
    few: frozenset[str]


def _gained(tree: Tree, association_id: AssociationId) -> _Gained:
    cells = dict(tree.own.get(association_id, {}))
    secret = dict(cells)  # what no two reports show by themselves
    for child_id in tree.children.get(association_id, ()):
        below = _gained(tree, child_id)
        cells = together((cells, below.cells))
        for tag, cell in below.cells.items():
            if not tree.published[child_id] or tag in below.few:
                secret[tag] = secret.get(tag, NOTHING).with_(cell)
    few = {
        tag
        for tag in cells
        if are_few(cells[tag].recipients) or are_few(secret.get(tag, NOTHING).recipients)
    }
    return _Gained(cells, frozenset(few))


def are_few(count: int) -> bool:
    """Tell whether so many, given or taken back, are no crowd."""
    return 0 < abs(count) < FEW


def few_persons(
    root_id: AssociationId,
    own: Mapping[AssociationId, AbstractSet[object]],
    children: Mapping[AssociationId, Sequence[AssociationId]],
    published: Mapping[AssociationId, bool],
) -> bool:
    """Tell whether how many persons received would point at a few.

    They are few themselves, or all but a few of them are known from what is published below.
    """
    return _received(root_id, own, children, published).is_hidden


class _Received(NamedTuple):
    """Who received from an association and all below it, and whether their number is hidden."""

    who: frozenset[object]
    is_hidden: bool


def _received(
    association_id: AssociationId,
    own: Mapping[AssociationId, AbstractSet[object]],
    children: Mapping[AssociationId, Sequence[AssociationId]],
    published: Mapping[AssociationId, bool],
) -> _Received:
    secret = set(own.get(association_id, ()))
    known: set[object] = set()
    for child_id in children.get(association_id, ()):
        below = _received(child_id, own, children, published)
        is_secret = below.is_hidden or not published[child_id]
        (secret if is_secret else known).update(below.who)
    who = frozenset(secret | known)
    rest = len(who) - len(known)
    return _Received(who, any(are_few(count) for count in (len(who), len(secret), rest)))


def _with_company(cells: Cells, few: set[str]) -> set[str]:
    """Return what is hidden, never alone: the whole less the rest would be it."""
    hidden_tags = set(few)
    by_count = sorted(
        (cell.recipients, tag) for tag, cell in cells.items() if cell.awards and tag not in few
    )
    shown = [tag for _, tag in by_count]
    while hidden_tags and shown and (len(hidden_tags) == 1 or _count(cells, hidden_tags) < FEW):
        hidden_tags.add(shown.pop(0))
    return hidden_tags


def _count(cells: Cells, tags: Iterable[str]) -> int:
    whole = NOTHING
    for tag in tags:
        whole = whole.with_(cells.get(tag, NOTHING))
    return whole.recipients


def protected(
    breakdown: Sequence[CategoryCount],
    hidden_tags: frozenset[str] | None,
    earlier: Iterable[Sequence[CategoryCount]] = (),
    *,
    is_exact: bool = True,
) -> tuple[CategoryCount, ...] | None:
    """Return a breakdown without what is hidden, or None where nothing of it may be shown.

    Unless it `is_exact`, it is of awards alone.

    What is hidden stands together in a line without categories, if it is a crowd; so does what
    comes to no awards at all, given as many as came back. Where one of the `earlier` publications
    shows a category with a few awards more or fewer, nothing is shown: their difference would be
    those.
    """
    if hidden_tags is None:
        return None
    shown = [each for each in breakdown if each.suat and tag_of(each) not in hidden_tags]
    rest = [
        each
        for each in breakdown
        if (tag_of(each) in hidden_tags or not each.suat) and (each.suat or each.amount)
    ]
    awards = sum(each.suat for each in rest)
    if abs(awards) >= FEW:
        is_counted = all(each.luot is not None for each in rest)
        line = CategoryCount(
            categories=(),
            suat=awards,
            luot=sum(each.luot or 0 for each in rest) if is_counted else None,
            amount=sum(each.amount or 0 for each in rest),
        )
        shown.append(line)
    elif rest:
        return None
    if any(_differs_by_few(shown, each) for each in earlier):
        return None
    if is_exact:
        return tuple(shown)
    return tuple(msgspec.structs.replace(each, luot=None, amount=None) for each in shown)


def _differs_by_few(shown: Sequence[CategoryCount], earlier: Sequence[CategoryCount]) -> bool:
    now = {tag_of(each): each.suat for each in shown}
    then = {tag_of(each): each.suat for each in earlier}
    tags = now.keys() | then.keys()
    return any(are_few(now.get(tag, 0) - then.get(tag, 0)) for tag in tags)


def tag_of(count: CategoryCount) -> str:
    """Return the tags of a line as the running sums name them."""
    return "+".join(sorted(each.value for each in count.categories))
