"""Cash counts (kiểm kê quỹ) and bank reconciliations (đối soát), with what they found to differ."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, and_, func, select

from ledger.events.fund.correcting import (
    BankReconciled,
    CashCounted,
    CashDifferencePosted,
    Denomination,
    EntryReversed,
)
from ledger.store.log.codec import Recorded
from ledger.values import AccountId, FundId, StaffId
from projections import funds
from projections.answers import Page, from_row, latest_first, page
from projections.batch import Batch
from projections.views import Reading

# How events move it


def counted(batch: Batch, recorded: Recorded, event: CashCounted) -> None:
    """Add a count of a cash box."""
    _add(
        batch,
        recorded,
        event,
        of_bank=False,
        found_dong=event.counted_dong,
        undecided_dong=0,
        denominations=msgspec.json.encode(event.denominations).decode(),
    )


def reconciled(batch: Batch, recorded: Recorded, event: BankReconciled) -> None:
    """Add a reconciliation of a bank account."""
    _add(
        batch,
        recorded,
        event,
        of_bank=True,
        found_dong=event.statement_dong,
        undecided_dong=event.undecided_dong,
        denominations="[]",
    )


def posted(batch: Batch, recorded: Recorded, event: CashDifferencePosted) -> None:
    """Mark a count's difference as posted."""
    _posting(batch, recorded, event.entry, posted=True)


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Mark a count's difference as not posted any more."""
    if event.entry_topic == CashDifferencePosted.topic and event.draws_on is not None:
        _posting(batch, recorded, event.draws_on.entry, posted=False)


def _add(
    batch: Batch, recorded: Recorded, event: CashCounted | BankReconciled, **values: object
) -> None:
    batch.put(
        "counts",
        recorded.stream,
        recorded.version,
        account_id=event.account_id,
        position=recorded.position,
        book_dong=event.book_dong,
        effective_on=event.effective_on,
        recorded_by=event.private.recorded_by,
        **values,
    )


def _posting(batch: Batch, recorded: Recorded, count: int, *, posted: bool) -> None:
    key = (recorded.stream, count, recorded.position)
    batch.put("count_postings", *key, entry=recorded.version, posted=posted)


# What it answers


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """What was really there at the end of a day, beside what the book said, in đồng.

    `difference_dong` is above zero for a surplus; at a bank, debits that nobody has explained
    (`undecided_dong`) are not in the book yet and make no difference. `posted_by` is the version
    of the entry that posted the difference of a count.
    """

    version: int
    position: int
    account_id: AccountId
    effective_on: date
    found_dong: int
    book_dong: int
    undecided_dong: int
    difference_dong: int
    denominations: tuple[Denomination, ...]
    posted_by: int | None


class PrivateCount(msgspec.Struct, frozen=True, kw_only=True):
    """A count with who recorded it."""

    count: Count
    recorded_by: StaffId


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which counts, or reconciliations, of a fund, as they were known at a position.

    `after` is where the page before ended.
    """

    of_bank: bool = False
    known_at: int | None = None
    after: int | None = None
    limit: int = 100


def of_fund(reading: Reading, fund_id: FundId, asked: Asked) -> Page[PrivateCount]:
    """Return a page of a fund's counts or reconciliations, the latest first.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, asked.known_at)
    c, posting, postings = (
        reading.tables.counts,
        reading.tables.count_postings.alias(),
        reading.tables.count_postings,
    )
    last = (
        select(func.max(postings.c.position))
        .where(
            postings.c.fund_id == c.c.fund_id,
            postings.c.count == c.c.version,
            postings.c.position <= known,
        )
        .correlate(c)
        .scalar_subquery()
    )
    is_last = and_(
        posting.c.fund_id == c.c.fund_id,
        posting.c.count == c.c.version,
        posting.c.position == last,
    )
    query = (
        select(c, posting.c.entry.label("posted_entry"), posting.c.posted)
        .select_from(c.outerjoin(posting, is_last))
        .where(c.c.fund_id == fund_id, c.c.position <= known, c.c.of_bank.is_(asked.of_bank))
    )
    rows = reading.all(latest_first(query, c.c.position, asked.after, asked.limit))
    found = [PrivateCount(count=_count(row), recorded_by=row.recorded_by) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))


def _count(row: Row[Any]) -> Count:
    return from_row(
        Count,
        row,
        difference_dong=row.found_dong - (row.book_dong - row.undecided_dong),
        denominations=msgspec.json.decode(row.denominations, type=tuple[Denomination, ...]),
        posted_by=row.posted_entry if row.posted else None,
    )
