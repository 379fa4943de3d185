"""Scans attached to what a form records: kept encrypted, found again from what they belong to."""

from hashlib import sha256
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from api.operations.body_limits import AROUND_A_FILE_BYTES_MAX
from ledger.store.vault.documents import BYTES_MAX
from ledger.values import Role
from tests.api.pages.visiting import VisitedPage, Visitor, staff
from tests.api.site import Site

PDF = b"%PDF-1.7\n" + b"minutes of the board\n" * 9
DIGEST = sha256(PDF).hexdigest()


def scan(content: bytes = PDF, name: str = "biên bản.pdf") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def test_the_scan_of_a_proposal_is_found_on_its_page(site: Site, keeper: Visitor) -> None:
    site.book.donate(2_000_000)
    form = keeper.open(f"/book/funds/{site.book.fund_id}/disbursements/new").form()
    page = keeper.send(
        form, programme="Tiếp sức", amount_dong="1.000.000", awards="2", document=scan()
    )
    href = page.link_ending(DIGEST)
    answer = keeper.look_at(href).response
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert Visitor(site).open(href).status in {200, 401}
    assert Visitor(site).look_at(href).response.data != PDF


def test_the_scan_of_a_payment_is_found_from_its_voucher(site: Site, cashier: Visitor) -> None:
    credit_id = site.book.note_credit(500_000)
    path = f"/book/funds/{site.book.fund_id}/credits/{credit_id}/refund"
    page = cashier.send(cashier.open(path).form(), document=scan())
    assert page.link_ending(DIGEST)
    voucher = [link for link in page.links if "/vouchers/" in link]
    assert cashier.open(voucher[0]).link_ending(DIGEST)


def test_a_form_that_was_refused_has_kept_the_file(site: Site, cashier: Visitor) -> None:
    credit_id = site.book.note_credit(500_000)
    path = f"/book/funds/{site.book.fund_id}/credits/{credit_id}/refund"
    form = cashier.open(path).form()
    refused = cashier.send(form, amount_dong="500.001", document=scan())
    assert refused.status == 422
    assert "Tệp đã chọn được giữ lại." in refused.words
    again = refused.form()
    assert again.fields["document_sha256"] == DIGEST
    assert cashier.send(again, amount_dong="500.000").link_ending(DIGEST)


@pytest.mark.parametrize(
    "content, told",
    [
        (b"just words", "Tài liệu phải là tệp PDF, PNG, JPEG, CSV hoặc XLSX."),
        (b"MZ\x90\x00" + b"\x00" * 99, "Tài liệu phải là tệp PDF, PNG, JPEG, CSV hoặc XLSX."),
    ],
)
def test_what_is_no_document_is_told_at_the_field(
    site: Site, cashier: Visitor, content: bytes, told: str
) -> None:
    credit_id = site.book.note_credit(500_000)
    path = f"/book/funds/{site.book.fund_id}/credits/{credit_id}/refund"
    page = cashier.send(cashier.open(path).form(), document=scan(content, "a.pdf"))
    assert (page.status, told in page.words) == (422, True)
    assert site.book.balance == 500_000


def test_no_file_of_another_fund_is_named(site: Site, cashier: Visitor) -> None:
    site.services.vault.put_document(site.book.new_id(), PDF)
    credit_id = site.book.note_credit(500_000)
    path = f"/book/funds/{site.book.fund_id}/credits/{credit_id}/refund"
    for named, told in ((DIGEST, "Quỹ không lưu tài liệu này."), ("x", "Hãy chọn lại tệp.")):
        page = cashier.send(cashier.open(path).form(), document_sha256=named)
        assert told in page.words
    assert site.book.balance == 500_000


def test_the_same_form_with_another_file_is_another_form(site: Site, cashier: Visitor) -> None:
    """Two taps on one form are one refund; a second file under its id is not taken for it."""
    credit_id = site.book.note_credit(500_000)
    path = f"/book/funds/{site.book.fund_id}/credits/{credit_id}/refund"
    form = cashier.open(path).form()
    assert cashier.send(form, amount_dong="100.000", document=scan()).status == 200
    before = site.position()
    assert cashier.send(form, amount_dong="100.000", document=scan()).status == 200
    other = cashier.send(form, amount_dong="100.000", document=scan(PDF + b"another"))
    assert other.status == 422
    assert site.position() == before


def test_who_only_reads_keeps_no_file(site: Site) -> None:
    auditor = staff(site, Role.AUDITOR)
    site.services.vault.put_document(site.book.fund_id, PDF)
    site.book.propose(document_sha256=DIGEST)
    href = f"/book/funds/{site.book.fund_id}/documents/{DIGEST}"
    assert auditor.look_at(href).response.data == PDF
    assert auditor.look_at(href.replace(DIGEST, "0" * 64)).status == 404


def send_large(site: Site, cashier: Visitor, content: bytes) -> VisitedPage:
    """Send the form that gives back a credit of its own with a scan, as one piece of memory."""
    credit_id = site.book.note_credit(1_000)
    form = cashier.open(f"/book/funds/{site.book.fund_id}/credits/{credit_id}/refund").form()
    file = FileStorage(BytesIO(content), "biên bản.pdf")
    boundary, body = encode_multipart({**form.fields, "document": file})
    site.catch_up()
    answer = cashier.client.post(
        form.action, data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    page = VisitedPage(form.action, answer)
    return page if page.location is None else cashier.open(page.location)


def test_a_scan_may_be_as_large_as_it_is_said_and_what_is_larger_is_told_at_its_field(
    site: Site, cashier: Visitor
) -> None:
    whole = PDF + bytes(BYTES_MAX - len(PDF))
    refused = send_large(site, cashier, whole + b"\n")
    assert (refused.status, "5 MB" in refused.words) == (422, True)
    page = send_large(site, cashier, whole)
    assert page.link_ending(sha256(whole).hexdigest())


def test_a_form_that_is_far_too_large_has_a_page_that_says_so(site: Site, cashier: Visitor) -> None:
    page = send_large(site, cashier, bytes(BYTES_MAX + AROUND_A_FILE_BYTES_MAX))
    assert (page.status, "Nội dung gửi lên quá lớn." in page.words) == (413, True)
