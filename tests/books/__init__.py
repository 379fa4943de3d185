"""A book to write in: one line for everything one may do with a fund.

    with open_book(store) as book:      # or the fixture `book`
        gift = book.donate(500_000)
        book.reverse(gift, replacement=a_donation(50_000, account_id=book.bank))
        assert book.balance == 50_000

The clock (`book.clock`) stands still until a test moves it, and ids count up.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ledger.application import Ledger
from ledger.store.environment import environment
from tests.books.control import Control
from tests.books.receiving import Receiving
from tests.books.spending import Spending
from tests.fakes import Clock, Ids, Memos
from tests.stores import Store


class Book(Receiving, Spending, Control):
    """A ledger with the fund of one commune in it.

    The tree is Việt Nam (`central`) – Hà Tĩnh (`province`) – Thạch Hà (`commune`). The fund is
    Thạch Hà's, and has a `cash_box`, a `bank` account and a `term_deposit`. Proposals, approvals
    and payments are made by people of the province with just that role, enrolled when they are
    first needed; everything else by the operator. What a method asks for beyond its own words
    goes to the command: `book.donate(1, dry_run=True)`.
    """


@contextmanager
def open_book(store: Store) -> Iterator[Book]:
    """Open a ledger on an empty store and begin a book in it."""
    clock, ids, vault = Clock(), Ids(), Memos()
    with open_ledger(store, clock=clock, ids=ids, vault=vault) as ledger:
        yield Book(ledger, clock, ids, vault)


@contextmanager
def open_ledger(
    store: Store,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    vault: Memos | None = None,
    lock_timeout_seconds: int = 10,
) -> Iterator[Ledger]:
    """Open a ledger on a store that may hold a book already: another process, as it were."""
    ledger = Ledger(
        environment(store.events_url, lock_timeout_seconds=lock_timeout_seconds),
        vault or Memos(),
        clock=clock or Clock(),
        new_id=ids or Ids(family=1),
    )
    try:
        yield ledger
    finally:
        ledger.close()


@pytest.fixture
def book(store: Store) -> Iterator[Book]:
    """A book on each kind of store in turn."""
    with open_book(store) as begun:
        yield begun
