"""Entries looked for over HTTP: by the number on a paper, by amount, by day."""

from datetime import date
from uuid import UUID

import pytest

from ledger.values import AccountKind
from tests.api.site import Site, a_gift
from tests.builders import a_donation

NAME = "Nguyễn Thị Mai"


def vouchers(site: Site, **asked: str) -> list[str]:
    answer = site.public.get(f"{site.fund}/entries", None, **asked)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return [item["voucher"] for item in answer.json["items"]]


@pytest.mark.parametrize("typed", ["BC-2025-00002", "bc 2", "2/2025", " 2 ", "Giấy báo Có số 2"])
def test_a_voucher_is_found_as_people_type_its_number(site: Site, typed: str) -> None:
    for dong in 1_000, 2_000, 3_000:
        site.book.donate(dong)
    assert vouchers(site, voucher=typed) == ["BC-2025-00002"]


def test_all_that_is_known_must_hold(site: Site) -> None:
    for dong in 1_000, 2_000:
        site.book.donate(dong)
    assert vouchers(site, voucher="1", amount_dong="1000") == ["BC-2025-00001"]
    assert vouchers(site, voucher="1", amount_dong="2000") == []
    assert vouchers(site, amount_dong="2000", period="2025-06-16") == ["BC-2025-00002"]
    assert vouchers(site, amount_dong="2000", period="2024") == []


@pytest.mark.parametrize(
    "field, value",
    [
        *(("voucher", value) for value in ("", "abc", "1" * 51, "17\x00", "\u202e17")),
        *(("amount_dong", value) for value in ("0", "-5", "1.5", "x", str(10**15 + 1))),
    ],
)
def test_what_nobody_can_mean_is_refused_by_its_field(site: Site, field: str, value: str) -> None:
    answer = site.public.get(f"{site.fund}/entries", None, **{field: value})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "invalid_request"
    assert [each["field"] for each in answer.json["fields"]] == [field]


def test_a_cursor_goes_on_with_what_is_looked_for(site: Site) -> None:
    gifts = [a_donation(5_000 if n % 2 else n + 1, account_id=site.book.bank) for n in range(10)]
    site.book.ledger.receive_donations(site.book.command(), site.book.fund_id, gifts)
    seen: list[int] = []
    page = site.public.get(f"{site.fund}/entries", amount_dong="5000", limit="2").json
    while page is not None:
        seen += [item["amount_dong"] for item in page["items"]]
        cursor = page["next_cursor"]
        page = cursor and site.public.get(f"{site.fund}/entries", cursor=cursor).json
    assert seen == [5_000] * 5


def test_the_number_of_a_handwritten_paper_finds_its_entry(site: Site) -> None:
    gift = a_gift(site, 500_000, device_number="Đ-0017")
    assert site.treasurer.post(f"{site.fund}/donations", gift).status_code == 201
    for typed in "Đ-0017", "đ17", "d 17":
        assert vouchers(site, voucher=typed) == ["BC-2025-00001"]


def test_the_book_of_another_fund_has_numbers_of_its_own(site: Site) -> None:
    book, here = site.book, site.book.fund_id
    book.donate(1_000)
    book.fund_id = book.open_fund(book.province)
    book.bank = book.open_account(AccountKind.BANK)
    book.donate(2_000)
    for fund_id, dong in ((here, 1_000), (book.fund_id, 2_000)):
        found = site.public.get(f"/funds/{fund_id}/entries", voucher="1").json
        assert found is not None
        assert [item["amount_dong"] for item in found["items"]] == [dong]


def test_who_looks_for_a_paper_learns_no_more_of_a_person_than_from_the_whole_list(
    site: Site,
) -> None:
    donor = {"association_id": str(site.book.commune), "name": NAME}
    donor_id = (site.treasurer.post("/donors", donor).json or {})["id"]
    for named in (False, True):
        gift = a_gift(site, 500_000, donor_id=donor_id, named=named)
        site.treasurer.post(f"{site.fund}/donations", gift)
    path = f"{site.fund}/entries"
    for caller in site.public, site.someone(), site.auditor:
        whole = caller.get(path).json
        found = caller.get(path, amount_dong="500000").json
        assert whole is not None
        assert found is not None
        assert found["items"] == whole["items"][-2:]
    site.services.vault.destroy(UUID(donor_id))
    erased = site.public.get(path, amount_dong="500000")
    assert NAME not in erased.text
    assert len((erased.json or {})["items"]) == 2


def test_a_number_of_several_years_is_found_in_each(site: Site) -> None:
    for on in date(2025, 3, 1), date(2025, 6, 1):
        site.book.donate(1_000, on=on)
    site.book.clock.set_day(date(2026, 1, 15))
    site.book.donate(1_000, on=date(2026, 1, 10))
    assert vouchers(site, voucher="1") == ["BC-2025-00001", "BC-2026-00001"]
    assert vouchers(site, voucher="1/2026") == ["BC-2026-00001"]
