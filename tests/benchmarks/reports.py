"""A consolidated report of a province, against hledger and ledger adding up the same book."""

import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from api.documents import log
from api.documents.hledger import journal
from ledger.fund.receiving.importing import StatementRow
from ledger.values import AccountId, AccountKind, FundId, Level, MemoId
from projections.engine import Engine
from projections.reports.composing import Asked, report
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Aim, Figure, in_turns
from tests.benchmarks.installation import Installation, installed
from tests.benchmarks.scale import Scale
from tests.builders import an_association
from tests.fakes import TODAY
from tests.stores import StoreKind

_FOUNDED = date(2020, 1, 1)
_DAYS = (TODAY - _FOUNDED).days
_ROWS_AT_ONCE = 25
_TRANSFER_EVERY = 200
_ASKED_MS = 150.0


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Ask for reports of ever other periods and positions, and let the two programs add up."""
    for entries in scale.report_entries:
        with durable_store(kind) as store, installed(store) as installation:
            _fill(installation, scale.report_units, entries)
            Engine(installation.services.views, installation.services.ledger.read).catch_up()
            yield from _figures(installation, kind, entries, scale)


def _figures(
    installation: Installation, kind: StoreKind, entries: int, scale: Scale
) -> Iterator[Figure]:
    ask = _questions(installation)
    now, past = in_turns(scale.rounds * 5, partial(ask, past=False), partial(ask, past=True))
    yield Figure(
        benchmark="report",
        store=kind,
        what=f"known once : known now, {entries:,} entries",
        unit="ms",
        ours=past,
        baseline=now,
        aim=Aim(ratio_most=1.5, ours_most=1.5 * _ASKED_MS),
    )
    with tempfile.TemporaryDirectory(prefix="soquy-journal-") as folder:
        file = _export(installation, Path(folder) / "book.journal")
        for name, command in _programs(file):
            yield Figure(
                benchmark="report",
                store=kind,
                what=f"known now : {name}, {entries:,} entries",
                unit="ms",
                ours=[median(now)],
                baseline=[_milliseconds(command)],
                aim=Aim(ours_most=_ASKED_MS),
            )


def _questions(installation: Installation) -> Callable[..., float]:
    """Return what asks for a report that nobody asked for before, and how long the answer took."""
    views, chance = installation.services.views, random.Random(1)
    province, head = installation.book.province, installation.services.ledger.position()

    def ask(*, past: bool) -> float:
        first = _FOUNDED + timedelta(days=chance.randrange(_DAYS - 1))
        last = first + timedelta(days=chance.randrange(1, (TODAY - first).days + 1))
        known_at = chance.randrange(head // 2, head) if past else None
        asked = Asked(association_id=province, first=first, last=last, known_at=known_at)
        started = perf_counter()
        with views.reading() as reading:
            found = report(reading, asked)
        assert found.cash.balances
        return (perf_counter() - started) * 1_000

    return ask


def _fill(installation: Installation, units: int, entries: int) -> None:
    """Let all communes of a province receive gifts day by day, and their province's transfers.

    Each fund's gifts are of as many days as may be: nothing is saved by adding up within a day.
    """
    book = installation.book
    book.fund_id, memos = book.open_fund(book.province, on=_FOUNDED), count()
    book.bank = book.open_account(AccountKind.BANK, on=_FOUNDED)
    province, provinces_bank = book.fund_id, book.bank
    book.donate(10**12, on=_FOUNDED)
    communes = [_commune(installation) for _ in range(units - 1)]
    recorded = 0
    while recorded < entries:
        day = _FOUNDED + timedelta(days=recorded * _DAYS // entries)
        fund_id, account_id = communes[recorded // _ROWS_AT_ONCE % len(communes)]
        days = [max(_FOUNDED, day - timedelta(days=back)) for back in range(_ROWS_AT_ONCE)]
        rows = [_row(installation, next(memos), each) for each in reversed(days)]
        book.ledger.record_statement(book.command(), fund_id, account_id, rows)
        recorded += len(rows)
        if recorded % (_TRANSFER_EVERY * _ROWS_AT_ONCE) == 0:
            book.fund_id, book.bank = province, provinces_bank
            sent = book.send(fund_id, 1_000_000, on=day)
            book.receive_transfer(sent, fund_id, account_id, on=day)


def _commune(installation: Installation) -> tuple[FundId, AccountId]:
    book = installation.book
    association_id = book.establish(an_association(Level.COMMUNE, book.province))
    book.fund_id = book.open_fund(association_id, on=_FOUNDED)
    return book.fund_id, book.open_account(AccountKind.BANK, on=_FOUNDED)


def _row(installation: Installation, number: int, day: date) -> StatementRow:
    return StatementRow(
        statement_row=f"row {number}",
        effective_on=day,
        credit_dong=50_000,
        memo_id=MemoId(installation.book.new_id()),
        memo="ung ho quy khuyen hoc",
    )


def _export(installation: Installation, file: Path) -> Path:
    ledger = installation.services.ledger
    position = ledger.position()
    with file.open("w", encoding="utf-8") as written:
        written.writelines(journal(log.events(ledger, until=position), position=position))
    return file


def _programs(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield how the two programs add up the same money at the end of a day."""
    until = f"{TODAY:%Y-%m-%d}"
    for name, arguments in (
        ("hledger", ["balance", "-N", "--depth", "2", "-e", until]),
        ("ledger", ["balance", "--depth", "2", "--end", until]),
    ):
        program = shutil.which(name)
        assert program is not None, f"{name} is missing"
        yield name, [program, "-f", str(file), *arguments]


def _milliseconds(command: list[str]) -> float:
    started = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (perf_counter() - started) * 1_000
