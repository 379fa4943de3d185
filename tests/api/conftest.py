"""The API on each kind of store in turn, for the tests of one file."""

from collections.abc import Iterator

import pytest

from tests.api.site import Site, open_site
from tests.stores import Store, StoreKind, prepared_store


@pytest.fixture(scope="module")
def shared_site(store_kind: StoreKind) -> Iterator[Site]:
    """An app that all tests of a file share."""
    with prepared_store(store_kind) as store, open_site(store) as opened:
        yield opened


@pytest.fixture
def site(shared_site: Site) -> Site:
    """The shared app with a new fund, which has accounts and no money."""
    shared_site.renew()
    return shared_site


@pytest.fixture
def empty_site(store: Store) -> Iterator[Site]:
    """An app of one's own."""
    with open_site(store) as opened:
        yield opened
