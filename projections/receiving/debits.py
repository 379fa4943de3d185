"""Debits of bank statements that wait for a person to say what they were."""

from datetime import date
from typing import Protocol

import msgspec
from sqlalchemy import func, select

from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.receiving import DebitUnallocated
from ledger.store.log.codec import Recorded
from ledger.values import AccountId, DebitId, FundId, MemoId
from projections import funds
from projections.answers import from_row
from projections.batch import Batch
from projections.receiving.waiting import behind
from projections.views import Reading

# How events move it


def noted(batch: Batch, recorded: Recorded, event: DebitUnallocated) -> None:
    """Add a debit nobody has explained yet."""
    batch.put(
        "debits",
        recorded.stream,
        event.debit_id,
        account_id=event.account_id,
        amount_dong=event.amount_dong,
        effective_on=event.effective_on,
        occurred_on=event.occurred_on,
        position=recorded.position,
        memo_id=event.private.memo_id,
    )


class Explaining(Protocol):
    """An entry that may be what a debit was."""

    @property
    def debit_id(self) -> DebitId | None:
        """The debit that it explains."""


def decided(batch: Batch, recorded: Recorded, event: Explaining) -> None:
    """Mark a debit as explained by an entry."""
    if event.debit_id is not None:
        batch.change("debits", recorded.stream, event.debit_id, decided_by=recorded.version)


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Let a debit wait again whose explanation is reversed."""
    if event.debit is not None:
        batch.change("debits", recorded.stream, event.debit.debit_id, decided_by=None)


# What it answers


class PendingDebit(msgspec.Struct, frozen=True, kw_only=True):
    """A bank's debit that waits for a person (private: its memo is personal data).

    `occurred_on` is when the bank took it, if that was booked on a later day.
    """

    debit_id: DebitId
    account_id: AccountId
    amount_dong: int
    effective_on: date
    occurred_on: date | None
    memo_id: MemoId | None


def pending(
    reading: Reading,
    fund_id: FundId,
    *,
    after: DebitId | None = None,
    limit: int | None = None,
) -> tuple[PendingDebit, ...]:
    """Return the debits of a fund that wait, oldest first, or raise `FundNotFound`.

    They are all, or so many, behind one of them.
    """
    funds.require(reading, fund_id)
    d = reading.tables.debits
    query = (
        select(d)
        .where(d.c.fund_id == fund_id, d.c.decided_by.is_(None))
        .where(*behind(reading, d.c.debit_id, fund_id, after))
        .order_by(d.c.effective_on, d.c.position)
        .limit(limit)
    )
    return tuple(from_row(PendingDebit, row) for row in reading.all(query))


def count(reading: Reading, fund_id: FundId) -> int:
    """Return how many debits of a fund wait."""
    d = reading.tables.debits
    query = select(func.count().label("debits")).where(
        d.c.fund_id == fund_id, d.c.decided_by.is_(None)
    )
    row = reading.first(query)
    assert row is not None, "a count of nothing is a row, too"
    return int(row.debits)
