"""Cash counts, their differences, and bank reconciliations over HTTP."""

from typing import Any

import pytest

from tests.api.site import Caller, Site, a_gift

NOTES = [{"dong": 200_000, "pieces": 2}, {"dong": 50_000, "pieces": 1}]


def counted(site: Site, **members: object) -> int:
    count = {
        "account_id": str(site.book.cash_box),
        "counted_dong": 450_000,
        "effective_on": "2025-06-16",
    }
    answer = site.treasurer.post(f"{site.fund}/cash-counts", {**count, **members})
    assert answer.status_code == 201
    assert answer.json is not None
    version: int = answer.json["version"]
    return version


def listed(site: Site, what: str, caller: Caller | None = None) -> list[dict[str, Any]]:
    page = (caller or site.public).get(f"{site.fund}/{what}").json
    assert page is not None
    items: list[dict[str, Any]] = page["items"]
    return items


def test_a_difference_that_a_count_found_is_posted_once(site: Site) -> None:
    in_the_box = a_gift(site, 500_000, account_id=str(site.book.cash_box))
    site.treasurer.post(f"{site.fund}/donations", in_the_box)
    entry = counted(site, denominations=NOTES)
    [found] = listed(site, "cash-counts")
    assert found["count"]["difference_dong"] == -50_000
    assert found["count"]["denominations"] == NOTES
    assert (found["count"]["posted_by"], found["recorded_by"]) == (None, None)
    difference = {"entry": entry, "effective_on": "2025-06-16"}
    answer = site.treasurer.post(f"{site.fund}/cash-differences", difference)
    assert answer.json is not None
    assert (answer.status_code, answer.json["balance_dong"]) == (201, 450_000)
    assert listed(site, "cash-counts")[0]["count"]["posted_by"] == answer.json["version"]
    again = site.treasurer.post(f"{site.fund}/cash-differences", difference)
    assert (again.status_code, again.json and again.json["code"]) == (422, "no_difference")


def test_who_counted_is_for_entitled_readers(site: Site) -> None:
    counted(site)
    assert listed(site, "cash-counts")[0]["recorded_by"] is None
    assert listed(site, "cash-counts", site.auditor)[0]["recorded_by"] is not None


def test_a_bank_account_is_reconciled_even_if_the_bank_says_it_is_overdrawn(site: Site) -> None:
    said = {
        "account_id": str(site.book.bank),
        "statement_dong": -55_000,
        "effective_on": "2025-06-16",
    }
    assert site.treasurer.post(f"{site.fund}/reconciliations", said).status_code == 201
    [found] = listed(site, "reconciliations")
    assert (found["count"]["found_dong"], found["count"]["difference_dong"]) == (-55_000, -55_000)
    assert listed(site, "cash-counts") == []


@pytest.mark.parametrize(
    "change,code,field",
    [
        ({"counted_dong": -1}, "invalid_request", "counted_dong"),
        ({"denominations": [{"dong": 0, "pieces": 1}]}, "invalid_request", "denominations.0.dong"),
        ({"denominations": [{"dong": 1}]}, "invalid_request", "denominations.0.pieces"),
        (
            {"denominations": [{"dong": 1, "pieces": 0}] * 41},
            "invalid_request",
            "denominations",
        ),
        ({"denominations": [{"dong": 1, "pieces": 1}]}, "amount_mismatch", "counted_dong"),
        ({"effective_on": "2025-06-17"}, "dated_ahead", "effective_on"),
    ],
)
def test_what_is_no_count_is_refused(
    site: Site, change: dict[str, object], code: str, field: str
) -> None:
    count = {
        "account_id": str(site.book.cash_box),
        "counted_dong": 450_000,
        "effective_on": "2025-06-16",
    }
    answer = site.treasurer.post(f"{site.fund}/cash-counts", {**count, **change})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.json["fields"][0]["field"] == field


def test_a_bank_account_is_not_counted_and_a_cash_box_not_reconciled(site: Site) -> None:
    bank, box = str(site.book.bank), str(site.book.cash_box)
    on = {"effective_on": "2025-06-16"}
    count = {"account_id": bank, "counted_dong": 0, **on}
    said = {"account_id": box, "statement_dong": 0, **on}
    for path, body in (("cash-counts", count), ("reconciliations", said)):
        answer = site.treasurer.post(f"{site.fund}/{path}", body)
        assert (answer.status_code, answer.json and answer.json["code"]) == (
            422,
            "wrong_account_kind",
        )
