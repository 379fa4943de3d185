"""Funds over HTTP: opened, set up, and what they hold."""

from datetime import date

import pytest

from tests.api.site import Site, a_gift
from tests.builders import an_id

BANK = {
    "account_kind": "bank",
    "name": "Tài khoản Agribank",
    "bank_bin": "970405",
    "number": "3700201000000",
    "effective_on": "2024-01-01",
}


def test_a_fund_is_opened_and_shown(site: Site) -> None:
    answer = site.administrator.post(
        "/funds",
        {
            "association_id": str(site.book.commune),
            "name": "Quỹ Khuyến tài",
            "legal_regime": "licensed_fund",
            "effective_on": "2024-01-01",
        },
    )
    assert answer.status_code == 201
    assert answer.json is not None
    shown = site.public.get(f"/funds/{answer.json['id']}")
    assert shown.headers["ETag"] == '"1"'
    assert shown.json is not None
    assert shown.json["fund"]["name"] == "Quỹ Khuyến tài"
    assert shown.json["fund"]["legal_regime"] == "licensed_fund"
    assert (shown.json["version"], shown.json["balance_dong"]) == (1, 0)
    assert shown.json["accounts"] == shown.json["purposes"] == []


@pytest.mark.parametrize(
    "change,status,code",
    [
        ({"association_id": str(an_id("nowhere"))}, 404, "association_not_found"),
        ({"effective_on": "2025-06-17"}, 422, "dated_ahead"),
        ({"legal_regime": "company"}, 422, "invalid_request"),
        ({"name": "Quỹ\u0007"}, 422, "invalid_request"),
    ],
)
def test_what_cannot_be_opened_is_refused(
    site: Site, change: dict[str, object], status: int, code: str
) -> None:
    before = site.position()
    fund = {
        "association_id": str(site.book.commune),
        "name": "Quỹ",
        "effective_on": "2024-01-01",
        **change,
    }
    answer = site.administrator.post("/funds", fund)
    assert (answer.status_code, answer.json and answer.json["code"]) == (status, code)
    assert site.position() == before


def test_an_account_is_opened(site: Site) -> None:
    answer = site.treasurer.post(f"{site.fund}/accounts", BANK)
    assert answer.status_code == 201
    assert answer.json is not None
    shown = site.public.get(site.fund).json
    assert shown is not None
    (opened,) = [a for a in shown["accounts"] if a["account_id"] == answer.json["id"]]
    assert (opened["bank_bin"], opened["number"]) == ("970405", "3700201000000")
    again = site.treasurer.post(f"{site.fund}/accounts", BANK)
    assert (again.status_code, again.json and again.json["code"]) == (409, "bank_account_taken")


def test_an_account_that_comes_again_has_its_first_id(site: Site) -> None:
    box = {"account_kind": "cash_box", "name": "Két", "effective_on": "2024-01-01"}
    key = {"Idempotency-Key": "box"}
    first = site.treasurer.post(f"{site.fund}/accounts", box, key)
    again = site.treasurer.post(f"{site.fund}/accounts", box, key)
    assert again.data == first.data


@pytest.mark.parametrize(
    "change,code,field",
    [
        ({"bank_bin": None}, "wrong_account_kind", "bank_bin"),
        ({"number": None}, "wrong_account_kind", "bank_bin"),
        ({"account_kind": "cash_box"}, "wrong_account_kind", "bank_bin"),
        ({"bank_bin": "97040"}, "invalid_request", "bank_bin"),
        ({"bank_bin": "９７０４０５"}, "invalid_request", "bank_bin"),
        ({"number": "=1+1"}, "invalid_request", "number"),
        ({"number": "0541 0001"}, "invalid_request", "number"),
        ({"account_kind": "wallet"}, "invalid_request", "account_kind"),
        ({"effective_on": "2023-12-31"}, "dated_before_fund", "effective_on"),
    ],
)
def test_what_is_no_account_is_refused(
    site: Site, change: dict[str, object], code: str, field: str
) -> None:
    before = site.position()
    answer = site.treasurer.post(f"{site.fund}/accounts", {**BANK, **change})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.json["fields"][0]["field"] == field
    assert site.position() == before


def test_a_purpose_is_defined_and_given_for(site: Site) -> None:
    purpose = {"name": "Học bổng Đất Tổ", "effective_on": "2024-01-01"}
    defined = site.treasurer.post(f"{site.fund}/purposes", purpose).json
    assert defined is not None
    gift = a_gift(site, 5, purpose=defined["id"].upper())
    assert site.treasurer.post(f"{site.fund}/donations", gift).status_code == 201
    balance = site.public.get(f"{site.fund}/balance").json
    assert balance is not None
    assert balance["by_purpose"] == [
        {"purpose": "general", "name": None, "is_owed": False, "dong": 0},
        {"purpose": defined["id"], "name": "Học bổng Đất Tổ", "is_owed": False, "dong": 5},
    ]


def test_an_opening_balance_is_recorded_once(site: Site) -> None:
    held = {
        "account_id": str(site.book.cash_box),
        "amount_dong": 1_000_000,
        "effective_on": "2024-01-01",
    }
    path = f"{site.fund}/opening-balance"
    assert site.treasurer.post(path, held).status_code == 201
    again = site.treasurer.post(path, held)
    assert (again.status_code, again.json and again.json["code"]) == (422, "opening_balance_exists")
    zero = site.treasurer.post(path, {**held, "amount_dong": 0})
    assert (zero.status_code, zero.json and zero.json["code"]) == (422, "invalid_request")
    balance = site.public.get(f"{site.fund}/balance").json
    assert balance is not None
    assert balance["balance_dong"] == 1_000_000


def test_a_balance_adds_up_by_account_and_by_purpose(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 300, effective_on="2024-12-31"))
    cash = a_gift(site, 20, account_id=str(site.book.cash_box))
    site.treasurer.post(f"{site.fund}/donations", cash)
    balance = site.public.get(f"{site.fund}/balance").json
    then = site.public.get(f"{site.fund}/balance", as_of="2024-12-31").json
    assert balance is not None
    assert then is not None
    assert balance["balance_dong"] == 320
    for parts in ("by_account", "by_purpose", "holdings"):
        assert sum(part["dong"] for part in balance[parts]) == 320
    assert (then["as_of"], then["balance_dong"]) == ("2024-12-31", 300)


def test_a_fund_tells_every_day_on_which_anything_was_below_zero(site: Site) -> None:
    book = site.book
    for overdrafts in (0, 2):
        shown = site.public.get(site.fund).json
        assert shown is not None
        assert len(shown["overdrafts"]) == overdrafts
        book.charge_fee(20_000, on=date(2025, 6, 2))
        book.donate(500_000, on=date(2025, 6, 10))
