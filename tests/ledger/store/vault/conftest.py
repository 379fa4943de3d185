"""What the tests of the people vault share."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from ledger.store.vault.people import Vault
from tests.stores import Store


@pytest.fixture
def vault(store: Store) -> Iterator[Vault]:
    """An empty vault on each kind of store."""
    with closing(Vault(store.people_url, store.keys_dir)) as made:
        made.create_tables()
        yield made
