"""Who asks to be forgotten is nobody's to see from then on, and gone as soon as the law allows."""

from datetime import date
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from api.people.sweeping import sweep
from ledger.store.vault.records import PersonKind
from ledger.values import DonorId, Role, Standing
from tests.api.site import Caller, Site, a_gift

NAME = "Nguyễn Thị Mai"


def registered(site: Site, path: str = "donors", **members: object) -> str:
    body = {"association_id": str(site.book.commune), "name": NAME, "phone": "0912345678"}
    answer = site.treasurer.post(f"/{path}", {**body, **members})
    assert answer.json is not None
    assert answer.status_code == 201, answer.json
    return f"/{path}/{answer.json['id']}"


def id_of(person: str) -> UUID:
    return UUID(person.rpartition("/")[2])


def given_to(site: Site, donor: str, day: str = "2025-06-16", **members: object) -> int:
    gift = a_gift(site, donor_id=str(id_of(donor)), effective_on=day, named=True, **members)
    answer = site.treasurer.post(f"{site.fund}/donations", gift)
    assert answer.json is not None
    assert answer.status_code == 201, answer.json
    version: int = answer.json["version"]
    return version


def erase(
    caller: Caller, person: str, headers: dict[str, str] | None = None, **query: str
) -> TestResponse:
    """Ask for an erasure when the read models know all that was recorded."""
    caller.get("/associations")
    return caller.post(f"{person}/erasure", {}, headers, **query)


def code(answer: TestResponse) -> str:
    assert answer.json is not None
    told: str = answer.json["code"]
    return told


def names_in_public(site: Site) -> list[str | None]:
    page = site.public.get(f"{site.fund}/entries").json
    assert page is not None
    return [each["donor_name"] for each in page["items"]]


def standing(site: Site, donor: str) -> Standing:
    return site.services.ledger.desk().donor(DonorId(id_of(donor))).standing


def test_whom_no_voucher_names_is_gone_at_once(site: Site) -> None:
    donor = registered(site)
    assert site.treasurer.get(f"{donor}/erasure").json == {
        "standing": "known",
        "last_voucher_on": None,
        "keep_until": None,
        "is_proposed": False,
        "destroys_now": True,
    }
    answer = erase(site.treasurer, donor)
    assert answer.status_code == 201
    assert standing(site, donor) is Standing.ERASED
    vault = site.services.vault
    assert vault.still_here([id_of(donor)]) == []
    assert id_of(donor) in {each.id for each in vault.erasures()}
    assert code(erase(site.treasurer, donor)) == "person_is_erased"
    assert code(site.treasurer.post(f"{donor}/erasure/withdrawal", {})) == "erasure_not_found"
    assert code(site.auditor.get(f"{donor}/identity", reason="dispute")) == "erasure_not_found"


def test_whom_a_voucher_names_is_restricted_until_ten_years_after_its_fiscal_year(
    site: Site,
) -> None:
    donor = registered(site)
    given_to(site, donor, "2024-03-01")
    given_to(site, donor, "2024-01-31")
    assert names_in_public(site) == [NAME, NAME]
    before = site.treasurer.get(f"{donor}/erasure").json
    assert before is not None
    assert (before["keep_until"], before["destroys_now"]) == ("2034-12-31", False)
    assert erase(site.treasurer, donor).status_code == 201
    assert names_in_public(site) == [None, None]
    history = site.treasurer.get(f"{donor}/history").json
    assert history is not None
    assert (history["donor"]["name"], history["donor"]["donor"]["standing"]) == (None, "restricted")
    assert history["money_dong"] == 1_000_000
    assert id_of(donor) not in site.services.vault.find_by_phone("0912345678")
    assert code(erase(site.treasurer, donor)) == "person_is_restricted"
    told = site.auditor.get(f"{donor}/identity", reason="tax_inspection").json
    assert told is not None
    assert told["name"] == NAME


def test_nothing_new_is_recorded_of_who_asked(site: Site) -> None:
    donor = registered(site)
    version = given_to(site, donor)
    erase(site.treasurer, donor)
    gift = a_gift(site, donor_id=str(id_of(donor)))
    assert code(site.treasurer.post(f"{site.fund}/donations", gift)) == "person_is_restricted"
    naming = {"fund_id": str(site.book.fund_id), "entry": version, "said_by": ["self"]}
    assert code(site.treasurer.post(f"{donor}/namings", naming)) == "person_is_restricted"
    assert site.treasurer.post(f"{donor}/namings/withdrawal", naming).status_code == 201


