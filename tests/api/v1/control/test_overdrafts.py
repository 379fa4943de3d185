"""The days below zero of a fund, over HTTP."""

from datetime import date
from typing import Any

from tests.api.site import Site
from tests.builders import an_id


def overdrafts(site: Site, **query: str) -> list[dict[str, Any]]:
    """What everybody is told."""
    answer = site.public.get(f"{site.fund}/overdrafts", None, **query)
    assert answer.status_code == 200
    assert answer.json is not None
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def test_days_below_zero_are_told_though_more_came_in_since(site: Site) -> None:
    book = site.book
    assert overdrafts(site) == []
    book.charge_fee(20_000, on=date(2025, 6, 2))
    then = site.position()
    book.donate(500_000, on=date(2025, 6, 10))
    of_account = {
        "account_id": str(book.bank),
        "purpose": None,
        "commodity": None,
        "since_on": "2025-06-02",
        "until_on": "2025-06-09",
        "lowest_dong": -20_000,
        "lowest_milli": None,
    }
    of_purpose = {**of_account, "account_id": None, "purpose": "general"}
    assert overdrafts(site) == [of_account, of_purpose]
    known_then = [{**each, "until_on": None} for each in (of_account, of_purpose)]
    assert overdrafts(site, known_at=str(then)) == known_then
    assert overdrafts(site, known_at=str(then - 1)) == []


def test_there_are_none_of_a_fund_that_is_not_there(site: Site) -> None:
    answer = site.public.get(f"/funds/{an_id('nobody')}/overdrafts")
    assert (answer.status_code, answer.json and answer.json["code"]) == (404, "fund_not_found")
