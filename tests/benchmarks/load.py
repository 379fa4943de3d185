"""A load generator: some connections, each with one request under way at any time.

It is a process of its own with one thread, and reads no more of an answer than it must, so that
what it takes from the machine is small beside what it measures: about 20 µs a request.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import count
from os import urandom
from selectors import EVENT_READ, DefaultSelector
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from time import perf_counter

_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Load:
    """What is sent where: bodies to paths in turn, each request under a new Idempotency-Key."""

    port: int
    token: str
    posts: Sequence[tuple[str, str]]
    connections: int
    warm_up_seconds: float
    seconds: float


def answers_per_second(load: Load) -> float:
    """Put a server under load from another process; raise if any answer is no success."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps(asdict(load)).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return float(done.stdout)


class _Client:
    def __init__(self, load: Load) -> None:
        self._load = load
        self._number = count()
        self._run = urandom(8).hex()  # so that no run repeats the keys of another
        self._received: dict[socket, bytes] = {}
        self._selector = DefaultSelector()

    def measure(self) -> float:
        """Return how many answers came per second after the warm-up.

        Connections are made one after the other while earlier ones are at work already, so that
        the worker who has less to do accepts the next: all at once, they may end up with one.
        """
        for _ in range(self._load.connections):
            connection = create_connection(("127.0.0.1", self._load.port))
            connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            self._selector.register(connection, EVENT_READ)
            self._send(connection)
            self._answers_within(self._load.warm_up_seconds / self._load.connections)
        started = perf_counter()
        answers = self._answers_within(self._load.seconds)
        return answers / (perf_counter() - started)

    def _answers_within(self, seconds: float) -> int:
        answers, end = 0, perf_counter() + seconds
        while perf_counter() < end:
            ready = self._selector.select(_PATIENCE_SECONDS)
            assert ready, "the server does not answer"
            for key, _ in ready:
                connection = key.fileobj
                assert isinstance(connection, socket)
                if self._has_answered(connection):
                    answers += 1
                    self._send(connection)
        return answers

    def _send(self, connection: socket) -> None:
        number = next(self._number)
        path, body = self._load.posts[number % len(self._load.posts)]
        self._received[connection] = b""
        connection.sendall(
            (
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Authorization: Bearer {self._load.token}\r\n"
                f"Idempotency-Key: {self._run}-{number}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            ).encode()
        )

    def _has_answered(self, connection: socket) -> bool:
        received = self._received[connection] + connection.recv(65_536)
        self._received[connection] = received
        head, blank, body = received.partition(b"\r\n\r\n")
        if not blank or len(body) < _content_length(head):
            assert received, "the server hung up"
            return False
        assert head.startswith(b"HTTP/1.1 20"), received.decode()
        return True


def _content_length(head: bytes) -> int:
    _, _, behind = head.partition(b"Content-Length: ")
    return int(behind.partition(b"\r\n")[0])


if __name__ == "__main__":
    print(_Client(Load(**json.load(sys.stdin))).measure())