def test_a_request_is_taken_back(site: Site) -> None:
    donor = registered(site)
    given_to(site, donor)
    erase(site.treasurer, donor)
    assert site.administrator.post(f"{donor}/erasure/withdrawal", {}).status_code == 201
    assert names_in_public(site) == [NAME]
    assert standing(site, donor) is Standing.KNOWN


def test_a_rehearsal_and_a_replay_do_nothing(site: Site) -> None:
    donor, key = registered(site), {"Idempotency-Key": "forget me"}
    erase(site.treasurer, donor, dry_run="true")
    assert site.services.vault.get_person(id_of(donor)) is not None
    given_to(site, donor)
    first = erase(site.treasurer, donor, key)
    site.treasurer.post(f"{donor}/erasure/withdrawal", {})
    again = erase(site.treasurer, donor, key)
    assert (again.data, again.headers["Idempotent-Replayed"]) == (first.data, "true")
    assert site.services.vault.get_person(id_of(donor)) is not None


def test_it_is_for_the_units_treasurer_or_administrator(site: Site) -> None:
    donor = registered(site)
    for other in (site.auditor, site.cashier, site.approver):
        assert erase(other, donor).status_code == 403
        assert other.get(f"{donor}/erasure").status_code == 403
    unit = site.book.commune
    assert erase(site.someone(Role.ADMINISTRATOR, unit), donor).status_code == 201


def test_a_refund_and_a_correction_are_vouchers_of_the_donor_too(site: Site) -> None:
    donor = registered(site)
    version = given_to(site, donor, "2024-03-01")
    site.book.refund(100_000, version, on=date(2025, 2, 1))
    kept = site.treasurer.get(f"{donor}/erasure").json
    assert kept is not None
    assert (kept["last_voucher_on"], kept["keep_until"]) == ("2025-02-01", "2035-12-31")


def test_members_of_a_donor_are_forgotten_with_him(site: Site) -> None:
    donor, other = registered(site), registered(site, name="Ng. T. Mai")
    given_to(site, other, "2024-01-01")
    merged = site.treasurer.post(f"{donor}/members", {"other_id": str(id_of(other))})
    assert merged.status_code == 201
    kept = site.treasurer.get(f"{donor}/erasure").json
    assert kept is not None
    assert kept["keep_until"] == "2034-12-31"
    assert erase(site.treasurer, donor).status_code == 201
    assert standing(site, donor) is standing(site, other) is Standing.RESTRICTED
    assert names_in_public(site) == [None]


# Beneficiaries


def listed(site: Site, *people: str, **members: object) -> str:
    answer = site.treasurer.post(
        f"{site.fund}/disbursements",
        {
            "disbursement_class": "scholarship",
            "programme": "Tiếp sức đến trường",
            "lines": [
                {"beneficiary_id": str(id_of(each)), "amount_dong": 500_000} for each in people
            ],
            "effective_on": "2025-06-16",
            **members,
        },
    )
    assert answer.json is not None
    assert answer.status_code == 201, answer.json
    return f"{site.fund}/disbursements/{answer.json['id']}"


def test_a_child_whom_no_payment_names_is_gone_at_once(site: Site) -> None:
    child = registered(site, "beneficiaries", note="1A")
    assert erase(site.treasurer, child).status_code == 201
    assert site.services.vault.still_here([id_of(child)]) == []
    again = registered(site, "beneficiaries", note="1A")
    assert again != child


def test_a_child_with_an_award_is_restricted_and_listed_no_more(site: Site) -> None:
    site.book.donate(5_000_000)
    child, other = (registered(site, "beneficiaries", note=note) for note in ("2A", "2B"))
    disbursement = listed(site, child, other)
    kept = site.treasurer.get(f"{child}/erasure").json
    assert kept is not None
    assert (kept["keep_until"], kept["is_proposed"]) == (None, True)  # no voucher yet
    erase(site.treasurer, child)
    lines = site.treasurer.get(f"{disbursement}/lines").json
    assert lines is not None
    assert [each["name"] for each in lines["items"]] == [None, NAME]
    refused = site.treasurer.post(
        f"{site.fund}/disbursements",
        {
            "disbursement_class": "scholarship",
            "programme": "Tiếp sức đến trường",
            "lines": [{"beneficiary_id": str(id_of(child)), "amount_dong": 500_000}],
            "effective_on": "2025-06-16",
        },
    )
    assert code(refused) == "person_is_restricted"
    # What was decided on before is still paid out.
    on = {"effective_on": "2025-06-16"}
    assert site.approver.post(f"{disbursement}/approval", on).status_code == 201
    paid = site.cashier.post(f"{disbursement}/payment", {**on, "account_id": str(site.book.bank)})
    assert paid.status_code == 201


