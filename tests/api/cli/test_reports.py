"""`soquy report`: the report of the API, from a shell, for programs and for people."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from tests.api.cli.soquy import Soquy
from tests.api.full_report import a_full_report
from tests.api.site import Site, open_site
from tests.fakes import TODAY
from tests.stores import Store, prepared_store


class Desk:
    """A book with a full report, asked for over HTTP and from a shell."""

    def __init__(self, store: Store, site: Site) -> None:
        self.site, self.soquy = site, Soquy(store)
        self.whose = a_full_report(site)
        self.path = f"/associations/{self.whose}/report"
        self.before = site.position()
        site.book.clock.set_day(TODAY + timedelta(days=1))
        site.book.donate(70_000)
        site.catch_up()

    def told(self, *options: object) -> str:
        """What the shell tells of the year in which the book is."""
        return self.soquy.do("report", self.whose, "--period", "2025", *options)

    def served(self, **query: str) -> Any:  # noqa: ANN401  # JSON
        """What HTTP answers everybody."""
        return self.site.public.get(self.path, None, **query).json

    def file(self, ending: str, **query: str) -> bytes:
        """What a browser downloads."""
        path = f"{self.path}.{ending}"
        answer = self.site.public.client.get(path, query_string=query, buffered=True)
        assert answer.status_code == 200
        return bytes(answer.data)


@pytest.fixture(scope="module")
def desk(store_kind: str) -> Iterator[Desk]:
    """A book that no test of this file changes."""
    with prepared_store(store_kind) as store, open_site(store) as site:  # type: ignore[arg-type]
        yield Desk(store, site)


@pytest.mark.parametrize(
    "options, query",
    [
        ((), {}),
        (("--scope", "own"), {"scope": "own"}),
        (("--restated", TODAY), {"restated": TODAY.isoformat()}),
        (("--known-at", 7), {"known_at": "7"}),
    ],
)
def test_it_is_the_object_that_http_answers(
    desk: Desk, options: tuple[object, ...], query: dict[str, str]
) -> None:
    told = msgspec.json.decode(desk.told(*options, "--json"))
    assert told == desk.served(period="2025", **query)
    assert desk.told(*options, "--format", "json") == desk.told(*options, "--json")


def test_a_moment_is_the_position_that_was_last_then(desk: Desk) -> None:
    earlier = desk.served(period="2025", known_at=str(desk.before))
    assert earlier["cash"] != desk.served(period="2025")["cash"]
    moment = earlier["known_at"]["recorded_at"]
    assert msgspec.json.decode(desk.told("--known-at", moment, "--json")) == earlier


def test_recipients_by_category_are_for_whoever_says_that_he_may_see_them(desk: Desk) -> None:
    assert msgspec.json.decode(desk.told("--json"))["recipients"]["by_category"] is None
    told = msgspec.json.decode(desk.told("--json", "--with-categories"))
    assert told == desk.site.auditor.get(desk.path, period="2025").json
    assert told["recipients"]["by_category"]


def test_the_table_is_the_one_of_the_page(desk: Desk) -> None:
    asked = ("report", desk.whose, "--period", "2025", "--format", "csv")
    assert desk.soquy.run(*asked).stdout_bytes == desk.file("csv", period="2025")


def test_the_workbook_has_the_same_rows(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.xlsx"
    assert desk.told("--output", file) == ""
    mine, theirs = (
        openpyxl.load_workbook(BytesIO(content)).worksheets[0]
        for content in (file.read_bytes(), desk.file("xlsx", period="2025"))
    )
    assert list(mine.iter_rows(values_only=True)) == list(theirs.iter_rows(values_only=True))
    assert mine.title == "2025-01-01..2025-12-31"


def test_the_text_has_each_figure_of_the_table_as_people_write_it(desk: Desk) -> None:
    text = desk.told()
    _, *rows = csv.reader(StringIO(desk.told("--format", "csv").removeprefix("\ufeff")))
    lines = [line for line in text.splitlines() if line.startswith("  ")]
    assert len(lines) == len(rows)
    for row, line in zip(rows, lines, strict=True):
        assert " · ".join(filter(None, row[1:3])) in line
    assert line_of(text, "Số dư đầu kỳ").split()[-1] == "1.000.000"
    assert line_of(text, "Từ ngày").endswith("01/01/2025")
    assert "1.250,5" in text, "goods are told in what they are counted in"
    figures = [line for line in lines if line.split()[-1].endswith("000")]
    assert len({len(line) for line in figures[:5]}) == 1, "figures stand under one another"


def line_of(text: str, words: str) -> str:
    return next(line for line in text.splitlines() if words in line)


def test_words_are_in_the_language_of_the_installation(desk: Desk) -> None:
    told = desk.soquy.run("report", desk.whose, "--period", "2025", SOQUY_LOCALE="en")
    assert line_of(told.stdout, "Opening balance").split()[-1] == "1,000,000"
    assert "Số dư" not in told.stdout


@pytest.mark.parametrize(
    "ending, begins", [("csv", "\ufeffMục"), ("json", "{"), ("txt", "Báo cáo")]
)
def test_a_file_is_what_its_name_ends_in(
    desk: Desk, tmp_path: Path, ending: str, begins: str
) -> None:
    file = tmp_path / f"bao-cao.{ending}"
    assert desk.told("--output", file) == ""
    assert file.read_text().startswith(begins)


@pytest.mark.parametrize(
    "options, status, said",
    [
        (("--period", "2025-13"), 2, "'--period': Must be a period such as 2025"),
        (("--known-at", "yesterday"), 2, "Must be a position"),
        (("--restated", "2025-02-30"), 2, "--restated"),
        (("--scope", "all"), 2, "--scope"),
        (("--known-at", 4711), 1, "Error: position_not_found: "),
        (("--known-at", "2199-01-01T00:00:00Z"), 1, "Error: position_not_found: "),
        (("--period", "1990"), 1, "Error: association_not_in_period: "),
        (("--output", "/nowhere/at/all.csv"), 1, "Error: [Errno 2]"),
    ],
)
def test_what_cannot_be_reported_is_refused_on_one_line(
    desk: Desk, options: tuple[object, ...], status: int, said: str
) -> None:
    asked = ("report", desk.whose, "--period", "2025", *options)
    assert said in desk.soquy.refused(*asked, status=status)


def test_there_is_no_report_of_nobody(desk: Desk) -> None:
    nobody = "00000000-0000-7000-8000-00000000000a"
    line = desk.soquy.refused("report", nobody, "--period", "2025")
    assert line.startswith("Error: association_not_found: ")


def test_figures_do_not_wait_for_what_words_need() -> None:
    asked = "import api.cli.reports, sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert not {"flask", "jinja2", "babel", "openpyxl"} & set(run.stdout.split())
