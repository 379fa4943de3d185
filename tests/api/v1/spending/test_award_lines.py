"""Award lists, parts and returns over HTTP."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from ledger.values import Level, Role
from tests.api.site import Site
from tests.api.v1.spending.proposing import ON, PROPOSAL, code, payment, proposed
from tests.builders import an_association, an_id


def told(answer: TestResponse) -> Any:  # noqa: ANN401  # whatever JSON it is
    assert answer.json is not None, answer.text
    return answer.json


def beneficiaries(site: Site, *names: str) -> list[str]:
    batch = {
        "association_id": str(site.book.commune),
        "beneficiaries": [{"name": name} for name in names],
    }
    answer = site.treasurer.post("/beneficiaries/batch", batch)
    assert answer.json is not None
    found: list[str] = answer.json["ids"]
    return found


def a_listed(site: Site, **members: object) -> dict[str, object]:
    an, binh = beneficiaries(site, "Lê Thị An", "Trần Văn Bình")
    lines = [
        {"beneficiary_id": an, "amount_dong": 500_000, "categories": ["poor"]},
        {"beneficiary_id": binh, "amount_dong": 300_000, "awards": 2},
        {"beneficiary_id": an, "amount_dong": 200_000, "categories": ["poor", "orphaned"]},
    ]
    common = {key: PROPOSAL[key] for key in ("disbursement_class", "programme")}
    return {**common, "lines": lines, **ON, **members}


def approved_list(site: Site) -> str:
    answer = site.treasurer.post(f"{site.fund}/disbursements", a_listed(site))
    assert answer.json is not None, answer.text
    one = f"{site.fund}/disbursements/{told(answer)['id']}"
    assert site.approver.post(f"{one}/approval", ON).status_code == 201
    return one


def shown(site: Site, one: str) -> dict[str, object]:
    answer = site.public.get(one).json
    assert answer is not None
    found: dict[str, object] = answer["disbursement"]
    return found


def states(site: Site, one: str) -> list[tuple[str, str | None]]:
    answer = site.auditor.get(f"{one}/lines").json
    assert answer is not None
    return [(each["line"]["state"], each["name"]) for each in answer["items"]]


def test_a_list_is_proposed_paid_in_parts_and_partly_returned(rich_site: Site) -> None:
    site = rich_site
    one = approved_list(site)
    counted = ("status", "amount_dong", "awards", "instances", "persons")
    assert [shown(site, one)[name] for name in counted] == ["approved", 1_000_000, 4, 3, 2]
    part = site.cashier.post(f"{one}/payment", {**payment(site), "lines": [1, 3]})
    assert part.status_code == 201
    assert part.json is not None
    left = ("status", "paid_dong", "paid_instances", "remaining_dong", "remaining_awards")
    assert [shown(site, one)[name] for name in left] == ["partly_paid", 700_000, 2, 300_000, 2]
    assert site.cashier.post(f"{one}/payment", payment(site)).status_code == 201
    assert [shown(site, one)[name] for name in left] == ["paid", 1_000_000, 3, 0, 0]
    back = {
        "payment": part.json["entries"][0]["version"],
        "lines": [3],
        "account_id": str(site.book.cash_box),
        **ON,
    }
    assert site.treasurer.post(f"{one}/return", back).status_code == 201
    again = site.treasurer.post(f"{one}/return", back)
    assert (again.status_code, code(again)) == (422, "bad_award_list")
    assert states(site, one) == [
        ("paid", "Lê Thị An"),
        ("paid", "Trần Văn Bình"),
        ("returned", "Lê Thị An"),
    ]
    assert shown(site, one)["returned_dong"] == 200_000


def test_every_step_of_a_disbursement_is_shown_in_order(rich_site: Site) -> None:
    site = rich_site
    one = approved_list(site)
    paid = site.cashier.post(f"{one}/payment", payment(site))
    assert paid.json is not None
    entry = paid.json["entries"][0]["version"]
    reversal = {"entry": entry, "reason": "wrong_account"}
    assert site.treasurer.post(f"{site.fund}/reversals", reversal).status_code == 201
    steps = told(site.public.get(one))["steps"]
    assert [(each["step"]["step"], each["step"]["stands"]) for each in steps] == [
        ("approved", True),
        ("paid", False),
        ("payment_reversed", True),
    ]
    assert [each["private"] for each in steps] == [None] * 3
    assert shown(site, one)["status"] == "approved"
    assert {state for state, _ in states(site, one)} == {"open"}


def test_lines_and_names_are_for_entitled_readers(site: Site) -> None:
    answer = site.treasurer.post(f"{site.fund}/disbursements", a_listed(site))
    one = f"{site.fund}/disbursements/{told(answer)['id']}"
    assert site.public.get(f"{one}/lines").status_code == 401
    assert "beneficiary" not in site.public.get(one).text
    events = site.public.get(f"{site.fund}/events").text
    assert "beneficiary_id" not in events


def test_a_name_is_shown_to_who_may_see_the_people_of_its_association(site: Site) -> None:
    book = site.book
    neighbour = book.establish(an_association(Level.COMMUNE, book.province, name="Thạch Khê"))
    pupil = {"association_id": str(neighbour), "name": "Học Sinh Xã Bên"}
    registered = site.treasurer.post("/beneficiaries", pupil)
    line = {"beneficiary_id": told(registered)["id"], "amount_dong": 100_000}
    answer = site.treasurer.post(
        f"{site.fund}/disbursements", a_listed(site, lines=[line, {"amount_dong": 5}])
    )
    one = f"{site.fund}/disbursements/{told(answer)['id']}"
    assert states(site, one) == [("open", "Học Sinh Xã Bên"), ("open", None)]
    of_the_commune = told(site.someone(Role.AUDITOR, book.commune).get(f"{one}/lines"))
    assert [each["name"] for each in of_the_commune["items"]] == [None, None]


def test_lines_come_in_pages(site: Site) -> None:
    answer = site.treasurer.post(f"{site.fund}/disbursements", a_listed(site))
    path = f"{site.fund}/disbursements/{told(answer)['id']}/lines"
    first = told(site.auditor.get(path, None, limit="2"))
    assert [each["line"]["number"] for each in first["items"]] == [1, 2]
    rest = told(site.auditor.get(path, None, cursor=first["next_cursor"]))
    assert [each["line"]["number"] for each in rest["items"]] == [3]
    nobody = site.auditor.get(f"{site.fund}/disbursements/{an_id('nobody')}/lines")
    assert (nobody.status_code, code(nobody)) == (404, "disbursement_not_found")


def test_an_unlisted_one_is_paid_by_sums(rich_site: Site) -> None:
    site = rich_site
    one = proposed(site)
    site.approver.post(f"{one}/approval", ON)
    half = {**payment(site), "amount_dong": 400_000, "awards": 1}
    assert site.cashier.post(f"{one}/payment", half).status_code == 201
    assert shown(site, one)["paid_instances"] is None
    back = {"payment": site.book.version, "account_id": str(site.book.bank), **ON}
    assert site.treasurer.post(f"{one}/return", back).status_code == 201
    found = shown(site, one)
    assert [found[name] for name in ("status", "returned_dong", "remaining_dong")] == [
        "partly_paid",
        400_000,
        600_000,
    ]
    assert site.approver.post(f"{one}/rejection", ON).status_code == 201
    found = shown(site, one)
    assert (found["status"], found["rejected_dong"]) == ("returned", 600_000)


def test_a_payment_is_returned_by_its_own_disbursement(rich_site: Site) -> None:
    site = rich_site
    one, other = proposed(site), proposed(site)
    site.approver.post(f"{one}/approval", ON)
    site.cashier.post(f"{one}/payment", payment(site))
    back = {"payment": site.book.version, "account_id": str(site.book.bank), **ON}
    refused = site.treasurer.post(f"{other}/return", back)
    assert (refused.status_code, code(refused)) == (422, "wrong_entry")


@pytest.mark.parametrize(
    "members, field",
    [
        ({}, "amount_dong"),
        ({"lines": []}, "lines"),
        ({"lines": [{"amount_dong": 1, "categories": ["rich"]}]}, "lines.0.categories.0"),
        ({"lines": [{"amount_dong": 5}, {"amount_dong": 0}]}, "lines.1.amount_dong"),
        ({"lines": [{"amount_dong": 1}], "document_sha256": "AB"}, "document_sha256"),
    ],
)
def test_a_proposal_that_is_none_names_what_is_wrong(
    site: Site, members: dict[str, object], field: str
) -> None:
    common = {key: PROPOSAL[key] for key in ("disbursement_class", "programme")}
    refused = site.treasurer.post(f"{site.fund}/disbursements", {**common, **ON, **members})
    assert refused.status_code == 422
    assert refused.json is not None
    assert field in [each["field"] for each in refused.json["fields"]]


def test_every_line_that_the_book_refuses_is_named(site: Site) -> None:
    strangers = [{"beneficiary_id": str(an_id(name)), "amount_dong": 5} for name in "ab"]
    lines = [strangers[0], {"amount_dong": 7}, strangers[1]]
    refused = site.treasurer.post(f"{site.fund}/disbursements", a_listed(site, lines=lines))
    assert (refused.status_code, code(refused)) == (404, "beneficiary_not_found")
    assert [each["field"] for each in told(refused)["fields"]] == [
        "lines.0.beneficiary_id",
        "lines.2.beneficiary_id",
    ]


def test_what_a_rule_only_warns_of_is_told(rich_site: Site) -> None:
    site = rich_site
    costs = {**PROPOSAL, "disbursement_class": "administration"}
    answer = site.treasurer.post(f"{site.fund}/disbursements", costs)
    one = f"{site.fund}/disbursements/{told(answer)['id']}"
    warned = told(site.approver.post(f"{one}/approval", ON))["warnings"]
    assert [(each["code"], each["limits"]["available_dong"]) for each in warned] == [
        ("administration_cap_exceeded", 250_000)
    ]
