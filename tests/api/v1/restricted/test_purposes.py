"""Purposes over HTTP: what money may be spent on, what is left, and how it becomes free."""

from datetime import date
from typing import Any

import msgspec
import pytest
from werkzeug.test import TestResponse

from ledger.fund.transferring import Arrival, Sending
from ledger.values import AccountKind, Level, Role, TransferId
from tests.api.site import Caller, Site, a_gift
from tests.builders import an_association

RESTRICTION = {
    "programme": "Tiếp sức đến trường",
    "classes": ["scholarship", "support"],
    "categories": ["orphaned", "poor"],
    "place": "xã Thạch Hà",
    "expires_on": "2025-12-31",
    "names_recipients": True,
}
NEW = {"name": "Học bổng Đất Tổ", "restriction": RESTRICTION, "effective_on": "2025-01-01"}


def recorded(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] | None = answer.json
    assert body is not None
    return body


def got(caller: Caller, path: str, known_at: str = "now") -> dict[str, Any]:
    answer = caller.get(path) if known_at == "now" else caller.get(path, known_at=known_at)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] | None = answer.json
    assert body is not None
    return body


def a_purpose(site: Site, **members: object) -> str:
    body = recorded(site.administrator.post(f"{site.fund}/purposes", {**NEW, **members}))
    purpose: str = body["id"]
    return purpose


def a_donor(site: Site) -> str:
    donor = {"association_id": str(site.book.commune), "name": "Nguyễn Thị Mai"}
    donor_id: str = recorded(site.treasurer.post("/donors", donor))["id"]
    return donor_id


def a_restricted_gift(site: Site, purpose: str, donor_id: str, dong: int = 500_000) -> int:
    gift = a_gift(site, dong, purpose=purpose, donor_id=donor_id)
    version: int = recorded(site.treasurer.post(f"{site.fund}/donations", gift))["version"]
    return version


def a_payment(site: Site, purpose: str, dong: int) -> int:
    """Propose, approve and pay what fits the restriction; return the payment's version."""
    proposal = {
        "disbursement_class": "scholarship",
        "programme": "Tiếp sức đến trường",
        "purpose": purpose,
        "amount_dong": dong,
        "awards": 2,
        "categories": ["poor"],
        "place": "xã Thạch Hà",
        "effective_on": "2025-06-16",
    }
    made = recorded(site.treasurer.post(f"{site.fund}/disbursements", proposal))
    path = f"{site.fund}/disbursements/{made['id']}"
    day = {"effective_on": "2025-06-16"}
    recorded(site.approver.post(f"{path}/approval", day))
    paid = {"account_id": str(site.book.bank), **day}
    version: int = recorded(site.cashier.post(f"{path}/payment", paid))["version"]
    return version


def test_a_purpose_is_shown_with_what_its_money_may_be_spent_on(site: Site) -> None:
    purpose = a_purpose(site)
    general, shown = got(site.auditor, f"{site.fund}/purposes")["items"]
    assert (general["purpose"], general["name"], general["restriction"]) == ("general", None, {})
    assert shown == {
        "purpose": purpose,
        "name": "Học bổng Đất Tổ",
        "restriction": RESTRICTION,
        "effective_on": "2025-01-01",
        "held_dong": 0,
        "committed_dong": 0,
        "free_dong": 0,
        "expired": False,
    }


def test_for_whom_and_where_a_purpose_is_nobody_is_told_who_may_not_read_there(site: Site) -> None:
    bound = {**RESTRICTION, "place": "Trường Quảng Khê"}
    a_restricted_gift(site, a_purpose(site, restriction=bound), a_donor(site))
    public = {
        name: value for name, value in RESTRICTION.items() if name not in ("categories", "place")
    }
    stranger = site.someone(
        Role.AUDITOR, site.book.establish(an_association(Level.PROVINCE, site.book.central))
    )
    for caller in (site.public, stranger):
        _, shown = got(caller, f"{site.fund}/purposes")["items"]
        assert shown["restriction"] == public
    assert got(site.public, site.fund)["purposes"][0]["restriction"] == public
    page = site.app.test_client()
    for path in (f"/funds/{site.book.fund_id}", f"/funds/{site.book.fund_id}.json"):
        shown_page = page.get(path)
        assert shown_page.status_code == 200, path
        assert "Quảng Khê" not in shown_page.text
        assert "orphaned" not in shown_page.text
        assert "mồ côi" not in shown_page.text
    for each in site.book.events():
        written = msgspec.to_builtins(each.event)
        written.pop("private", None)
        assert "orphaned" not in str(written)
        assert "Quảng Khê" not in str(written)


