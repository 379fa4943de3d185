"""No answer costs more than in proportion to the book: one that grows with its square ends it.

SQLite counts what its machine does for a request; so whatever machine the test runs on, it is the
same. And no answer asks a question for each thing that there is, which is what costs a store that
is on another machine.
"""

from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from ledger.store.log.sqlite import SQLiteLedgerRecorder
from tests.api.matrix.asking import World
from tests.api.site import Site, open_site
from tests.books import Book
from tests.builders import a_donation, goods
from tests.stores import prepared_store

LITTLE, MORE = 20, 5
"""A fund with so many of everything, and another time with so many times more."""

SLACK = 1.6
"""What is sorted or searched grows a little faster than the book."""

FEW = 50
"""Hundreds of instructions below which an answer costs next to nothing anyway."""


PAGES = 20
"""So many questions more are those for further pages, of a file that is read to its end."""

LOG_QUESTIONS = ("rows", "rows_claiming", "select_events", "facts_beginning", "taken")


class Cost(NamedTuple):
    """What an answer took: hundreds of instructions, and questions to any of the stores."""

    instructions: int
    questions: int


class Machine:
    """Counts what SQLite's machine does for the read models, and what any store is asked."""

    def __init__(self, site: Site, patch: pytest.MonkeyPatch) -> None:
        """Count from the next connection on."""
        self.instructions = self.questions = 0
        event.listen(
            site.services.views.database.engine,
            "checkout",
            lambda connection, *_: connection.set_progress_handler(self._tick, 100),
        )
        for name in LOG_QUESTIONS:
            patch.setattr(SQLiteLedgerRecorder, name, self._asking(name))

    def cost_of(self, read: Callable[[], TestResponse]) -> Cost:
        """Return what an answer takes, which is none that says that something broke."""
        self.instructions = self.questions = 0
        assert read().status_code != 500
        return Cost(self.instructions, self.questions)

    def _tick(self) -> int:
        self.instructions += 1
        return 0

    def ask(self, *_: object) -> None:
        """Count a question to the read models or the people vault."""
        self.questions += 1

    def _asking(self, name: str) -> Callable[..., Any]:
        answer = getattr(SQLiteLedgerRecorder, name)

        def asked(*args: object, **named: object) -> object:
            self.ask()
            return answer(*args, **named)

        return asked


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """An app on the store whose machine can be watched."""
    with prepared_store("sqlite") as store, open_site(store) as opened:
        yield opened


@pytest.fixture
def machine(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """What counts all that the app does, until the test is over."""
    watched = Machine(site, monkeypatch)
    event.listen(Engine, "before_cursor_execute", watched.ask)
    yield watched
    event.remove(Engine, "before_cursor_execute", watched.ask)


def test_no_answer_costs_more_than_in_proportion_to_the_book(site: Site, machine: Machine) -> None:
    world = World(site)
    lived(site.book, LITTLE)
    before = costs(world, machine)
    lived(site.book, LITTLE * (MORE - 1))
    after = costs(world, machine)
    assert dearer(before, after, by=SLACK * MORE) == []
    assert asking_more(before, after) == []
    assert max(after.values()).instructions > MORE * FEW, "the machine is watched"

    site.renew()
    lived(site.book, LITTLE * MORE)
    about_funds = {name: cost for name, cost in costs(world, machine).items() if "fund_id" in name}
    assert dearer(after, about_funds, by=SLACK) == [], "another fund of theirs is not our concern"
    assert asking_more(after, about_funds) == []


def dearer(before: dict[str, Cost], after: dict[str, Cost], *, by: float) -> list[tuple[str, int]]:
    """Return what costs more than so many times as much, unless that is next to nothing."""
    return [
        (name, cost.instructions)
        for name, cost in after.items()
        if cost.instructions > max(FEW, by * before[name].instructions)
    ]


def asking_more(before: dict[str, Cost], after: dict[str, Cost]) -> list[tuple[str, int, int]]:
    """Return what asks more questions than before, but for those for further pages."""
    return [
        (name, before[name].questions, cost.questions)
        for name, cost in after.items()
        if cost.questions > before[name].questions + PAGES
    ]


def costs(world: World, machine: Machine) -> dict[str, Cost]:
    """Return what reading costs, by what is read."""
    return {name: machine.cost_of(read) for name, read in world.reads()}


def lived(book: Book, times: int) -> None:
    """Let the fund receive, hold, promise, spend and correct, all within a month."""
    donor = book.register_donor()
    things: tuple[Callable[[], object], ...] = (
        lambda: book.donate(gift=a_donation(5_000, donor_id=donor, account_id=book.bank)),
        lambda: book.donate(gift=a_donation(3_000, account_id=book.cash_box)),
        lambda: book.donate(gift=a_donation(1_000, goods=goods(), account_id=None)),
        lambda: book.reverse(book.donate(1_000)),
        lambda: book.note_credit(1_000),
        lambda: book.hold(1_000),
        lambda: book.withdraw(book.pledge(1_000)),
        lambda: book.move(10),
        book.register_beneficiary,
        lambda: book.spend(1_000),
        book.launch,
        book.define_purpose,
    )
    for do in islice(cycle(things), times * len(things)):
        do()
