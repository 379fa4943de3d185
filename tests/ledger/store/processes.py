"""Several real processes at work in one store, each with a ledger of its own."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest

from ledger.application import Ledger
from tests.books import open_ledger
from tests.fakes import Ids
from tests.stores import Store

R = TypeVar("R")
Work = Callable[[Ledger, int], R]

PROCESSES = 2


class Processes:
    """Processes that wait for work; they start fresh, as workers of a server do."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def at_once(self, store: Store, work: Work[R]) -> list[R]:
        """Let every process open the store, wait for the others, and do `work(ledger, number)`."""
        with TemporaryDirectory() as folder:
            doing = partial(_do, store, work, Path(folder))
            return list(self._pool.map(doing, range(PROCESSES)))


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    """Two processes."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        yield Processes(pool)


def _do(store: Store, work: Work[R], meeting_place: Path, number: int) -> R:
    with open_ledger(store, ids=Ids(family=number + 1)) as ledger:
        (meeting_place / str(number)).touch()
        while len(list(meeting_place.iterdir())) < PROCESSES:
            time.sleep(0.001)
        return work(ledger, number)
