"""Credits of unknown origin that wait for a person to say what they were."""

from datetime import date
from typing import Any, Protocol

import msgspec
from sqlalchemy import ColumnElement, FromClause, Row, Select, func, select

from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import CreditTakenOver
from ledger.events.fund.receiving import CreditUnallocated
from ledger.store.log.codec import Recorded
from ledger.values import AccountId, CreditId, FundId, MemoId
from projections import funds
from projections.answers import from_row
from projections.batch import Batch
from projections.receiving.waiting import behind
from projections.views import Reading

# How events move it


def noted(batch: Batch, recorded: Recorded, event: CreditUnallocated | CreditTakenOver) -> None:
    """Add a credit nobody can place yet."""
    batch.put(
        "credits",
        recorded.stream,
        event.credit_id,
        account_id=event.account_id,
        amount_dong=event.amount_dong,
        version=recorded.version,
        position=recorded.position,
        effective_on=event.effective_on,
        occurred_on=event.occurred_on,
        voucher=str(event.voucher),
        memo_id=event.private.memo_id,
    )
    batch.add("credit_totals", (recorded.stream, event.credit_id), event.amount_dong)


class Placing(Protocol):
    """An entry that may be what a credit, or a part of one, was."""

    @property
    def credit_id(self) -> CreditId | None:
        """The credit that it was."""

    @property
    def amount_dong(self) -> int:
        """How much of it."""


def placed(batch: Batch, recorded: Recorded, event: Placing) -> None:
    """Take off a credit what an entry says it was."""
    if event.credit_id is not None:
        batch.add("credit_totals", (recorded.stream, event.credit_id), -event.amount_dong)


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Let a credit wait again that was placed wrongly, or no more that was noted wrongly."""
    if event.credit is not None:
        again = event.credit
        batch.add("credit_totals", (recorded.stream, again.credit_id), again.amount_dong)
    if event.closed_credit_id is not None:
        gone = (recorded.stream, event.closed_credit_id)
        batch.add("credit_totals", gone, -event.amount_dong)


# What it answers


class WaitingCredit(msgspec.Struct, frozen=True, kw_only=True):
    """A credit that waits for a person (private: its memo is personal data), in đồng.

    `left_dong` of its amount is not placed yet; `entry` is the version of its event; `occurred_on`
    is when it came, if that was booked on a later day.
    """

    credit_id: CreditId
    account_id: AccountId
    entry: int
    voucher: str
    amount_dong: int
    left_dong: int
    effective_on: date
    occurred_on: date | None
    memo_id: MemoId | None


def waiting(
    reading: Reading,
    fund_id: FundId,
    *,
    after: CreditId | None = None,
    limit: int | None = None,
) -> tuple[WaitingCredit, ...]:
    """Return the credits of a fund that wait, oldest first, or raise `FundNotFound`.

    They are all, or so many, behind one of them.
    """
    funds.require(reading, fund_id)
    c, left = reading.tables.credits, reading.tables.credit_totals
    query = (
        _of_fund(reading, fund_id, c, left.c.left_dong)
        .where(*behind(reading, c.c.credit_id, fund_id, after))
        .order_by(c.c.effective_on, c.c.position)
        .limit(limit)
    )
    return tuple(map(_waiting, reading.all(query)))


def count(reading: Reading, fund_id: FundId) -> int:
    """Return how many credits of a fund wait."""
    row = reading.first(_of_fund(reading, fund_id, func.count().label("credits")))
    assert row is not None, "a count of nothing is a row, too"
    return int(row.credits)


def _of_fund(
    reading: Reading, fund_id: FundId, *wanted: FromClause | ColumnElement[int]
) -> Select[Any]:
    c, left = reading.tables.credits, reading.tables.credit_totals
    same = (left.c.fund_id == c.c.fund_id) & (left.c.credit_id == c.c.credit_id)
    from_ = select(*wanted).select_from(c.join(left, same))
    return from_.where(c.c.fund_id == fund_id, left.c.left_dong > 0)


def _waiting(row: Row[Any]) -> WaitingCredit:
    return from_row(WaitingCredit, row, entry=row.version)
