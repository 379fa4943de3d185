"""The house is understood from `ls`: short files, rooms of a few, and tests in the mirror."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ("ledger", "projections", "api")
LINES_MAX = 400
FILES_MAX = 30

BESIDE = {
    "api/matrix",  # who may do what, for all routes
    "api/pages/samples",  # what the templates are shown with
    "ledger/happened",  # events to be given
    "ledger/laws",  # what holds over any history
    "ledger/laws/naive",
    "ledger/laws/steps",
}
"""Folders of tests that are about no one room."""

_A_PATH = re.compile(r"`((?:ledger|projections|api|tests)/[a-z0-9_/]+(?:\.py|\.toml)?)`")


def files(*below: str) -> Iterator[Path]:
    for part in below:
        yield from (ROOT / part).rglob("*.py")


def rooms(below: str) -> Iterator[Path]:
    return (made.parent for made in (ROOT / below).rglob("__init__.py"))


def test_no_file_is_longer_than_somebody_reads_in_one_go() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in files(*HOUSE, "tests")}
    assert {path: lines for path, lines in lengths.items() if lines > LINES_MAX} == {}


@pytest.mark.parametrize("part", HOUSE)
def test_no_room_is_crowded_and_none_is_made_for_one_file(part: str) -> None:
    for room in rooms(part):
        modules = [path for path in room.glob("*.py") if path.read_text().count("\n") > 1]
        inner = [each for each in room.iterdir() if (each / "__init__.py").exists()]
        assert len(modules) <= FILES_MAX, room
        assert len(modules) + len(inner) > 1, room


@pytest.mark.parametrize("part", HOUSE)
def test_tests_stand_where_what_they_test_stands(part: str) -> None:
    tested = {room.relative_to(ROOT / "tests").as_posix() for room in rooms(f"tests/{part}")}
    there = {room.relative_to(ROOT).as_posix() for room in rooms(part)}
    assert tested - there - BESIDE == set()


def test_every_room_of_the_house_is_on_its_map() -> None:
    readme = (ROOT / "README.md").read_text()
    the_map = readme.partition("## The house")[2].partition("```")[2].partition("```")[0]
    for part in HOUSE:
        for room in (ROOT / part).glob("*/__init__.py"):
            assert f"{room.parent.name}/" in the_map, room


def test_a_path_that_a_page_names_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {path for page in pages for path in _A_PATH.findall(page.read_text())}
    assert named
    assert {path for path in named if not (ROOT / path).exists()} == set()
