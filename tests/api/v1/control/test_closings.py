"""Closing the books over HTTP, and opening them again in public."""

from typing import Any

import pytest

from tests.api.site import Caller, Site, a_gift


def closings(site: Site, caller: Caller | None = None, **query: str) -> dict[str, Any]:
    found = (caller or site.public).get(f"{site.fund}/closings", None, **query).json
    assert isinstance(found, dict)
    return found


def close(site: Site, through: str = "2025-05-31") -> None:
    answer = site.treasurer.post(f"{site.fund}/closings", {"through": through})
    assert answer.status_code == 201


def test_nothing_is_dated_in_a_closed_period_until_it_is_reopened(site: Site) -> None:
    late = a_gift(site, 500_000, effective_on="2025-05-12")
    close(site)
    assert closings(site)["closed_through"] == "2025-05-31"
    refused = site.treasurer.post(f"{site.fund}/donations", late)
    assert refused.json is not None
    assert (refused.status_code, refused.json["code"]) == (422, "period_is_closed")
    assert refused.json["limits"] == {"first_open_on": "2025-06-01"}
    booked = a_gift(site, 500_000, effective_on="2025-06-01", occurred_on="2025-05-12")
    assert site.treasurer.post(f"{site.fund}/donations", booked).status_code == 201
    reopening = {"since": "2025-05-01", "reason": "entry_forgotten"}
    answer = site.administrator.post(f"{site.fund}/reopenings", reopening)
    assert answer.status_code == 201
    assert site.treasurer.post(f"{site.fund}/donations", late).status_code == 201
    found = closings(site)
    assert found["closed_through"] == "2025-04-30"
    [reopened] = found["reopenings"]
    assert (reopened["since"], reopened["reason"]) == ("2025-05-01", "entry_forgotten")
    assert found["closings"][0]["reopened_by"] == reopened["version"]


def test_a_closing_shows_its_seal_and_to_entitled_readers_who_closed(site: Site) -> None:
    gift = a_gift(site, 500_000, effective_on="2025-05-12")
    site.treasurer.post(f"{site.fund}/donations", gift)
    before = str(site.position())
    close(site)
    [closing] = closings(site)["closings"]
    assert (closing["balance_dong"], closing["recorded_by"]) == (500_000, None)
    assert closing["seal"]["by_account"] == [{"account_id": str(site.book.bank), "dong": 500_000}]
    assert closings(site, site.auditor)["closings"][0]["recorded_by"] is not None
    assert closings(site, known_at=before)["closed_through"] is None


@pytest.mark.parametrize(
    "through,code", [("2025-06-16", "nothing_to_close"), ("2023-12-31", "dated_before_fund")]
)
def test_what_is_not_over_or_not_begun_is_not_closed(site: Site, through: str, code: str) -> None:
    answer = site.treasurer.post(f"{site.fund}/closings", {"through": through})
    assert (answer.status_code, answer.json and answer.json["code"]) == (422, code)


def test_only_an_administrator_reopens_and_says_why(site: Site) -> None:
    close(site)
    reopening = {"since": "2025-05-01", "reason": "other"}
    path = f"{site.fund}/reopenings"
    for caller in (site.treasurer, site.approver, site.cashier, site.auditor):
        assert caller.post(path, reopening).status_code == 403
    without = site.administrator.post(path, {"since": "2025-05-01"})
    assert (without.status_code, without.json and without.json["code"]) == (
        422,
        "invalid_request",
    )
    later = site.administrator.post(path, {"since": "2025-06-01", "reason": "other"})
    assert (later.status_code, later.json and later.json["code"]) == (422, "nothing_to_reopen")
