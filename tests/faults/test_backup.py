"""A backup made while others record is one state of the book; one that is killed is none."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fcntl import LOCK_EX, flock
from pathlib import Path
from threading import Event
from time import sleep

from uuid_utils.compat import uuid7

from ledger.access import OPERATOR
from ledger.events.fund.receiving import DonationReceived
from ledger.recording.commands import Command
from ledger.store.backups.data import check
from ledger.store.backups.errors import BackupBroken
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import DonorId
from tests.api.cli.soquy import Soquy
from tests.builders import a_donation
from tests.servers import environment_of
from tests.stores import Store, StoreKind, fresh_store

THREADS = 16
RECORDED_MEANWHILE = 300
KILLS = 3


def test_a_backup_made_while_sixteen_threads_record_is_one_state_of_the_book(
    store_kind: StoreKind, tmp_path: Path
) -> None:
    with fresh_store(store_kind) as here, fresh_store(store_kind) as there:
        soquy, elsewhere = Soquy(here), Soquy(there)
        central = soquy.central()
        fund_id, account_id = soquy.fund(central)
        with soquy.services() as services, ThreadPoolExecutor(THREADS) as pool:
            ledger, enough = services.ledger, Event()

            def record(thread: int) -> None:
                """Register donors, vault first, and record gifts of theirs."""
                number = 0
                while not enough.is_set():
                    donor_id = DonorId(uuid7())
                    person = PersonRecord(
                        id=donor_id, kind=PersonKind.DONOR, name=f"Người {thread}.{number}"
                    )
                    services.vault.put_person(person)
                    ledger.register_donor(a_command(), donor_id, central)
                    gift = a_donation(1_000 + number, account_id=account_id, donor_id=donor_id)
                    ledger.receive_donation(a_command(), fund_id, gift)
                    number += 1

            recording = [pool.submit(record, thread) for thread in range(THREADS)]
            try:
                while ledger.position() < RECORDED_MEANWHILE:
                    sleep(0.01)
                told = soquy.ask("backup", tmp_path / "data.zip")
                while ledger.position() < told["position"] + RECORDED_MEANWHILE:
                    sleep(0.01)
            finally:
                enough.set()
            for each in recording:
                each.result()
            before = ledger.rows(0, told["position"])
        soquy.do("keys", "backup", tmp_path / "keys.zip")
        restored = elsewhere.ask("restore", tmp_path / "data.zip", "--keys", tmp_path / "keys.zip")
        assert restored["ok"], restored
        assert restored["position"] == told["position"] >= RECORDED_MEANWHILE
        assert restored["sealed"]["closed"] == 0
        with elsewhere.services() as services:
            assert services.ledger.rows(0, 1_000_000) == before
            donors = [
                each.event.private.donor_id
                for each in services.ledger.read(0, 1_000_000)
                if isinstance(each.event, DonationReceived) and each.event.private.donor_id
            ]
            assert len(donors) > THREADS
            assert set(donors) == services.vault.get_people(donors).keys()


def test_a_backup_that_is_killed_leaves_nothing_that_looks_whole(
    store: Store, tmp_path: Path
) -> None:
    soquy = Soquy(store)
    soquy.fund(soquy.central())
    with soquy.services() as services:
        for _ in range(40):
            services.vault.put_document(uuid7(), b"%PDF-1.7\n" + os.urandom(200_000))
    target = tmp_path / "data.zip"
    command = [sys.executable, "-m", "api.cli", "backup", str(target)]
    killed = 0
    while killed < KILLS:
        process = subprocess.Popen(command, env=environment_of(store), stdout=subprocess.DEVNULL)
        draft = tmp_path / f"data.zip.{process.pid}.part"
        while process.poll() is None and not draft.exists():
            sleep(0.001)
        process.kill()
        if process.wait() == 0:  # we were not quick enough
            target.unlink()
            continue
        killed += 1
        assert process.returncode == -signal.SIGKILL
        assert not target.exists()
        assert _drafts(tmp_path) == [draft], "what was left before is gone"
        assert soquy.refused("restore", draft, "--check").startswith("Error: backup_broken")
    soquy.do("backup", target)
    assert _drafts(tmp_path) == []
    assert soquy.ask("restore", target, "--check")["position"] == 3


def test_a_backup_with_another_bit_in_its_directory_is_whole_or_broken(
    store: Store, tmp_path: Path
) -> None:
    soquy, whole = Soquy(store), tmp_path / "data.zip"
    soquy.central()
    soquy.do("backup", whole)
    content = whole.read_bytes()
    directory = content.index(b"PK\x01\x02")  # where the members are listed, to the file's end
    changed, broken = tmp_path / "changed.zip", 0
    for at in range(directory, len(content)):
        other = bytearray(content)
        other[at] ^= 1 << at % 8
        changed.write_bytes(other)
        try:
            check(changed, None)
        except BackupBroken:
            broken += 1
    assert broken > (len(content) - directory) / 4


def test_what_killed_backups_left_is_removed_by_the_next_and_nothing_else(
    store: Store, tmp_path: Path
) -> None:
    soquy, number = Soquy(store), os.getpid()
    soquy.central()
    left = [
        tmp_path / f"soquy-{what}-20250616T010203Z.zip.{number}.part" for what in ("data", "keys")
    ]
    still_written = tmp_path / f"soquy-data-20250616T010204Z.zip.{number}.part"
    of_others = [tmp_path / "photo.zip.7.part", tmp_path / "soquy-keys-20250616T010203Z.zip"]
    for each in (*left, still_written, *of_others):
        each.write_bytes(b"PK")
    with still_written.open("rb") as writing:
        flock(writing, LOCK_EX)
        soquy.do("keys", "backup", tmp_path)
        assert not any(each.exists() for each in left)
        assert all(each.exists() for each in (still_written, *of_others))
    soquy.do("backup", tmp_path)
    assert not still_written.exists()
    assert all(each.exists() for each in of_others)


def a_command() -> Command:
    """A command of the operator's under a new id."""
    return Command(command_id=str(uuid7()), digest=b"", by=OPERATOR)


def _drafts(folder: Path) -> list[Path]:
    return list(folder.glob("*.part"))
