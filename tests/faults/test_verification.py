"""`soquy verify` leaves nothing among the temporary files, however it ends."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from time import sleep

import pytest

from ledger.access import OPERATOR
from ledger.recording.commands import Command
from tests.api.cli.soquy import Soquy
from tests.builders import a_donation
from tests.servers import environment_of
from tests.stores import Store

GIFTS = 1_000
"""So many take a while to be told anew."""


@pytest.mark.parametrize("store_kind", ["sqlite"])  # it is told to a file, whatever the store
def test_what_was_told_anew_is_gone_when_it_is_ended_and_after_the_next_when_it_was_killed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soquy = a_book(store)
    ended, told = end_half_way(store, tmp_path, signal.SIGTERM)
    assert (ended, told.exists()) == (128 + signal.SIGTERM, False)
    killed, left = end_half_way(store, tmp_path, signal.SIGKILL)
    assert (killed, left.exists()) == (-signal.SIGKILL, True)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    another = tmp_path / "soquy-anew-of-another"
    another.mkdir()
    (another / "anew.db").touch()
    with held(another):
        soquy.do("verify")
        assert list(tmp_path.iterdir()) == [another]
    soquy.do("verify")
    assert list(tmp_path.iterdir()) == []


def a_book(store: Store) -> Soquy:
    """Begin a book of many gifts, whose read models have taken them in."""
    soquy = Soquy(store)
    fund_id, account_id = soquy.fund(soquy.central())
    with soquy.services() as services:
        command = Command(command_id="gifts", digest=b"", by=OPERATOR)
        gifts = [a_donation(1_000, account_id=account_id)] * GIFTS
        services.ledger.receive_donations(command, fund_id, gifts)
    soquy.do("project", "rebuild")
    return soquy


def end_half_way(store: Store, temporary: Path, number: signal.Signals) -> tuple[int, Path]:
    """Send a signal to who tells the log anew; return how it ended, and the folder it made."""
    while True:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "verify"],
            env={**environment_of(store), "TMPDIR": str(temporary)},
            stdout=subprocess.DEVNULL,
        )
        made: list[Path] = []
        while process.poll() is None and not made:
            made = list(temporary.glob("*/anew.db"))
            sleep(0.001)
        process.send_signal(number)
        if process.wait() != 0:  # else it was done before we saw it, or could send anything
            return process.returncode, made[0].parent


@contextmanager
def held(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    flock(handle, LOCK_EX)
    yield
    os.close(handle)
