"""Who received: awards, recipients as often as they received, and each person once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ledger.values import Category, DisbursementClass
from projections.reports.beside import RecipientsToldOf
from projections.reports.dividing import of_tagged
from projections.reports.flows import Flow, of_parts, total
from projections.reports.membership import Membership
from projections.reports.persons import persons
from projections.reports.report import CategoryCount, ClassCount, Days, Recipients
from projections.views import Reading

AIDED = (DisbursementClass.SCHOLARSHIP, DisbursementClass.SUPPORT, DisbursementClass.AWARD)
"""The classes that recipients receive."""


def recipients(  # what is asked, and what is known already
    reading: Reading,
    found: Membership,
    period: Days,
    known_at: int,
    moved: Mapping[str, int],
    by_others: RecipientsToldOf,
    *,
    are_shared: bool,
    with_categories: bool,
) -> Recipients:
    """Return who received from funds that count; `moved` is what their help grew by.

    `by_others` is what was told of help that others gave. `are_shared` says that a fund gave some
    of it that counts in part: whose recipients they would be then, nobody knows. Without
    categories, which person got two awards is not told either, nor whether all have one tag.
    """
    by_class = tuple(
        ClassCount(
            disbursement_class=each,
            suat=moved[f"{each}_awards"],
            luot=None if moved[f"{each}_uncounted"] else moved[f"{each}_instances"],
        )
        for each in AIDED
    )
    is_named = with_categories and not moved["unnamed"] and not are_shared
    is_partition = not moved["untagged"] and not moved["overlapping"]
    return Recipients(
        suat=sum(each.suat for each in by_class),
        luot=_all_counted(each.luot for each in by_class),
        persons=persons(reading, found.funds, period, known_at) if is_named else None,
        by_class=by_class,
        by_category=_by_category(reading, found, period, known_at) if with_categories else None,
        exhaustive=is_partition if with_categories else None,
        by_others=by_others,
    )


def _all_counted(counts: Iterable[int | None]) -> int | None:
    counted = 0
    for each in counts:
        if each is None:
            return None
        counted += each
    return counted


def _by_category(
    reading: Reading, found: Membership, period: Days, known_at: int
) -> tuple[CategoryCount, ...]:
    by_tags: dict[str, list[Flow]] = defaultdict(list)
    whole = of_parts(reading, "tagged", found.funds, period, known_at)
    for (_, tags), flow in of_tagged(whole, found.parts()).items():
        by_tags[tags].append(flow)
    lines = []
    for tags, flows in sorted(by_tags.items()):
        moved = total("tagged", flows).moved
        if any(moved[name] for name in ("awards", "instances", "uncounted", "dong")):
            lines.append(
                CategoryCount(
                    categories=tuple(Category(tag) for tag in tags.split("+")),
                    suat=moved["awards"],
                    luot=None if moved["uncounted"] else moved["instances"],
                    amount=moved["dong"],
                )
            )
    return tuple(lines)
