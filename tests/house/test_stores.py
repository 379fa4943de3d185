"""Every test gets a store of its own, empty, on both databases."""

import socket
import sqlite3
from pathlib import Path

import psycopg
import pytest

from tests.stores import Store, StoreKind, fresh_store


def execute(url: str, statement: str) -> None:
    if url.startswith("sqlite:///"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"))
        with database:
            database.execute(statement)
        database.close()
        return
    with psycopg.connect(url) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("_time", [1, 2])
def test_a_store_is_empty_whatever_another_test_left_in_its_own(store: Store, _time: int) -> None:
    execute(store.events_url, "CREATE TABLE left_behind (id integer)")


def test_two_stores_of_one_test_are_apart(store_kind: StoreKind) -> None:
    with fresh_store(store_kind) as one, fresh_store(store_kind) as other:
        execute(one.events_url, "CREATE TABLE mine (id integer)")
        execute(other.events_url, "CREATE TABLE mine (id integer)")
        assert one.keys_dir != other.keys_dir


def test_a_connection_left_open_does_not_keep_a_store_alive() -> None:
    with fresh_store("postgresql") as store:
        left_open = psycopg.connect(store.events_url)
    with left_open, pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")


def test_a_store_leaves_nothing_on_the_disk(store_kind: StoreKind) -> None:
    with fresh_store(store_kind) as store:
        assert store.keys_dir.is_dir()
    assert not store.keys_dir.parent.exists()


def test_tests_reach_no_other_machine() -> None:
    with socket.socket() as outside, pytest.raises(PermissionError, match="tried to connect"):
        outside.connect(("192.0.2.1", 80))


def test_the_programs_for_second_opinions_are_here(
    chromium: Path, hledger: Path, ledger_cli: Path
) -> None:
    assert {chromium.name, hledger.name, ledger_cli.name} == {"chromium", "hledger", "ledger"}