def test_a_child_whose_award_was_rejected_is_gone_with_the_paper(site: Site) -> None:
    site.book.donate(5_000_000)
    child = registered(site, "beneficiaries", note="3A")
    vault = site.services.vault
    paper = vault.put_document(site.book.fund_id, b"%PDF-1.7\nDanh sach: Nguyen Thi Mai")
    path = listed(site, child, document_sha256=paper.sha256)
    site.approver.post(f"{path}/rejection", {"effective_on": "2025-06-16"})
    assert erase(site.treasurer, child).status_code == 201
    assert site.services.vault.still_here([id_of(child)]) == []
    gone = site.auditor.get(f"{site.fund}/documents/{paper.sha256}")
    assert code(gone) == "document_not_found"


def test_a_mere_proposal_holds_back_until_it_is_decided_and_no_longer(site: Site) -> None:
    site.book.donate(5_000_000)
    child = registered(site, "beneficiaries", note="3D")
    path = listed(site, child)

    def outlook() -> dict[str, object]:
        answer = site.treasurer.get(f"{child}/erasure").json
        assert answer is not None
        return {name: answer[name] for name in ("keep_until", "is_proposed", "destroys_now")}

    waits = {"keep_until": None, "is_proposed": True, "destroys_now": False}
    assert outlook() == waits
    assert erase(site.treasurer, child).status_code == 201
    vault = site.services.vault
    site.catch_up()
    sweep(site.services)
    assert vault.still_here([id_of(child)]) == [id_of(child)]
    assert outlook() == waits
    site.approver.post(f"{path}/rejection", {"effective_on": "2025-06-16"})
    assert outlook() == {"keep_until": None, "is_proposed": False, "destroys_now": True}
    site.catch_up()
    sweep(site.services)
    assert vault.still_here([id_of(child)]) == []


def test_what_was_approved_is_a_voucher_to_be(site: Site) -> None:
    site.book.donate(5_000_000)
    child = registered(site, "beneficiaries", note="3E")
    path = listed(site, child)
    site.approver.post(f"{path}/approval", {"effective_on": "2025-06-16"})
    outlook = site.treasurer.get(f"{child}/erasure").json
    assert outlook is not None
    assert (outlook["keep_until"], outlook["is_proposed"]) == ("2035-12-31", False)


def test_a_paper_that_others_rest_on_keeps_whom_it_names(site: Site) -> None:
    """A decision names the children of two lists; the award of the other one was paid."""
    site.book.donate(5_000_000)
    child, other = (registered(site, "beneficiaries", note=note) for note in ("3B", "3C"))
    paper = site.services.vault.put_document(site.book.fund_id, b"%PDF-1.7\nQuyet dinh")
    on = {"effective_on": "2025-06-16"}
    rejected, paid = (listed(site, each, document_sha256=paper.sha256) for each in (child, other))
    site.approver.post(f"{rejected}/rejection", on)
    site.approver.post(f"{paid}/approval", on)
    payment = {**on, "account_id": str(site.book.bank)}
    assert site.cashier.post(f"{paid}/payment", payment).status_code == 201
    assert erase(site.treasurer, child).status_code == 201
    kept = site.treasurer.get(f"{child}/erasure").json
    assert kept is not None
    assert (kept["standing"], kept["keep_until"]) == ("restricted", "2035-12-31")
    document = f"{site.fund}/documents/{paper.sha256}"
    assert site.auditor.get(document, reason="dispute").status_code == 200


@pytest.mark.parametrize("path", ["donors", "beneficiaries"])
def test_the_vault_lists_nobody_who_asked(site: Site, path: str) -> None:
    person = registered(site, path, note="4A") if path == "beneficiaries" else registered(site)
    if path == "donors":
        given_to(site, person)
    else:
        site.book.donate(5_000_000)
        listed(site, person)
    erase(site.treasurer, person)
    kind = PersonKind.DONOR if path == "donors" else PersonKind.BENEFICIARY
    assert id_of(person) not in {each.id for each in site.services.vault.list_people(kind)}
