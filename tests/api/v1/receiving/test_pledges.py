"""Pledges over HTTP: noted, fulfilled by gifts, withdrawn, listed."""

from typing import Any

import pytest

from tests.api.site import Site, a_gift
from tests.builders import an_id

PLEDGE = {"amount_dong": 1_000_000, "due_on": "2025-06-30", "effective_on": "2025-06-16"}


def pledged(site: Site, path: str = "", **members: object) -> str:
    answer = site.treasurer.post(f"{site.fund}{path}/pledges", {**PLEDGE, **members})
    assert answer.status_code == 201
    assert answer.json is not None
    pledge_id: str = answer.json["id"]
    return pledge_id


def listed(site: Site, caller: str = "public", **query: str) -> list[dict[str, Any]]:
    page = getattr(site, caller).get(f"{site.fund}/pledges", None, **query).json
    items: list[dict[str, Any]] = page["items"]
    return items


def test_a_pledge_is_listed_for_everybody_and_is_no_income(site: Site) -> None:
    pledge_id = pledged(site)
    (item,) = listed(site)
    assert item["private"] is None
    assert item["pledge"] == {
        "fund_id": str(site.book.fund_id),
        "pledge_id": pledge_id,
        "mobilization_id": None,
        "status": "outstanding",
        "amount_dong": 1_000_000,
        "fulfilled_dong": 0,
        "withdrawn_dong": 0,
        "handed_over_dong": 0,
        "outstanding_dong": 1_000_000,
        "pledged_on": "2025-06-16",
        "due_on": "2025-06-30",
        "named": False,
    }
    assert site.book.balance == 0


def test_whose_a_pledge_is_only_entitled_readers_see(site: Site) -> None:
    donor = str(site.book.register_donor())
    pledged(site, donor_id=donor, named=True)
    (public,), (private,) = listed(site), listed(site, "auditor")
    assert donor not in str(public)
    assert private["private"]["donor_id"] == donor


def test_a_pledge_for_an_appeal_is_fulfilled_by_a_gift_and_the_rest_withdrawn(
    site: Site,
) -> None:
    appeal = site.book.launch()
    pledge_id = pledged(site, f"/mobilizations/{appeal}")
    gift = a_gift(site, 300_000, pledge_id=pledge_id)
    assert site.treasurer.post(f"{site.fund}/donations", gift).status_code == 201
    (mobilization,) = site.public.get(f"{site.fund}/mobilizations").json["items"]  # type: ignore[index]
    assert (mobilization["money_dong"], mobilization["pledged_dong"]) == (300_000, 700_000)
    withdrawal = f"{site.fund}/pledges/{pledge_id}/withdrawal"
    assert site.treasurer.post(withdrawal, {"effective_on": "2025-06-16"}).status_code == 201
    (item,) = listed(site, mobilization=str(appeal))
    assert item["pledge"]["status"] == "withdrawn"
    assert (item["pledge"]["fulfilled_dong"], item["pledge"]["withdrawn_dong"]) == (
        300_000,
        700_000,
    )
    again = site.treasurer.post(withdrawal, {"effective_on": "2025-06-16"})
    assert (again.status_code, again.json and again.json["code"]) == (404, "pledge_not_found")


def test_pledges_are_listed_as_they_stood_on_a_day(site: Site) -> None:
    pledged(site, effective_on="2025-06-02", due_on="2025-06-05")
    assert listed(site, as_of="2025-06-01") == []
    assert listed(site, as_of="2025-06-05")[0]["pledge"]["status"] == "outstanding"
    assert listed(site)[0]["pledge"]["status"] == "overdue"
    assert [each["pledge"]["status"] for each in listed(site, status="overdue")] == ["overdue"]
    assert listed(site, status="fulfilled") == []


def test_pledges_come_in_pages(site: Site) -> None:
    made = [pledged(site) for _ in range(3)]
    first = site.public.get(f"{site.fund}/pledges", None, limit="2").json
    assert first is not None
    rest = site.public.get(f"{site.fund}/pledges", None, cursor=first["next_cursor"]).json
    assert rest is not None
    found = [each["pledge"]["pledge_id"] for each in [*first["items"], *rest["items"]]]
    assert found == made[::-1]


@pytest.mark.parametrize(
    "change,status,code,field",
    [
        ({"amount_dong": 0}, 422, "invalid_request", "amount_dong"),
        ({"due_on": "2025-06-15"}, 422, "bad_window", "due_on"),
        ({"effective_on": "2025-06-17"}, 422, "dated_ahead", "effective_on"),
        ({"donor_id": str(an_id("nobody"))}, 404, "donor_not_found", "donor_id"),
    ],
)
def test_what_is_no_pledge_is_refused(
    site: Site, change: dict[str, object], status: int, code: str, field: str
) -> None:
    before = site.position()
    answer = site.treasurer.post(f"{site.fund}/pledges", {**PLEDGE, **change})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["fields"][0]["field"] == field
    assert site.position() == before


def test_pledges_are_noted_by_treasurers(site: Site) -> None:
    for caller, status in ((site.public, 401), (site.auditor, 403), (site.cashier, 403)):
        assert caller.post(f"{site.fund}/pledges", PLEDGE).status_code == status
