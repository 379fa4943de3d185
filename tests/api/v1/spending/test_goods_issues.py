"""Goods given out over HTTP."""

import pytest

from tests.api.site import Site, a_gift

NOTEBOOKS = {"item": "vở", "quantity_milli": 100_000, "unit": "quyển"}
ISSUE = {
    "disbursement_class": "support",
    "programme": "Tiếp sức đến trường",
    "goods": {**NOTEBOOKS, "quantity_milli": 30_000},
    "awards": 10,
    "instances": 12,
    "categories": ["poor", "orphaned"],
    "place": "Thôn Đông",
    "effective_on": "2025-06-16",
}


@pytest.fixture(autouse=True)
def _a_hundred_notebooks(site: Site) -> None:
    gift = a_gift(site, 1_000_000, account_id=None, goods=NOTEBOOKS)
    assert site.treasurer.post(f"{site.fund}/donations", gift).status_code == 201


def test_goods_are_given_out_by_a_cashier_and_listed_for_everybody(site: Site) -> None:
    assert site.treasurer.post(f"{site.fund}/goods-issues", ISSUE).status_code == 403
    answer = site.cashier.post(f"{site.fund}/goods-issues", ISSUE)
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["entries"][0]["voucher"] == "XK-2025-00001"
    page = site.public.get(f"{site.fund}/goods-issues").json
    assert page is not None
    (item,) = page["items"]
    assert item["private"] is None
    issue = item["issue"]
    assert (issue["amount_dong"], issue["awards"], issue["instances"]) == (300_000, 10, 12)
    assert issue["goods"]["quantity_milli"] == 30_000
    balance = site.public.get(f"{site.fund}/balance").json
    assert balance is not None
    assert balance["stock"] == [
        {
            "commodity": "quyển vở",
            "purpose": "general",
            "quantity_milli": 70_000,
            "dong": 700_000,
        }
    ]


def test_whom_goods_were_for_only_entitled_readers_see(site: Site) -> None:
    site.cashier.post(f"{site.fund}/goods-issues", ISSUE)
    page = site.auditor.get(f"{site.fund}/goods-issues").json
    assert page is not None
    private = page["items"][0]["private"]
    assert private["categories"] == ["poor", "orphaned"]
    assert private["place"] == "Thôn Đông"
    assert "Thôn Đông" not in site.public.get(f"{site.fund}/goods-issues").text


def test_a_reversed_issue_is_shown_as_one(site: Site) -> None:
    site.cashier.post(f"{site.fund}/goods-issues", ISSUE)
    reversal = {"entry": site.book.version, "reason": "wrong_amount"}
    assert site.treasurer.post(f"{site.fund}/reversals", reversal).status_code == 201
    page = site.public.get(f"{site.fund}/goods-issues").json
    assert page is not None
    assert page["items"][0]["issue"]["reversed_by"] == site.book.version


def test_issues_come_in_pages(site: Site) -> None:
    for _ in range(3):
        site.cashier.post(f"{site.fund}/goods-issues", ISSUE)
    first = site.public.get(f"{site.fund}/goods-issues", None, limit="2").json
    assert first is not None
    rest = site.public.get(f"{site.fund}/goods-issues", None, cursor=first["next_cursor"]).json
    assert rest is not None
    assert [len(first["items"]), len(rest["items"]), rest["next_cursor"]] == [2, 1, None]


def test_no_more_is_given_out_than_is_there(site: Site) -> None:
    too_much = {**ISSUE, "goods": {**NOTEBOOKS, "quantity_milli": 100_001}}
    answer = site.cashier.post(f"{site.fund}/goods-issues", too_much)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "not_enough_goods")
    assert answer.json["limits"] == {"available_milli": 100_000, "asked_milli": 100_001}
