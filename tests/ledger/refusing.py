"""What a refusal must leave behind: nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ledger.errors import LedgerError
from tests.books import Book
from tests.builders import an_id
from tests.ledger.specification import told
from tests.ledger.store.contents import contents
from tests.stores import Store

NOBODY = an_id("nobody")


@contextmanager
def refused(book: Book, store: Store, expected: LedgerError) -> Iterator[None]:
    """Hold that what is done within is refused just so, and leaves everything as it was."""
    before, state = contents(store.events_url), book.fund
    with pytest.raises(type(expected)) as refusal:
        yield
    assert told(refusal.value) == told(expected)
    assert (contents(store.events_url), book.fund) == (before, state)
