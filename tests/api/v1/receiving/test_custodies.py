"""Money of others over HTTP: taken in, added to, handed on, listed."""

from typing import Any
from uuid import UUID

from tests.api.site import Site, a_gift
from tests.builders import an_id

NAME = "Báo Dân trí: nhịp cầu nhân ái"


def begun(site: Site, dong: int = 2_000_000) -> str:
    answer = site.treasurer.post(f"{site.fund}/custodies", a_gift(site, dong, held_for=NAME))
    assert answer.status_code == 201
    assert answer.json is not None
    custody_id: str = answer.json["id"]
    return custody_id


def listed(site: Site, **query: str) -> list[dict[str, Any]]:
    page = site.public.get(f"{site.fund}/custodies", None, **query).json
    assert page is not None
    items: list[dict[str, Any]] = page["items"]
    return items


def test_money_of_others_is_listed_with_what_is_left_of_it(site: Site) -> None:
    custody_id = begun(site)
    held = str(site.position())
    one = f"{site.fund}/custodies/{custody_id}"
    assert site.treasurer.post(f"{one}/receipts", a_gift(site, 500_000)).status_code == 201
    payment = a_gift(site, 2_100_000, decision_number="7/BB")
    assert site.treasurer.post(f"{one}/payments", payment).status_code == 403
    assert site.cashier.post(f"{one}/payments", payment).status_code == 201
    assert listed(site) == [
        {
            "fund_id": str(site.book.fund_id),
            "custody_id": custody_id,
            "purpose": custody_id,
            "name": "Thu hộ số 1",
            "since": "2025-06-16",
            "dong": 400_000,
        }
    ]
    assert [each["dong"] for each in listed(site, known_at=held)] == [2_000_000]
    assert listed(site, as_of="2025-06-15") == []


def test_whom_money_is_held_for_is_read_by_staff_and_forgotten_when_the_vault_forgets(
    site: Site,
) -> None:
    custody_id = begun(site)
    one = f"{site.fund}/custodies/{custody_id}"
    assert site.public.get(one).status_code == 401
    assert NAME not in site.public.get(f"{site.fund}/events").text
    told = site.auditor.get(one).json
    assert told is not None
    assert (told["custody"]["name"], told["held_for"]) == ("Thu hộ số 1", NAME)
    site.services.vault.destroy(UUID(custody_id))
    forgotten = site.auditor.get(one).json
    assert forgotten is not None
    assert (forgotten["custody"]["dong"], forgotten["held_for"]) == (2_000_000, None)
    missing = site.auditor.get(f"{site.fund}/custodies/{an_id('nothing')}")
    assert (missing.status_code, missing.json and missing.json["code"]) == (
        404,
        "custody_not_found",
    )


def test_no_more_is_handed_on_than_is_held(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 9_000_000))
    custody_id = begun(site)
    path = f"{site.fund}/custodies/{custody_id}/payments"
    answer = site.cashier.post(path, a_gift(site, 2_000_001))
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "insufficient_funds")
    assert answer.json["limits"]["available_dong"] == 2_000_000


def test_nothing_is_added_to_or_paid_from_what_is_not_held(site: Site) -> None:
    one = f"{site.fund}/custodies/{an_id('nothing')}"
    for caller, path in ((site.treasurer, "receipts"), (site.cashier, "payments")):
        answer = caller.post(f"{one}/{path}", a_gift(site))
        assert (answer.status_code, answer.json and answer.json["code"]) == (
            404,
            "custody_not_found",
        )
    nameless = site.treasurer.post(f"{site.fund}/custodies", a_gift(site))
    assert (nameless.status_code, nameless.json and nameless.json["code"]) == (
        422,
        "invalid_request",
    )


def test_no_gift_is_for_money_of_others(site: Site) -> None:
    custody_id = begun(site)
    answer = site.treasurer.post(f"{site.fund}/donations", a_gift(site, purpose=custody_id))
    assert (answer.status_code, answer.json and answer.json["code"]) == (404, "purpose_not_found")
