"""Shares by largest remainder lose nothing, and money finds its way if there is one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.shares import divided, placed

SHARES = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=6).filter(any)


@pytest.mark.parametrize(
    "amount, shares, parts",
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (100, [600_000, 400_000], [60, 40]),
        (1, [1, 1], [1, 0]),
        (5, [0, 1], [0, 5]),
        # Hamilton's method: remainders 0.6, 0.3 and 0.1 of one.
        (7, [380, 330, 290], [3, 2, 2]),
        (0, [1, 2], [0, 0]),
    ],
)
def test_parts_are_what_paper_says(amount: int, shares: list[int], parts: list[int]) -> None:
    assert divided(amount, shares) == parts


@given(st.integers(0, 2**63), SHARES)
def test_no_dong_is_lost_or_made(amount: int, shares: list[int]) -> None:
    assert sum(divided(amount, shares)) == amount


@given(st.integers(0, 2**63), SHARES)
def test_each_part_is_its_share_to_less_than_one(amount: int, shares: list[int]) -> None:
    whole = sum(shares)
    for part, share in zip(divided(amount, shares), shares, strict=True):
        assert abs(part - Fraction(amount * share, whole)) < 1
        assert share or not part


@st.composite
def solvable(draw: st.DrawFn) -> tuple[list[int], list[int], list[list[bool]]]:
    """Needs and supplies that some placing meets."""
    needs, supplies = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    fits = [[draw(st.booleans()) for _ in range(supplies)] for _ in range(needs)]
    solution = [[draw(st.integers(0, 9)) if fit else 0 for fit in row] for row in fits]
    return (
        [sum(row) for row in solution],
        [sum(column) for column in zip(*solution, strict=True)],
        fits,
    )


@given(solvable())
def test_what_can_be_placed_is_placed(
    problem: tuple[list[int], list[int], list[list[bool]]],
) -> None:
    needs, supplies, fits = problem
    found = placed(needs, supplies, fits)
    assert found is not None
    assert [sum(row) for row in found] == needs
    assert [sum(column) for column in zip(*found, strict=True)] == supplies
    for row, fit in zip(found, fits, strict=True):
        for dong, is_fit in zip(row, fit, strict=True):
            assert dong >= 0
            assert is_fit or dong == 0


def test_what_cannot_be_placed_is_not() -> None:
    assert placed([5, 5], [5, 5], [[True, False], [True, False]]) is None
    assert placed([1], [1], [[False]]) is None


def test_who_comes_late_is_made_room_for() -> None:
    assert placed([5, 5], [5, 5], [[True, True], [True, False]]) == [[0, 5], [5, 0]]
