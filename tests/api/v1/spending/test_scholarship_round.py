"""A story over HTTP: three hundred scholarships from a restricted gift, from promise to closing."""

from collections.abc import Mapping
from typing import Any

from tests.api.site import Caller, Site, a_gift

MILLION = 1_000_000
LIST = {"disbursement_class": "scholarship", "programme": "Tiếp sức đến trường"}
RESTRICTION = {
    "programme": "Tiếp sức đến trường",
    "classes": ["scholarship"],
    "categories": ["poor"],
    "expires_on": "2025-12-31",
}


def may(day: int) -> dict[str, object]:
    return {"effective_on": f"2025-05-{day:02}"}


def post(caller: Caller, path: str, body: Mapping[str, object]) -> dict[str, Any]:
    answer = caller.post(path, body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] | None = answer.json
    assert told is not None
    return told


def get(site: Site, path: str, **query: str) -> dict[str, Any]:
    answer = site.public.get(path, None, **query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] | None = answer.json
    assert told is not None
    return told


def an_award(pupil: str, awards: int = 1) -> dict[str, object]:
    return {
        "beneficiary_id": pupil,
        "amount_dong": awards * MILLION,
        "awards": awards,
        "categories": ["poor"],
    }


class Round:
    """The round, told step by step by those whose step it is."""

    def __init__(self, site: Site) -> None:
        self.site = site
        treasurer, fund = site.treasurer, site.fund
        purpose = {"name": "Học bổng Đất Tổ", "restriction": RESTRICTION, **may(2)}
        self.purpose: str = post(site.administrator, f"{fund}/purposes", purpose)["id"]
        appeal = {
            "name": "Vì em hiếu học",
            "starts_on": "2025-05-02",
            "ends_on": "2025-05-31",
            "purpose": self.purpose,
        }
        self.appeal: str = post(treasurer, f"{fund}/mobilizations", appeal)["id"]
        firm = {"association_id": str(site.book.commune), "name": "Công ty Sông La"}
        donor: str = post(treasurer, "/donors", firm)["id"]
        promise = {"amount_dong": 350 * MILLION, "donor_id": donor, "due_on": "2025-05-31"}
        pledges = f"{fund}/mobilizations/{self.appeal}/pledges"
        self.pledge: str = post(treasurer, pledges, {**promise, **may(2)})["id"]
        gift = a_gift(site, 320 * MILLION, donor_id=donor, pledge_id=self.pledge, **may(5))
        post(treasurer, f"{fund}/donations", gift)
        pupils = self._pupils(299)
        lines = [an_award(pupils[0], 2), *map(an_award, pupils[1:298]), an_award(pupils[1])]
        self.first = self._approved(lines, 7)
        account: dict[str, object] = {"account_id": str(site.book.bank)}
        part = {**account, "lines": list(range(1, 201)), **may(10)}
        paid = post(site.cashier, f"{self.first}/payment", part)
        post(site.cashier, f"{self.first}/payment", {**account, **may(20)})
        entry = paid["entries"][0]["version"]
        back = {**account, "payment": entry, "lines": [17], **may(25)}
        post(treasurer, f"{self.first}/return", back)
        self.again = self._approved([an_award(pupils[298])], 28)
        post(site.cashier, f"{self.again}/payment", {**account, **may(28)})
        post(treasurer, f"{fund}/closings", {"through": "2025-05-31"})

    def _pupils(self, count: int) -> list[str]:
        people = {
            "association_id": str(self.site.book.commune),
            "beneficiaries": [{"name": f"Học sinh {number}"} for number in range(count)],
        }
        answer = self.site.treasurer.post("/beneficiaries/batch", people)
        assert answer.json is not None, answer.text
        found: list[str] = answer.json["ids"]
        return found

    def _approved(self, lines: list[dict[str, object]], day: int) -> str:
        proposal = {**LIST, "purpose": self.purpose, "lines": lines, **may(day)}
        proposed = post(self.site.treasurer, f"{self.site.fund}/disbursements", proposal)
        path = f"{self.site.fund}/disbursements/{proposed['id']}"
        post(self.site.approver, f"{path}/approval", may(day))
        return path


def test_a_round_of_three_hundred_awards(site: Site) -> None:
    told = Round(site)
    check_what_was_promised_and_raised(site, told)
    check_the_three_measures(site, told)
    check_what_is_left(site, told)
    late = site.treasurer.post(f"{site.fund}/donations", a_gift(site, 1, **may(30)))
    assert late.json is not None
    assert (late.status_code, late.json["code"]) == (422, "period_is_closed")


def check_what_was_promised_and_raised(site: Site, told: Round) -> None:
    [item] = get(site, f"{site.fund}/pledges")["items"]
    pledge = item["pledge"]
    assert (pledge["amount_dong"], pledge["fulfilled_dong"]) == (350 * MILLION, 320 * MILLION)
    assert (pledge["outstanding_dong"], pledge["status"]) == (30 * MILLION, "overdue")
    [appeal] = get(site, f"{site.fund}/mobilizations")["items"]
    assert appeal["mobilization_id"] == told.appeal
    assert (appeal["money_dong"], appeal["gifts"]) == (320 * MILLION, 1)
    assert appeal["pledged_dong"] == 30 * MILLION


def check_the_three_measures(site: Site, told: Round) -> None:
    first = get(site, told.first)["disbursement"]
    assert (first["awards"], first["instances"], first["persons"]) == (300, 299, 298)
    assert (first["paid_awards"], first["paid_instances"]) == (300, 299)
    assert (first["paid_dong"], first["remaining_dong"]) == (300 * MILLION, 0)
    assert (first["returned_awards"], first["returned_dong"]) == (1, MILLION)
    again = get(site, told.again)["disbursement"]
    assert (again["paid_awards"], again["paid_dong"]) == (1, MILLION)


def check_what_is_left(site: Site, told: Round) -> None:
    left = 20 * MILLION
    balance = get(site, f"{site.fund}/balance", as_of="2025-05-31")
    assert balance["balance_dong"] == left
    by_purpose = {each["purpose"]: each["dong"] for each in balance["by_purpose"] if each["dong"]}
    assert by_purpose == {told.purpose: left}
    book = get(site, f"{site.fund}/accounts/{site.book.bank}/book", period="2025-05")
    assert (book["in_dong"], book["out_dong"]) == (321 * MILLION, 301 * MILLION)
    assert (book["opening_dong"], book["closing_dong"]) == (0, left)
    closings = get(site, f"{site.fund}/closings")
    assert closings["closed_through"] == "2025-05-31"
