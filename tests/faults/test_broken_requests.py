"""Requests that break the rules of HTTP itself, to a real server: a problem, never a failure."""

import socket
from collections.abc import Iterator

import pytest

from ledger.values import Role
from tests.api.site import Site, open_site
from tests.servers import Server, serving
from tests.stores import StoreKind, prepared_store

CHUNKS = {
    "no number": b"zz\r\nxx\r\n0\r\n\r\n",
    "a negative number": b"-1\r\n\r\n",
    "more than it says": b"2\r\nabc\r\n0\r\n\r\n",
    "less than it says": b"5\r\nab",
    "a number without end": b"f" * 40 + b"\r\n",
}


@pytest.fixture(scope="module")
def site(store_kind: StoreKind) -> Iterator[Site]:
    """A book to send requests to."""
    with prepared_store(store_kind) as store, open_site(store) as site:
        yield site


@pytest.fixture(scope="module")
def server(site: Site) -> Iterator[Server]:
    """A real server of it."""
    with serving(site.store) as server:
        yield server


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    """What a treasurer's program sends."""
    return str(site.token_of(site.enrol(Role.TREASURER)))


@pytest.mark.parametrize("chunks", CHUNKS.values(), ids=CHUNKS)
def test_chunks_that_are_none_are_a_problem(
    site: Site, server: Server, token: str, chunks: bytes
) -> None:
    before = site.position()
    path = f"/api/v1{site.fund}/donations"
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    answer = sent(server, "POST", path, {**headers, "Transfer-Encoding": "chunked"}, chunks)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer
    assert site.position() == before


@pytest.mark.parametrize("chunks", CHUNKS.values(), ids=CHUNKS)
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=between"]
)
def test_a_form_in_chunks_that_are_none_is_a_page(server: Server, kind: str, chunks: bytes) -> None:
    headers = {"Content-Type": kind, "Transfer-Encoding": "chunked"}
    answer = sent(server, "POST", "/login", headers, chunks)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"text/html" in answer


@pytest.mark.parametrize("referrer", ["http://[::1", "http://[x]/", "//[", "\xff"])
def test_a_page_that_is_not_there_survives_an_address_that_is_none(
    server: Server, referrer: str
) -> None:
    answer = sent(server, "GET", "/nowhere", {"Referer": referrer})
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert "Không có trang này.".encode() in answer


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "PATH_INFO", "REMOTE_USER", "Script-Name"])
@pytest.mark.parametrize("said", ["/evil", "/book", ""])
def test_nobody_tells_us_by_a_header_where_we_are(server: Server, name: str, said: str) -> None:
    answer = sent(server, "GET", "/book", {name: said})
    assert answer.startswith(b"HTTP/1.1 303 ")
    assert b"\r\nLocation: /login?next=/book\r\n" in answer
    assert b"X-Request-Id: " in answer


def test_nobody_else_tells_us_how_we_were_asked(server: Server) -> None:
    """What contradicts what our proxy says would be refused, and what agrees be believed."""
    headers = {"X-Forwarded-Ssl": "on", "X-Forwarded-Protocol": "ssl", "X-Forwarded-Proto": "http"}
    answer = sent(server, "GET", "/healthz", headers)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"Strict-Transport-Security" not in answer


def test_whatever_host_was_asked_for_no_address_leads_there(site: Site, server: Server) -> None:
    """A path that says a slash twice is mended, and leads on."""
    commune = site.book.commune
    answer = sent(server, "GET", f"/associations//{commune}", {"Host": "evil.example"})
    assert answer.startswith(b"HTTP/1.1 308 ")
    assert f"\r\nLocation: /associations/{commune}\r\n".encode() in answer


def sent(
    server: Server, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> bytes:
    """Send the bytes of a request and return all that comes back."""
    lines = [f"{method} {path} HTTP/1.1", "Connection: close"]
    headers = {"Host": "x", **headers}
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))