def test_what_is_left_of_a_purpose_is_shown_as_it_was_known(site: Site) -> None:
    purpose, donor_id = a_purpose(site), a_donor(site)
    a_restricted_gift(site, purpose, donor_id)
    before = site.position()
    a_payment(site, purpose, 200_000)
    proposal = {
        "disbursement_class": "support",
        "programme": "Tiếp sức đến trường",
        "purpose": purpose,
        "amount_dong": 100_000,
        "awards": 1,
        "categories": ["orphaned"],
        "place": "xã Thạch Hà",
        "effective_on": "2025-06-16",
    }
    made = recorded(site.treasurer.post(f"{site.fund}/disbursements", proposal))
    path = f"{site.fund}/disbursements/{made['id']}/approval"
    recorded(site.approver.post(path, {"effective_on": "2025-06-16"}))
    _, now = got(site.public, f"{site.fund}/purposes")["items"]
    _, then = got(site.public, f"{site.fund}/purposes", known_at=str(before))["items"]
    figures = ("held_dong", "committed_dong", "free_dong")
    assert [now[name] for name in figures] == [300_000, 100_000, 200_000]
    assert [then[name] for name in figures] == [500_000, 0, 500_000]


def test_a_purpose_is_expired_from_the_day_after_its_last(site: Site) -> None:
    last_days = ("2025-06-15", "2025-06-16")
    for last in last_days:
        a_purpose(site, restriction={"expires_on": last})
    _, *shown = got(site.public, f"{site.fund}/purposes")["items"]
    assert [each["expired"] for each in shown] == [True, False]


@pytest.mark.parametrize(
    "change, field",
    [
        ({"restriction": {"classes": ["gift"]}}, "restriction.classes.0"),
        ({"restriction": {"categories": "poor"}}, "restriction.categories"),
        ({"restriction": {"expires_on": "31/12/2025"}}, "restriction.expires_on"),
        ({"restriction": {"colour": "red"}}, "restriction.colour"),
        ({"restriction": {"names_recipients": 1}}, "restriction.names_recipients"),
    ],
)
def test_what_is_no_restriction_is_refused(
    site: Site, change: dict[str, object], field: str
) -> None:
    answer = site.administrator.post(f"{site.fund}/purposes", {**NEW, **change})
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, field)


def test_a_restriction_that_is_over_before_it_begins_is_refused(site: Site) -> None:
    over = {**NEW, "restriction": {"expires_on": "2024-12-31"}}
    answer = site.administrator.post(f"{site.fund}/purposes", over)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "bad_restriction")


def test_a_donor_sees_what_a_gift_for_a_purpose_has_paid_for(site: Site) -> None:
    purpose, donor_id = a_purpose(site), a_donor(site)
    gift = a_restricted_gift(site, purpose, donor_id)
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 1_000, donor_id=donor_id))
    paid = a_payment(site, purpose, 200_000)
    history = got(site.auditor, f"/donors/{donor_id}/history")
    assert history["rule"] == "first_in_first_out_by_recording"
    restricted, free = history["items"]
    assert (restricted["version"], restricted["purpose"], free["uses"]) == (gift, purpose, None)
    uses = restricted["uses"]
    figures = ("paid_dong", "unspent_dong", "taken_off_dong", "left_off")
    assert [uses[name] for name in figures] == [200_000, 300_000, 0, 0]
    (use,) = uses["uses"]
    assert (use["entry"], use["dong"], use["effective_on"], use["voucher"]) == (
        paid,
        200_000,
        "2025-06-16",
        "BN-2025-00001",
    )


def test_money_becomes_free_by_the_donors_consent_and_an_approver(site: Site) -> None:
    purpose, donor_id = a_purpose(site), a_donor(site)
    gift = a_restricted_gift(site, purpose, donor_id)
    signed = site.services.vault.put_document(site.book.fund_id, b"%PDF-1.7 signed").sha256
    agreed = {
        "fund_id": str(site.book.fund_id),
        "entry": gift,
        "amount_dong": 200_000,
        "effective_on": "2025-06-16",
        "document_sha256": signed,
    }
    consents = f"/donors/{donor_id}/consents"
    unkept = site.treasurer.post(consents, {**agreed, "document_sha256": "ab" * 32})
    assert (unkept.status_code, unkept.json and unkept.json["code"]) == (404, "document_not_found")
    consent = recorded(site.treasurer.post(consents, agreed))["id"]
    release = {
        "entry": gift,
        "amount_dong": 150_000,
        "donor_id": donor_id,
        "consent_id": consent,
        "effective_on": "2025-06-16",
        "decision_number": "7/QĐ-HKH",
    }
    path = f"{site.fund}/releases"
    refused = site.treasurer.post(path, release)
    assert refused.status_code == 403
    released = recorded(site.approver.post(path, release))
    too_much = site.approver.post(path, release)
    assert too_much.json is not None
    assert (too_much.status_code, too_much.json["code"]) == (422, "insufficient_funds")
    (shown,) = got(site.auditor, consents)["items"]
    assert shown == {
        "consent_id": consent,
        "fund_id": str(site.book.fund_id),
        "entry": gift,
        "to_purpose": "general",
        "amount_dong": 200_000,
        "released_dong": 150_000,
        "given_on": "2025-06-16",
        "withdrawn_on": None,
        "gift_fund_id": None,
        "gift_entry": None,
        "document_sha256": signed,
    }
    general, restricted = got(site.public, f"{site.fund}/purposes")["items"]
    assert (general["held_dong"], restricted["held_dong"]) == (150_000, 350_000)
    reversal = {"entry": released["version"], "reason": "other"}
    recorded(site.treasurer.post(f"{site.fund}/reversals", reversal))
    (shown,) = got(site.auditor, consents)["items"]
    assert shown["released_dong"] == 0


