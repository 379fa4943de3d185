"""What everybody may know of categories: never a few recipients, nor what gives them away."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import AssociationId, Category
from projections.reports.protection import FEW, hidden, is_fixed, protected
from projections.reports.report import CategoryCount
from tests.builders import an_id

ROOT, WEST, EAST = (AssociationId(an_id(name)) for name in ("root", "west", "east"))
TREE = {ROOT: [WEST, EAST]}
PUBLISHED = {ROOT: True, WEST: True, EAST: True}
TAGS = ("disabled", "orphaned", "poor")

COUNTS = st.dictionaries(st.sampled_from(TAGS), st.integers(1, 12)).map(Counter)


def count(tag: str, suat: int) -> CategoryCount:
    return CategoryCount(categories=(Category(tag),), suat=suat, luot=suat, amount=suat * 1_000)


@pytest.mark.parametrize(
    "first,last,fixed",
    [
        (date(2025, 1, 1), date(2025, 12, 31), True),
        (date(2025, 1, 1), date(2025, 6, 30), False),
        (date(2024, 9, 1), date(2025, 8, 31), False),
        (date(2021, 1, 1), date(2025, 12, 31), False),
    ],
)
def test_only_whole_calendar_years_are_broken_down(first: date, last: date, *, fixed: bool) -> None:
    assert is_fixed(first, last) is fixed


def test_a_few_are_hidden_and_never_alone() -> None:
    own = {ROOT: Counter(disabled=3, orphaned=9, poor=40)}
    assert hidden(ROOT, own, {}, PUBLISHED) == {"disabled", "orphaned"}


def test_a_sum_of_which_one_part_is_hidden_is_hidden_too() -> None:
    own = {
        WEST: Counter(disabled=3, orphaned=20, poor=40),
        EAST: Counter(disabled=30, orphaned=20, poor=40),
    }
    assert "disabled" in hidden(WEST, own, {}, PUBLISHED)
    assert "disabled" not in hidden(EAST, own, {}, PUBLISHED)
    assert "disabled" in hidden(ROOT, own, TREE, PUBLISHED)


def test_a_sum_of_many_hidden_parts_that_are_a_crowd_together_is_shown() -> None:
    own = {
        WEST: Counter(disabled=3, orphaned=20, poor=40),
        EAST: Counter(disabled=4, orphaned=20, poor=40),
    }
    assert "disabled" not in hidden(ROOT, own, TREE, PUBLISHED)


@given(west=COUNTS, east=COUNTS, of_root=COUNTS)
def test_no_subtraction_of_published_cells_gives_a_few(
    west: Counter[str], east: Counter[str], of_root: Counter[str]
) -> None:
    """Whatever is shown: no category less its shown parts is what some hides, if that is a few."""
    own = {ROOT: of_root, WEST: west, EAST: east}
    whole = west + east + of_root
    hides = {
        ROOT: hidden(ROOT, own, TREE, PUBLISHED),
        WEST: hidden(WEST, own, {}, PUBLISHED),
        EAST: hidden(EAST, own, {}, PUBLISHED),
    }
    for tag in set(whole) - hides[ROOT]:
        assert whole[tag] >= FEW
        below = {WEST: west, EAST: east}
        known = sum(each[tag] for unit, each in below.items() if tag not in hides[unit])
        left = whole[tag] - known
        assert left == 0 or left >= FEW
        unknown = [each[tag] for unit, each in below.items() if tag in hides[unit] and each[tag]]
        unknown += [of_root[tag]] if of_root[tag] else []
        assert len(unknown) != 1 or unknown[0] >= FEW or known == 0
    for unit, cells in ((WEST, west), (EAST, east)):
        assert len([tag for tag in hides[unit] if cells[tag]]) != 1 or len(cells) == 1


def test_what_is_hidden_stands_together_if_it_is_a_crowd() -> None:
    breakdown = [count("disabled", 3), count("orphaned", 9), count("poor", 40)]
    shown = protected(breakdown, frozenset({"disabled", "orphaned"}), None)
    assert shown is not None
    assert [(each.categories, each.suat) for each in shown] == [((Category.POOR,), 40), ((), 12)]
    assert protected([count("disabled", 3)], frozenset({"disabled"}), None) is None


def test_what_would_differ_by_a_few_from_an_earlier_publication_is_not_shown() -> None:
    earlier = (count("poor", 40),)
    assert protected([count("poor", 42)], frozenset(), earlier) is None
    assert protected([count("poor", 60)], frozenset(), earlier) is not None
    assert protected([count("poor", 40)], frozenset(), earlier) is not None
