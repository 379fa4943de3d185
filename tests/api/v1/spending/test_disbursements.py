"""Disbursements over HTTP: three persons, three steps."""

import pytest

from ledger.values import Role
from tests.api.site import Site
from tests.api.v1.spending.proposing import ON, PROPOSAL, code, payment, proposed
from tests.builders import an_id


def test_three_persons_propose_approve_and_pay(rich_site: Site) -> None:
    site = rich_site
    one = proposed(site)
    assert site.approver.post(f"{one}/approval", ON).status_code == 201
    paid = site.cashier.post(f"{one}/payment", payment(site))
    assert paid.status_code == 201
    assert paid.json is not None
    assert (paid.json["balance_dong"], paid.json["entries"][0]["voucher"]) == (
        4_000_000,
        "BN-2025-00001",
    )
    shown = site.public.get(one).json
    assert shown is not None
    assert (shown["disbursement"]["status"], shown["disbursement"]["paid_on"]) == (
        "paid",
        "2025-06-16",
    )


def test_a_rejected_disbursement_is_never_paid(rich_site: Site) -> None:
    site = rich_site
    one = proposed(site)
    assert site.approver.post(f"{one}/rejection", ON).status_code == 201
    assert code(site.approver.post(f"{one}/approval", ON)) == "wrong_disbursement_step"
    assert code(site.cashier.post(f"{one}/payment", payment(site))) == "wrong_disbursement_step"


def test_what_was_paid_is_settled_and_what_another_fund_has_is_not_there(rich_site: Site) -> None:
    site = rich_site
    one = proposed(site)
    site.approver.post(f"{one}/approval", ON)
    assert site.cashier.post(f"{one}/payment", payment(site)).status_code == 201
    for who, step in ((site.approver, "approval"), (site.approver, "rejection")):
        assert code(who.post(f"{one}/{step}", ON)) == "wrong_disbursement_step"
    again = site.cashier.post(f"{one}/payment", payment(site))
    assert (again.status_code, code(again)) == (422, "wrong_disbursement_step")
    elsewhere = one.replace(site.fund, f"/funds/{site.book.open_fund(site.book.commune)}")
    assert code(site.approver.post(f"{elsewhere}/approval", ON)) == "disbursement_not_found"


def test_nothing_is_paid_before_it_is_approved(rich_site: Site) -> None:
    site = rich_site
    answer = site.cashier.post(f"{proposed(site)}/payment", payment(site))
    assert (answer.status_code, code(answer)) == (422, "wrong_disbursement_step")


def test_nothing_is_approved_that_is_not_there(site: Site) -> None:
    answer = site.approver.post(f"{proposed(site)}/approval", ON)
    assert (answer.status_code, code(answer)) == (422, "insufficient_funds")
    assert answer.json is not None
    assert answer.json["limits"] == {"available_dong": 0, "asked_dong": 1_000_000}


def test_who_holds_every_role_is_still_one_person(rich_site: Site) -> None:
    site = rich_site
    staff_id, book = site.enrol(), site.book
    exception = {"cashier_exception": "15/QĐ-BQL", "effective_on": "2025-06-16"}
    site.administrator.post(f"{site.fund}/controls", exception)
    for role in (Role.TREASURER, Role.APPROVER, Role.CASHIER):
        site.services.ledger.grant_role(
            book.command(),
            staff_id,
            role,
            book.central,
            book.fund.opened_on,
            exception_of=book.fund_id,
        )
    alone = site.caller(staff_id)
    answer = alone.post(f"{site.fund}/disbursements", PROPOSAL)
    assert answer.json is not None
    one = f"{site.fund}/disbursements/{answer.json['id']}"
    refused = alone.post(f"{one}/approval", ON)
    assert (refused.status_code, code(refused)) == (422, "same_person")
    site.approver.post(f"{one}/approval", ON)
    assert code(alone.post(f"{one}/payment", payment(site))) == "same_person"


def test_place_and_tags_are_for_entitled_readers(site: Site) -> None:
    one = proposed(site)
    public = site.public.get(one)
    assert "THCS" not in public.text
    assert "orphaned" not in public.text
    entitled = site.auditor.get(one).json
    assert entitled is not None
    assert entitled["private"]["place"] == "Trường THCS Thạch Hà"
    assert entitled["private"]["categories"] == ["poor", "orphaned"]


