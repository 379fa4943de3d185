"""Commands that are asked for together, so that they share one transaction."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from time import sleep

from ledger.errors import LedgerError
from ledger.recording.commands import Receipt
from tests.books import Book

Outcome = Receipt | str


def together(book: Book, *asks: Callable[[], Receipt]) -> list[Outcome]:
    """Let all be asked in one transaction, in this order; what each was told."""
    book.clock.tick = timedelta(microseconds=1)
    told = gathered(book, *asks)
    assert len({each.recorded_at for each in told if isinstance(each, Receipt)}) == 1
    return told


def gathered(book: Book, *asks: Callable[[], Receipt]) -> list[Outcome]:
    """Let all wait for the store before any is decided."""
    with ThreadPoolExecutor(len(asks)) as threads:
        answers: list[Future[Outcome]] = []
        with book.ledger.recorder.appending():  # type: ignore[attr-defined]  # all must wait
            for ask in asks:
                answers.append(threads.submit(outcome, ask))
                until_waiting(book, len(answers))
        return [answer.result() for answer in answers]


def outcome(ask: Callable[[], Receipt]) -> Outcome:
    try:
        return ask()
    except LedgerError as refusal:
        return refusal.code


def until_waiting(book: Book, count: int) -> None:
    batcher = book.ledger._recording._batcher  # noqa: SLF001  # to see who waits
    for _ in range(60_000):
        if batcher.waiting == count:
            return
        sleep(0.001)
    raise AssertionError(batcher.waiting)
