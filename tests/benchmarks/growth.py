"""Recording into a fund with a long history, against recording into a new one."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from time import perf_counter

from ledger.fund.receiving.importing import StatementRow
from ledger.values import AccountId, AccountKind, FundId, MemoId, PurposeId
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Aim, Figure, in_turns
from tests.benchmarks.installation import Installation, installed
from tests.benchmarks.scale import Scale
from tests.benchmarks.statements import day_of
from tests.builders import a_donation
from tests.fakes import TODAY
from tests.stores import StoreKind

AIM = Aim(ratio_most=1.2)

_FOUNDED = date(2015, 1, 1)
"""So that the long history has many days as well as many events: only those grow its state."""

_ROWS_AT_ONCE = 1_000
_TURNS = 10  # in each round: a disk is quick in one tenth of a second and slow in the next


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Record single donations, each in a transaction of its own, in one process."""
    with durable_store(kind) as store, installed(store) as installation:
        long = new_fund(installation)
        _fill(installation, *long, scale.long_fund_events)
        new = new_fund(installation)
        donations = scale.growth_donations // _TURNS
        ours, baseline = in_turns(
            scale.rounds * _TURNS,
            partial(microseconds, installation, *long, donations),
            partial(microseconds, installation, *new, donations),
        )
    yield Figure(
        benchmark="growth",
        store=kind,
        what=f"a gift to a fund of {scale.long_fund_events:,} : to a new one",
        unit="µs",
        ours=ours,
        baseline=baseline,
        aim=AIM,
    )


def new_fund(installation: Installation) -> tuple[FundId, AccountId]:
    """Open a fund of the commune with a bank account, long ago."""
    book = installation.book
    book.fund_id = book.open_fund(book.commune, on=_FOUNDED)
    return book.fund_id, book.open_account(AccountKind.BANK, on=_FOUNDED)


def _fill(installation: Installation, fund_id: FundId, account_id: AccountId, events: int) -> None:
    book, days = installation.book, (TODAY - _FOUNDED).days
    for start in range(0, events, _ROWS_AT_ONCE):
        rows = [
            StatementRow(
                statement_row=f"row {number}",
                effective_on=day_of(number, events, since=_FOUNDED, days=days),
                credit_dong=50_000,
                memo_id=MemoId(book.new_id()),
                memo="ung ho quy khuyen hoc",
            )
            for number in range(start, min(start + _ROWS_AT_ONCE, events))
        ]
        book.ledger.record_statement(book.command(), fund_id, account_id, rows)


def microseconds(
    installation: Installation,
    fund_id: FundId,
    account_id: AccountId,
    donations: int,
    purpose: PurposeId | None = None,
) -> float:
    """Return what one of so many donations took, each in a transaction of its own."""
    book = installation.book
    gift = a_donation(account_id=account_id, purpose=purpose)
    commands = [book.command() for _ in range(donations)]
    started = perf_counter()
    for command in commands:
        book.ledger.receive_donation(command, fund_id, gift)
    return (perf_counter() - started) * 1_000_000 / donations
