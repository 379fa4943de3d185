"""What tests of the read models share."""

from collections.abc import Iterator

import pytest

from projections.views import Views
from tests.projections.tables import open_views
from tests.stores import Store


@pytest.fixture
def views(store: Store) -> Iterator[Views]:
    """Read models on each kind of store in turn, with nothing in them yet."""
    with open_views(store) as opened:
        yield opened
