"""Processes that are really killed, and others that race: nothing is lost, nothing counts twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from projections import balances
from projections.views import Views
from tests.books import Book
from tests.builders import a_credit
from tests.projections.tables import build_anew, follow, laid_open
from tests.stores import Store

ROOT = Path(__file__).parents[2]

FOLLOW = """
import sys
from projections.engine import Engine
from projections.views import Views
from tests.books import open_ledger
from types import SimpleNamespace
views = Views(sys.argv[2])
with open_ledger(SimpleNamespace(events_url=sys.argv[1])) as ledger:
    engine = Engine(views, ledger.read, batch=2)
    for _ in range(int(sys.argv[3])):
        if not engine.step():
            break
        print(views.position(), flush=True)
    else:
        sys.stdin.read()
"""

REBUILD = """
import sys
from projections.rebuild import rebuild
from projections.views import Views
from tests.books import open_ledger
from types import SimpleNamespace
with open_ledger(SimpleNamespace(events_url=sys.argv[1])) as ledger:
    for progress in rebuild(Views(sys.argv[2]), ledger.read, ledger.position, batch=2):
        print(progress.position, flush=True)
"""


GIFTS = 150
STEPS = GIFTS // 2
ALL = str(2 * STEPS)


def test_a_projection_process_killed_in_a_catch_up_goes_on_where_it_was(
    store: Store, views: Views, book: Book
) -> None:
    give(book, GIFTS)
    for _ in range(3):
        # However late we come to kill it, something is left for the next.
        with process(FOLLOW, store, str(STEPS // 4)) as following:
            print_of(following)
            os.kill(following.pid, signal.SIGKILL)
    assert 2 <= views.position() < book.ledger.position()
    follow(views, book)
    check(views, book)


def test_a_rebuild_that_is_killed_leaves_the_old_tables_and_hinders_no_other(
    store: Store, views: Views, book: Book
) -> None:
    give(book, GIFTS)
    follow(views, book)
    before = laid_open(views)
    with process(REBUILD, store) as rebuilding:
        print_of(rebuilding)
        os.kill(rebuilding.pid, signal.SIGKILL)
    assert laid_open(views) == before
    check(views, book)


def test_two_projection_processes_count_each_event_once(
    store: Store, views: Views, book: Book
) -> None:
    give(book, GIFTS)
    with process(FOLLOW, store, ALL) as one, process(FOLLOW, store, ALL) as other:
        assert (one.wait(60), other.wait(60)) == (0, 0)
    assert views.position() == book.ledger.position()
    check(views, book)


def give(book: Book, gifts: int) -> None:
    book.import_rows(*(a_credit(1_000, f"row {number}") for number in range(gifts)))


def check(views: Views, book: Book) -> None:
    with views.reading() as reading:
        assert balances.balance(reading, book.fund_id).dong == book.balance
    lived = laid_open(views)
    build_anew(views, book)
    assert laid_open(views) == lived


@contextmanager
def process(script: str, store: Store, *more: str) -> Iterator[subprocess.Popen[str]]:
    """Run a script in a process of its own, which is gone afterwards."""
    arguments = [sys.executable, "-c", script, store.events_url, store.views_url, *more]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as started:
        try:
            yield started
        finally:
            started.kill()


def print_of(started: subprocess.Popen[str]) -> str:
    """Return the next line that a process prints."""
    assert started.stdout is not None
    line = started.stdout.readline()
    assert line, "it ended by itself before there was anything to kill"
    return line