def test_a_consent_to_money_that_was_sent_here_names_the_gift_it_was(site: Site) -> None:
    book, here = site.book, site.book.fund_id
    purpose, donor_id = book.define_purpose(), a_donor(site)
    gift = a_restricted_gift(site, purpose, donor_id)
    there = book.open_fund(book.province)
    book.fund_id = there
    account, their_purpose = book.open_account(AccountKind.BANK), book.define_purpose()
    book.fund_id = here
    transfer_id, on = TransferId(book.new_id()), date(2025, 6, 16)
    sending = Sending(
        transfer_id=transfer_id,
        to_fund_id=there,
        account_id=book.bank,
        purpose=purpose,
        amount_dong=100_000,
        effective_on=on,
    )
    book.send(there, sending=sending)
    arrival = Arrival(
        transfer_id=transfer_id, account_id=account, purpose=their_purpose, effective_on=on
    )
    arrived = book.ledger.receive_transfer(book.command(), there, arrival).version
    agreed: dict[str, object] = {
        "fund_id": str(there),
        "entry": arrived,
        "amount_dong": 100_000,
        "effective_on": "2025-06-16",
        "document_sha256": site.services.vault.put_document(there, b"%PDF-1.7 signed").sha256,
    }
    consents = f"/donors/{donor_id}/consents"

    def refused(**named: object) -> tuple[int, str, list[str]]:
        answer = site.treasurer.post(consents, {**agreed, **named})
        assert answer.json is not None
        fields = [each["field"] for each in answer.json["fields"]]
        return answer.status_code, answer.json["code"], fields

    assert refused() == (422, "gift_not_named", ["gift_fund_id", "gift_entry"])
    assert refused(gift_entry=gift) == (422, "invalid_request", ["gift_fund_id"])
    assert refused(gift_fund_id=str(here)) == (422, "invalid_request", ["gift_entry"])
    named = {"gift_fund_id": str(here), "gift_entry": gift}
    recorded(site.treasurer.post(consents, {**agreed, **named}))
    (shown,) = got(site.auditor, consents)["items"]
    assert {name: shown[name] for name in named} == named


def test_a_consent_that_is_taken_back_stays_in_the_list_and_holds_no_more(site: Site) -> None:
    purpose, donor_id = a_purpose(site), a_donor(site)
    gift = a_restricted_gift(site, purpose, donor_id)
    agreed = {
        "fund_id": str(site.book.fund_id),
        "entry": gift,
        "amount_dong": 200_000,
        "effective_on": "2025-06-16",
    }
    consents = f"/donors/{donor_id}/consents"
    consent = recorded(site.treasurer.post(consents, agreed))["id"]
    recorded(site.treasurer.post(f"{consents}/{consent}/withdrawal", {}))
    (shown,) = got(site.auditor, consents)["items"]
    assert shown["withdrawn_on"] == "2025-06-16"
    again = site.treasurer.post(f"{consents}/{consent}/withdrawal", {})
    assert (again.status_code, again.json and again.json["code"]) == (404, "consent_not_found")
    neighbour = site.someone(
        Role.AUDITOR, site.book.establish(an_association(Level.COMMUNE, site.book.province))
    )
    assert neighbour.get(consents).status_code == 403


def test_nothing_of_a_consent_is_public(site: Site) -> None:
    """The log shows that there is one, and not whose gift it is about."""
    purpose, donor_id = a_purpose(site), a_donor(site)
    gift = a_restricted_gift(site, purpose, donor_id)
    agreed = {
        "fund_id": str(site.book.fund_id),
        "entry": gift,
        "amount_dong": 123_457,
        "effective_on": "2025-06-16",
    }
    recorded(site.treasurer.post(f"/donors/{donor_id}/consents", agreed))
    assert site.public.get(f"/donors/{donor_id}/consents").status_code == 401
    event = site.book.events()[-1].event
    public = {name for name in event.__struct_fields__ if name != "private"}
    assert public == {"consent_id", "effective_on"}