def test_disbursements_are_listed_by_step_latest_first(rich_site: Site) -> None:
    site = rich_site
    first, second = proposed(site), proposed(site)
    site.approver.post(f"{first}/approval", ON)

    def listed(**query: str) -> list[str]:
        page = site.public.get(f"{site.fund}/disbursements", None, **query).json
        assert page is not None
        ids = [each["disbursement"]["disbursement_id"] for each in page["items"]]
        return [f"{site.fund}/disbursements/{each}" for each in ids]

    assert listed() == [second, first]
    assert listed(status="approved") == [first]
    assert listed(status="proposed") == [second]
    assert listed(limit="1") == [second]


def test_a_list_says_what_was_known_at_a_position_or_a_moment(rich_site: Site) -> None:
    site = rich_site
    one = proposed(site)
    then = str(site.position())
    site.book.clock.advance(hours=1)
    moment = site.book.clock().isoformat()
    site.book.clock.advance(hours=1)
    site.approver.post(f"{one}/approval", ON)
    proposed(site)

    def steps(**query: str) -> list[tuple[str, str | None]]:
        page = site.public.get(f"{site.fund}/disbursements", None, **query).json
        assert page is not None
        assert "known_at" not in query or page["known_at"]["position"] == int(then)
        listed = [each["disbursement"] for each in page["items"]]
        return [(each["status"], each["approved_on"]) for each in listed]

    for known_at in (then, moment):
        assert steps(known_at=known_at) == [("proposed", None)]
        assert steps(known_at=known_at, status="approved") == []
        shown = site.public.get(one, None, known_at=known_at).json
        assert shown is not None
        assert shown["disbursement"]["status"] == "proposed"
    assert steps() == [("proposed", None), ("approved", "2025-06-16")]


def test_later_pages_of_disbursements_are_as_of_the_first(site: Site) -> None:
    one, _, _ = (proposed(site) for _ in range(3))
    path = f"{site.fund}/disbursements"
    first = site.public.get(path, None, limit="2").json
    assert first is not None
    site.approver.post(f"{one}/rejection", ON)
    second = site.public.get(path, None, cursor=first["next_cursor"]).json
    assert second is not None
    assert second["known_at"] == first["known_at"]
    assert [each["disbursement"]["status"] for each in second["items"]] == ["proposed"]


def test_no_disbursement_is_known_ahead_of_its_time(site: Site) -> None:
    beyond = str(site.position() + 1_000)
    answer = site.public.get(f"{site.fund}/disbursements", None, known_at=beyond)
    assert (answer.status_code, code(answer)) == (404, "position_not_found")
    answer = site.public.get(f"{site.fund}/disbursements", None, known_at="yesterday")
    assert (answer.status_code, code(answer)) == (400, "bad_known_at")


@pytest.mark.parametrize(
    "change,status,expected,field",
    [
        ({"amount_dong": 0}, 422, "invalid_request", "amount_dong"),
        ({"awards": 0}, 422, "invalid_request", "awards"),
        ({"amount_dong": 1}, 422, "bad_amount", "awards"),
        ({"categories": ["rich"]}, 422, "invalid_request", "categories.0"),
        ({"categories": "poor"}, 422, "invalid_request", "categories"),
        ({"disbursement_class": "gift"}, 422, "invalid_request", "disbursement_class"),
        ({"purpose": str(an_id("nothing"))}, 404, "purpose_not_found", "purpose"),
        ({"effective_on": "2025-06-17"}, 422, "dated_ahead", "effective_on"),
        ({"beneficiaries": ["Mai"]}, 422, "invalid_request", "beneficiaries"),
    ],
)
def test_what_cannot_be_proposed_is_refused(
    site: Site, change: dict[str, object], status: int, expected: str, field: str
) -> None:
    before = site.position()
    answer = site.treasurer.post(f"{site.fund}/disbursements", {**PROPOSAL, **change})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, expected)
    assert answer.json["fields"][0]["field"] == field
    assert site.position() == before


def test_a_disbursement_that_is_not_there_is_not_found(site: Site) -> None:
    answer = site.public.get(f"{site.fund}/disbursements/{an_id('nothing')}")
    assert (answer.status_code, code(answer)) == (404, "disbursement_not_found")
