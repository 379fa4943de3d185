"""The book of an account over HTTP."""

from datetime import date
from typing import Any
from uuid import UUID

from ledger.store.vault.records import PersonKind, PersonRecord
from tests.api.site import Site, a_gift
from tests.builders import an_id


def book_of(site: Site, account_id: UUID, period: str = "2025-06", **query: str) -> dict[str, Any]:
    path = f"{site.fund}/accounts/{account_id}/book"
    found = site.public.get(path, None, period=period, **query).json
    assert isinstance(found, dict)
    return found


def test_a_month_of_a_bank_account_balances(site: Site) -> None:
    for dong, on in ((500_000, "2025-05-12"), (7_000, "2025-06-02"), (90, "2025-06-16")):
        gift = a_gift(site, dong, effective_on=on)
        site.treasurer.post(f"{site.fund}/donations", gift)
    june = book_of(site, site.book.bank)
    assert (june["opening_dong"], june["in_dong"], june["out_dong"]) == (500_000, 7_090, 0)
    assert (june["closing_dong"], june["carried_dong"]) == (507_090, 500_000)
    assert (june["period_from"], june["period_to"]) == ("2025-06-01", "2025-06-30")
    assert [(line["voucher"], line["in_dong"], line["balance_dong"]) for line in june["lines"]] == [
        ("BC-2025-00002", 7_000, 507_000),
        ("BC-2025-00003", 90, 507_090),
    ]
    assert book_of(site, site.book.bank, "2025-05")["closing_dong"] == 500_000
    assert book_of(site, site.book.cash_box)["lines"] == []


def test_a_book_comes_in_pages_as_of_one_position(site: Site) -> None:
    for dong in (1, 20, 300):
        site.treasurer.post(f"{site.fund}/donations", a_gift(site, dong))
    first = book_of(site, site.book.bank, limit="2")
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 4_000))
    path = f"{site.fund}/accounts/{site.book.bank}/book"
    second = site.public.get(path, None, cursor=first["next_cursor"]).json
    assert second is not None
    assert [line["balance_dong"] for line in second["lines"]] == [321]
    assert (second["carried_dong"], second["closing_dong"]) == (21, 321)
    assert second["known_at"] == first["known_at"]


def test_only_donors_who_agreed_are_named(site: Site) -> None:
    for named in (True, False):
        donor_id = site.book.register_donor()
        person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name="Nguyễn Văn An")
        site.services.vault.put_person(person)
        gift = a_gift(site, donor_id=str(donor_id), named=named)
        assert site.treasurer.post(f"{site.fund}/donations", gift).status_code == 201
    lines = book_of(site, site.book.bank)["lines"]
    assert [line["donor_name"] for line in lines] == ["Nguyễn Văn An", None]


def test_a_book_is_that_of_a_period(site: Site) -> None:
    path = f"{site.fund}/accounts/{site.book.bank}/book"
    answer = site.public.get(path)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    assert answer.json["fields"][0]["field"] == "period"


def test_there_is_no_book_of_another_funds_account(site: Site) -> None:
    path = f"{site.fund}/accounts/{an_id('nobody')}/book"
    answer = site.public.get(path, None, period="2025-06")
    assert (answer.status_code, answer.json and answer.json["code"]) == (404, "account_not_found")


def test_a_book_tells_the_days_of_its_period_on_which_the_account_was_below_zero(
    site: Site,
) -> None:
    book = site.book
    book.donate(100_000, on=date(2025, 4, 10))
    book.charge_fee(120_000, on=date(2025, 4, 21))
    book.donate(500_000, on=date(2025, 5, 3))
    told = {
        "account_id": str(book.bank),
        "purpose": None,
        "commodity": None,
        "since_on": "2025-04-21",
        "until_on": "2025-05-02",
        "lowest_dong": -20_000,
        "lowest_milli": None,
    }
    for month, overdrafts in (("2025-04", [told]), ("2025-05", [told]), ("2025-06", [])):
        assert book_of(site, book.bank, month)["overdrafts"] == overdrafts
    assert book_of(site, book.cash_box, "2025-04")["overdrafts"] == []
    then = site.position() - 1
    before = book_of(site, book.bank, "2025-05", known_at=str(then))
    assert before["overdrafts"] == [{**told, "until_on": None}]
