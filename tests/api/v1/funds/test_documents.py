"""Documents over HTTP: kept by their content, read by who is entitled."""

from hashlib import sha256
from typing import Any

import pytest
from werkzeug.test import TestResponse

from ledger.store.vault.documents import BYTES_MAX
from ledger.values import BeneficiaryId, Level, Role
from tests.api.site import Caller, Site
from tests.api.v1.people.test_erasures import erase, id_of, registered
from tests.builders import a_list, an_association, an_award

PDF = b"%PDF-1.7\n1 0 obj"
DIGEST = sha256(PDF).hexdigest()
ON = {"effective_on": "2025-06-16"}


def told(answer: TestResponse) -> Any:  # noqa: ANN401  # whatever JSON it is
    assert answer.json is not None, answer.text
    return answer.json


def keep(site: Site, caller: Caller, content: bytes, **query: str) -> TestResponse:
    return caller.send("POST", f"{site.fund}/documents", data=content, query_string=query)


def test_a_file_is_kept_once_and_named_by_its_hash(site: Site) -> None:
    first = keep(site, site.treasurer, PDF)
    assert (first.status_code, first.json) == (
        201,
        {"sha256": DIGEST, "media_type": "application/pdf", "bytes": len(PDF)},
    )
    again = keep(site, site.cashier, PDF)
    assert (again.status_code, again.json) == (200, first.json)


def test_a_rehearsal_keeps_nothing(site: Site) -> None:
    assert keep(site, site.treasurer, PDF, dry_run="true").status_code == 200
    assert site.auditor.get(f"{site.fund}/documents/{DIGEST}").status_code == 404


def test_a_file_that_is_packed_is_not_kept_as_what_it_is_not(site: Site) -> None:
    packed = {"Content-Encoding": "gzip"}
    answer = site.treasurer.send("POST", f"{site.fund}/documents", packed, data=b"a,b\n1,2\n")
    assert (answer.status_code, answer.json and answer.json["code"]) == (
        415,
        "unsupported_media_type",
    )


def test_entitled_readers_get_the_file_to_save(site: Site) -> None:
    keep(site, site.approver, PDF)
    site.book.propose(document_sha256=DIGEST)
    found = site.auditor.get(f"{site.fund}/documents/{DIGEST}")
    assert (found.status_code, found.data, found.mimetype) == (200, PDF, "application/pdf")
    assert found.headers["Content-Disposition"].startswith("attachment;")
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    neighbour = site.book.establish(
        an_association(Level.COMMUNE, site.book.province, name="Thạch Khê")
    )
    for caller, status in [(site.public, 401), (site.someone(Role.AUDITOR, neighbour), 403)]:
        assert caller.get(f"{site.fund}/documents/{DIGEST}").status_code == status


def test_what_nothing_in_the_book_names_is_shown_to_nobody(site: Site) -> None:
    """Nobody can tell whose names it shows, or write down who read them."""
    keep(site, site.treasurer, PDF)
    for caller in (site.treasurer, site.approver, site.cashier, site.auditor, site.administrator):
        unnamed = caller.get(f"{site.fund}/documents/{DIGEST}")
        assert (unnamed.status_code, told(unnamed)["code"]) == (404, "document_not_found")
    site.book.propose(document_sha256=DIGEST)
    assert site.cashier.get(f"{site.fund}/documents/{DIGEST}").data == PDF


@pytest.mark.parametrize(
    "content, status, code",
    [
        (b"", 400, "malformed_file"),
        (b"a word", 422, "unknown_media_type"),
        (b"<html>,</html>", 422, "unknown_media_type"),
        (b"%PDF-" + bytes(BYTES_MAX), 413, "body_too_large"),
    ],
)
def test_what_is_no_document_is_refused(site: Site, content: bytes, status: int, code: str) -> None:
    refused = keep(site, site.treasurer, content)
    assert (refused.status_code, told(refused)["code"]) == (status, code)


