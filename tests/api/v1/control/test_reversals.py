"""Reversals over HTTP: alone, and with what should have stood there."""

import pytest

from tests.api.site import Site, a_gift


def given(site: Site, dong: int = 500_000) -> int:
    answer = site.treasurer.post(f"{site.fund}/donations", a_gift(site, dong))
    assert answer.json is not None
    version: int = answer.json["version"]
    return version


def test_an_entry_is_reversed_once(site: Site) -> None:
    reversal = {"entry": given(site), "reason": "duplicate"}
    answer = site.treasurer.post(f"{site.fund}/reversals", reversal)
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["balance_dong"] == 0
    again = site.treasurer.post(f"{site.fund}/reversals", reversal)
    assert (again.status_code, again.json and again.json["code"]) == (409, "already_reversed")


def test_an_entry_is_corrected_in_one_step(site: Site) -> None:
    wrong = given(site, 5_000_000)
    answer = site.treasurer.post(
        f"{site.fund}/reversals",
        {
            "entry": wrong,
            "reason": "wrong_amount",
            "replacement": {"donation": a_gift(site, 500_000)},
        },
    )
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["balance_dong"] == 500_000
    assert [entry["topic"] for entry in answer.json["entries"]] == [
        "fund.entry_reversed",
        "fund.donation_received",
    ]
    page = site.public.get(f"{site.fund}/entries").json
    assert page is not None
    entry, negative, corrected = page["items"]
    assert (entry["reversed_by"], entry["corrected_by"]) == (
        negative["version"],
        corrected["version"],
    )
    assert corrected["corrects"] == wrong


def test_a_fee_and_interest_are_corrected_too(site: Site) -> None:
    for path, kind in (("interest", "interest"), ("bank-fees", "bank_fee")):
        recorded = site.treasurer.post(f"{site.fund}/{path}", a_gift(site, 10)).json
        assert recorded is not None
        reversal = {
            "entry": recorded["version"],
            "reason": "wrong_amount",
            "replacement": {kind: a_gift(site, 11)},
        }
        assert site.treasurer.post(f"{site.fund}/reversals", reversal).status_code == 201


@pytest.mark.parametrize(
    "change,status,code,field",
    [
        ({"entry": 10**9}, 404, "entry_not_found", "entry"),
        ({"entry": 1}, 422, "not_reversible", "entry"),
        ({"entry": 0}, 422, "invalid_request", "entry"),
        ({"entry": "1"}, 422, "invalid_request", "entry"),
        ({"reason": "because"}, 422, "invalid_request", "reason"),
        ({"effective_on": "2025-06-17"}, 422, "dated_ahead", "effective_on"),
        ({"effective_on": "2025-06-15"}, 422, "dated_before_entry", "effective_on"),
        ({"replacement": {}}, 422, "invalid_request", "replacement.body"),
        ({"replacement": {"donation": {}}}, 422, "invalid_request", "replacement.donation"),
        ({"replacement": {"gift": {}}}, 422, "invalid_request", "replacement.gift"),
    ],
)
def test_what_cannot_be_reversed_is_refused(
    site: Site, change: dict[str, object], status: int, code: str, field: str
) -> None:
    reversal = {"entry": given(site), "reason": "duplicate", **change}
    before = site.position()
    answer = site.treasurer.post(f"{site.fund}/reversals", reversal)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["fields"][0]["field"].startswith(field)
    assert site.position() == before


def test_a_gift_is_not_corrected_by_a_fee(site: Site) -> None:
    reversal = {
        "entry": given(site),
        "reason": "other",
        "replacement": {"bank_fee": a_gift(site, 1)},
    }
    answer = site.treasurer.post(f"{site.fund}/reversals", reversal)
    assert (answer.status_code, answer.json and answer.json["code"]) == (422, "wrong_replacement")


def test_a_reversal_warns_of_what_it_leaves_below_zero(site: Site) -> None:
    gift = given(site, 50_000)
    site.treasurer.post(f"{site.fund}/bank-fees", a_gift(site, 30_000))
    answer = site.treasurer.post(f"{site.fund}/reversals", {"entry": gift, "reason": "duplicate"})
    assert answer.status_code == 201
    assert answer.json is not None
    today = {"since_on": "2025-06-16", "times": 1}
    assert answer.json["warnings"] == [
        {"code": "insufficient_funds", "limits": {**holder, "available_dong": -30_000, **today}}
        for holder in ({"account_id": str(site.book.bank)}, {"purpose": "general"})
    ]
