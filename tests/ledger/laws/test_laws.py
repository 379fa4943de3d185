"""The laws hold after every step of whatever may happen, to one fund and to a tree of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.stateful import run_state_machine_as_test

from tests.ledger.laws.books import Books
from tests.ledger.laws.histories import HISTORIES, OF_A_TREE
from tests.ledger.laws.machines import OneFund, SmallTree
from tests.ledger.laws.world import History
from tests.stores import StoreKind

SEEDS = Path(__file__).parent / "seeds"
STEPS = 20
EXAMPLES = settings().max_examples // 4
"""Of `STEPS` steps, each dozens of transactions: 12 usually, and 20,000 steps in a long run."""


@pytest.fixture(scope="module")
def books(store_kind: StoreKind) -> Iterator[Books]:
    with Books(store_kind) as opened:
        yield opened


@pytest.mark.parametrize("machine", [OneFund, SmallTree])
def test_the_laws_hold_after_every_step(
    store_kind: StoreKind, books: Books, machine: type[OneFund]
) -> None:
    machine.books = books
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            database=DirectoryBasedExampleDatabase(SEEDS / store_kind),
        ),
    )


@pytest.mark.parametrize("kept", HISTORIES.values(), ids=HISTORIES)
def test_what_once_went_wrong_with_a_fund(books: Books, kept: History) -> None:
    world = books.world()
    world.play(kept)
    books.hold(world)


@pytest.mark.parametrize("kept", OF_A_TREE.values(), ids=OF_A_TREE)
def test_what_once_went_wrong_between_funds(books: Books, kept: History) -> None:
    world = books.world(SmallTree.regimes)
    world.play(kept)
    books.hold(world)
