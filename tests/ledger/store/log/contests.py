"""Contests: things that many threads of several processes want to do, and only one may."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Barrier
from typing import Any

from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.recording.commands import Command, Receipt
from ledger.values import StaffId

THREADS = 8
"""In each of the two processes."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Something that somebody asks for: a use case, and what it is asked."""

    use_case: str
    by: StaffId
    asked: tuple[Any, ...]

    def of(self, ledger: Ledger, command_id: str) -> Receipt:
        """Ask it of a ledger."""
        command = Command(command_id=command_id, digest=b"a body", by=self.by)
        receipt: Receipt = getattr(ledger, self.use_case)(command, *self.asked)
        return receipt


@dataclass(frozen=True, kw_only=True)
class Contest:
    """Of all who ask for one of these, one gets it, and the others are told one of these codes."""

    asks: tuple[Ask, ...]
    told: frozenset[str]


Told = list[Receipt | str]
"""What the threads of a process were told, one after the other: a receipt, or a refusal's code."""


def compete(contests: Sequence[Contest], ledger: Ledger, process: int) -> list[Told]:
    """Let every thread of this process enter every contest, each in an order of its own."""
    start = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as threads:
        enter = partial(_enter, contests, ledger, start)
        answers = list(threads.map(enter, range(process * THREADS, (process + 1) * THREADS)))
    return [[each[at] for each in answers] for at in range(len(contests))]


def _enter(contests: Sequence[Contest], ledger: Ledger, start: Barrier, thread: int) -> Told:
    told: dict[int, Receipt | str] = {}
    start.wait()
    for step in range(len(contests)):
        at = (step + thread // 4) % len(contests)
        ask = contests[at].asks[thread % len(contests[at].asks)]
        try:
            told[at] = ask.of(ledger, f"thread {thread}, contest {at}")
        except LedgerError as refusal:
            told[at] = refusal.code
    return [told[at] for at in range(len(contests))]
