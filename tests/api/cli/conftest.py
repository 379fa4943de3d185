"""`soquy` on each kind of store."""

from collections.abc import Iterator

import pytest

from tests.api.cli.kept import Kept
from tests.api.cli.soquy import Soquy
from tests.stores import Store, StoreKind, copied_store, fresh_store, prepared_store


@pytest.fixture
def soquy(store: Store) -> Soquy:
    """The command line on an empty store of each kind in turn."""
    return Soquy(store)


@pytest.fixture
def kept(soquy: Soquy) -> Kept:
    """A book with people in it."""
    return Kept(soquy)


@pytest.fixture
def elsewhere(store_kind: StoreKind) -> Iterator[Soquy]:
    """The command line on other stores, which are empty."""
    with fresh_store(store_kind) as store:
        yield Soquy(store)


@pytest.fixture(scope="module")
def made(store_kind: StoreKind) -> Iterator[Store]:
    """A store with the demo book, which is made once and used by nobody."""
    with prepared_store(store_kind) as store:
        Soquy(store).do("demo")
        yield store


@pytest.fixture
def demo_store(made: Store) -> Iterator[Store]:
    """A copy of it."""
    with copied_store(made) as store:
        yield store


@pytest.fixture
def demo(demo_store: Store) -> Soquy:
    """The command line on a store with the demo book."""
    return Soquy(demo_store)
