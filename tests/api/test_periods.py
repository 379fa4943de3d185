"""Periods as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.periods import parse_period, written


@pytest.mark.parametrize(
    "text,first,last",
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-H1", "2025-01-01", "2025-06-30"),
        ("2025-H2", "2025-07-01", "2025-12-31"),
        ("2025-Q1", "2025-01-01", "2025-03-31"),
        ("2025-Q4", "2025-10-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("2025-06-13", "2025-06-13", "2025-06-13"),
        ("2024/2025", "2024-09-01", "2025-08-31"),
        ("2021..2025", "2021-01-01", "2025-12-31"),
        ("2025-01-01..2025-06-13", "2025-01-01", "2025-06-13"),
        ("2199", "2199-01-01", "2199-12-31"),
    ],
)
def test_every_form_has_its_first_and_last_day(text: str, first: str, last: str) -> None:
    period = parse_period(text)
    assert period == (date.fromisoformat(first), date.fromisoformat(last))
    assert written(period) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "0000",
        "9999",
        "2025-H3",
        "2025-Q5",
        "2025-Q0",
        "2025-13",
        "2025-00",
        "2025-6",
        "2025-02-30",
        "2024/2026",
        "2025/2024",
        "2025..2021",
        "2025-06-13..2025-01-01",
        "2025-01-01..",
        "2025 ",
        "٢٠٢٥",
        "2199/2200",
    ],
)
def test_anything_else_is_no_period(text: str) -> None:
    assert parse_period(text) is None


@given(st.text(alphabet="0123456789-/.HQ", max_size=24))
def test_a_period_never_ends_before_it_begins(text: str) -> None:
    period = parse_period(text)
    assert period is None or period.first <= period.last
