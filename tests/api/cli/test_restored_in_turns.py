"""`soquy restore` of another backup than the one whose restore was cut off: never a mix of both."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table

from ledger.store.backups.tables import STORED_EVENTS, put_rows
from tests.api.cli.kept import PASSWORD, Kept, backed_up
from tests.api.cli.soquy import Soquy
from tests.stores import StoreKind, fresh_store


class PowerFails(Exception):
    """Nobody catches it."""


def test_an_old_password_does_not_come_back_with_what_an_older_backup_left_in_the_vault(
    kept: Kept, store_kind: StoreKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, _ = backed_up(kept, made(tmp_path / "older"))
    with kept.soquy.services() as services:
        staff_id = services.vault.find_login("ketoan")
        assert staff_id is not None
        services.vault.set_password(staff_id, "ketoan", "nắng mưa là chuyện của trời")
    newer, keys = backed_up(kept, made(tmp_path / "newer"))

    def cut_off(connection: Connection, table: Table, *rest: Any) -> None:  # noqa: ANN401
        if table is STORED_EVENTS:
            raise PowerFails
        put_rows(connection, table, *rest)

    # A vault in a database of its own is put back before the log, in a transaction of its own.
    with fresh_store(store_kind) as log, fresh_store(store_kind) as vault:
        elsewhere = Soquy(replace(log, people_url=vault.people_url))
        with monkeypatch.context() as until:
            until.setattr("ledger.store.backups.data.put_rows", cut_off)
            with pytest.raises(PowerFails):
                elsewhere.run("restore", older, "--keys", keys)
        refused = elsewhere.refused("restore", newer, "--keys", keys)
        assert refused.startswith("Error: book_exists: ")
        assert elsewhere.ask("restore", older, "--keys", keys)["ok"]
        with elsewhere.services() as services:
            assert services.vault.check_password("ketoan", PASSWORD) is not None


def made(folder: Path) -> Path:
    """Return a folder, which is made."""
    folder.mkdir()
    return folder
