"""What a report says of money follows from the exports alone, as docs/auditing.md says."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

from tests.api.cli.soquy import Soquy

MONEY = {"assets:cash", "assets:bank", "assets:term-deposit"}
PAID = ("scholarship", "support", "award", "administration")
OPENED = "fund.opening_balance_recorded"

Row = dict[str, str]
Report = dict[str, Any]


def summed(rows: list[Row], holds: Callable[[Row], bool]) -> int:
    return sum(int(row["amount_dong"] or 0) for row in rows if holds(row))


def reckoned(rows: list[Row], first: str, last: str) -> dict[str, int]:
    """Return the figures of a report, from its rows; days are texts, and compare as they are."""
    within = Counter[str]()
    for row in rows:
        if first <= row["effective_on"] <= last:
            within[row["chart"]] += int(row["amount_dong"] or 0)
    recorded = summed(
        rows,
        lambda row: (
            row["chart"] in MONEY
            and row["topic"] == OPENED
            and first <= row["effective_on"] <= last
        ),
    )
    before = summed(rows, lambda row: row["chart"] in MONEY and row["effective_on"] < first)
    return {
        "opening": before + recorded,
        "opening_recorded": recorded,
        "donations": -within["income:donations"],
        "interest": -within["income:interest"],
        **{each: within[f"expenses:{each}"] for each in PAID},
        "bank_fees": within["expenses:bank-fees"],
        "refunds": within["expenses:refunds"],
        "differences": -within["income:cash-surplus"] - within["expenses:cash-shortage"],
        "custodial_net": -within["liabilities:custodial"],
        "unallocated_net": -within["liabilities:unallocated"],
        "closing": summed(rows, lambda row: row["chart"] in MONEY and row["effective_on"] <= last),
        "goods": summed(
            rows, lambda row: row["chart"] == "assets:goods" and row["effective_on"] <= last
        ),
    }


def said(report: Report) -> dict[str, int]:
    cash = report["cash"]
    figures = {**cash, **cash["receipts"], **cash["payments"]}
    return {**figures, "goods": report["in_kind"]["closing"]}


@pytest.mark.parametrize("period", ["2024", "2025", "2024-02-29", "2025-12-31", "2021..2026"])
def test_a_report_follows_from_the_exports(demo: Soquy, period: str) -> None:
    events = [json.loads(line) for line in demo.do("export", "--format", "jsonl").splitlines()]
    table = demo.do("export", "--format", "csv").removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(table)))
    established = [each for each in events if each["topic"] == "association.established"]
    above = {each["stream"]: each["payload"].get("parent_id") for each in established}
    opened = [each for each in events if each["topic"] == "fund.opened"]
    holder = {each["stream"]: each["payload"]["association_id"] for each in opened}

    def is_below(association: str | None, top: str) -> bool:
        return association is not None and (association == top or is_below(above[association], top))

    for association in above:
        for scope in ("own", "consolidated"):
            asked = ("report", association, "--period", period, "--scope", scope)
            report = json.loads(demo.do(*asked, "--json"))
            its = [
                row
                for row in rows
                if holder[row["fund_id"]] == association
                or (scope == "consolidated" and is_below(holder[row["fund_id"]], association))
            ]
            days = report["period"]
            figures = reckoned(its, days["first"], days["last"])
            assert {name: said(report)[name] for name in figures} == figures
