"""Direct aid over HTTP."""

from tests.api.site import Site
from tests.builders import an_id

AID = {
    "amount_dong": 3_000_000,
    "effective_on": "2025-06-16",
    "decision_number": "12/BB-HKH",
}
BICYCLES = {"item": "xe đạp", "quantity_milli": 20_000, "unit": "chiếc"}


def test_direct_aid_is_mobilised_and_nothing_else(site: Site) -> None:
    appeal = site.book.launch()
    path = f"{site.fund}/mobilizations/{appeal}/direct-aid"
    assert site.treasurer.post(path, AID).status_code == 201
    entry = site.book.version
    unvalued = {"amount_dong": 0, "goods": BICYCLES, "effective_on": "2025-06-15"}
    assert site.treasurer.post(path, unvalued).status_code == 201
    assert site.book.balance == 0
    (mobilization,) = site.public.get(f"{site.fund}/mobilizations").json["items"]  # type: ignore[index]
    assert (mobilization["direct_aid_dong"], mobilization["money_dong"]) == (3_000_000, 0)
    page = site.public.get(path).json
    assert page is not None
    first, second = page["items"]
    assert first == {
        "aid": {
            "fund_id": str(site.book.fund_id),
            "version": entry,
            "mobilization_id": str(appeal),
            "amount_dong": 3_000_000,
            "goods": None,
            "effective_on": "2025-06-16",
            "reversed_by": None,
        },
        "private": None,
    }
    assert second["aid"]["goods"]["item"] == "xe đạp"
    entitled = site.auditor.get(path).json
    assert entitled is not None
    assert entitled["items"][0]["private"]["decision_number"] == "12/BB-HKH"


def test_help_reported_by_mistake_is_reversed(site: Site) -> None:
    appeal = site.book.launch()
    path = f"{site.fund}/mobilizations/{appeal}/direct-aid"
    site.treasurer.post(path, AID)
    reversal = {"entry": site.book.version, "reason": "duplicate"}
    assert site.treasurer.post(f"{site.fund}/reversals", reversal).status_code == 201
    page = site.public.get(path).json
    assert page is not None
    assert page["items"][0]["aid"]["reversed_by"] == site.book.version
    (mobilization,) = site.public.get(f"{site.fund}/mobilizations").json["items"]  # type: ignore[index]
    assert mobilization["direct_aid_dong"] == 0


def test_help_that_is_nothing_or_for_no_appeal_is_refused(site: Site) -> None:
    appeal = site.book.launch()
    nothing = site.treasurer.post(
        f"{site.fund}/mobilizations/{appeal}/direct-aid", {**AID, "amount_dong": 0}
    )
    assert (nothing.status_code, nothing.json and nothing.json["code"]) == (422, "invalid_request")
    nowhere = f"{site.fund}/mobilizations/{an_id('nowhere')}/direct-aid"
    answer = site.treasurer.post(nowhere, AID)
    assert (answer.status_code, answer.json and answer.json["code"]) == (
        404,
        "mobilization_not_found",
    )


def test_a_document_that_the_fund_does_not_keep_is_no_evidence(site: Site) -> None:
    appeal = site.book.launch()
    path = f"{site.fund}/mobilizations/{appeal}/direct-aid"
    answer = site.treasurer.post(path, {**AID, "document_sha256": "ab" * 32})
    assert (answer.status_code, answer.json and answer.json["code"]) == (404, "document_not_found")