@pytest.mark.parametrize(
    "name",
    [
        DIGEST.upper(),
        f"{DIGEST}%0A",
        f"%20{DIGEST}",
        f"{DIGEST[:2]}%20{DIGEST[2:]}",
        DIGEST[:-1],
        f"{DIGEST}0",
        "zz",
        "%00",
    ],
)
def test_only_its_hash_in_small_hexadecimal_names_a_document(site: Site, name: str) -> None:
    keep(site, site.treasurer, PDF)
    assert site.auditor.get(f"{site.fund}/documents/{name}").status_code == 404


def test_a_document_takes_no_key_for_its_content_names_it(site: Site) -> None:
    for query in ({}, {"dry_run": "true"}):
        refused = site.treasurer.send(
            "POST",
            f"{site.fund}/documents",
            {"Idempotency-Key": "a scan"},
            data=PDF,
            query_string=query,
        )
        assert (refused.status_code, told(refused)["code"]) == (400, "bad_idempotency_key")
    assert site.auditor.get(f"{site.fund}/documents/{DIGEST}").status_code == 404


def test_a_condition_on_the_fund_holds_for_its_documents_too(site: Site) -> None:
    for version, status in [(site.book.version + 1, 412), (site.book.version, 201)]:
        answer = site.treasurer.send(
            "POST", f"{site.fund}/documents", {"If-Match": f'"{version}"'}, data=PDF
        )
        assert answer.status_code == status


def test_an_approval_names_the_scan_of_its_decision_and_the_public_does_not_see_it(
    site: Site,
) -> None:
    site.book.donate(5_000_000)
    proposal = {
        "disbursement_class": "award",
        "programme": "Khen thưởng",
        "amount_dong": 100_000,
        "awards": 1,
        **ON,
    }
    made = told(site.treasurer.post(f"{site.fund}/disbursements", proposal))
    one = f"{site.fund}/disbursements/{made['id']}"
    approval = {**ON, "decision_number": "12/QĐ-HKH", "document_sha256": DIGEST}
    missing = site.approver.post(f"{one}/approval", approval)
    assert (missing.status_code, told(missing)["code"]) == (404, "document_not_found")
    keep(site, site.approver, PDF)
    assert site.approver.post(f"{one}/approval", approval).status_code == 201
    (step,) = told(site.auditor.get(one))["steps"]
    assert step["private"]["document_sha256"] == DIGEST
    assert step["private"]["decision_number"] == "12/QĐ-HKH"
    for public in (one, f"{site.fund}/events"):
        assert DIGEST not in site.public.get(public).text


def test_a_list_is_read_on_record_and_hidden_once_it_names_who_asked_to_be_forgotten(
    site: Site,
) -> None:
    book = site.book
    book.donate(5_000_000)
    digest = told(keep(site, site.treasurer, PDF))["sha256"]
    child = registered(site, "beneficiaries", name="Lê Thị Mây", born_on="2014-02-01")
    line = an_award(dong=500_000, beneficiary_id=BeneficiaryId(id_of(child)))
    book.propose(proposal=a_list(line, disbursement_id=book.new_id(), document_sha256=digest))
    site.catch_up()
    document, here = f"{site.fund}/documents/{digest}", str(book.commune)
    assert site.cashier.get(document).status_code == 200
    last = told(site.auditor.get("/readings", limit="1000", association=here))["items"][-1]
    assert (last["person_id"], last["reason"]) == (str(id_of(child)), None)
    assert last["route"].endswith("/documents/<sha256>")
    assert erase(site.administrator, child).status_code == 201
    site.catch_up()
    for caller in (site.treasurer, site.cashier, site.approver, site.administrator):
        assert caller.get(document, reason="dispute").status_code == 403
    assert told(site.auditor.get(document))["fields"][0]["field"] == "reason"
    assert site.auditor.get(document, reason="dispute").data == PDF
    last = told(site.auditor.get("/readings", limit="1000", association=here))["items"][-1]
    assert (last["person_id"], last["reason"]) == (str(id_of(child)), "dispute")
