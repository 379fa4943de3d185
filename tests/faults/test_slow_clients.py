"""Whoever sends half a request, or takes no answer, holds a thread for a while and not for ever."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPResponse
from time import monotonic, sleep

import pytest

from api.serving import worker
from tests.servers import Server, serving
from tests.stores import prepared_store

SILENT = {
    "a byte": b"G",
    "half a head": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Half: ",
    "half a body": (
        b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 1000\r\n\r\n{"
    ),
}
NO_REQUESTS = {
    "a line that is none": (b"GET /secret\r\n\r\n", 400),
    "a header that is none": (b"GET / HTTP/1.1\r\nHost: x\r\nsecret name\r\n\r\n", 400),
    "a line that is too long": (b"GET /" + b"secret" * 2_000 + b" HTTP/1.1\r\n\r\n", 414),
    "headers that are too many": (
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Secret: 1\r\n" * 70 + b"\r\n",
        431,
    ),
    "a coding that nobody knows": (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: secret\r\n\r\n",
        501,
    ),
    "an expectation that is none": (
        b"POST / HTTP/1.1\r\nHost: x\r\nExpect: secret\r\nContent-Length: 0\r\n\r\n",
        417,
    ),
}


BUSY = 10
"""More than there are threads."""


class Hasty(worker.Worker):
    """Our worker, whose patience ends at once."""

    silent_seconds_max = 1
    request_seconds_max = 1


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of eight threads with little patience."""
    hasty = ("--worker-class", f"{__name__}.{Hasty.__name__}")
    with prepared_store("sqlite") as store, serving(store, workers=1, options=hasty) as server:
        yield server


def connected(server: Server, sent: bytes) -> socket.socket:
    """Return a connection over which so much was sent."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(sent)
    return connection


def is_alive(server: Server) -> bool:
    """Ask for the least there is."""
    with closing(server.connect()) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200


@pytest.mark.parametrize("sent", SILENT.values(), ids=SILENT)
def test_whoever_goes_silent_keeps_nobody_from_an_answer(server: Server, sent: bytes) -> None:
    silent = [connected(server, sent) for _ in range(BUSY)]
    assert is_alive(server)
    for connection in silent:
        connection.close()


def test_whoever_takes_no_answer_keeps_nobody_from_his(server: Server) -> None:
    many = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 100
    greedy = [connected(server, many) for _ in range(BUSY)]
    assert is_alive(server)
    for connection in greedy:
        connection.close()


def test_whoever_sends_byte_by_byte_is_let_go(server: Server) -> None:
    with connected(server, SILENT["half a head"]) as connection:
        for _ in range(600):
            sleep(0.1)
            try:
                connection.sendall(b"a")
            except OSError:
                return
    raise AssertionError("it was waited for")


def test_what_comes_slowly_and_steadily_is_read(server: Server) -> None:
    body = b'{"login":"' + b"x" * 10_000 + b'","password":"y"}'
    head = (
        "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    for _ in range(60):
        with connected(server, head.encode()) as connection:
            if sent_steadily(connection, body):
                assert connection.recv(100).startswith(b"HTTP/1.1 422")
                return
    raise AssertionError("this machine is too busy to send anything steadily")


def sent_steadily(connection: socket.socket, body: bytes) -> bool:
    """Send a body bit by bit, for longer than one has for the first of it; tell whether we could.

    A machine that is busy may make us slower than a server has to bear: that is not its fault.
    """
    begun = sent_at = monotonic()
    for start in range(0, len(body), 500):
        sleep(0.07)
        failed = None
        try:
            connection.sendall(body[start : start + 500])
        except OSError as error:
            failed = error
        silent, sent_at = monotonic() - sent_at, monotonic()
        borne = Hasty.request_seconds_max + start / worker.BYTES_PER_SECOND_MIN
        if silent > Hasty.silent_seconds_max / 2 or sent_at - begun > borne / 1.5:
            return False
        if failed is not None:
            raise failed
    assert sent_at - begun > Hasty.request_seconds_max
    return True


@pytest.mark.parametrize("sent, status", NO_REQUESTS.values(), ids=NO_REQUESTS)
def test_what_is_no_request_is_answered_with_a_problem_that_says_nothing_back(
    server: Server, sent: bytes, status: int
) -> None:
    with connected(server, sent) as connection, connection.makefile("rb") as answer:
        response = HTTPResponse(connection)
        response.begin()
        told = response.read()
        assert not answer.read()
    assert response.status == status
    assert response.headers.get_content_type() == "application/problem+json"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    problem = json.loads(told)
    assert problem["status"] == status
    assert problem["request_id"] == response.headers["X-Request-Id"]
    assert b"secret" not in told.lower()
