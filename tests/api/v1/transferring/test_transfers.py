"""Transfers over HTTP: sent by the approver, received by the other fund's treasurer, or back."""

from typing import Any

import pytest

from ledger.values import AccountKind, Level
from tests.api.site import Site, a_gift
from tests.builders import an_association, an_id


class Neighbour:
    """Another commune's fund with a bank account."""

    def __init__(self, site: Site) -> None:
        book = site.book
        here = book.fund_id, book.bank
        commune = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
        book.fund_id = book.open_fund(commune)
        self.bank = str(book.open_account(AccountKind.BANK))
        self.path = f"/funds/{book.fund_id}"
        self.fund_id = str(book.fund_id)
        book.fund_id, book.bank = here


@pytest.fixture
def neighbour(site: Site) -> Neighbour:
    """The neighbour, once the site's fund has two million."""
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 2_000_000))
    return Neighbour(site)


def a_transfer(site: Site, neighbour: Neighbour, **members: object) -> dict[str, object]:
    transfer = {
        "from_fund_id": str(site.book.fund_id),
        "to_fund_id": neighbour.fund_id,
        "account_id": str(site.book.bank),
        "amount_dong": 500_000,
        "effective_on": "2025-06-16",
    }
    return {**transfer, **members}


def sent(site: Site, neighbour: Neighbour) -> str:
    answer = site.approver.post("/transfers", a_transfer(site, neighbour))
    assert answer.status_code == 201
    assert answer.json is not None
    transfer_id: str = answer.json["id"]
    return transfer_id


def listed(site: Site, path: str, **query: str) -> list[dict[str, Any]]:
    page = site.public.get(f"{path}/transfers", None, **query).json
    assert page is not None
    items: list[dict[str, Any]] = page["items"]
    return items


def test_a_transfer_is_in_transit_and_then_received(site: Site, neighbour: Neighbour) -> None:
    transfer_id = sent(site, neighbour)
    before = str(site.position())
    [on_its_way] = listed(site, site.fund)
    assert (on_its_way["transfer_id"], on_its_way["status"]) == (transfer_id, "in_transit")
    assert listed(site, neighbour.path) == [on_its_way]
    arrival = {"account_id": neighbour.bank, "effective_on": "2025-06-16"}
    answer = site.treasurer.post(f"/transfers/{transfer_id}/receipt", arrival)
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["balance_dong"] == 500_000
    [received] = listed(site, neighbour.path)
    assert (received["status"], received["settled_entry"]) == ("received", answer.json["version"])
    assert listed(site, site.fund, known_at=before) == [on_its_way]
    assert listed(site, site.fund, status="in_transit") == []
    assert listed(site, site.fund, side="received") == []
    again = site.treasurer.post(f"/transfers/{transfer_id}/receipt", arrival)
    assert (again.status_code, again.json and again.json["code"]) == (409, "transfer_settled")


def test_a_transfer_comes_back(site: Site, neighbour: Neighbour) -> None:
    transfer_id = sent(site, neighbour)
    back = {"account_id": str(site.book.bank), "effective_on": "2025-06-16"}
    answer = site.treasurer.post(f"/transfers/{transfer_id}/return", back)
    assert answer.json is not None
    assert (answer.status_code, answer.json["balance_dong"]) == (201, 2_000_000)
    assert [each["status"] for each in listed(site, site.fund)] == ["returned"]


def test_a_transfer_is_sent_once_under_one_key_and_not_at_all_in_a_dry_run(
    site: Site, neighbour: Neighbour
) -> None:
    transfer = a_transfer(site, neighbour)
    dry = site.approver.post("/transfers", transfer, None, dry_run="true")
    assert dry.status_code == 200
    key = {"Idempotency-Key": f"transfer-{site.book.fund_id}"}
    first = site.approver.post("/transfers", transfer, key)
    again = site.approver.post("/transfers", transfer, key)
    assert (first.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(listed(site, site.fund)) == 1


def test_only_an_approver_sends_and_only_a_treasurer_receives(
    site: Site, neighbour: Neighbour
) -> None:
    transfer = a_transfer(site, neighbour)
    for caller in (site.treasurer, site.cashier, site.auditor, site.administrator):
        assert caller.post("/transfers", transfer).status_code == 403
    arrival = {"account_id": neighbour.bank, "effective_on": "2025-06-16"}
    path = f"/transfers/{sent(site, neighbour)}/receipt"
    for caller in (site.approver, site.cashier, site.auditor, site.administrator):
        assert caller.post(path, arrival).status_code == 403


@pytest.mark.parametrize(
    "change,status,code,field",
    [
        ({"amount_dong": 0}, 422, "invalid_request", "amount_dong"),
        ({"to_fund_id": None}, 422, "invalid_request", "to_fund_id"),
        ({"note": "x"}, 422, "invalid_request", "note"),
        ({"document_sha256": "x"}, 422, "invalid_request", "document_sha256"),
        ({"to_fund_id": str(an_id("nobody"))}, 404, "fund_not_found", "to_fund_id"),
        ({"from_fund_id": str(an_id("nobody"))}, 404, "fund_not_found", "fund_id"),
        ({"account_id": str(an_id("nobody"))}, 404, "account_not_found", "account_id"),
        ({"amount_dong": 2_000_001}, 422, "insufficient_funds", "purpose"),
        ({"effective_on": "2025-06-17"}, 422, "dated_ahead", "effective_on"),
    ],
)
def test_what_is_no_transfer_is_refused(
    site: Site,
    neighbour: Neighbour,
    change: dict[str, object],
    status: int,
    code: str,
    field: str,
) -> None:
    before = site.position()
    answer = site.approver.post("/transfers", a_transfer(site, neighbour, **change))
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["fields"][0]["field"] == field
    assert site.position() == before


@pytest.mark.parametrize("step", ["receipt", "return"])
def test_a_transfer_that_is_not_there_is_not_settled(site: Site, step: str) -> None:
    arrival = {"account_id": str(site.book.bank), "effective_on": "2025-06-16"}
    answer = site.treasurer.post(f"/transfers/{an_id('nothing')}/{step}", arrival)
    assert (answer.status_code, answer.json and answer.json["code"]) == (
        404,
        "transfer_not_found",
    )
