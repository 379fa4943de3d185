"""Equal rows at the edges of a file: which of them could be counted otherwise than they are."""

import random
from collections import Counter
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from api.statements.edges import Edges
from api.statements.rows import Row

FIRST, MIDDLE, LAST = (date(2024, 9, day) for day in (1, 2, 3))
Told = tuple[date, str, bool]


def a_row(line: int, on: date, memo: str) -> Row:
    return Row(line, on, "", "", "", 0, 1_000, None, memo, "")


def ambiguous(*rows: Told) -> list[int]:
    """The lines that are ambiguous of rows of these days and memos, known or not."""
    edges, seen = Edges(), Counter[tuple[date, str]]()
    for line, (on, memo, known) in enumerate(rows):
        seen[on, memo] += 1
        edges.add([a_row(line, on, memo)], [seen[on, memo]], [known])
    count, named = edges.ambiguous()
    assert count == len(named)
    return [each.line for each in named]


def test_rows_that_are_all_different_are_not_ambiguous() -> None:
    assert ambiguous((FIRST, "a", False), (MIDDLE, "b", False), (LAST, "c", False)) == []


def test_equal_rows_at_an_edge_may_have_begun_before_the_file() -> None:
    rows = [(FIRST, "a", False), (FIRST, "a", False), (MIDDLE, "b", False), (LAST, "c", False)]
    assert ambiguous(*rows) == [1]
    assert ambiguous(*reversed(rows)) == [3]


def test_equal_rows_within_the_file_are_all_there() -> None:
    middle = [(MIDDLE, "b", False)] * 3
    assert ambiguous((FIRST, "a", False), *middle, (LAST, "c", False)) == []


def test_a_lone_row_at_an_edge_that_the_book_has_may_be_another_one() -> None:
    rest = [(FIRST, "b", False), (MIDDLE, "c", False)]
    assert ambiguous((FIRST, "a", True), *rest) == [0]


def test_where_the_file_overlaps_with_the_book_what_is_known_is_known() -> None:
    assert ambiguous((FIRST, "a", True), (MIDDLE, "b", True), (LAST, "c", False)) == []
    assert ambiguous((FIRST, "a", True), (FIRST, "b", True), (MIDDLE, "c", False)) == []
    again = [(FIRST, "a", True), (FIRST, "a", True), (LAST, "b", True), (LAST, "b", True)]
    assert ambiguous(*again) == []


def test_equal_rows_that_the_book_has_in_part_are_ambiguous() -> None:
    rows = [(FIRST, "a", True), (FIRST, "a", True), (FIRST, "a", False), (MIDDLE, "c", False)]
    assert ambiguous(*rows) == [1, 2]


def test_no_rows_have_no_edges() -> None:
    assert ambiguous() == []


DAYS = st.sampled_from([FIRST, MIDDLE, LAST, date(2024, 9, 4), date(2024, 9, 5)])


@given(st.lists(st.tuples(DAYS, st.sampled_from("ab"), st.booleans())), st.integers())
def test_the_order_of_days_makes_no_difference(rows: list[Told], seed: int) -> None:
    """Rows of one day keep their order, as their numbers go by it."""
    days = {row[0] for row in rows}
    order = random.Random(seed).sample(sorted(days), len(days))
    moved = sorted(range(len(rows)), key=lambda line: order.index(rows[line][0]))
    told = ambiguous(*(rows[line] for line in moved))
    plain = ambiguous(*rows)
    assert sorted(moved[line] for line in told) == plain
    assert all(first < second for first, second in pairwise(plain))
