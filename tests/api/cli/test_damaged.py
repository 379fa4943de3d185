"""Whatever is damaged in a book, `soquy verify` says so in lines, and shows no traceback."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import psycopg
import pytest

from tests.api.cli.kept import Kept
from tests.api.cli.soquy import Soquy
from tests.api.cli.test_verification import tamper
from tests.stores import Store, copied_store

PAGE_BYTES = 4_096
LOG, VIEWS, VAULT = "soquy.db", "views.db", "people.db"


def rules(soquy: Soquy) -> set[str]:
    """Return what is wrong, by the rules that are broken."""
    result = soquy.run("verify", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["ok"], result.stderr) == (1, False, "")
    return {fault["rule"] for fault in found["faults"]}


def in_views(store: Store, statement: str) -> None:
    if store.kind == "sqlite":
        with closing(sqlite3.connect(file_of(store, VIEWS))) as connection:
            connection.execute(statement)
            connection.commit()
        return
    with psycopg.connect(store.views_url) as server:
        server.execute(statement.encode())


def file_of(store: Store, name: str) -> Path:
    return store.keys_dir.parent / name


@pytest.mark.parametrize(
    "damage, rule",
    [
        ("DROP TABLE commands", "commands are those of the log"),
        ("DROP TABLE unique_facts", "unique facts are noted"),
        ("UPDATE stored_events SET state = {rubbish} WHERE position = 2", "payloads can be read"),
        (
            "UPDATE stored_events SET topic = 'access.staff_enrolled' WHERE position = 3",
            "payloads can be read",
        ),
        (
            "UPDATE stored_events SET originator_version = -5 WHERE position = 3",
            "versions have no gaps",
        ),
    ],
)
def test_a_damaged_log_is_found(soquy: Soquy, store: Store, damage: str, rule: str) -> None:
    soquy.fund(soquy.central())
    rubbish = {"sqlite": "x'fffe00'", "postgresql": "'\\xfffe00'"}[store.kind]
    tamper(store, damage.replace("{rubbish}", rubbish))
    assert rule in rules(soquy)


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE views_1_tracking",
        "DROP TABLE views_1_balances",
        "DROP TABLE views_1_aid_buckets",
        "DELETE FROM views_live",
        "UPDATE views_live SET generation = 77",
        "UPDATE views_live SET revision = 'of another version'",
        "DELETE FROM views_1_tracking",
        "UPDATE views_1_tracking SET position = -3",
        "UPDATE views_1_tracking SET position = 4611686018427387904",
    ],
)
def test_damaged_read_models_are_found(soquy: Soquy, store: Store, damage: str) -> None:
    soquy.fund(soquy.central())
    in_views(store, damage)
    assert rules(soquy) == {"read models are a fold of the log"}


@pytest.mark.parametrize("store_kind", ["sqlite"])  # the other looks after types
@pytest.mark.parametrize(
    "table, value",
    [
        ("stored_events", "state = 3.5"),
        ("stored_events", "originator_version = x'7b7d'"),
        ("stored_events", "originator_id = 'rubbish'"),
        ("stored_events", "topic = CAST(x'ff' AS TEXT)"),
        ("stored_events", "recorded_at_micros = 'yesterday'"),
        ("unique_facts", "position = 'rubbish'"),
        ("commands", "receipt = 3.5"),
        ("commands", "command_id = CAST(x'ff' || command_id AS TEXT)"),
    ],
)
def test_what_is_of_a_wrong_type_is_found(
    soquy: Soquy, store: Store, table: str, value: str
) -> None:
    soquy.fund(soquy.central())
    one = "position = 2" if table == "stored_events" else "true"
    tamper(store, f"UPDATE {table} SET {value} WHERE {one}")  # noqa: S608  # our own words
    assert rules(soquy) & {
        "the log can be read",
        "payloads can be read",
        "unique facts are noted",
        "commands are those of the log",
    }


def overwritten(file: Path, random: Random) -> None:
    content = bytearray(file.read_bytes())
    at = random.randrange(len(content))
    length = random.choice((1, 8, 64, PAGE_BYTES))
    content[at : at + length] = random.randbytes(len(content[at : at + length]))
    file.write_bytes(content)


def cut_off(file: Path, random: Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: random.randrange(1, len(content))])


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("store_kind", ["sqlite"])  # the files of the other are its own business
@pytest.mark.parametrize("damaged", [overwritten, cut_off])
@pytest.mark.parametrize("name", [LOG, VIEWS, VAULT, "keys/keys.db"])
def test_a_damaged_file_is_told_of_in_lines(
    store: Store, name: str, damaged: Callable[[Path, Random], None]
) -> None:
    """Bytes that belong to nothing, or to what can be made anew, may be others unseen."""
    for seed in range(6):
        with copied_store(store) as copy:
            damaged(file_of(copy, name), Random(seed))
            result = Soquy(copy).run("verify", "--json")
        assert result.exit_code in {0, 1}
        assert json.loads(result.stdout)["ok"] == (result.exit_code == 0)


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize("name", [LOG, VIEWS, VAULT])
def test_a_file_that_is_no_database_is_a_line(soquy: Soquy, store: Store, name: str) -> None:
    soquy.fund(soquy.central())
    file_of(store, name).write_bytes(b"rubbish" * 1_000)
    assert "files are whole" in rules(soquy)


def test_what_is_sealed_and_opens_no_more_is_found(kept: Kept, store: Store) -> None:
    statement = "UPDATE vault_people SET sealed = {}"
    if store.kind == "sqlite":
        with closing(sqlite3.connect(file_of(store, VAULT))) as connection:
            connection.execute(statement.format("x'00'"))
            connection.commit()
    else:
        with psycopg.connect(store.people_url) as server:
            server.execute(statement.format("'\\x00'").encode())
    assert rules(kept.soquy) == {"what is sealed opens"}
