"""Books to play histories in, each history in funds of its own."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Self

from ledger.values import LegalRegime
from tests.books import open_book
from tests.ledger.laws.read_models import ReadModels
from tests.ledger.laws.world import World
from tests.ledger.store.contents import reading
from tests.projections.tables import open_views
from tests.stores import StoreKind, prepared_store

HISTORIES_IN_A_BOOK = 25
"""Every step compares all that is in the store, so a book must not grow for ever."""

ONE_FUND = (LegalRegime.INTERNAL_FUND,)


class Books:
    """Books on one kind of store with their read models, a new one after some histories."""

    _read_models: ReadModels

    def __init__(self, kind: StoreKind) -> None:
        self._kind = kind
        self._played = 0
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if self._played and error is None:
            self._read_models.hold_rebuilt()
        self._open.close()

    def world(self, regimes: Sequence[LegalRegime] = ONE_FUND) -> World:
        """New funds in a book that may hold others."""
        if self._played % HISTORIES_IN_A_BOOK == 0:
            if self._played:
                self._read_models.hold_rebuilt()
            self._open.close()
            store = self._open.enter_context(prepared_store(self._kind))
            self._book = self._open.enter_context(open_book(store))
            self._read = self._open.enter_context(reading(store.events_url))
            views = self._open.enter_context(open_views(store))
            self._read_models = ReadModels(views, self._book)
        self._played += 1
        return World(self._book, self._read, regimes)

    def hold(self, world: World) -> None:
        """Hold what is too dear to hold after every step: what the read models say."""
        self._read_models.hold(world.naive)
