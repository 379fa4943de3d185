"""Interest, fees and undecided debits over HTTP."""

from datetime import date

from tests.api.site import Site, a_gift
from tests.builders import a_debit, an_id


def movement(site: Site, dong: int, **members: object) -> dict[str, object]:
    return a_gift(site, dong, **members)


def test_interest_is_credited(site: Site) -> None:
    answer = site.treasurer.post(f"{site.fund}/interest", movement(site, 1_200))
    assert answer.status_code == 201
    assert answer.json is not None
    assert (answer.json["balance_dong"], answer.json["entries"][0]["voucher"]) == (
        1_200,
        "BC-2025-00001",
    )


def test_a_cash_box_bears_no_interest_and_no_fee(site: Site) -> None:
    cash = movement(site, 1_200, account_id=str(site.book.cash_box))
    for path in ("interest", "bank-fees"):
        answer = site.treasurer.post(f"{site.fund}/{path}", cash)
        assert (answer.status_code, answer.json and answer.json["code"]) == (
            422,
            "wrong_account_kind",
        )


def test_a_fee_is_a_fact_even_where_it_overdraws(site: Site) -> None:
    answer = site.treasurer.post(f"{site.fund}/bank-fees", movement(site, 55_000))
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["balance_dong"] == -55_000
    assert [each["code"] for each in answer.json["warnings"]] == ["insufficient_funds"] * 2


def test_a_debit_waits_for_a_person_and_is_decided_once(site: Site) -> None:
    row = f"row of {site.fund}"
    site.book.import_rows(a_debit(55_000, row))
    waiting = site.auditor.get(f"{site.fund}/debits").json
    assert waiting is not None
    (item,) = waiting["items"]
    assert item["memo"] == "RUT TIEN MAT TAI KHOAN"
    assert item["debit"]["amount_dong"] == 55_000
    fee = movement(site, 55_000, debit_id=item["debit"]["debit_id"])
    wrong = site.treasurer.post(f"{site.fund}/bank-fees", {**fee, "amount_dong": 54_999})
    assert (wrong.status_code, wrong.json and wrong.json["code"]) == (422, "amount_mismatch")
    assert site.treasurer.post(f"{site.fund}/bank-fees", fee).status_code == 201
    decided = site.auditor.get(f"{site.fund}/debits").json
    assert decided is not None
    assert decided["items"] == []
    again = site.treasurer.post(f"{site.fund}/bank-fees", fee)
    assert (again.status_code, again.json and again.json["code"]) == (404, "debit_not_found")


def test_a_debit_nobody_noted_cannot_be_decided(site: Site) -> None:
    fee = movement(site, 55_000, debit_id=str(an_id("no debit")))
    answer = site.treasurer.post(f"{site.fund}/bank-fees", fee)
    assert (answer.status_code, answer.json and answer.json["code"]) == (404, "debit_not_found")


def test_interest_may_be_what_a_credit_was_and_both_say_when_they_happened(site: Site) -> None:
    credit_id = site.book.note_credit(1_200, on=date(2025, 6, 14))
    site.book.close(date(2025, 6, 15))
    interest = movement(site, 1_200, credit_id=str(credit_id), occurred_on="2025-06-14")
    assert site.treasurer.post(f"{site.fund}/interest", interest).status_code == 201
    fee = movement(site, 200, occurred_on="2025-06-15")
    assert site.treasurer.post(f"{site.fund}/bank-fees", fee).status_code == 201
    entries = site.public.get(f"{site.fund}/entries").json
    assert entries is not None
    assert [each["occurred_on"] for each in entries["items"][-2:]] == ["2025-06-14", "2025-06-15"]
    waiting = site.auditor.get(f"{site.fund}/credits").json
    assert waiting is not None
    assert waiting["items"] == []
