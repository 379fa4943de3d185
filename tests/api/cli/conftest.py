"""`soquy` on each kind of store."""

from collections.abc import Iterator

import pytest

from tests.api.cli.kept import Kept
from tests.api.cli.soquy import Soquy
from tests.stores import Store, StoreKind, fresh_store


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
