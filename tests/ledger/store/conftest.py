"""Here a store is tested, and how it comes about: each begins without tables."""

import pytest

from tests.stores import Store


@pytest.fixture
def store(empty_store: Store) -> Store:
    """An empty store of each kind in turn."""
    return empty_store
