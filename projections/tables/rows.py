"""Rows of the long tables, one field for each column and in their order, for quick writing."""

from datetime import date
from uuid import UUID

import msgspec


class MomentRow(msgspec.Struct, frozen=True, gc=False):
    """From which position on the log was recorded at a later moment."""

    position: int
    recorded_at_micros: int


class EntryRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An entry of the journal; see `projections.tables.schema` for what is private."""

    position: int
    fund_id: UUID
    version: int
    recorded_at_micros: int
    order_key: int
    topic: str
    side: str
    purpose: str
    effective_on: date
    occurred_on: date | None = None
    amount_dong: int
    money_dong: int
    opening_dong: int
    received_dong: int
    paid_dong: int
    transferred_dong: int
    owed_dong: int
    in_kind_dong: int
    issued_dong: int
    gifts: int
    voucher: str | None = None
    voucher_in: str | None = None
    device_number: str | None = None
    device_key: str | None = None
    reason: str | None = None
    account_id: UUID | None = None
    mobilization_id: UUID | None = None
    disbursement_id: UUID | None = None
    debit_id: UUID | None = None
    credit_id: UUID | None = None
    disbursement_class: str | None = None
    foreign: str | None = None
    goods: str | None = None
    awards: int | None = None
    named: bool = False
    draws_on: int | None = None
    reverses: int | None = None
    corrects: int | None = None
    reversed_by: int | None = None
    corrected_by: int | None = None
    reversed_position: int | None = None
    corrected_position: int | None = None
    donor_id: UUID | None = None
    memo_id: UUID | None = None
    recorded_by: UUID
    document_sha256: str | None = None


class PostingRow(msgspec.Struct, frozen=True, gc=False):
    """A line of an entry: debit above zero, credit below."""

    fund_id: UUID
    position: int
    line: int
    chart: str
    commodity: str
    account_id: UUID | None
    purpose: str
    amount: int
    effective_on: date
