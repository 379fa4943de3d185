"""What everybody may know of the recipients' categories: nothing that points at a few of them.

A breakdown is published only for whole calendar years, so that no period lies within another; for
an association with all below it, from the commune up, as they hung there, so that no tree lies
beside another; and from a position at which it was published. A category of fewer than five awards
is hidden, and whatever could be subtracted to find it again is hidden with it: the next smallest
category beside it, and the same category above it where all but one part of the sum is known.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from ledger.values import AssociationId, Level, ReportScope
from projections.reports.report import CategoryCount, Report

FEW = 5
"""So many are a crowd."""

_YEAR_ENDS = (12, 31)

Cells = Counter[str]


class Known(msgspec.Struct, frozen=True):
    """How many awards there were below an association by tags, and which tags are hidden."""

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


def hidden(
    root_id: AssociationId,
    own: Mapping[AssociationId, Cells],
    children: Mapping[AssociationId, Sequence[AssociationId]],
    published: Mapping[AssociationId, bool],
) -> frozenset[str]:
    """Return the tags that are hidden of an association, whose own awards are in `own`.

    `published` says of each association whether its own report may ever show a breakdown.
    """
    return _known(root_id, own, children, published).hidden


def _known(
    association_id: AssociationId,
    own: Mapping[AssociationId, Cells],
    children: Mapping[AssociationId, Sequence[AssociationId]],
    published: Mapping[AssociationId, bool],
) -> Known:
    cells: Cells = Counter(own.get(association_id, {}))
    secret: Counter[str] = Counter(cells)  # what no report shows by itself
    parts: dict[str, int] = defaultdict(int)
    for tag in cells:
        parts[tag] += 1
    for child_id in children.get(association_id, ()):
        below = _known(child_id, own, children, published)
        cells.update(below.cells)
        for tag, count in below.cells.items():
            if count and (not published[child_id] or tag in below.hidden):
                secret[tag] += count
                parts[tag] += 1
    few = {tag for tag, count in cells.items() if 0 < count < FEW}
    # A sum of which all but one part is known, or all but a few awards, would give that part away.
    few |= {
        tag
        for tag, count in secret.items()
        if 0 < count < FEW or (parts[tag] == 1 and 0 < count < cells[tag])
    }
    return Known(cells, frozenset(_with_company(cells, few)))


def _with_company(cells: Cells, few: set[str]) -> set[str]:
    """Return what is hidden, never alone: the whole less the rest would be it."""
    hidden_tags = set(few)
    shown = sorted((tag for tag in cells if tag not in few and cells[tag]), key=cells.__getitem__)
    while hidden_tags and shown and (len(hidden_tags) == 1 or _count(cells, hidden_tags) < FEW):
        hidden_tags.add(shown.pop(0))
    return hidden_tags


def _count(cells: Cells, tags: Iterable[str]) -> int:
    return sum(cells[tag] for tag in tags)


def protected(
    breakdown: Sequence[CategoryCount],
    hidden_tags: frozenset[str],
    earlier: Sequence[CategoryCount] | None,
) -> tuple[CategoryCount, ...] | None:
    """Return a breakdown without what is hidden, or None where nothing of it may be shown.

    What is hidden stands together in a line without categories, if it is a crowd. Where an
    `earlier` publication shows a category with a few awards more or fewer, nothing is shown: their
    difference would be those.
    """
    shown = [each for each in breakdown if tag_of(each) not in hidden_tags]
    rest = [each for each in breakdown if tag_of(each) in hidden_tags]
    awards = sum(each.suat for each in rest)
    if awards >= FEW:
        is_counted = all(each.luot is not None for each in rest)
        together = CategoryCount(
            categories=(),
            suat=awards,
            luot=sum(each.luot or 0 for each in rest) if is_counted else None,
            amount=sum(each.amount for each in rest),
        )
        shown.append(together)
    elif awards:
        return None
    if earlier is not None and _differs_by_few(shown, earlier):
        return None
    return tuple(shown)


def _differs_by_few(shown: Sequence[CategoryCount], earlier: Sequence[CategoryCount]) -> bool:
    now = {tag_of(each): each.suat for each in shown}
    then = {tag_of(each): each.suat for each in earlier}
    tags = now.keys() | then.keys()
    return any(0 < abs(now.get(tag, 0) - then.get(tag, 0)) < FEW for tag in tags)


def tag_of(count: CategoryCount) -> str:
    """Return the tags of a line as the running sums name them."""
    return "+".join(sorted(each.value for each in count.categories))
