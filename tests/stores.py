"""Fresh, empty stores for tests: every test that asks for `store` runs on SQLite and PostgreSQL."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from tests import postgresql

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
    """Make an empty store that is gone afterwards.

    For tests that need many, such as one for each example of Hypothesis:
    `def test_law(store_kind): with fresh_store(store_kind) as store: …`
    """
    with tempfile.TemporaryDirectory(prefix="soquy-store-") as directory:
        if kind == "sqlite":
            yield _on_sqlite(Path(directory))
            return
        url = postgresql.create_database()
        try:
            yield Store(
                kind=kind,
                events_url=url,
                views_url=url,
                people_url=url,
                keys_dir=_keys_dir(Path(directory)),
            )
        finally:
            postgresql.drop_database(url)


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
    """An empty store of each kind in turn."""
    with fresh_store(store_kind) as made:
        yield made


def pytest_unconfigure() -> None:
    """Stop the server of this process when its tests are done."""
    postgresql.stop()
