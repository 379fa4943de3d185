"""Award lists, line by line, for entitled readers: who is to receive what, and who has."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select

from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import DisbursementTakenOver
from ledger.events.fund.spending import (
    AwardLine,
    DisbursementPaid,
    DisbursementProposed,
    DisbursementReturned,
)
from ledger.store.log.codec import Recorded
from ledger.values import BeneficiaryId, Category, DisbursementId, FundId
from projections.answers import Page, bounded, from_row, page
from projections.batch import Batch
from projections.tables.schema import Tables
from projections.views import Reading


class LineState(StrEnum):
    """How far a line has come."""

    OPEN = "open"
    PAID = "paid"
    RETURNED = "returned"


# How events move it


def proposed(batch: Batch, recorded: Recorded, event: DisbursementProposed) -> None:
    """Add the lines of a list."""
    _put(batch, recorded, event.disbursement_id, event.private.lines)


def taken_over(batch: Batch, recorded: Recorded, event: DisbursementTakenOver) -> None:
    """Add the lines of a list that another fund left to be paid."""
    _put(batch, recorded, event.disbursement_id, event.private.lines)


def _put(
    batch: Batch, recorded: Recorded, disbursement_id: DisbursementId, lines: Iterable[AwardLine]
) -> None:
    for line in lines:
        batch.put(
            "award_lines",
            recorded.stream,
            disbursement_id,
            line.number,
            position=recorded.position,
            beneficiary_id=line.beneficiary_id,
            categories=msgspec.json.encode(line.categories).decode(),
            amount_dong=line.amount_dong,
            awards=line.awards,
        )


def paid(batch: Batch, recorded: Recorded, event: DisbursementPaid) -> None:
    """Mark the lines that were paid."""
    _step(batch, recorded, event.disbursement_id, event.private.lines, LineState.PAID)


def returned(batch: Batch, recorded: Recorded, event: DisbursementReturned) -> None:
    """Mark the lines that came back."""
    numbers = (line.number for line in event.private.lines)
    _step(batch, recorded, event.disbursement_id, numbers, LineState.RETURNED)


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Mark lines as they were before the payment, or the return, that is reversed."""
    numbers = (line.number for line in event.private.lines)
    if event.disbursement is not None:
        _step(batch, recorded, event.disbursement.disbursement_id, numbers, LineState.OPEN)
    elif event.draws_on is not None and event.draws_on.disbursement_id is not None:
        _step(batch, recorded, event.draws_on.disbursement_id, numbers, LineState.PAID)


def _step(
    batch: Batch,
    recorded: Recorded,
    disbursement_id: DisbursementId,
    numbers: Iterable[int],
    state: LineState,
) -> None:
    for number in numbers:
        key = (recorded.stream, disbursement_id, number, recorded.position)
        batch.put("award_line_steps", *key, state=state.value, entry=recorded.version)


# What it answers; all of it private


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an award list; `entry` is the version of the entry that brought it to its state."""

    number: int
    beneficiary_id: BeneficiaryId | None
    categories: tuple[Category, ...]
    amount_dong: int
    awards: int
    state: LineState
    entry: int | None


def lines(
    reading: Reading,
    fund_id: FundId,
    disbursement_id: DisbursementId,
    *,
    known_at: int | None = None,
    after: int | None = None,
    limit: int = 100,
) -> Page[Line]:
    """Return a page of a disbursement's lines as known at a position, in their order.

    Raises `PositionNotFound`. There are none of a disbursement that is not there, or has no list.
    """
    as_of = reading.as_of(known_at)
    line = reading.tables.award_lines
    query = (
        with_states(reading.tables, as_of.position)
        .where(
            line.c.fund_id == fund_id,
            line.c.disbursement_id == disbursement_id,
            line.c.number > (after or 0),
        )
        .order_by(line.c.number)
        .limit(bounded(limit) + 1)
    )
    rows = reading.all(query)
    found = [line_of(row) for row in rows]
    return page(found, rows, limit, as_of, by="number")


def recipients(
    reading: Reading, fund_id: FundId, disbursement_id: DisbursementId
) -> set[BeneficiaryId]:
    """Return who has received by a disbursement: of what was paid and did not come back."""
    line = reading.tables.award_lines
    this = (line.c.fund_id == fund_id) & (line.c.disbursement_id == disbursement_id)
    listed = with_states(reading.tables, reading.as_of().position).where(this).subquery()
    query = select(listed.c.beneficiary_id).where(listed.c.state == LineState.PAID.value)
    return {BeneficiaryId(row.beneficiary_id) for row in reading.all(query)}


def with_states(t: Tables, known: int) -> Select[Any]:
    """Return the lines that were known at a position, each with its last step until then."""
    line, step, steps = t.award_lines, t.award_line_steps.alias(), t.award_line_steps
    last = (
        select(func.max(steps.c.position))
        .where(
            steps.c.fund_id == line.c.fund_id,
            steps.c.disbursement_id == line.c.disbursement_id,
            steps.c.number == line.c.number,
            steps.c.position <= known,
        )
        .correlate(line)
        .scalar_subquery()
    )
    is_last = (
        (step.c.fund_id == line.c.fund_id)
        & (step.c.disbursement_id == line.c.disbursement_id)
        & (step.c.number == line.c.number)
        & (step.c.position == last)
    )
    return (
        select(line, step.c.state, step.c.entry)
        .select_from(line.outerjoin(step, is_last))
        .where(line.c.position <= known)
    )


def line_of(row: Row[Any]) -> Line:
    """Return a line from a row of `with_states`."""
    categories = msgspec.json.decode(row.categories)
    return from_row(Line, row, categories=categories, state=row.state or LineState.OPEN)
