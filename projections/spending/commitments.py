"""Commitments: what is approved and not yet paid, by purpose."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, select

from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import DisbursementHandedOver, DisbursementTakenOver
from ledger.events.fund.spending import (
    DisbursementApproved,
    DisbursementPaid,
    DisbursementRejected,
)
from ledger.store.log.codec import Recorded
from ledger.values import DisbursementId, FundId, PurposeId
from projections.acts import Promise
from projections.answers import whole
from projections.batch import Batch
from projections.tables import bulk
from projections.tables.schema import Tables
from projections.views import Reading

# How events move it


def approved(batch: Batch, recorded: Recorded, event: DisbursementApproved) -> None:
    """Commit what was proposed."""
    _promise(batch, recorded, event.disbursement_id, approves=True)


def rejected(batch: Batch, recorded: Recorded, event: DisbursementRejected) -> None:
    """Let go of what was left, if it was approved before."""
    _promise(batch, recorded, event.disbursement_id, rejects=True)


def handed_over(batch: Batch, recorded: Recorded, event: DisbursementHandedOver) -> None:
    """Let go of what an heir is to pay."""
    _promise(batch, recorded, event.disbursement_id, dong=-event.amount_dong)


def taken_over(batch: Batch, recorded: Recorded, event: DisbursementTakenOver) -> None:
    """Commit what another fund left to be paid."""
    _promise(batch, recorded, event.disbursement_id, dong=event.amount_dong)


def paid(batch: Batch, recorded: Recorded, event: DisbursementPaid) -> None:
    """Let go of what is paid."""
    _promise(batch, recorded, event.disbursement_id, dong=-event.amount_dong)


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Commit again what was not paid after all."""
    again = event.disbursement
    if again is not None:
        _promise(batch, recorded, again.disbursement_id, dong=again.amount_dong)


def _promise(
    batch: Batch,
    recorded: Recorded,
    disbursement_id: DisbursementId,
    *,
    approves: bool = False,
    rejects: bool = False,
    dong: int = 0,
) -> None:
    promise = Promise(
        fund_id=FundId(recorded.stream),
        disbursement_id=disbursement_id,
        position=recorded.position,
        approves=approves,
        rejects=rejects,
        dong=dong,
    )
    batch.promises.append(promise)


# How it is written: each step depends on those before it


def write(connection: Connection, tables: Tables, promises: Sequence[Promise]) -> None:
    """Write steps, which are in the order of the log; their proposals are written already."""
    rows: list[tuple[object, ...]] = []
    gathered = Counter[tuple[FundId, DisbursementId]]()
    sums = Counter[tuple[FundId, PurposeId]]()
    for step in promises:
        key = (step.fund_id, step.disbursement_id)
        purpose, proposed_dong = _proposed(connection, tables, *key)
        dong = step.dong
        if step.approves:
            dong = proposed_dong
        elif step.rejects:
            dong = -(_left(connection, tables, *key) + gathered[key])
        if dong:
            rows.append((*key, step.position, purpose, dong))
            gathered[key] += dong
            sums[step.fund_id, purpose] += dong
    bulk.append(connection, tables.commitments, rows)
    bulk.add(connection, tables.committed, ((*key, dong) for key, dong in sums.items()))


def _proposed(
    connection: Connection, tables: Tables, fund_id: FundId, disbursement_id: DisbursementId
) -> tuple[PurposeId, int]:
    d = tables.disbursements
    query = select(d.c.purpose, d.c.amount_dong)
    row = connection.execute(
        query.where(d.c.fund_id == fund_id, d.c.disbursement_id == disbursement_id)
    ).one()
    return PurposeId(row.purpose), row.amount_dong


def _left(
    connection: Connection, tables: Tables, fund_id: FundId, disbursement_id: DisbursementId
) -> int:
    c = tables.commitments
    query = select(whole(c.c.dong))
    of_one = query.where(c.c.fund_id == fund_id, c.c.disbursement_id == disbursement_id)
    left: int = connection.execute(of_one).scalar_one()
    return left


# What it answers


def by_purpose(
    reading: Reading, fund_id: FundId, *, known_at: int | None = None
) -> dict[PurposeId, int]:
    """Return what a fund had approved and not yet paid, in đồng, as known at a position."""
    t = reading.tables
    if known_at is None:
        query = select(t.committed.c.purpose, t.committed.c.dong).where(
            t.committed.c.fund_id == fund_id
        )
    else:
        c = t.commitments
        query = (
            select(c.c.purpose, whole(c.c.dong).label("dong"))
            .where(c.c.fund_id == fund_id, c.c.position <= known_at)
            .group_by(c.c.purpose)
        )
    return {PurposeId(row.purpose): row.dong for row in reading.all(query) if row.dong}
