"""A real server on loopback: gunicorn with the app of a store, started and stopped by a test."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from random import SystemRandom
from signal import SIGTERM
from time import monotonic, sleep

from tests.stores import Store

SECRET_KEY = "a secret of thirty-two characters"
_PATIENCE_SECONDS = 180.0


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running gunicorn."""

    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """Return the process ids of the workers that live now."""
        pid = self.process.pid
        return [int(child) for child in _children_of(pid).read_text().split()]

    def connect(self) -> HTTPConnection:
        """Return a connection that will be made with the first request."""
        return HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)


def environment_of(store: Store) -> dict[str, str]:
    """Return the environment in which our programs work on a store."""
    return {
        **{name: text for name, text in os.environ.items() if not name.startswith("SOQUY_")},
        "SOQUY_DATABASE_URL": store.events_url,
        "SOQUY_VIEWS_DATABASE_URL": store.views_url,
        "SOQUY_PEOPLE_DATABASE_URL": store.people_url,
        "SOQUY_KEYS_DIR": str(store.keys_dir),
        "SOQUY_SECRET_KEY": SECRET_KEY,
        # Counted as ever, but a test may ask as quickly as it can.
        "SOQUY_READS_PER_MINUTE": "999999999",
        "SOQUY_WRITES_PER_MINUTE": "999999999",
    }


@contextmanager
def serving(
    store: Store,
    *,
    workers: int = 2,
    environ: Mapping[str, str] | None = None,
    log: Path = Path(os.devnull),
    log_level: str = "warning",
    options: Sequence[str] = (),
) -> Iterator[Server]:
    """Serve a store whose tables exist, until the block ends; write its log to a file.

    `options` are more of gunicorn's own.
    """
    with log.open("ab") as standard_error, socket.socket() as taken:
        # It is handed a port that is taken: no other server comes between a look and its start.
        taken.bind(("127.0.0.1", 0))
        port, inherited = taken.getsockname()[1], taken.fileno()
        command = [
            *(sys.executable, "-m", "gunicorn", "--config", "python:api.serving.gunicorn"),
            *("--bind", f"fd://{inherited}", "--workers", str(workers), "--log-level", log_level),
            *options,
            "api.wsgi:app",
        ]
        process = subprocess.Popen(
            command,
            env={**environment_of(store), **(environ or {})},
            stderr=standard_error,
            pass_fds=[inherited],
        )
    try:
        server = Server(process=process, port=port)
        _wait_for(server, workers)
        yield server
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


@contextmanager
def following(store: Store) -> Iterator[None]:
    """Let `soquy project run` keep the read models of a store behind its log."""
    command = [sys.executable, "-m", "api.cli", "project", "run"]
    process = subprocess.Popen(command, env=environment_of(store))
    try:
        yield
    finally:
        process.terminate()
        # Told so while it was still beginning, it ends as anybody does.
        assert process.wait(_PATIENCE_SECONDS) in {0, 128 + SIGTERM, -SIGTERM}


def _wait_for(server: Server, workers: int) -> None:
    """Return when it answers, and has all its workers: they begin one after the other."""
    deadline = monotonic() + _PATIENCE_SECONDS
    while not (_answers(server) and len(server.workers()) == workers):
        assert monotonic() < deadline, "the server does not answer"
        sleep(0.05)


def _answers(server: Server) -> bool:
    connection = server.connect()
    try:
        connection.request("HEAD", "/healthz")  # counted apart from what tests ask
        return connection.getresponse().status == 200
    except OSError:
        assert server.process.poll() is None, "the server ended before it answered"
        return False
    finally:
        connection.close()


def free_port() -> int:
    """Return a port at which nobody listens just now.

    None of those that the system hands to whoever connects somewhere (from 32768 on Linux): they
    come and go by the thousand between a look and the start of a server.
    """
    while True:
        port = SystemRandom().randrange(10_000, 30_000)  # `random` begins each test alike
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port


def _children_of(pid: int) -> Path:
    return Path(f"/proc/{pid}/task/{pid}/children")
