"""An empty vault, a clock, and somebody with a login."""

from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from ledger.store.vault.people import Vault
from tests.fakes import Clock
from tests.stores import Store

PASSWORD = "mười hai con giáp"


@pytest.fixture
def vault(store: Store) -> Iterator[Vault]:
    """An empty vault on each kind of store."""
    with closing(Vault(store.people_url, store.keys_dir)) as made:
        made.create_tables()
        yield made


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved on."""
    return Clock()


@pytest.fixture
def staff(vault: Vault) -> UUID:
    """Somebody with the login `an`."""
    staff_id = uuid7()
    vault.set_password(staff_id, "an", PASSWORD)
    return staff_id
