"""Donations over HTTP: money, goods, foreign currency, for an appeal, many at once."""

from datetime import date
from typing import Any

import pytest

from ledger.values import GENERAL
from tests.api.site import Site, a_gift
from tests.builders import an_id

NOWHERE = str(an_id("nowhere"))
FOREIGN = {
    "currency": "USD",
    "amount": "20",
    "rate": "25000",
    "rate_on": "2025-06-16",
    "rate_source": "Vietcombank",
}
GOODS = {"item": "vở", "quantity_milli": 2_000_000, "unit": "quyển", "valuation": "hóa đơn"}


def test_a_gift_is_recorded_with_voucher_position_and_new_balance(site: Site) -> None:
    before = site.position()
    answer = site.treasurer.post(f"{site.fund}/donations", a_gift(site, 500_000))
    assert answer.status_code == 201
    assert answer.json == {
        "id": None,
        "stream": str(site.book.fund_id),
        "version": site.book.version,
        "position": site.position(),
        "recorded_at": "2025-06-16T02:00:00Z",
        "recorded": 1,
        "skipped": 0,
        "entries": [
            {
                "version": site.book.version,
                "topic": "fund.donation_received",
                "voucher": "BC-2025-00001",
            }
        ],
        "failures": [],
        "warnings": [],
        "balance_dong": 500_000,
    }
    assert answer.headers["Ledger-Position"] == str(site.position())
    assert answer.headers["ETag"] == f'"{site.book.version}"'
    assert site.position() > before


def test_a_gift_to_the_cash_box_gets_a_receipt_of_cash(site: Site) -> None:
    gift = a_gift(site, account_id=str(site.book.cash_box))
    answer = site.treasurer.post(f"{site.fund}/donations", gift)
    assert answer.json is not None
    assert answer.json["entries"][0]["voucher"] == "PT-2025-00001"


def test_absent_and_null_mean_the_same(site: Site) -> None:
    sparse = a_gift(site, purpose=None, donor_id=None, foreign=None, goods=None, occurred_on=None)
    site.treasurer.post(f"{site.fund}/donations", sparse)
    site.treasurer.post(f"{site.fund}/donations", a_gift(site))
    one, other = site.book.events()[-2:]
    assert str(one.event.purpose) == GENERAL  # type: ignore[attr-defined]
    assert one.event.account_id == other.event.account_id  # type: ignore[attr-defined]


def test_a_gift_of_goods_has_a_quantity_and_touches_no_money(site: Site) -> None:
    gift = a_gift(site, 12_000_000, account_id=None, goods=GOODS)
    answer = site.treasurer.post(f"{site.fund}/donations", gift)
    assert answer.json is not None
    assert answer.json["entries"][0]["voucher"] == "NK-2025-00001"
    assert answer.json["balance_dong"] == 0
    balance = site.public.get(f"{site.fund}/balance").json
    assert balance is not None
    assert balance["in_kind_dong"] == 12_000_000
    assert balance["stock"] == [
        {
            "commodity": "quyển vở",
            "purpose": "general",
            "quantity_milli": 2_000_000,
            "dong": 12_000_000,
        }
    ]


def test_foreign_money_stands_beside_the_dong(site: Site) -> None:
    gift = a_gift(site, 500_000, foreign=FOREIGN)
    assert site.treasurer.post(f"{site.fund}/donations", gift).status_code == 201
    entries = site.public.get(f"{site.fund}/entries").json
    assert entries is not None
    assert entries["items"][-1]["foreign"] == FOREIGN


def test_texts_are_trimmed_and_composed(site: Site) -> None:
    decomposed = {**GOODS, "item": "  vo\u031b\u0309 "}
    gift = a_gift(site, 0, account_id=None, goods=decomposed)
    assert site.treasurer.post(f"{site.fund}/donations", gift).status_code == 201
    assert site.book.events()[-1].event.goods.item == "vở"  # type: ignore[attr-defined]


