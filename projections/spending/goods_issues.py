"""Goods issued (xuất kho): what left the stock for whom, of which value."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, select

from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.money import Goods
from ledger.events.fund.spending import GoodsIssued
from ledger.store.log.codec import Recorded
from ledger.values import Category, DisbursementClass, FundId, PurposeId, StaffId
from projections import funds
from projections.answers import Page, from_row, latest_first, page
from projections.batch import Batch
from projections.views import Reading

# How events move it


def issued(batch: Batch, recorded: Recorded, event: GoodsIssued) -> None:
    """Add goods that were given out."""
    private = event.private
    batch.put(
        "goods_issues",
        recorded.stream,
        recorded.version,
        disbursement_class=event.disbursement_class.value,
        programme=event.programme,
        purpose=event.purpose,
        goods=msgspec.json.encode(event.goods).decode(),
        voucher=str(event.voucher),
        amount_dong=event.amount_dong,
        awards=event.awards,
        instances=event.instances,
        effective_on=event.effective_on,
        occurred_on=event.occurred_on,
        position=recorded.position,
        categories=msgspec.json.encode(private.categories).decode(),
        place=private.place,
        decision_number=private.decision_number,
        document_sha256=private.document_sha256,
        recorded_by=private.recorded_by,
    )


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Mark an issue that is reversed."""
    if event.entry_topic == GoodsIssued.topic:
        undone = {"reversed_by": recorded.version, "reversed_position": recorded.position}
        batch.change("goods_issues", recorded.stream, event.entry, **undone)


# What it answers


class PublicIssue(msgspec.Struct, frozen=True, kw_only=True):
    """Goods given out, as everybody may see it; `version` is that of the entry."""

    fund_id: FundId
    version: int
    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId
    goods: Goods
    amount_dong: int
    awards: int
    instances: int | None
    effective_on: date
    occurred_on: date | None
    voucher: str
    reversed_by: int | None


class IssuePrivate(msgspec.Struct, frozen=True, kw_only=True):
    """What of an issue only entitled readers see: recipients' tags, place, what it rests on."""

    categories: tuple[Category, ...]
    place: str | None
    decision_number: str | None
    document_sha256: str | None
    recorded_by: StaffId


class PrivateIssue(msgspec.Struct, frozen=True, kw_only=True):
    """Goods given out with what only entitled readers see."""

    issue: PublicIssue
    private: IssuePrivate


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which issues of a fund, as they were known at a position; `after` ended the page before."""

    known_at: int | None = None
    after: int | None = None
    limit: int = 100


def of_fund(reading: Reading, fund_id: FundId, asked: Asked) -> Page[PrivateIssue]:
    """Return a page of what a fund gave out in kind, the latest recorded first, reversed too.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, asked.known_at)
    i = reading.tables.goods_issues
    query = select(i).where(i.c.fund_id == fund_id, i.c.position <= known)
    rows = reading.all(latest_first(query, i.c.position, asked.after, asked.limit))
    found = [_private(row, known) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))


def _private(row: Row[Any], known: int) -> PrivateIssue:
    is_undone = row.reversed_position is not None and row.reversed_position <= known
    public = from_row(
        PublicIssue,
        row,
        goods=msgspec.json.decode(row.goods),
        reversed_by=row.reversed_by if is_undone else None,
    )
    private = from_row(IssuePrivate, row, categories=msgspec.json.decode(row.categories))
    return PrivateIssue(issue=public, private=private)
