"""Credits of unknown origin over HTTP, and money that goes back."""

import pytest

from tests.api.site import Site, a_gift
from tests.builders import an_id


def credit(site: Site, dong: int = 500_000) -> str:
    answer = site.treasurer.post(f"{site.fund}/credits", a_gift(site, dong))
    assert answer.status_code == 201
    assert answer.json is not None
    credit_id: str = answer.json["id"]
    return credit_id


def test_a_credit_waits_for_those_who_may_see_it(site: Site) -> None:
    credit_id = credit(site)
    page = site.auditor.get(f"{site.fund}/credits").json
    assert page is not None
    (item,) = page["items"]
    assert item == {
        "credit": {
            "credit_id": credit_id,
            "account_id": str(site.book.bank),
            "entry": site.book.version,
            "voucher": "BC-2025-00001",
            "amount_dong": 500_000,
            "left_dong": 500_000,
            "effective_on": "2025-06-16",
            "occurred_on": None,
            "memo_id": None,
        },
        "memo": None,
    }
    assert site.public.get(f"{site.fund}/credits").status_code == 401


def test_the_balance_shows_what_is_owed_apart(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 1_000))
    credit(site, 500)
    balance = site.public.get(f"{site.fund}/balance").json
    assert balance is not None
    assert balance["balance_dong"] == 1_500
    assert balance["by_purpose"] == [
        {"purpose": "general", "name": None, "is_owed": False, "dong": 1_000},
        {"purpose": "unallocated", "name": None, "is_owed": True, "dong": 500},
    ]


def test_a_credit_is_refunded_by_a_cashier(site: Site) -> None:
    credit_id = credit(site)
    refund = a_gift(site, 500_000, credit_id=credit_id, decision_number="3/QĐ")
    assert site.treasurer.post(f"{site.fund}/refunds", refund).status_code == 403
    answer = site.cashier.post(f"{site.fund}/refunds", refund)
    assert answer.status_code == 201
    assert answer.json is not None
    assert (answer.json["balance_dong"], answer.json["entries"][0]["voucher"]) == (
        0,
        "BN-2025-00001",
    )
    page = site.auditor.get(f"{site.fund}/credits").json
    assert page is not None
    assert page["items"] == []


def test_a_gift_is_refunded_in_part_and_never_beyond(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 500_000))
    entry = site.book.version
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 500_000))
    part = a_gift(site, 300_000, entry=entry)
    assert site.cashier.post(f"{site.fund}/refunds", part).status_code == 201
    again = site.cashier.post(f"{site.fund}/refunds", part)
    assert again.json is not None
    assert (again.status_code, again.json["code"]) == (422, "insufficient_funds")
    assert again.json["limits"] == {"available_dong": 200_000, "asked_dong": 300_000}


@pytest.mark.parametrize("members", [{}, {"entry": 1, "credit_id": str(an_id("credit"))}])
def test_a_refund_is_of_one_thing(site: Site, members: dict[str, object]) -> None:
    answer = site.cashier.post(f"{site.fund}/refunds", a_gift(site, **members))
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    assert answer.json["fields"][0]["field"] == "entry"


def test_what_is_not_there_is_not_refunded(site: Site) -> None:
    credit_id = str(an_id("no credit"))
    answer = site.cashier.post(f"{site.fund}/refunds", a_gift(site, credit_id=credit_id))
    assert (answer.status_code, answer.json and answer.json["code"]) == (404, "credit_not_found")
    answer = site.cashier.post(f"{site.fund}/refunds", a_gift(site, entry=4711))
    assert (answer.status_code, answer.json and answer.json["code"]) == (404, "entry_not_found")
