"""What of a published report is another by now: each line of it is held against itself."""

from typing import Any

import msgspec
import pytest

from projections.reports.publishing import differences

POOR = {"disbursement_class": "scholarship", "categories": ["poor"], "is_part": False, "suat": 20}
ALL = {"disbursement_class": "scholarship", "categories": [], "is_part": False, "suat": 50}
OF_ALL = {"disbursement_class": "scholarship", "categories": ["poor"], "is_part": True, "suat": 9}
TET = {"association_id": "a", "programme": "Tết", "since": "2024-01-01", "amount": 5}
MOON = {"association_id": "a", "programme": "Trung thu", "since": "2024-09-01", "amount": 7}
BY_JUNE = {"measure": "members", "unit": "count", "due_on": "2024-06-30", "value": 100}
BY_DECEMBER = {"measure": "members", "unit": "count", "due_on": "2024-12-31", "value": 200}


def told(before: list[Any], after: list[Any]) -> dict[str, tuple[int | None, int | None]]:
    found = differences(
        msgspec.json.encode({"lines": before}), msgspec.json.encode({"lines": after})
    )
    return {each.figure: (each.published, each.restated) for each in found}


@pytest.mark.parametrize("lines", [[ALL, POOR, OF_ALL], [TET, MOON], [BY_JUNE, BY_DECEMBER]])
def test_of_lines_that_have_much_in_common_each_is_told_by_itself(lines: list[Any]) -> None:
    """Whichever is another than it was, is told; and nothing is where they only changed places."""
    names = set()
    for at, line in enumerate(lines):
        name = next(name for name, value in line.items() if type(value) is int)
        changed = [*lines[:at], {**line, name: line[name] + 1}, *lines[at + 1 :]]
        [(figure, values)] = told(lines, changed).items()
        assert values == (line[name], line[name] + 1)
        names.add(figure)
    assert len(names) == len(lines)
    assert told(lines, lines[::-1]) == {}


def test_a_line_that_came_is_told_and_leaves_the_others_alone() -> None:
    found = told([MOON], [TET, MOON])
    assert list(found.values()) == [(None, 5)]


def test_lines_that_nothing_tells_apart_are_all_held_against_one_another() -> None:
    assert list(told([POOR, POOR], [POOR, {**POOR, "suat": 21}]).values()) == [(20, 21)]
