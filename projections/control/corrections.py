"""Corrections: everything that changed what the book had said, in public, the latest first."""

from enum import StrEnum

import msgspec
from sqlalchemy import select

from ledger.events.fund.closing import PeriodReopened
from ledger.events.fund.correcting import CashDifferencePosted, EntryReversed
from ledger.events.fund.receiving import DonationRefunded
from ledger.store.log.codec import Recorded
from ledger.values import FundId
from projections import entries, funds
from projections.answers import Page, latest_first, page
from projections.batch import Batch
from projections.control import closings
from projections.control.closings import Reopened
from projections.entries import PublicEntry
from projections.movements import Movement, Moving
from projections.views import Reading


class CorrectionKind(StrEnum):
    """What kind of correction it is; a late fact was booked after the day it happened on."""

    REVERSAL = "reversal"
    REOPENING = "reopening"
    CASH_DIFFERENCE = "cash_difference"
    REFUND = "refund"
    LATE_FACT = "late_fact"


# How events move it


def moved(batch: Batch, moved: Movement) -> None:
    """Add a correction, if an entry is one."""
    kind = _kind(moved.event)
    if kind is not None:
        recorded = moved.recorded
        batch.put("corrections", recorded.stream, recorded.position, kind=kind.value)


def reopened(batch: Batch, recorded: Recorded, _: PeriodReopened) -> None:
    """Add that closed books were opened again."""
    key = (recorded.stream, recorded.position)
    batch.put("corrections", *key, kind=CorrectionKind.REOPENING.value)


def _kind(event: Moving) -> CorrectionKind | None:
    match event:
        case EntryReversed():
            return CorrectionKind.REVERSAL
        case CashDifferencePosted():
            return CorrectionKind.CASH_DIFFERENCE
        case DonationRefunded():
            return CorrectionKind.REFUND
        case _:
            occurred_on = getattr(event, "occurred_on", None)
            return None if occurred_on is None else CorrectionKind.LATE_FACT


# What it answers


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A correction: the entry that it is, or the reopening.

    Of a reversal, `original` is what was reversed, and `replacement` what was recorded in its
    place, if anything was.
    """

    kind: CorrectionKind
    position: int
    entry: PublicEntry | None
    original: PublicEntry | None
    replacement: PublicEntry | None
    reopening: Reopened | None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which corrections of a fund, as they were known at a position.

    `after` is where the page before ended.
    """

    kind: CorrectionKind | None = None
    known_at: int | None = None
    after: int | None = None
    limit: int = 100


ALL = Asked()


def of_fund(reading: Reading, fund_id: FundId, asked: Asked = ALL) -> Page[Correction]:
    """Return a page of a fund's corrections, the latest first.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, asked.known_at)
    c, e = reading.tables.corrections, reading.tables.entries
    joined = c.outerjoin(e, e.c.position == c.c.position)
    query = (
        select(c.c.position, c.c.kind, e.c.version, e.c.reverses)
        .select_from(joined)
        .where(c.c.fund_id == fund_id, c.c.position <= known)
    )
    if asked.kind is not None:
        query = query.where(c.c.kind == asked.kind.value)
    rows = reading.all(latest_first(query, c.c.position, asked.after, asked.limit))
    versions = {each for row in rows for each in (row.version, row.reverses) if each}
    shown = entries.by_version(reading, fund_id, versions, known_at=known)
    replaced_by = {each.corrected_by for each in shown.values() if each.corrected_by}
    shown |= entries.by_version(reading, fund_id, replaced_by, known_at=known)
    reopenings = [row.position for row in rows if row.kind == CorrectionKind.REOPENING]
    reopened = closings.reopened_at(reading, fund_id, reopenings)
    found = []
    for row in rows:
        original = shown.get(row.reverses)
        replaced = None if original is None else original.corrected_by
        found.append(
            Correction(
                kind=CorrectionKind(row.kind),
                position=row.position,
                entry=shown.get(row.version),
                original=original,
                replacement=None if replaced is None else shown[replaced],
                reopening=reopened.get(row.position),
            )
        )
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))
