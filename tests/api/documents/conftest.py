"""What tests of documents share."""

from pathlib import Path

import pytest

from api.documents import log
from api.documents.hledger import journal
from ledger.values import FundId
from tests.api.documents.hledger_journal import Journal, Read
from tests.books import Book


@pytest.fixture(scope="session")
def read(hledger: Path) -> Read:
    """Read a book, or one fund of it, as of its end or a position, by way of hledger."""

    def reading(
        book: Book, *, fund_id: FundId | None = None, position: int | None = None
    ) -> Journal:
        until = book.ledger.position() if position is None else position
        events = log.events(book.ledger, until=until, stream=fund_id)
        return Journal(hledger, "".join(journal(events, position=until)))

    return reading