def test_a_gift_for_an_appeal_is_for_its_purpose(site: Site) -> None:
    purpose = site.book.define_purpose()
    mobilization = site.book.launch(purpose=purpose)
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, mobilization_id=str(mobilization)))
    assert site.book.events()[-1].event.purpose == purpose  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "change,status,code,fields",
    [
        (
            {"mobilization_id": NOWHERE},
            404,
            "mobilization_not_found",
            ["mobilization_id"],
        ),
        (
            {"account_id": NOWHERE},
            404,
            "account_not_found",
            ["account_id"],
        ),
        (
            {"purpose": NOWHERE},
            404,
            "purpose_not_found",
            ["purpose"],
        ),
        (
            {"donor_id": NOWHERE},
            404,
            "donor_not_found",
            ["donor_id"],
        ),
        ({"effective_on": "2025-06-17"}, 422, "dated_ahead", ["effective_on"]),
        ({"effective_on": "2023-12-31"}, 422, "dated_before_fund", ["effective_on"]),
        ({"foreign": {**FOREIGN, "rate": "26000"}}, 422, "amount_mismatch", ["amount_dong"]),
    ],
)
def test_what_the_book_refuses_is_a_problem_with_code_and_field(
    site: Site, change: dict[str, object], status: int, code: str, fields: list[str]
) -> None:
    before = site.position()
    answer = site.treasurer.post(f"{site.fund}/donations", a_gift(site, **change))
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == code
    assert [each["field"] for each in answer.json["fields"]] == fields
    assert site.position() == before


def test_a_gift_for_a_purpose_that_has_expired_is_taken_and_warned_of(site: Site) -> None:
    """It is there; but nothing is spent of it any more, so that who gave it has to be asked."""
    purpose = site.book.define_purpose(expires_on=date(2025, 6, 15))
    late = {"purpose": purpose}
    limits = {"expired_on": "2025-06-15", "purpose": str(purpose)}
    warning = {"code": "purpose_expired", "limits": limits}
    for day, warned in (("2025-06-15", []), ("2025-06-16", [warning])):
        answer = site.treasurer.post(
            f"{site.fund}/donations", a_gift(site, 5_000, **late, effective_on=day)
        )
        assert answer.json is not None
        assert (answer.status_code, answer.json["warnings"]) == (201, warned)
    gifts = [a_gift(site, 5_000, **late, effective_on="2025-06-16")] * 2
    many = site.treasurer.post(f"{site.fund}/donations/batch", {"donations": gifts})
    assert many.json is not None
    assert (many.status_code, many.json["warnings"]) == (201, [warning])


def test_a_closed_appeal_takes_no_later_gift(site: Site) -> None:
    mobilization = site.book.launch()
    site.book.close_mobilization(mobilization, site.book.clock.now.date().replace(day=10))
    answer = site.treasurer.post(
        f"{site.fund}/donations", a_gift(site, mobilization_id=str(mobilization))
    )
    assert (answer.status_code, answer.json and answer.json["code"]) == (
        422,
        "mobilization_is_closed",
    )


def test_a_late_gift_is_taken_outside_the_appeal_by_explicit_choice_only(site: Site) -> None:
    mobilization = site.book.launch()
    site.book.close_mobilization(mobilization, site.book.clock.now.date().replace(day=10))
    gift = a_gift(site, mobilization_id=str(mobilization), outside_mobilization=True)
    assert site.treasurer.post(f"{site.fund}/donations", gift).status_code == 201
    assert site.book.events()[-1].event.mobilization_id is None  # type: ignore[attr-defined]
    entries = site.public.get(f"{site.fund}/entries").json
    assert entries is not None
    assert entries["items"][-1]["mobilization_id"] is None


def test_a_gift_may_be_what_a_credit_was(site: Site) -> None:
    credit_id = site.book.note_credit(500_000)
    gift = a_gift(site, 200_000, credit_id=str(credit_id))
    answer = site.treasurer.post(f"{site.fund}/donations", gift)
    assert (answer.status_code, answer.json and answer.json["balance_dong"]) == (201, 500_000)
    too_much = a_gift(site, 300_001, credit_id=str(credit_id))
    refused = site.treasurer.post(f"{site.fund}/donations", too_much)
    assert (refused.status_code, refused.json and refused.json["code"]) == (422, "amount_mismatch")
    assert refused.json is not None
    assert refused.json["limits"] == {"most_dong": 300_000}


