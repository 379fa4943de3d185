"""`soquy init` and `soquy serve`."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.api.cli.soquy import Soquy
from tests.api.statements.files import EXTRACTS
from tests.servers import environment_of, free_port
from tests.stores import Store

PATIENCE_SECONDS = 180.0


@pytest.fixture
def store(empty_store: Store) -> Store:
    """Nothing, of which `init` makes a store."""
    return empty_store


def test_init_twice_changes_nothing(soquy: Soquy) -> None:
    association_id = soquy.central()
    with soquy.services() as before:
        key = before.vault.named_key("a use")
    soquy.do("init")
    with soquy.services() as after:
        assert after.vault.named_key("a use") == key
        after.ledger.desk().association(association_id)


def test_many_processes_may_init_together(store: Store) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "api.cli", "init"],
            env=environment_of(store),
            stderr=subprocess.PIPE,
        )
        for _ in range(5)
    ]
    for process in started:
        _, stderr = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, stderr.decode()
    Soquy(store).central()


def test_keys_are_for_their_owner_only(soquy: Soquy, store: Store) -> None:
    soquy.do("init")
    kept = [path for path in store.keys_dir.iterdir() if path.suffix != ".lock"]
    assert kept
    assert not any(path.stat().st_mode & 0o077 for path in kept)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """As most machines have it: whatever is made may be read by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_no_file_of_a_book_is_for_anybody_but_its_owner(soquy: Soquy, store: Store) -> None:
    fund_id, account_id = soquy.fund(soquy.central())
    statement = EXTRACTS / "vietcombank-extract.csv"
    place = ("--fund", fund_id, "--account", account_id, "--layout", "vietcombank")
    soquy.run("import-statement", *place, "--yes", statement)
    with soquy.services() as kept_open:
        kept_open.ledger.position()
        with kept_open.views.reading():
            soquy.do("project", "rebuild")
        made = [path for path in store.keys_dir.parent.rglob("*") if path.is_file()]
        open_to_others = [path.name for path in made if path.stat().st_mode & 0o077]
    assert {path.name for path in made} >= {"master.key", "keys.db"}
    if store.kind == "sqlite":
        names = {path.name for path in made}
        assert names >= {"soquy.db", "soquy.db-wal", "views.db", "views.db-wal", "people.db"}
    assert [name for name in open_to_others if not name.endswith(".lock")] == []


@contextmanager
def served(
    store: Store, *options: str, stderr: int = subprocess.DEVNULL
) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """`soquy serve`, once it has said where it is."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", str(port), "--workers", "1", *options],
        env=environment_of(store),
        stdout=subprocess.PIPE,
        stderr=stderr,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.decode().strip() == f"Sổ Quỹ: http://127.0.0.1:{port}":
                break
        yield process, port
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()


def children_of(process: "subprocess.Popen[bytes]") -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return list(map(int, children.split()))


def is_alive(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until_gone(pids: list[int]) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while any(map(is_alive, pids)):
        assert monotonic() < deadline, "a process outlives those it belongs to"
        sleep(0.05)


def test_serve_says_what_to_open_answers_and_follows_the_log_until_it_is_told_to_stop(
    soquy: Soquy, store: Store
) -> None:
    with served(store) as (process, port):
        assert process.stdout is not None
        told = b"".join(process.stdout.readline() for _ in range(4)).decode()
        soquy.central()
        deadline = monotonic() + PATIENCE_SECONDS
        while soquy.ask("project", "status")["position"] == 0:
            assert monotonic() < deadline
            sleep(0.05)
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        connection.request("GET", "/api/v1/openapi.json")
        assert connection.getresponse().status == 200
        connection.close()
        children = children_of(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
    wait_until_gone(children)
    for path in ("/", "/book", "/api/docs"):
        assert f"http://127.0.0.1:{port}{path}\n" in told
    assert "Ctrl+C" in told


def test_if_one_part_dies_the_other_is_stopped_and_a_log_that_stands_elsewhere_is_named(
    store: Store, tmp_path: Path
) -> None:
    log = tmp_path / "var" / "soquy.log"
    with served(store, "--log", str(log), stderr=subprocess.PIPE) as (process, port):
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        connection.request("GET", "/login")
        assert connection.getresponse().status == 200
        connection.close()
        children = children_of(process)
        os.kill(children[-1], signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) == 1
        assert process.stdout is not None
        assert process.stderr is not None
        told, complained = process.stdout.read(), process.stderr.read()
        process.stderr.close()
    wait_until_gone(children)
    assert f"log:                             {log}\n" in told.decode()
    assert complained.decode() == f"Đã dừng vì lỗi · stopped by a failure: {log}\n"
    assert '"route":"/login"' in log.read_text()


def test_serve_does_not_pass_off_another_program_as_itself(soquy: Soquy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = soquy.refused("serve", "--port", port)
    assert line.startswith("Error: port_taken: Somebody listens at this port already")
    assert str(port) in line


@pytest.mark.parametrize("workers", ["many", "0", "-1", "1.5"])
def test_serve_wants_a_number_of_workers(
    soquy: Soquy, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", workers)
    line = soquy.refused("serve", "--port", free_port(), status=2)
    assert line == "Error: WEB_CONCURRENCY must be a whole number from 1."


def test_if_serve_itself_is_killed_nothing_of_it_lives_on(store: Store) -> None:
    with served(store) as (process, _):
        children = children_of(process)
        process.kill()
        process.wait(PATIENCE_SECONDS)
        wait_until_gone(children)
