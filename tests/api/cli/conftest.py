"""`soquy` on each kind of store."""

import pytest

from tests.api.cli.soquy import Soquy
from tests.stores import Store


@pytest.fixture
def soquy(store: Store) -> Soquy:
    """The command line on an empty store of each kind in turn."""
    return Soquy(store)
