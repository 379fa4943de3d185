"""Forms that are not in UTF-8: a page says so, and nothing is recorded."""

from urllib.parse import urlencode

import pytest

from tests.api.pages.visiting import Visitor, treasurer
from tests.api.site import Site

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=between"
TOLD = "Biểu mẫu có chữ không đọc được."

BROKEN = [
    pytest.param(b"%FF%FE", id="bytes of UTF-16"),
    pytest.param(b"V%C3%28", id="half a letter"),
    pytest.param(b"%ED%A0%80", id="a lone surrogate"),
    pytest.param(b"%C0%AF", id="longer than it need be"),
    pytest.param(b"Nguy\xea\xf1n", id="Latin-1 as it is"),
]


@pytest.fixture(scope="module")
def visitor(shared_site: Site) -> Visitor:
    """Whoever keeps the book."""
    return treasurer(shared_site)


def a_form(site: Site, visitor: Visitor) -> tuple[str, dict[str, str]]:
    """The form of a gift, filled in: where it is sent, and what stands in it."""
    form = visitor.open(f"/book/funds/{site.book.fund_id}/donations/new").form()
    return form.action, {**form.fields, "amount_dong": "50000"}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("field", ["donor_name", "donor_address", "unknown"])
def test_a_gift_with_a_broken_text_is_refused_and_not_recorded(
    site: Site, visitor: Visitor, broken: bytes, field: str
) -> None:
    action, fields = a_form(site, visitor)
    before = site.position()
    fields.pop(field, None)
    body = f"{urlencode(fields)}&{field}=".encode() + broken
    answer = visitor.client.post(action, data=body, content_type=URLENCODED)
    assert answer.status_code == 400
    assert TOLD in answer.text
    assert site.position() == before


def test_a_broken_name_of_a_field_is_refused_too(site: Site, visitor: Visitor) -> None:
    action, fields = a_form(site, visitor)
    before = site.position()
    body = f"{urlencode(fields)}&%FF=1".encode()
    answer = visitor.client.post(action, data=body, content_type=URLENCODED)
    assert (answer.status_code, site.position()) == (400, before)


def test_a_form_in_parts_is_refused_for_the_same_reason(site: Site, visitor: Visitor) -> None:
    action, fields = a_form(site, visitor)
    before = site.position()
    fields.pop("donor_name")
    part = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    parts = [part.format(name, text).encode() for name, text in fields.items()]
    parts.append(part.format("donor_name", "Mai").encode().replace(b"Mai", b"\xff\xfe"))
    body = b"--between\r\n" + b"--between\r\n".join(parts) + b"--between--\r\n"
    answer = visitor.client.post(action, data=body, content_type=MULTIPART)
    assert (answer.status_code, site.position()) == (400, before)
    assert TOLD in answer.text


def test_a_whole_form_in_parts_is_read(site: Site, visitor: Visitor) -> None:
    action, fields = a_form(site, visitor)
    answer = visitor.client.post(
        action, data={**fields, "donor_name": "Vũ Ngọc Ánh"}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_login_is_a_broken_form_and_no_wrong_password(site: Site, broken: bytes) -> None:
    answer = site.app.test_client().post(
        "/login", data=b"password=x&login=" + broken, content_type=URLENCODED
    )
    assert answer.status_code == 400
    assert TOLD in answer.text


def test_it_is_told_in_english_as_well(site: Site) -> None:
    answer = site.app.test_client().post("/login?lang=en", data=b"%FF", content_type=URLENCODED)
    assert "Some text in the form cannot be read." in answer.text


def test_vietnamese_in_utf_8_is_what_was_typed(site: Site, visitor: Visitor) -> None:
    action, fields = a_form(site, visitor)
    page = visitor.client.post(
        action, data={**fields, "donor_name": "Đặng Thị Ngọc Ưu", "named": "yes"}
    )
    assert page.status_code == 303
    assert "Đặng Thị Ngọc Ưu" in Visitor(site).open(f"/funds/{site.book.fund_id}").words


def test_a_zero_byte_in_a_login_is_no_login(site: Site) -> None:
    visitor = Visitor(site)
    form = visitor.open("/login").form()
    page = visitor.post(form, login="ketoan\0", password="x\0")
    assert page.status == 401
