"""Errors as pages, and the headers that every page carries."""

from io import BytesIO

import pytest
from eventsourcing.persistence import OperationalError
from flask.testing import FlaskClient

from api.errors import Problem
from api.operations.bodies import BODY_BYTES_MAX, SESSION_BYTES_MAX
from api.operations.body_limits import FORM_FIELDS_MAX
from api.pages.frame import problem_page
from tests.api.pages.visiting import Visitor, treasurer
from tests.api.site import Site


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Somebody without a login."""
    return Visitor(site)


def test_an_address_that_leads_nowhere_is_a_page(visitor: Visitor) -> None:
    page = visitor.open("/no/such/page")
    assert page.status == 404
    assert "Không có trang này." in page.words
    assert "Mã lỗi: route_not_found" in page.words


@pytest.mark.parametrize("path", ["funds", "associations"])
def test_what_does_not_exist_is_told_by_its_name(site: Site, visitor: Visitor, path: str) -> None:
    page = visitor.open(f"/{path}/{site.book.new_id()}")
    assert page.status == 404
    assert "Không có " in page.words


def test_a_problem_is_told_in_the_language_of_the_request(visitor: Visitor) -> None:
    assert "There is no such page." in visitor.open("/no/such/page?lang=en").words


def test_a_method_that_a_page_does_not_know_is_a_page(site: Site) -> None:
    response = site.app.test_client().delete("/")
    assert (response.status_code, response.mimetype) == (405, "text/html")


URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("path", ["/login", "/password", "/logout"])
def test_a_form_that_anybody_may_send_is_small(site: Site, path: str) -> None:
    anybody = site.app.test_client()
    assert sent(anybody, path, b"login=" + b"x" * (SESSION_BYTES_MAX - 6)) != 413
    assert sent(anybody, path, b"login=" + b"x" * (SESSION_BYTES_MAX - 5)) == 413
    with_file = "multipart/form-data; boundary=b"
    assert sent(anybody, path, b"x" * (SESSION_BYTES_MAX + 1), with_file) == 413


def test_a_form_with_passwords_is_small_too(site: Site) -> None:
    client, path = treasurer(site).client, "/book/account/password"
    assert sent(client, path, b"password=" + b"x" * SESSION_BYTES_MAX) == 413


def test_a_form_without_a_file_is_no_larger_than_what_a_program_sends(site: Site) -> None:
    client, path = treasurer(site).client, "/book/account/tokens"
    assert sent(client, path, b"a=" + b"x" * (BODY_BYTES_MAX - 2)) != 413
    assert sent(client, path, b"a=" + b"x" * (BODY_BYTES_MAX - 1)) == 413


def test_a_form_in_chunks_has_the_same_bounds(site: Site) -> None:
    answer = site.app.test_client().open(
        "/login",
        method="POST",
        input_stream=BytesIO(b"login=" + b"x" * SESSION_BYTES_MAX),
        content_type=URLENCODED,
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


def test_a_form_has_so_many_fields_and_no_more(site: Site) -> None:
    client, path = treasurer(site).client, "/book/account/tokens"
    assert sent(client, path, b"&".join([b"a=1"] * FORM_FIELDS_MAX)) != 413
    assert sent(client, path, b"&".join([b"a=1"] * (FORM_FIELDS_MAX + 1))) == 413


def sent(client: FlaskClient, path: str, body: bytes, kind: str = URLENCODED) -> int:
    """Send a form; return the status of the page that answers."""
    response = client.post(path, data=body, content_type=kind)
    assert response.mimetype == "text/html"
    status: int = response.status_code
    return status


def test_the_page_of_a_failure_says_nothing_of_it(site: Site) -> None:
    problem = Problem(type="", title="secret detail", status=500, code="internal_error")
    with site.app.test_request_context("/"):
        response = problem_page(problem)
    assert response.status_code == 500
    page = response.get_data(as_text=True)
    assert "Hệ thống gặp lỗi." in page
    assert "secret detail" not in page


def test_the_page_of_our_own_failure_asks_nothing_of_the_stores(site: Site) -> None:
    """Whoever is logged in when the database goes away gets a page, not a second failure."""
    visitor = treasurer(site)

    def gone() -> None:
        raise OperationalError

    site.app.before_request_funcs.setdefault(None, []).append(gone)
    try:
        response = visitor.client.get("/book")
    finally:
        site.app.before_request_funcs[None].remove(gone)
    assert response.status_code == 503
    assert "Sổ đang bận ghi." in response.text


def test_a_problem_leads_back_to_where_one_came_from(site: Site) -> None:
    client = site.app.test_client()
    host = "http://localhost"
    for referrer, back in (
        (f"{host}/funds/x?period=2025", "/funds/x?period=2025"),
        ("http://evil.example/x", "/"),
        (f"{host}/no/such/page", "/"),
        (None, "/"),
    ):
        headers = {} if referrer is None else {"Referer": referrer}
        page = client.get("/no/such/page", headers=headers).text
        assert f'<a class="button" href="{back}">Quay lại</a>' in page


@pytest.mark.parametrize("path", ["/", "/login", "/no/such/page", "/static/soquy.css"])
def test_every_page_forbids_what_a_page_has_no_use_for(site: Site, path: str) -> None:
    with site.app.test_client().get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_assets_may_be_kept_for_ever_since_their_address_changes(site: Site) -> None:
    page = Visitor(site).open("/").response.text
    start = page.index("/static/soquy.css?v=")
    address = page[start : page.index('"', start)]
    with site.app.test_client().get(address) as response:
        assert response.status_code == 200
        assert "max-age=31536000" in response.headers["Cache-Control"]
