"""Transfers between funds (điều chuyển), from either side: on their way, arrived, back, undone."""

from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, or_, select

from ledger.errors.missing import TransferNotFound
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.transferring import TransferReceived, TransferReturned, TransferSent
from ledger.store.log.codec import Recorded
from ledger.values import FundId, PurposeId, TransferId
from projections import funds
from projections.answers import KNOWN, Page, built_once, from_row, latest_first, page
from projections.batch import Batch
from projections.tables.schema import Tables
from projections.views import Reading


class TransferStatus(StrEnum):
    """How far a transfer has come; `reversed` means that its sending was, and it never was."""

    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    RETURNED = "returned"
    REVERSED = "reversed"


class Leg(StrEnum):
    """Which leg of a transfer is a fund's."""

    SENT = "sent"
    RECEIVED = "received"


# How events move it


def sent(batch: Batch, recorded: Recorded, event: TransferSent) -> None:
    """Add a transfer by its first leg."""
    batch.put(
        "transfers",
        event.transfer_id,
        from_fund_id=recorded.stream,
        to_fund_id=event.to_fund_id,
        purpose=event.purpose,
        voucher=str(event.voucher),
        amount_dong=event.amount_dong,
        entry=recorded.version,
        position=recorded.position,
        sent_on=event.effective_on,
    )


def received(batch: Batch, recorded: Recorded, event: TransferReceived) -> None:
    """Add the second leg."""
    _step(batch, recorded, event.transfer_id, TransferStatus.RECEIVED, event.effective_on)


def returned(batch: Batch, recorded: Recorded, event: TransferReturned) -> None:
    """Add that the money came back."""
    _step(batch, recorded, event.transfer_id, TransferStatus.RETURNED, event.effective_on)


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Add the step back: without its second leg it is on its way again, without its first over."""
    if event.transfer_id is not None:
        is_first_leg = event.entry_topic == TransferSent.topic
        status = TransferStatus.REVERSED if is_first_leg else TransferStatus.IN_TRANSIT
        _step(batch, recorded, event.transfer_id, status, event.effective_on)


def _step(
    batch: Batch, recorded: Recorded, transfer_id: TransferId, status: TransferStatus, on: date
) -> None:
    batch.put(
        "transfer_steps",
        transfer_id,
        recorded.position,
        status=status.value,
        effective_on=on,
        entry=recorded.version,
    )


# What it answers


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer as both funds, and everybody, may see it; it is never a gift.

    `entry` is the version of its sending in the sender's stream. `settled_on` and
    `settled_entry` are of what it ended in – in the stream of the fund whose doing that was –
    and none while it is on its way. `purpose` is the sender's.
    """

    transfer_id: TransferId
    status: TransferStatus
    from_fund_id: FundId
    from_fund: str
    to_fund_id: FundId
    to_fund: str
    amount_dong: int
    purpose: PurposeId
    voucher: str
    entry: int
    sent_on: date
    settled_on: date | None
    settled_entry: int | None


class InTransit(msgspec.Struct, frozen=True, kw_only=True):
    """What of a fund's transfers is on its way (tiền đang chuyển), in đồng and by number."""

    sent: int
    sent_dong: int
    expected: int
    expected_dong: int


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which transfers of a fund: sent by it or to it, at which status, as known at a position.

    `after` is where the page before ended.
    """

    side: Leg | None = None
    status: TransferStatus | None = None
    known_at: int | None = None
    after: int | None = None
    limit: int = 100


ALL = Asked()


def of_fund(reading: Reading, fund_id: FundId, asked: Asked = ALL) -> Page[Transfer]:
    """Return a page of the transfers from and to a fund, the latest sent first.

    Raises `PositionNotFound`, `FundNotFound`.
    """
    known = funds.require(reading, fund_id, asked.known_at)
    t = reading.tables.transfers
    sides = {Leg.SENT: t.c.from_fund_id == fund_id, Leg.RECEIVED: t.c.to_fund_id == fund_id}
    query = _query(reading.tables, asked.status)
    query = query.where(or_(*sides.values()) if asked.side is None else sides[asked.side])
    query = latest_first(query, t.c.position, asked.after, asked.limit)
    rows = reading.all(query, known=known)
    found = [_transfer(row) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))


def transfer(reading: Reading, transfer_id: TransferId) -> Transfer:
    """Return one transfer, or raise `TransferNotFound`."""
    query = _query(reading.tables).where(reading.tables.transfers.c.transfer_id == transfer_id)
    row = reading.first(query, known=reading.position)
    if row is None:
        raise TransferNotFound("transfer_id")
    return _transfer(row)


def at(reading: Reading, position: int) -> Transfer | None:
    """Return the transfer that the entry at a position of the log is a leg of, or None."""
    t, steps = reading.tables.transfers, reading.tables.transfer_steps
    stepped = select(steps.c.transfer_id).where(steps.c.position == position)
    query = _query(reading.tables)
    query = query.where(or_(t.c.position == position, t.c.transfer_id.in_(stepped)))
    row = reading.first(query, known=reading.position)
    return None if row is None else _transfer(row)


def in_transit(reading: Reading, fund_id: FundId) -> InTransit:
    """Return what is on its way from and to a fund now."""
    rows = [
        row
        for side in ("from_fund_id", "to_fund_id")
        for row in reading.all(
            _query(reading.tables, TransferStatus.IN_TRANSIT).where(
                reading.tables.transfers.c[side] == fund_id
            ),
            known=reading.position,
        )
    ]
    sent_dong = [row.amount_dong for row in rows if row.from_fund_id == fund_id]
    expected_dong = [row.amount_dong for row in rows if row.to_fund_id == fund_id]
    return InTransit(
        sent=len(sent_dong),
        sent_dong=sum(sent_dong),
        expected=len(expected_dong),
        expected_dong=sum(expected_dong),
    )


@built_once
def _query(t: Tables, status: TransferStatus | None = None) -> Select[Any]:
    """Return the query for what is `known` of transfers at a position: their last step until then.

    A transfer is known from its first leg on, whichever fund looks.
    """
    transfers, step, steps = t.transfers, t.transfer_steps.alias(), t.transfer_steps
    last = (
        select(func.max(steps.c.position))
        .where(steps.c.transfer_id == transfers.c.transfer_id, steps.c.position <= KNOWN)
        .correlate(transfers)
        .scalar_subquery()
    )
    reached = func.coalesce(step.c.status, TransferStatus.IN_TRANSIT.value)
    sender, receiver = t.funds.alias(), t.funds.alias()
    is_last = (step.c.transfer_id == transfers.c.transfer_id) & (step.c.position == last)
    joined = (
        transfers.outerjoin(step, is_last)
        .join(sender, sender.c.fund_id == transfers.c.from_fund_id)
        .join(receiver, receiver.c.fund_id == transfers.c.to_fund_id)
    )
    query = (
        select(
            transfers,
            reached.label("status"),
            step.c.effective_on.label("reached_on"),
            step.c.entry.label("reached_entry"),
            sender.c.name.label("from_fund"),
            receiver.c.name.label("to_fund"),
        )
        .select_from(joined)
        .where(transfers.c.position <= KNOWN)
    )
    return query if status is None else query.where(reached == status.value)


def _transfer(row: Row[Any]) -> Transfer:
    is_settled = row.status != TransferStatus.IN_TRANSIT
    return from_row(
        Transfer,
        row,
        settled_on=row.reached_on if is_settled else None,
        settled_entry=row.reached_entry if is_settled else None,
    )
