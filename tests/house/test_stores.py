"""Every test gets a store of its own with nothing recorded in it, on both databases."""

import socket
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from ledger.application import Ledger
from ledger.store.environment import environment
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind, PersonRecord
from projections.views import Views
from tests.books import open_book
from tests.fakes import Memos
from tests.kept import initialized_once
from tests.projections.tables import follow, open_views
from tests.stores import Store, StoreKind, copied_store, fresh_store, prepared_store

Rows = list[tuple[object, ...]]

ALL_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " AND relkind = 'r'",
}
LAID_OUT = {
    "sqlite": [
        "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
        "PRAGMA journal_mode",
        "PRAGMA user_version",
    ],
    "postgresql": [
        (
            "SELECT table_name, ordinal_position, column_name, data_type, column_default,"
            " is_nullable, is_identity FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1, 2"
        ),
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
        ),
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
        "SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
        "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1",
    ],
}


def execute(url: str, statement: str) -> Rows:
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database, database:
            return database.execute(statement).fetchall()
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def laid_out(store: Store) -> list[Rows]:
    """Return all tables with what guards them, and all that is in them."""
    urls = sorted({store.events_url, store.views_url, store.people_url})
    asked = [(url, query) for url in urls for query in LAID_OUT[store.kind]] + [
        (url, f'SELECT * FROM "{name}"')  # noqa: S608  # a table of ours
        for url in urls
        for (name,) in sorted(execute(url, ALL_TABLES[store.kind]), key=str)
    ]
    return [execute(url, query) for url, query in asked]


@pytest.mark.parametrize("_time", [1, 2])
def test_a_store_is_empty_whatever_another_test_left_in_its_own(store: Store, _time: int) -> None:
    execute(store.events_url, "CREATE TABLE left_behind (id integer)")


def test_a_prepared_store_is_just_what_the_product_makes_of_an_empty_one(
    store: Store, empty_store: Store
) -> None:
    assert laid_out(store) != laid_out(empty_store)
    Ledger(environment(empty_store.events_url), Memos()).close()
    views = Views(empty_store.views_url)
    views.create_tables()
    views.close()
    vault = Vault(empty_store.people_url, empty_store.keys_dir)
    vault.create_tables()
    vault.close()
    assert laid_out(store) == laid_out(empty_store)
    assert list(store.keys_dir.iterdir()) == []


@pytest.mark.parametrize("made", [fresh_store, prepared_store])
def test_two_stores_of_one_test_are_apart(
    store_kind: StoreKind, made: Callable[[StoreKind], AbstractContextManager[Store]]
) -> None:
    with made(store_kind) as one, made(store_kind) as other:
        execute(one.events_url, "CREATE TABLE mine (id integer)")
        execute(other.events_url, "CREATE TABLE mine (id integer)")
        assert one.keys_dir != other.keys_dir


def test_a_copied_store_holds_the_same_and_is_apart(store: Store) -> None:
    execute(store.events_url, "CREATE TABLE mine (id integer)")
    vault, person = Vault(store.people_url, store.keys_dir), uuid4()
    vault.create_tables()
    vault.put_person(PersonRecord(id=person, kind=PersonKind.DONOR, name="Nguyễn Thị Mai"))
    vault.close()
    before = laid_out(store)
    with copied_store(store) as copy:
        assert laid_out(copy) == before
        opened = Vault(copy.people_url, copy.keys_dir)
        assert opened.get_people([person]).keys() == {person}
        opened.destroy(person)
        opened.close()
        execute(copy.events_url, "DROP TABLE mine")
    assert laid_out(store) == before
    assert vault.get_people([person]).keys() == {person}
    vault.close()


def test_a_connection_left_open_does_not_keep_a_store_alive() -> None:
    with fresh_store("postgresql") as store:
        left_open = psycopg.connect(store.events_url)
    with left_open, pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")


WHICH = "SELECT oid FROM pg_database WHERE datname = current_database()"


def test_a_database_that_is_lent_again_is_as_new() -> None:
    with prepared_store("postgresql") as store:
        first, was = execute(store.events_url, WHICH), laid_out(store)
        with open_book(store) as book, open_views(store) as views:
            book.donate(500_000)
            follow(views, book)
        assert laid_out(store) != was
        left_open = psycopg.connect(store.events_url)
    with left_open, pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(store.events_url)
    with prepared_store("postgresql") as again:
        assert (execute(again.events_url, WHICH), laid_out(again)) == (first, was)
        pages = "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relname = 'stored_events'"
        assert execute(again.events_url, pages) == [(0,)]


ALTERATIONS = {
    "a table": "CREATE TABLE left_behind (id integer)",
    "an index": "CREATE INDEX left_behind ON stored_events (topic)",
    "a column": "ALTER TABLE commands ADD left_behind integer",
    "a default": "ALTER TABLE stored_events ALTER state SET DEFAULT ''",
    "a sleeping trigger": "ALTER TABLE stored_events DISABLE TRIGGER ALL",
    "no trigger": "DROP TRIGGER stored_events_are_append_only ON stored_events",
    "a function": """CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger
        LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'""",
    "a setting": """DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET work_mem = 64', current_database());
        END $$""",
}


@pytest.mark.parametrize("alter", ALTERATIONS.values(), ids=ALTERATIONS)
def test_a_database_that_was_altered_is_not_lent_again(alter: str) -> None:
    with prepared_store("postgresql") as store:
        altered = execute(store.events_url, WHICH)
        execute(store.events_url, alter)
    with prepared_store("postgresql") as next_one:
        assert execute(next_one.events_url, WHICH) != altered


def test_a_database_in_which_a_test_failed_is_not_lent_again() -> None:
    failed: list[Rows] = []

    def test() -> None:
        with prepared_store("postgresql") as store:
            failed.append(execute(store.events_url, WHICH))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        test()
    with prepared_store("postgresql") as next_one:
        assert execute(next_one.events_url, WHICH) not in failed


def test_a_store_leaves_nothing_on_the_disk(store_kind: StoreKind) -> None:
    with fresh_store(store_kind) as store:
        assert store.keys_dir.is_dir()
    assert not store.keys_dir.parent.exists()


def test_whoever_asked_first_for_an_isolation_of_his_own_others_have_the_servers() -> None:
    """What a server is like is asked once for all engines, and a backup reads by one of its own."""

    def initialize(dialect: Any, _: object) -> None:  # noqa: ANN401  # the library's, or ours
        own = dialect._on_connect_isolation_level  # noqa: SLF001  # as the library calls it
        dialect.default_isolation_level = own or "READ COMMITTED"

    initialized = initialized_once(initialize)
    for own, found in ("REPEATABLE READ",) * 2, (None, "READ COMMITTED"), (None, "READ COMMITTED"):
        dialect = SimpleNamespace(_on_connect_isolation_level=own)
        initialized(dialect, None)
        assert dialect.default_isolation_level == found


def test_tests_reach_no_other_machine() -> None:
    with socket.socket() as outside, pytest.raises(PermissionError, match="tried to connect"):
        outside.connect(("192.0.2.1", 80))


def test_the_programs_for_second_opinions_are_here(
    chromium: Path, hledger: Path, ledger_cli: Path
) -> None:
    assert {chromium.name, hledger.name, ledger_cli.name} == {"chromium", "hledger", "ledger"}
