"""Laws 1, 2, 5, 6, 7 and 8 over random histories, on both stores."""

from contextlib import ExitStack

from hypothesis import example, given, note, settings

from tests.books import open_book
from tests.ledger.laws.histories import (
    A_PAYMENT_UNDONE_TWICE,
    AN_OPENING_BALANCE_RECORDED_ANEW,
    AN_OVERDRAFT_UNCOVERED,
    histories,
)
from tests.ledger.laws.world import History, World
from tests.ledger.store.contents import reading
from tests.stores import StoreKind, fresh_store

HISTORIES = settings().max_examples * 3 // 5
"""Each takes dozens of transactions, so there are fewer than of other examples."""

HISTORIES_IN_A_BOOK = 50
"""Every step compares all that is in the store, so a book must not grow for ever."""


class Books:
    """Books to play histories in, a new one after some dozens."""

    def __init__(self, kind: StoreKind) -> None:
        self._kind = kind
        self._played = 0
        self._open = ExitStack()

    def world(self) -> World:
        """A new fund in a book that may hold others."""
        if self._played % HISTORIES_IN_A_BOOK == 0:
            self.close()
            store = self._open.enter_context(fresh_store(self._kind))
            self._book = self._open.enter_context(open_book(store))
            self._read = self._open.enter_context(reading(store.events_url))
        self._played += 1
        return World(self._book, self._read)

    def close(self) -> None:
        self._open.close()


def test_the_laws_hold_after_every_step_of_every_history(store_kind: StoreKind) -> None:
    books = Books(store_kind)

    @settings(max_examples=HISTORIES)
    @given(histories())
    @example(A_PAYMENT_UNDONE_TWICE)
    @example(AN_OVERDRAFT_UNCOVERED)
    @example(AN_OPENING_BALANCE_RECORDED_ANEW)
    def in_every_history(history: History) -> None:
        note(f"{history = }")
        books.world().play(history)

    try:
        in_every_history()
    finally:
        books.close()
