"""What tests through the whole ledger share."""

import pytest

from tests.books import Book
from tests.ledger.use_cases.reorganisation import Reorganisation


@pytest.fixture
def reorganisation(book: Book) -> Reorganisation:
    """A commune that may end, and two that may take over."""
    return Reorganisation(book)
