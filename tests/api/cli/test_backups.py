"""`soquy backup` and `soquy restore`: what comes back is the book as it was, or nothing."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import Connection, Table
from uuid_utils.compat import uuid7

from api.installation import Services
from api.settings import Settings
from ledger.access import OPERATOR
from ledger.recording.commands import Command
from ledger.store.backups.tables import STORED_EVENTS, put_rows
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import BeneficiaryId, DonorId
from tests.api.cli.kept import MAI, MEMO, PASSWORD, PHONE, SCAN, Kept, backed_up, events_of
from tests.api.cli.soquy import Soquy
from tests.servers import environment_of
from tests.stores import Store, StoreKind, fresh_store


def test_what_comes_back_is_what_was_there(kept: Kept, elsewhere: Soquy, tmp_path: Path) -> None:
    data, keys = backed_up(kept, tmp_path)
    told = elsewhere.ask("restore", data, "--keys", keys)
    assert told["ok"]
    assert told["sealed"] == {"people": 2, "memos": 1, "documents": 1, "closed": 0, "broken": 0}
    assert events_of(elsewhere) == kept.events()
    assert elsewhere.ask("verify") == {
        "ok": True,
        "position": told["position"],
        "faults": [],
        "remarks": [],
    }
    with elsewhere.services() as services:
        person = services.vault.get_person(kept.fund_id)
        assert person is not None
        assert (person.name, person.phone) == (MAI, PHONE)
        assert services.vault.get_memos([kept.account_id]).get(kept.account_id) == MEMO
        assert services.vault.check_password("ketoan", PASSWORD) is not None
        assert services.views.position() == told["position"]


def test_people_are_found_by_name_after_a_restore_though_no_backup_tells_how(
    kept: Kept, elsewhere: Soquy, tmp_path: Path
) -> None:
    pupil, unit = BeneficiaryId(uuid7()), kept.central
    with kept.soquy.services() as services:
        person = PersonRecord(id=pupil, kind=PersonKind.BENEFICIARY, name="Lê Văn Thịnh")
        services.vault.keep_people([person], unit)
        services.ledger.register_beneficiary(a_command(), pupil, unit)
        assert services.vault.names.find(PersonKind.BENEFICIARY, "thinh", [unit]) == [pupil]
    data, keys = backed_up(kept, tmp_path)
    with ZipFile(data) as archive:
        assert not [name for name in archive.namelist() if "vault_name" in name]
    elsewhere.do("restore", data, "--keys", keys)
    with elsewhere.services() as services:
        names = services.vault.names
        assert names.find(PersonKind.BENEFICIARY, "thinh", [unit]) == [pupil]
        assert names.find(PersonKind.BENEFICIARY, "thi", [unit], by_beginnings=True) == [pupil]


def test_a_command_is_known_again_after_a_restore(
    kept: Kept, elsewhere: Soquy, tmp_path: Path
) -> None:
    data, keys = backed_up(kept, tmp_path)
    elsewhere.do("restore", data, "--keys", keys)
    with kept.soquy.services() as before, elsewhere.services() as after:
        assert before.command_key == after.command_key
    line = "--fund", kept.fund_id, "--kind", "bank", "--name", "Vietcombank", "--on", "2024-01-01"
    taken = ("--bank-bin", "970436", "--number", "0011000000001")
    assert elsewhere.refused("fund", "account", *line, *taken).startswith(
        "Error: bank_account_taken"
    )


@pytest.mark.parametrize("kinds", [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_book_moves_from_one_kind_of_store_to_the_other(
    kinds: tuple[StoreKind, StoreKind], tmp_path: Path
) -> None:
    with fresh_store(kinds[0]) as here, fresh_store(kinds[1]) as there:
        kept, moved = Kept(Soquy(here)), Soquy(there)
        data, keys = backed_up(kept, tmp_path)
        assert moved.ask("restore", data, "--keys", keys)["ok"]
        assert events_of(moved) == kept.events()


def test_a_backup_alone_tells_nobody_s_name(kept: Kept, tmp_path: Path) -> None:
    data, _ = backed_up(kept, tmp_path)
    with ZipFile(data) as zip_:
        whole = b"".join(zip_.read(name) for name in zip_.namelist())
    for told in (MAI, "Trần Thị Bình", PHONE, MEMO, "ketoan", PASSWORD):
        assert told.encode() not in whole
    assert SCAN not in whole
    master = (kept.soquy.keys_dir / "master.key").read_bytes()
    assert master not in whole
    assert data.stat().st_mode & 0o077 == 0


def test_without_the_keys_a_restore_says_so(kept: Kept, elsewhere: Soquy, tmp_path: Path) -> None:
    data, keys = backed_up(kept, tmp_path)
    assert elsewhere.refused("restore", data).startswith("Error: keys_missing")
    assert "no name, memo, document or login can be read" in elsewhere.do(
        "restore", data, "--without-keys"
    )
    assert events_of(elsewhere) == kept.events()
    elsewhere.do("keys", "restore", keys)
    with elsewhere.services() as services:
        assert services.vault.get_memos([kept.account_id]).get(kept.account_id) == MEMO


def test_keys_of_another_book_are_refused(kept: Kept, elsewhere: Soquy, tmp_path: Path) -> None:
    data, keys = backed_up(kept, tmp_path)
    elsewhere.do("init")
    assert elsewhere.refused("restore", data).startswith("Error: other_keys")
    assert elsewhere.refused("keys", "restore", keys).startswith("Error: keys_exist")
    mine = Path(elsewhere.ask("keys", "backup", tmp_path / "mine.zip")["file"])
    shutil.rmtree(elsewhere.keys_dir)
    assert elsewhere.refused("restore", data, "--keys", mine).startswith("Error: other_keys")
    assert not (elsewhere.keys_dir / "master.key").exists()


def test_a_living_book_is_never_overwritten(kept: Kept, tmp_path: Path) -> None:
    data, keys = backed_up(kept, tmp_path)
    before = kept.events()
    assert kept.soquy.refused("restore", data).startswith("Error: book_exists")
    assert kept.soquy.refused("keys", "restore", keys).startswith("Error: keys_exist")
    assert kept.soquy.refused("backup", data).startswith("Error: backup_exists")
    assert kept.events() == before


def test_people_of_a_book_whose_log_is_elsewhere_are_never_overwritten(
    kept: Kept, store_kind: StoreKind, tmp_path: Path
) -> None:
    with fresh_store(store_kind) as store:
        astray = Soquy(store)
        astray.environ["SOQUY_KEYS_DIR"] = kept.soquy.environ["SOQUY_KEYS_DIR"]
        data, _ = backed_up(kept, tmp_path)
        with with_keys_of(kept.soquy, store) as services:
            services.vault.create_tables()
            stranger = PersonRecord(id=kept.central, kind=PersonKind.DONOR, name="Người khác")
            services.vault.put_person(stranger)
        assert astray.refused("restore", data).startswith("Error: book_exists")
        with with_keys_of(kept.soquy, store) as services:
            assert services.vault.get_person(kept.central) == stranger
            assert services.ledger.position() == 0


class PowerFails(Exception):
    """Nobody catches it."""


def test_a_restore_cut_off_between_vault_and_log_is_done_again(
    kept: Kept, elsewhere: Soquy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, keys = backed_up(kept, tmp_path)

    def cut_off(connection: Connection, table: Table, *rest: Any) -> None:  # noqa: ANN401
        if table is STORED_EVENTS:
            raise PowerFails
        put_rows(connection, table, *rest)

    with monkeypatch.context() as until:
        until.setattr("ledger.store.backups.data.put_rows", cut_off)
        with pytest.raises(PowerFails):
            elsewhere.run("restore", data, "--keys", keys)
    assert elsewhere.ask("restore", data, "--keys", keys)["ok"]
    assert events_of(elsewhere) == kept.events()


@contextmanager
def with_keys_of(soquy: Soquy, store: Store) -> Iterator[Services]:
    """Open a store with the keys of another."""
    environ = {**environment_of(store), "SOQUY_KEYS_DIR": str(soquy.keys_dir)}
    opened = Services.open(Settings.from_environ(environ))
    try:
        yield opened
    finally:
        opened.close()


def changed(data: Path, name: str, content: bytes) -> Path:
    """Return a copy of a backup in which one member has another content."""
    copy = data.with_suffix(".changed.zip")
    with ZipFile(data) as old, ZipFile(copy, "w", ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return copy


def test_a_backup_that_is_not_whole_is_found_out_before_anything_is_touched(
    kept: Kept, elsewhere: Soquy, tmp_path: Path
) -> None:
    data, keys = backed_up(kept, tmp_path)
    whole = data.read_bytes()
    broken = tmp_path / "broken.zip"
    with ZipFile(data) as zip_:
        events = zip_.read("stored_events")
        manifest = json.loads(zip_.read("manifest.json"))
        packed = zip_.getinfo("stored_events")
    manifest["members"]["commands"]["rows"] += 1
    among_events = packed.header_offset + packed.compress_size  # the header is the shorter of both
    one_other = bytearray(whole)
    one_other[among_events] ^= 0xFF
    for content in (
        b"",
        whole[: len(whole) // 2],
        whole[:-1],
        bytes(one_other),
    ):
        broken.write_bytes(content)
        assert elsewhere.refused("restore", broken, "--keys", keys).startswith(
            "Error: backup_broken"
        )
    for other in (
        changed(data, "stored_events", events[:-1]),
        changed(data, "stored_events", events.replace(b"Quy", b"Qux").replace(b"Vi", b"Vj")),
        changed(data, "manifest.json", json.dumps(manifest).encode()),
        keys,
    ):
        assert elsewhere.refused("restore", other, "--check").startswith("Error: backup_broken")
        assert elsewhere.refused("restore", other, "--keys", keys).startswith(
            "Error: backup_broken"
        )
    assert not (elsewhere.keys_dir / "master.key").exists()


def test_a_backup_that_somebody_else_wrote_is_found_out_by_whoever_has_the_keys(
    kept: Kept, tmp_path: Path
) -> None:
    data, _ = backed_up(kept, tmp_path)
    with ZipFile(data) as zip_:
        manifest = json.loads(zip_.read("manifest.json"))
    manifest["made_at"] = "2020-01-01T00:00:00Z"
    forged = changed(data, "manifest.json", json.dumps(manifest).encode())
    assert kept.soquy.refused("restore", forged, "--check").startswith("Error: backup_broken")
    assert kept.soquy.ask("restore", data, "--check")["position"] == len(kept.events())


def test_the_keys_come_back_whatever_master_key_wraps_them(
    kept: Kept, elsewhere: Soquy, tmp_path: Path
) -> None:
    data, _ = backed_up(kept, tmp_path)
    kept.soquy.do("keys", "rotate")
    keys = kept.soquy.ask("keys", "backup", tmp_path / "rotated.zip")["file"]
    assert elsewhere.ask("restore", data, "--keys", keys)["sealed"]["closed"] == 0
    assert (elsewhere.keys_dir / "master.key").stat().st_mode & 0o077 == 0
    assert (elsewhere.keys_dir / "keys.db").stat().st_mode & 0o077 == 0


class Forgotten:
    """A donor of a book, who is erased, between backups of before and of after."""

    def __init__(self, kept: Kept, folder: Path) -> None:
        self.kept, self.donor_id, self.memo_id = kept, DonorId(uuid7()), uuid7()
        with kept.soquy.services() as services:
            person = PersonRecord(id=self.donor_id, kind=PersonKind.DONOR, name="Lê Văn Quên")
            services.vault.put_person(person)
            services.vault.put_memos([(self.memo_id, "LE VAN QUEN")])
            services.ledger.register_donor(a_command(), self.donor_id, kept.central)
        self.before = backed_up(kept, made(folder / "before"))
        with kept.soquy.services() as services:
            services.ledger.request_erasure(a_command(), self.donor_id, None)
            services.ledger.erase(a_command(), self.donor_id, None, [self.memo_id])
        self.after = backed_up(kept, made(folder / "after"))

    def is_forgotten_by(self, soquy: Soquy) -> bool:
        """Tell whether neither name nor memo nor their keys are there, and all others are."""
        with soquy.services() as services:
            vault = services.vault
            assert vault.get_memos([self.kept.account_id]).get(self.kept.account_id) == MEMO
            memo = vault.get_memos([self.memo_id]).get(self.memo_id)
            found = vault.get_person(self.donor_id), memo
            written_down = {each.id for each in vault.erasures()}
        with closing(sqlite3.connect(soquy.keys_dir / "keys.db")) as keys:
            query = "SELECT wrapped FROM keys WHERE id IN (?, ?)"
            rows = keys.execute(query, (self.donor_id.bytes, self.memo_id.bytes)).fetchall()
        assert len(rows) == 2, "whoever is forgotten never gets another key"
        return (
            found == (None, None)
            and {self.donor_id, self.memo_id} <= written_down
            and not any(any(wrapped) for (wrapped,) in rows)
        )


@pytest.fixture
def forgotten(kept: Kept, tmp_path: Path) -> Forgotten:
    """A donor who is erased."""
    return Forgotten(kept, tmp_path)


@pytest.mark.parametrize(
    "step",
    [
        "put_keys_back",
        "data.put_back",
        "_stop_tokens",
        "rebuild",
        "forget_again",
        "open_all",
        "Verification",
    ],
)
def test_a_restore_cut_off_anywhere_shows_nobody_and_goes_on_when_it_is_done_again(
    forgotten: Forgotten, elsewhere: Soquy, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    asked = ("restore", forgotten.before[0], "--keys", forgotten.after[1])
    with monkeypatch.context() as until:
        until.setattr(f"api.cli.backups.{step}", Mock(side_effect=PowerFails))
        with pytest.raises(PowerFails):
            elsewhere.run(*asked)
    if step not in {"put_keys_back", "data.put_back"}:
        assert elsewhere.refused("staff", "list").startswith("Error: restore_unfinished: ")
    assert elsewhere.ask(*asked)["ok"]
    assert forgotten.is_forgotten_by(elsewhere)
    assert elsewhere.refused(*asked).startswith("Error: book_exists: ")


def test_who_was_erased_after_the_backup_of_the_keys_stays_erased(
    forgotten: Forgotten, elsewhere: Soquy
) -> None:
    told = elsewhere.ask("restore", forgotten.after[0], "--keys", forgotten.before[1])
    assert (told["ok"], told["erased"]) == (True, 2)
    assert forgotten.is_forgotten_by(elsewhere)


def test_who_was_erased_after_the_backup_of_the_data_stays_erased(
    forgotten: Forgotten, elsewhere: Soquy
) -> None:
    told = elsewhere.ask("restore", forgotten.before[0], "--keys", forgotten.after[1])
    assert (told["ok"], told["erased"]) == (True, 2)
    assert forgotten.is_forgotten_by(elsewhere)


def test_who_was_erased_stays_erased_when_older_keys_come_later(
    forgotten: Forgotten, elsewhere: Soquy
) -> None:
    elsewhere.do("restore", forgotten.after[0], "--without-keys")
    elsewhere.do("keys", "restore", forgotten.before[1])
    assert forgotten.is_forgotten_by(elsewhere)


def test_keys_that_are_there_still_forget_whom_they_forgot(
    forgotten: Forgotten, store_kind: StoreKind
) -> None:
    with fresh_store(store_kind) as store:
        again = Soquy(store)
        again.environ["SOQUY_KEYS_DIR"] = str(forgotten.kept.soquy.keys_dir)
        told = again.ask("restore", forgotten.before[0])
        assert (told["ok"], told["erased"], told["sealed"]["closed"]) == (True, 2, 0)
        with with_keys_of(forgotten.kept.soquy, store) as services:
            assert services.vault.get_person(forgotten.donor_id) is None


def a_command() -> Command:
    """A command of the operator's under a new id."""
    return Command(command_id=str(uuid7()), digest=b"", by=OPERATOR)


def made(folder: Path) -> Path:
    """Make a folder."""
    folder.mkdir()
    return folder
