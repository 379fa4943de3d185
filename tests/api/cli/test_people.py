"""`soquy people`, and what a restore does about those who were erased since the backup."""

import shutil
from pathlib import Path

from uuid_utils.compat import uuid7

from ledger.access import OPERATOR
from ledger.recording.commands import Command
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, DonorId
from projections.engine import Engine
from tests.api.cli.soquy import Soquy
from tests.stores import Store, StoreKind, fresh_store


def a_donor(soquy: Soquy, where: AssociationId) -> DonorId:
    donor_id = DonorId(uuid7())
    with soquy.services() as services:
        person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name="Trần Quên")
        services.vault.put_person(person)
        services.ledger.register_donor(a_command(), donor_id, where)
    return donor_id


def a_command() -> Command:
    return Command(command_id=str(uuid7()), digest=b"", by=OPERATOR)


def test_the_sweep_says_what_it_did(soquy: Soquy) -> None:
    donor_id = a_donor(soquy, soquy.central())
    with soquy.services() as services:
        services.ledger.request_erasure(a_command(), donor_id, None)
        Engine(services.views, services.ledger.read).catch_up()
    assert soquy.ask("people", "sweep") == {
        "erased": 1,
        "kept_by_law": 0,
        "forgotten_again": 0,
        "orphans": 0,
        "documents": 0,
    }
    with soquy.services() as services:
        assert services.vault.still_here([donor_id]) == []


def test_who_was_erased_since_the_backup_stays_erased_after_a_restore(
    store_kind: StoreKind, tmp_path: Path
) -> None:
    """All was lost but the two backups and a copy of the log of erasures."""
    with fresh_store(store_kind) as here, fresh_store(store_kind) as there:
        soquy, elsewhere = Soquy(here), Soquy(there)
        central = soquy.central()
        forgotten, kept = a_donor(soquy, central), a_donor(soquy, central)
        soquy.do("backup", tmp_path / "data.zip")
        soquy.do("keys", "backup", tmp_path / "keys.zip")
        with soquy.services() as services:
            services.ledger.request_erasure(a_command(), forgotten, None)
            services.ledger.erase(a_command(), forgotten, None)
        log = Path(shutil.copy(here.keys_dir / "erasures.log", tmp_path))
        with log.open("ab") as file:
            file.write(b'{"id":"cut of')  # as a crash leaves it
        restored = elsewhere.ask(
            *("restore", tmp_path / "data.zip", "--keys", tmp_path / "keys.zip"),
            *("--erasures", log),
        )
        assert restored["ok"], restored
        with elsewhere.services() as services:
            assert services.vault.still_here([forgotten, kept]) == [kept]
            assert services.vault.get_people([forgotten, kept]).keys() == {kept}
            assert [each.id for each in services.vault.erasures()] == [forgotten]
            assert services.vault.replay_erasures() == 1


def test_who_was_erased_in_the_book_stays_erased_with_older_keys(
    store_kind: StoreKind, tmp_path: Path
) -> None:
    """A backup of the data of after the erasure, one of the keys of before."""
    with fresh_store(store_kind) as here, fresh_store(store_kind) as there:
        soquy, elsewhere = Soquy(here), Soquy(there)
        forgotten = a_donor(soquy, soquy.central())
        soquy.do("keys", "backup", tmp_path / "keys.zip")
        with soquy.services() as services:
            services.ledger.request_erasure(a_command(), forgotten, None)
            services.ledger.erase(a_command(), forgotten, None)
        soquy.do("backup", tmp_path / "data.zip")
        elsewhere.do("restore", tmp_path / "data.zip", "--keys", tmp_path / "keys.zip")
        with elsewhere.services() as services:
            assert services.vault.get_person(forgotten) is None


def test_the_log_of_erasures_is_for_its_owner_only(soquy: Soquy, store: Store) -> None:
    soquy.central()
    with soquy.services() as services:
        services.vault.destroy(uuid7())
        services.vault.destroy_all([])
    log = store.keys_dir / "erasures.log"
    assert log.stat().st_mode & 0o777 == 0o600
    assert len(log.read_bytes().splitlines()) == 1


def test_nothing_waits_longer_than_anybody_lives(soquy: Soquy) -> None:
    # Without a grace, two sweeps in a row would give up whom somebody is just registering.
    for days in ("0", "99999999999"):
        soquy.refused("people", "sweep", "--grace-days", days, status=2)
