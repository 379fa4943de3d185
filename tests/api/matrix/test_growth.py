"""No answer costs more than in proportion to the book: one that grows with its square ends it.

SQLite counts what its machine does for a request; so whatever machine the test runs on, it is the
same.
"""

from collections.abc import Callable, Iterator
from itertools import cycle, islice

import pytest
from sqlalchemy import event

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


class Machine:
    """Counts what SQLite's machine does for the read models, in hundreds of instructions."""

    def __init__(self, site: Site) -> None:
        """Count from the next connection on."""
        self.count = 0
        event.listen(
            site.services.views.database.engine,
            "checkout",
            lambda connection, *_: connection.set_progress_handler(self._tick, 100),
        )

    def _tick(self) -> int:
        self.count += 1
        return 0


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """An app on the store whose machine can be watched."""
    with prepared_store("sqlite") as store, open_site(store) as opened:
        yield opened


def test_no_answer_costs_more_than_in_proportion_to_the_book(site: Site) -> None:
    world, machine = World(site), Machine(site)
    lived(site.book, LITTLE)
    before = costs(world, machine)
    lived(site.book, LITTLE * (MORE - 1))
    after = costs(world, machine)
    assert dearer(before, after, by=SLACK * MORE) == []
    assert max(after.values()) > MORE * FEW, "the machine is watched"

    site.renew()
    lived(site.book, LITTLE * MORE)
    about_funds = {name: cost for name, cost in costs(world, machine).items() if "fund_id" in name}
    assert dearer(after, about_funds, by=SLACK) == [], "another fund of theirs is not our concern"


def dearer(before: dict[str, int], after: dict[str, int], *, by: float) -> list[tuple[str, int]]:
    """Return what costs more than so many times as much, unless that is next to nothing."""
    return [(name, cost) for name, cost in after.items() if cost > max(FEW, by * before[name])]


def costs(world: World, machine: Machine) -> dict[str, int]:
    """Return what reading costs, by what is read."""
    found = {}
    for name, read in world.reads():
        machine.count = 0
        assert read().status_code != 500
        found[name] = machine.count
    return found


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