def batch(*gifts: object) -> dict[str, Any]:
    return {"donations": list(gifts)}


def test_a_batch_is_recorded_in_its_order(site: Site) -> None:
    answer = site.treasurer.post(
        f"{site.fund}/donations/batch", batch(*(a_gift(site, dong) for dong in (1, 20, 300)))
    )
    assert answer.status_code == 201
    assert answer.json is not None
    assert (answer.json["recorded"], answer.json["balance_dong"]) == (3, 321)
    assert [each["voucher"] for each in answer.json["entries"]] == [
        "BC-2025-00001",
        "BC-2025-00002",
        "BC-2025-00003",
    ]


def test_one_wrong_gift_stops_the_whole_batch(site: Site) -> None:
    before = site.position()
    late = a_gift(site, effective_on="2025-06-17")
    answer = site.treasurer.post(f"{site.fund}/donations/batch", batch(a_gift(site), late))
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "dated_ahead"
    assert answer.json["fields"] == [{"field": "donations.1.effective_on"}]
    assert site.position() == before


def test_one_unreadable_gift_stops_the_whole_batch(site: Site) -> None:
    before = site.position()
    answer = site.treasurer.post(
        f"{site.fund}/donations/batch", batch(a_gift(site), a_gift(site, "10"), 7)
    )
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "invalid_request"
    assert [each["field"] for each in answer.json["fields"]] == [
        "donations.1.amount_dong",
        "donations.2.body",
    ]
    assert site.position() == before


def test_a_batch_may_leave_out_what_is_wrong(site: Site) -> None:
    gifts = [
        a_gift(site, -1),
        a_gift(site, 10),
        a_gift(site, 7, effective_on="2025-06-17"),
        a_gift(site, 20),
    ]
    answer = site.treasurer.post(
        f"{site.fund}/donations/batch", batch(*gifts), continue_on_error="true"
    )
    assert answer.status_code == 201
    assert answer.json is not None
    assert (answer.json["recorded"], answer.json["balance_dong"]) == (2, 30)
    assert answer.json["failures"] == [
        {"index": 0, "code": "invalid_request", "fields": ["amount_dong"], "limits": {}},
        {
            "index": 2,
            "code": "dated_ahead",
            "fields": ["effective_on"],
            "limits": {"today": "2025-06-16"},
        },
    ]


def test_a_batch_with_nothing_right_records_nothing(site: Site) -> None:
    before = site.position()
    answer = site.treasurer.post(
        f"{site.fund}/donations/batch", batch({}, {}), continue_on_error="true"
    )
    assert (answer.status_code, site.position()) == (200, before)
    assert answer.json is not None
    assert len(answer.json["failures"]) == 2


def test_a_batch_that_comes_again_gets_the_same_answer(site: Site) -> None:
    gifts = batch(a_gift(site, 10), a_gift(site, 0), a_gift(site, 7, effective_on="2025-06-17"))
    path, key = f"{site.fund}/donations/batch", {"Idempotency-Key": "monday"}
    first = site.treasurer.post(path, gifts, key, continue_on_error="true")
    again = site.treasurer.post(path, gifts, key, continue_on_error="true")
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    assert again.headers["Idempotent-Replayed"] == "true"


def test_going_on_and_stopping_are_two_commands(site: Site) -> None:
    path, key = f"{site.fund}/donations/batch", {"Idempotency-Key": "monday"}
    site.treasurer.post(path, batch(a_gift(site)), key)
    other = site.treasurer.post(path, batch(a_gift(site)), key, continue_on_error="true")
    assert (other.status_code, other.json and other.json["code"]) == (422, "command_reused")


@pytest.mark.parametrize("gifts", [[], None, {}, "x"])
def test_a_batch_is_a_list_of_gifts(site: Site, gifts: object) -> None:
    answer = site.treasurer.post(f"{site.fund}/donations/batch", {"donations": gifts})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["fields"][0]["field"] == "donations"
