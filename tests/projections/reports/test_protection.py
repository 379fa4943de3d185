"""What everybody may know of categories: never a few recipients, nor what gives them away."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, product
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import AssociationId, Category
from projections.reports.protection import (
    FEW,
    Cell,
    Cells,
    Compared,
    Tree,
    few_persons,
    hidden,
    is_fixed,
    protected,
)
from projections.reports.report import CategoryCount
from tests.builders import an_id

ROOT, WEST, EAST = (AssociationId(an_id(name)) for name in ("root", "west", "east"))
BELOW = {ROOT: [WEST, EAST]}
PUBLISHED = {ROOT: True, WEST: True, EAST: True}
TAGS = ("disabled", "orphaned", "poor")

COUNTS = st.dictionaries(st.sampled_from(TAGS), st.integers(1, 12)).map(Counter)


def tree(root: AssociationId, own: Mapping[AssociationId, Mapping[str, int]]) -> Tree:
    """Return a tree of awards, each to somebody else."""
    cells: dict[AssociationId, Cells] = {
        unit: {tag: Cell(awards, others=awards) for tag, awards in of_unit.items()}
        for unit, of_unit in own.items()
    }
    return Tree(root, cells, BELOW if root == ROOT else {}, PUBLISHED)


def hides(root: AssociationId, own: Mapping[AssociationId, Mapping[str, int]]) -> frozenset[str]:
    found = hidden(tree(root, own))
    assert found is not None
    return found


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
    assert hides(ROOT, own) == {"disabled", "orphaned"}


def test_a_sum_of_which_one_part_is_hidden_is_hidden_too() -> None:
    own = {
        WEST: Counter(disabled=3, orphaned=20, poor=40),
        EAST: Counter(disabled=30, orphaned=20, poor=40),
    }
    assert "disabled" in hides(WEST, own)
    assert "disabled" not in hides(EAST, own)
    assert "disabled" in hides(ROOT, own)


def test_a_sum_of_many_hidden_parts_that_are_a_crowd_together_is_shown() -> None:
    own = {
        WEST: Counter(disabled=3, orphaned=20, poor=40),
        EAST: Counter(disabled=4, orphaned=20, poor=40),
    }
    assert "disabled" not in hides(ROOT, own)


@given(west=COUNTS, east=COUNTS, of_root=COUNTS)
def test_no_subtraction_of_published_cells_gives_a_few(
    west: Counter[str], east: Counter[str], of_root: Counter[str]
) -> None:
    """Whatever is shown: no category less its shown parts is what some hides, if that is a few."""
    own = {ROOT: of_root, WEST: west, EAST: east}
    whole = west + east + of_root
    hidden_of = {
        ROOT: hides(ROOT, own),
        WEST: hides(WEST, own),
        EAST: hides(EAST, own),
    }
    for tag in set(whole) - hidden_of[ROOT]:
        assert whole[tag] >= FEW
        below = {WEST: west, EAST: east}
        known = sum(each[tag] for unit, each in below.items() if tag not in hidden_of[unit])
        left = whole[tag] - known
        assert left == 0 or left >= FEW
        unknown = [
            each[tag] for unit, each in below.items() if tag in hidden_of[unit] and each[tag]
        ]
        unknown += [of_root[tag]] if of_root[tag] else []
        assert len(unknown) != 1 or unknown[0] >= FEW or known == 0
    for unit, cells in ((WEST, west), (EAST, east)):
        assert len([tag for tag in hidden_of[unit] if cells[tag]]) != 1 or len(cells) == 1


def test_what_is_hidden_stands_together_if_it_is_a_crowd() -> None:
    breakdown = [count("disabled", 3), count("orphaned", 9), count("poor", 40)]
    shown = protected(breakdown, frozenset({"disabled", "orphaned"}))
    assert shown is not None
    assert [(each.categories, each.suat) for each in shown] == [((Category.POOR,), 40), ((), 12)]
    assert protected([count("disabled", 3)], frozenset({"disabled"})) is None


def test_what_would_differ_by_a_few_from_any_earlier_publication_is_not_shown() -> None:
    none, earlier = frozenset[str](), (count("poor", 40),)
    for published in ([earlier], [earlier, ()], [(), earlier]):
        assert protected([count("poor", 42)], none, published) is None
        assert protected([count("poor", 60)], none, published) is not None
        assert protected([count("poor", 40)], none, published) is not None


def test_a_few_that_came_back_are_a_few() -> None:
    own = {ROOT: Counter(disabled=-2, orphaned=-9, poor=40)}
    assert hides(ROOT, own) == {"disabled", "orphaned"}
    found = protected([count("disabled", -2)], frozenset({"disabled"}))
    assert found is None


def test_as_many_that_came_back_as_were_given_are_not_shown_by_their_amount() -> None:
    cancelled = CategoryCount(categories=(Category("disabled"),), suat=0, luot=0, amount=50_000)
    assert protected([cancelled, count("poor", 40)], frozenset()) is None
    shown = protected([cancelled, count("orphaned", 9), count("poor", 40)], frozenset({"orphaned"}))
    assert shown is not None
    assert [each.categories for each in shown] == [(Category.POOR,), ()]


def test_persons_are_hidden_where_all_but_a_few_of_them_are_known_from_below() -> None:
    many, others, two = frozenset(range(9)), frozenset(range(20, 27)), frozenset((8, 9, 10))
    for own, are_few in (
        ({WEST: many, EAST: others}, False),
        ({WEST: many, EAST: two}, True),
        ({WEST: many, ROOT: frozenset(range(2))}, True),
        ({WEST: frozenset(range(3)), EAST: frozenset(range(3, 6))}, False),
        ({WEST: frozenset(range(3)), EAST: frozenset(range(3))}, True),
    ):
        assert few_persons(ROOT, own, BELOW, PUBLISHED) is are_few


# Publications one after another, from different positions of the log


class Shown(NamedTuple):
    """A cell that everybody knows: the awards of a tag below a unit, as known at a position."""

    unit: AssociationId
    position: int
    tag: str


class History:
    """Awards of one year as they come, and what is published meanwhile of which of them."""

    def __init__(self) -> None:
        self.given: list[tuple[AssociationId, str, int]] = []
        self.published: list[tuple[AssociationId, int]] = []
        self.cells: list[Shown] = []

    def own(self, position: int) -> dict[AssociationId, Counter[str]]:
        found: dict[AssociationId, Counter[str]] = {}
        for unit, tag, awards in self.given[:position]:
            found.setdefault(unit, Counter())[tag] += awards
        return found

    def publish(self, unit: AssociationId, position: int) -> None:
        """Publish as known at a position: the same protection, whoever published before."""
        now = self.own(position)
        compared = []
        for whose, at in self.published:
            if at != position and (unit in (whose, ROOT) or whose == ROOT):
                root = whose if unit == ROOT else unit
                compared.append(Compared(whose, tree(root, self.own(at)), tree(root, now)))
        tags = hidden(tree(unit, now), compared)
        if tags is not None:
            self.published.append((unit, position))
            whole = self.whole(unit, position)
            self.cells += [Shown(unit, position, tag) for tag in whole if tag not in tags]

    def whole(self, unit: AssociationId, position: int) -> Counter[str]:
        own = self.own(position)
        return sum((own.get(each, Counter()) for each in (unit, *below(unit))), Counter())

    def atoms(self, cell: Shown) -> Counter[int]:
        """Return which awards a cell counts, each group of them by its place in the history."""
        units = (cell.unit, *below(cell.unit))
        return Counter(
            at
            for at, (unit, tag, _) in enumerate(self.given[: cell.position])
            if unit in units and tag == cell.tag
        )

    def learned(self) -> Iterator[tuple[list[Shown], int]]:
        """Yield the number of each group that adding and subtracting up to four cells singles out.

        Only true groups: where each award counts once, or not at all.
        """
        for tag in TAGS:
            cells = [*dict.fromkeys(cell for cell in self.cells if cell.tag == tag)]
            atoms = {cell: self.atoms(cell) for cell in cells}
            for size in range(1, 5):
                for some in combinations(cells, size):
                    for signs in product((1, -1), repeat=size):
                        counted: Counter[int] = Counter()
                        for cell, sign in zip(some, signs, strict=True):
                            for at in atoms[cell]:
                                counted[at] += sign
                        if all(times in (0, 1) for times in counted.values()):
                            group = [at for at, times in counted.items() if times]
                            yield list(some), sum(self.given[at][2] for at in group)


def below(unit: AssociationId) -> Sequence[AssociationId]:
    return BELOW.get(unit, ())


UNITS = st.sampled_from((ROOT, WEST, EAST))
STEPS = st.lists(
    st.one_of(
        st.tuples(UNITS, st.sampled_from(TAGS), st.integers(1, 12)),
        st.tuples(UNITS, st.just("publish"), st.integers(0, 3)),
    ),
    max_size=16,
)


@given(steps=STEPS)
def test_no_sequence_of_publications_of_a_tree_gives_a_few_away(
    steps: Sequence[tuple[AssociationId, str, int]],
) -> None:
    """Whoever publishes when, and from which position: no combination of cells counts a few."""
    history = History()
    for unit, tag, number in steps:
        if tag == "publish":
            history.publish(unit, max(0, len(history.given) - number))
        else:
            history.given.append((unit, tag, number))
    for cells, awards in history.learned():
        assert not 0 < awards < FEW, cells


@pytest.mark.parametrize("last", [ROOT, WEST])
@pytest.mark.parametrize("first", [ROOT, WEST])
def test_two_awards_between_two_publications_hide_the_second(
    first: AssociationId, last: AssociationId
) -> None:
    history = History()
    history.given.append((WEST, "disabled", 12))
    history.publish(first, 1)
    history.given.append((WEST, "disabled", 2))
    history.publish(last, 2)
    history.publish(last, 2)
    assert history.cells == [Shown(first, 1, "disabled")]


def test_a_crowd_between_two_publications_is_shown() -> None:
    history = History()
    history.given.append((WEST, "disabled", 12))
    history.publish(WEST, 1)
    history.given.append((WEST, "disabled", 6))
    history.publish(ROOT, 2)
    assert history.cells == [Shown(WEST, 1, "disabled"), Shown(ROOT, 2, "disabled")]
