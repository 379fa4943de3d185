"""A bank statement of any length, made of the real rows in the demo book."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from ledger.fund.receiving.mobilizing import NewPledge
from ledger.values import PledgeId
from projections.engine import Engine
from tests.benchmarks.installation import Installation
from tests.builders import OPENED

LAYOUT = "vietcombank"
_DAYS = 360


def write_statement(path: Path, rows: int) -> Path:
    """Write so many rows in the order of their days; no two of them are the same."""
    real = files("api.demo").joinpath("vietcombank-2024-09.csv")
    with real.open(encoding="utf-8-sig") as source, path.open("w", newline="") as file:
        header, *given = csv.reader(source)
        lines = csv.writer(file)
        lines.writerow(header)
        lines.writerows(_rows([row for row in given if len(row) == len(header)], rows))
    return path


def day_of(number: int, count: int, *, since: date = OPENED, days: int = _DAYS) -> date:
    """Return the day of one of `count` rows that are spread evenly over some days."""
    return since + timedelta(days=number * days // count)


def begin_appeals(installation: Installation) -> None:
    """Begin appeals with codes and take pledges, so that there is something to match rows with."""
    book = installation.book
    for number in range(10):
        appeal = book.launch(starts_on=OPENED, ends_on=None, memo_code=f"VEHH{number}")
        for dong in range(1, 21):
            pledge = NewPledge(
                pledge_id=PledgeId(book.new_id()),
                mobilization_id=appeal,
                amount_dong=dong * 500_000,
                effective_on=OPENED,
            )
            book.pledge(pledge=pledge)
    Engine(installation.services.views, installation.services.ledger.read).catch_up()


def _rows(given: Sequence[Sequence[str]], count: int) -> Iterator[list[str]]:
    for number in range(count):
        page, _, *amounts, memo = given[number % len(given)]
        yield [page, f"{day_of(number, count):%d/%m/%Y}", *amounts, f"{memo} {number}"]
