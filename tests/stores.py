"""Stores for tests: every test that asks for `store` runs on SQLite and PostgreSQL."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pytest

from ledger.application import Ledger
from ledger.store.environment import environment
from ledger.store.vault.database import PeopleDatabase
from projections.views import Views
from tests import postgresql
from tests.emptied import Emptied
from tests.fakes import Memos

StoreKind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, kw_only=True)
class Store:
    """Where one book lives: the addresses that the settings take."""

    kind: StoreKind
    events_url: str
    views_url: str
    people_url: str
    keys_dir: Path


@contextmanager
def fresh_store(kind: StoreKind) -> Iterator[Store]:
    """Make an empty store that is gone afterwards: for tests of how tables are made."""
    with _store(kind) as made:
        yield made


@contextmanager
def prepared_store(kind: StoreKind) -> Iterator[Store]:
    """Make a store whose tables exist and are empty; it is gone afterwards, and has no keys yet.

    For tests that need many, such as one for each example of Hypothesis:
    `def test_law(store_kind): with prepared_store(store_kind) as store: …`
    """
    if kind == "sqlite":
        with _store(kind, like=_pattern(kind)) as made:
            yield made
        return
    with _directory() as directory, _emptied().lent() as url:
        yield _on_postgresql(url, directory)


@contextmanager
def copied_store(like: Store) -> Iterator[Store]:
    """Make a store that holds what another does, keys and all; it is gone afterwards.

    Nobody may be using the other one meanwhile. For tests of a book that takes long to make.
    """
    with _store(like.kind, like=like) as made:
        shutil.copytree(like.keys_dir, made.keys_dir, dirs_exist_ok=True)
        yield made


_patterns = ExitStack()


@cache
def _pattern(kind: StoreKind) -> Store:
    """Return the store that prepared ones are copies of: copying is quicker than making tables."""
    pattern = _patterns.enter_context(fresh_store(kind))
    make_tables(pattern)
    return pattern


@cache
def _emptied() -> Emptied:
    """Return the databases that prepared stores lie in one after the other."""
    emptied = Emptied(_pattern("postgresql").events_url)
    _patterns.callback(emptied.close)
    return emptied


def make_tables(store: Store) -> None:
    """Make the tables of book, read models and people, each as the product makes its own."""
    Ledger(environment(store.events_url), Memos()).close()
    views = Views(store.views_url)
    views.create_tables()
    views.close()
    people = PeopleDatabase(store.people_url)
    people.create_tables()
    people.close()


@contextmanager
def _store(kind: StoreKind, like: Store | None = None) -> Iterator[Store]:
    with _directory() as directory:
        if kind == "sqlite":
            for file in () if like is None else like.keys_dir.parent.glob("*.db"):
                shutil.copy(file, directory)
            yield _on_sqlite(directory)
            return
        url = postgresql.create_database(None if like is None else like.events_url)
        try:
            yield _on_postgresql(url, directory)
        finally:
            postgresql.drop_database(url)


@contextmanager
def _directory() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="soquy-store-") as name:
        yield Path(name)


def _on_postgresql(url: str, directory: Path) -> Store:
    return Store(
        kind="postgresql",
        events_url=url,
        views_url=url,
        people_url=url,
        keys_dir=_keys_dir(directory),
    )


def _on_sqlite(directory: Path) -> Store:
    return Store(
        kind="sqlite",
        events_url=f"sqlite:///{directory}/soquy.db",
        views_url=f"sqlite:///{directory}/views.db",
        people_url=f"sqlite:///{directory}/people.db",
        keys_dir=_keys_dir(directory),
    )


def _keys_dir(directory: Path) -> Path:
    keys = directory / "keys"
    keys.mkdir(mode=0o700)
    return keys


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store_kind(request: pytest.FixtureRequest) -> StoreKind:
    """Each kind of store in turn."""
    kind: StoreKind = request.param
    return kind


@pytest.fixture
def store(store_kind: StoreKind) -> Iterator[Store]:
    """A store of each kind in turn in which nothing is recorded yet."""
    with prepared_store(store_kind) as made:
        yield made


@pytest.fixture
def empty_store(store_kind: StoreKind) -> Iterator[Store]:
    """A store of each kind in turn that has not even tables."""
    with fresh_store(store_kind) as made:
        yield made


def pytest_unconfigure() -> None:
    """Stop the server of this process when its tests are done."""
    _patterns.close()
    postgresql.stop()
