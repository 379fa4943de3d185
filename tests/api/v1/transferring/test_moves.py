"""Moves between a fund's own accounts over HTTP."""

import pytest

from tests.api.site import Site, a_gift


def a_move(site: Site, **members: object) -> dict[str, object]:
    move = {
        "from_account_id": str(site.book.bank),
        "to_account_id": str(site.book.cash_box),
        "amount_dong": 200_000,
        "effective_on": "2025-06-16",
    }
    return {**move, **members}


def test_money_moves_and_the_fund_is_no_richer(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 500_000))
    answer = site.treasurer.post(f"{site.fund}/moves", a_move(site))
    assert answer.json is not None
    assert (answer.status_code, answer.json["balance_dong"]) == (201, 500_000)
    balance = site.public.get(f"{site.fund}/balance").json
    assert balance is not None
    held = {each["kind"]: each["dong"] for each in balance["by_account"]}
    assert held == {"bank": 300_000, "cash_box": 200_000, "term_deposit": 0}
    page = site.public.get(f"{site.fund}/entries").json
    assert page is not None
    moved = page["items"][1]
    assert (moved["voucher"], moved["voucher_in"]) == ("BN-2025-00001", "PT-2025-00001")
    assert (moved["side"], moved["money_dong"]) == ("moved", 0)


@pytest.mark.parametrize(
    "change,status,code",
    [
        ({"amount_dong": "1"}, 422, "invalid_request"),
        ({"amount_dong": 500_001}, 422, "insufficient_funds"),
        ({"to_account_id": None}, 422, "invalid_request"),
    ],
)
def test_what_cannot_move_is_refused(
    site: Site, change: dict[str, object], status: int, code: str
) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 500_000))
    answer = site.treasurer.post(f"{site.fund}/moves", a_move(site, **change))
    assert (answer.status_code, answer.json and answer.json["code"]) == (status, code)


def test_money_moves_to_another_account(site: Site) -> None:
    same = a_move(site, to_account_id=str(site.book.bank))
    answer = site.treasurer.post(f"{site.fund}/moves", same)
    assert (answer.status_code, answer.json and answer.json["code"]) == (422, "same_account")
