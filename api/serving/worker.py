"""Gunicorn's worker with threads, with patience that ends, and with errors as ours are.

Whoever sends half a request and goes silent – a phone that lost its network is enough – would keep
a thread for ever, and sixteen of them the whole server. So a request has so long to arrive, longer
the more of it came, and who takes nothing of an answer is not waited for either: the connection is
closed. A proxy that buffers notices nothing of it.

What is no HTTP never comes to the app. It is answered here, as the app would: with a problem
(RFC 9457) that says nothing of what was sent.
"""

import errno
import socket
from http import HTTPStatus
from struct import pack
from time import monotonic
from typing import Any
from uuid import uuid4

import msgspec
from gunicorn.http import get_parser
from gunicorn.http.unreader import SocketUnreader
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import TConn, ThreadWorker

from api.errors import Problem
from api.problems import problem_of_status
from api.serving.headers import EVERYWHERE

BYTES_PER_SECOND_MIN = 4_000
"""Less than the slowest network of a phone carries (EDGE: some 20,000)."""


class _Unreader(SocketUnreader):
    """Reads what arrives of a request as long as it comes fast enough."""

    ends_at = 0.0

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return what came; raise what the library takes for a connection that is gone."""
        if monotonic() > self.ends_at:
            raise _gone()
        try:
            came: bytes = super().chunk(size_hint)  # type: ignore[no-untyped-call]
        except BlockingIOError:  # what the system says when SO_RCVTIMEO is over
            raise _gone() from None
        self.ends_at += len(came) / BYTES_PER_SECOND_MIN
        return came


class Worker(ThreadWorker):
    """The worker, for gunicorn's setting `worker_class`.

    Nothing comes, or is taken, for `silent_seconds_max` at the most; a request has
    `request_seconds_max` to arrive, and a second for each `BYTES_PER_SECOND_MIN` of it.
    """

    core: int | None = None
    """The core that it keeps to, if there is any to choose."""

    silent_seconds_max = 20
    request_seconds_max = 30

    def handle(self, conn: TConn) -> Any:  # noqa: ANN401  # the library's own business
        """Serve the next request of a connection."""
        if not self.cfg.is_ssl:  # where gunicorn itself speaks TLS, patience is its own
            self._give_time_to(conn)
        return super().handle(conn)  # type: ignore[no-untyped-call]

    def _give_time_to(self, conn: TConn) -> None:
        if conn.parser is None:
            conn.parser = get_parser(self.cfg, conn.sock, conn.client)  # type: ignore[no-untyped-call]
            conn.parser.unreader = _Unreader(conn.sock)  # type: ignore[no-untyped-call]
            seconds = pack("ll", self.silent_seconds_max, 0)  # a timeval, socket(7)
            for either_way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                conn.sock.setsockopt(socket.SOL_SOCKET, either_way, seconds)
        conn.parser.unreader.ends_at = monotonic() + self.request_seconds_max

    def handle_error(self, req: object, client: object, addr: object, exc: BaseException) -> None:
        """Answer what is no request, or failed outside of the app, with a problem."""
        told = _Told()
        super().handle_error(req, told, addr, exc)  # type: ignore[no-untyped-call]
        write_nonblock(client, _answer(told.status))  # type: ignore[no-untyped-call]


class _Told:
    """Takes what the library would answer; all that is used of it is the status."""

    status = HTTPStatus.BAD_REQUEST

    def gettimeout(self) -> float:
        """Say that nobody waits for us."""
        return 0.0

    def sendall(self, answer: bytes) -> None:
        """Take an answer that begins with a status line (RFC 9112, section 4)."""
        self.status = HTTPStatus(int(answer.split(b" ", 2)[1]))


def _answer(status: HTTPStatus) -> bytes:
    id_ = uuid4().hex
    problem: Problem = msgspec.structs.replace(problem_of_status(status), request_id=id_)
    body = msgspec.json.encode(problem)
    headers = [
        *EVERYWHERE,
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-cache"),
        ("X-Request-Id", id_),
        ("Connection", "close"),
    ]
    lines = [f"HTTP/1.1 {status} {status.phrase}", *(f"{name}: {text}" for name, text in headers)]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _gone() -> TimeoutError:
    return TimeoutError(errno.ECONNRESET, "it came too slowly")
