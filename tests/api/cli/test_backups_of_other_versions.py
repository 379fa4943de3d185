"""A backup is made by one version of the software and restored by another, older or newer."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
import pytest

from ledger.store.backups.archive import VERSION, Manifest, Member, Row
from ledger.store.backups.data import backup_key, sign
from ledger.store.backups.tables import ADDED, vault_tables
from tests.api.cli.kept import Kept, backed_up, events_of
from tests.api.cli.soquy import Soquy

Tables = dict[str, tuple[tuple[str, ...], list[Row]]]
"""What a backup holds: the columns and rows of each table."""

OF_THE_FIRST_BACKUPS = {
    *("vault_people", "vault_identities", "vault_memos", "vault_documents", "vault_logins"),
    *("vault_restrictions", "vault_readings", "vault_suspects", "vault_statement_answers"),
}


def as_if_by_another(
    kept: Kept, data: Path, change: Callable[[Tables], None], version: int = VERSION
) -> Path:
    """Return a copy of a backup as a version that has other tables, rows or forms signs it."""
    copy = data.with_suffix(".other.zip")
    with ZipFile(data) as zip_:
        manifest = msgspec.json.decode(zip_.read("manifest.json"), type=Manifest)
        tables = {
            name: (member.columns, list(rows_in(zip_.read(name))))
            for name, member in manifest.members.items()
        }
    change(tables)
    members, contents = {}, {}
    for name, (columns, rows) in tables.items():
        content = b"".join(map(framed, rows))
        contents[name], digest = content, sha256(content).hexdigest()
        members[name] = Member(columns=columns, rows=len(rows), bytes=len(content), sha256=digest)
    with kept.soquy.services() as services:
        changed = msgspec.structs.replace(manifest, members=members, version=version)
        signed = sign(changed, backup_key(services.vault))
    with ZipFile(copy, "w", ZIP_DEFLATED) as zip_:
        for name, content in contents.items():
            zip_.writestr(name, content)
        zip_.writestr("manifest.json", msgspec.json.encode(signed))
    return copy


def rows_in(content: bytes) -> list[Any]:
    rows = []
    while content:
        length, content = int.from_bytes(content[:4]), content[4:]
        rows.append(msgspec.msgpack.decode(content[:length]))
        content = content[length:]
    return rows


def framed(row: Row) -> bytes:
    encoded = msgspec.msgpack.encode(row)
    return len(encoded).to_bytes(4) + encoded


def without_what_was_added(tables: Tables) -> None:
    """Leave tables out, and what only today is called unique: more than any version did not."""
    for name in ADDED:
        del tables[name]
    columns, _ = tables["unique_facts"]
    tables["unique_facts"] = (columns, [])


def with_another_table(tables: Tables) -> None:
    tables["vault_of_the_future"] = (("id",), [(b"1" * 16,)])


def with_another_column(tables: Tables) -> None:
    columns, rows = tables["vault_people"]
    tables["vault_people"] = ((*columns, "nickname"), [(*row, None) for row in rows])


def with_another_event(tables: Tables) -> None:
    _, rows = tables["stored_events"]
    rows[-1] = (*rows[-1][:4], "fund.moon_landed", b"{}")


def as_it_is(_: Mapping[str, object]) -> None:
    """Change nothing but what is said of the form."""


def test_what_an_older_version_backed_up_comes_back_with_the_tables_it_had(
    kept: Kept, elsewhere: Soquy, tmp_path: Path
) -> None:
    data, keys = backed_up(kept, tmp_path)
    older = as_if_by_another(kept, data, without_what_was_added)
    assert elsewhere.ask("restore", older, "--check")["position"] == len(kept.events())
    assert elsewhere.ask("restore", older, "--keys", keys)["ok"]
    assert events_of(elsewhere) == kept.events()


def test_a_table_that_is_added_to_the_vault_is_told_as_one_that_older_backups_lack() -> None:
    assert {table.name for table in vault_tables()} - ADDED == OF_THE_FIRST_BACKUPS


@pytest.mark.parametrize(
    "change, version, code",
    [
        (with_another_table, VERSION, "backup_newer"),
        (with_another_column, VERSION, "backup_newer"),
        (as_it_is, VERSION + 1, "backup_newer"),
        (with_another_event, VERSION, "unreadable_event"),
    ],
)
def test_what_a_newer_version_backed_up_is_found_out_before_anything_is_touched(
    kept: Kept,
    elsewhere: Soquy,
    tmp_path: Path,
    *,
    change: Callable[[Tables], None],
    version: int,
    code: str,
) -> None:
    data, keys = backed_up(kept, tmp_path)
    newer = as_if_by_another(kept, data, change, version)
    for soquy, options in (
        (kept.soquy, ["--check"]),
        (elsewhere, ["--check"]),
        (elsewhere, ["--keys", keys]),
    ):
        assert soquy.refused("restore", newer, *options).startswith(f"Error: {code}")
    assert not (elsewhere.keys_dir / "master.key").exists()
    assert elsewhere.ask("restore", data, "--keys", keys)["ok"]
