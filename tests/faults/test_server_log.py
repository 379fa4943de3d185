"""What a real server writes: lines of JSON, whatever it is sent, and nothing of what that was."""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL
from time import monotonic, sleep
from typing import Any

import pytest

from tests.api.site import open_site
from tests.servers import Server, serving
from tests.stores import prepared_store

WORKERS = 2
TYPED = b"Le Thi LoTen&phone=0912345678"
SENT = {
    "blanks in an address": b"GET /donors?name=%s HTTP/1.1\r\nHost: x\r\n\r\n" % TYPED,
    "no version": b"GET /donors?name=%s\r\n\r\n" % TYPED,
    "no method": b"%s / HTTP/1.1\r\nHost: x\r\n\r\n" % TYPED,
    "a proxy's line": b"PROXY TCP4 198.51.100.77 203.0.113.77 1 2\r\nGET / HTTP/1.1\r\n\r\n",
    "a header that is none": b"GET / HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % TYPED,
    "a transfer coding": b"POST / HTTP/1.1\r\nTransfer-Encoding: %s\r\n\r\n" % TYPED,
    "a name for where we are": b"GET / HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: %s\r\n\r\n" % TYPED,
    "an expectation": b"GET / HTTP/1.1\r\nHost: x\r\nExpect: %s\r\n\r\n" % TYPED,
    "a long line": b"GET /?%s HTTP/1.1\r\nHost: x\r\n\r\n" % (TYPED.replace(b" ", b"+") * 400),
}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a server writes its log."""
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def server(log: Path) -> Iterator[Server]:
    """A real server that tells all it has to tell."""
    with (
        prepared_store("sqlite") as store,
        open_site(store),
        serving(store, log=log, log_level="debug", workers=WORKERS) as server,
    ):
        yield server


def lines(log: Path) -> list[dict[str, Any]]:
    """Return what was written; every line is JSON, and none was torn."""
    return [json.loads(line) for line in log.read_bytes().splitlines()]


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_a_request_that_is_none_is_a_line_without_what_it_was(
    server: Server, log: Path, sent: bytes
) -> None:
    before = len(lines(log))
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65_536)
    assert len(lines(log)) > before
    written = log.read_bytes()
    for typed in b"LoTen", b"0912345678", b"198.51.100.77", b"ip=", b"from=":
        assert typed not in written


def test_what_was_wrong_with_it_is_told_by_its_kind(server: Server, log: Path) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(SENT["blanks in an address"])
        connection.recv(65_536)
    told = [each for each in lines(log) if each["level"] == "warning"]
    assert told[-1]["chain"][-1] == {"error": "InvalidHTTPVersion"}
    assert told[-1]["at"] == "gunicorn.workers.base.handle_error"


def test_where_it_listens_and_who_works_is_told(server: Server, log: Path) -> None:
    told = {f"Booting worker with pid: {pid}" for pid in server.workers()}
    told.add(f"Listening at: {server.url} ({server.process.pid})")
    deadline = monotonic() + 60
    while not told <= {each["event"] for each in lines(log)}:  # a worker tells it once it runs
        assert monotonic() < deadline
        sleep(0.05)


def test_a_worker_that_was_killed_is_told_of(server: Server, log: Path) -> None:
    killed, *_ = server.workers()
    os.kill(killed, SIGKILL)
    while killed in server.workers() or len(server.workers()) < WORKERS:
        sleep(0.05)
    told = [each for each in lines(log) if f"(pid:{killed}) was sent SIGKILL" in each["event"]]
    assert [each["level"] for each in told] == ["error"]
