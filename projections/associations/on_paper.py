"""What was done on paper, as associations told it: periods without a book, and help of others."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Column, Row, Table, select

from ledger.events.association import (
    AidGivenReported,
    FewTagged,
    GivenLine,
    PaperBalance,
    PeriodSummaryReported,
)
from ledger.store.log.codec import Recorded
from ledger.values import AssociationId
from projections.answers import Page, from_row, page
from projections.associations.told import Asked, latest
from projections.batch import Batch
from projections.tables import bulk
from projections.views import Reading

# How events move it


def summarised(batch: Batch, recorded: Recorded, event: PeriodSummaryReported) -> None:
    """Add what was said of a period."""
    closing = event.closing
    batch.put(
        "period_summaries",
        recorded.stream,
        recorded.position,
        **_said(event),
        mobilized_dong=event.mobilized_dong,
        cash_dong=event.cash_dong,
        in_kind_dong=event.in_kind_dong,
        direct_aid_dong=event.direct_aid_dong,
        supported_dong=event.supported_dong,
        closing_dong=None if closing is None else closing.amount_dong,
        closing_on=None if closing is None else closing.on,
    )


def aided(batch: Batch, recorded: Recorded, event: AidGivenReported) -> None:
    """Add what was said of help."""
    batch.put(
        "aid_given",
        recorded.stream,
        recorded.position,
        **_said(event),
        programme=event.programme,
        payer=event.payer,
        co_organisers=json.dumps(event.co_organisers, ensure_ascii=False),
        amount_dong=event.amount_dong,
        own_share_dong=event.own_share_dong,
        place=event.place,
        narrow_place=event.private.place,
    )


def _said(event: PeriodSummaryReported | AidGivenReported) -> dict[str, object]:
    return {
        "whole": event.whole,
        "since": event.since,
        "effective_on": event.effective_on,
        "lines": msgspec.json.encode(event.lines).decode(),
        "source": event.source,
        "few": msgspec.json.encode(event.private.few).decode(),
    }


# What it answers


class FewTags(msgspec.Struct, frozen=True, kw_only=True):
    """What only entitled readers see: the tags of lines of few recipients, and a narrow place."""

    few: tuple[FewTagged, ...]
    place: str | None = None


class PeriodSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A period as it was told on paper, in đồng; `private` is null for who is not entitled."""

    association_id: AssociationId
    whole: bool
    since: date
    effective_on: date
    mobilized_dong: int | None
    cash_dong: int | None
    in_kind_dong: int | None
    direct_aid_dong: int | None
    supported_dong: int | None
    closing: PaperBalance | None
    lines: tuple[GivenLine, ...]
    source: str
    position: int
    private: FewTags | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing, and so takes back what was said before."""
        amounts = (self.mobilized_dong, self.supported_dong, self.closing)
        return not self.lines and all(each is None for each in amounts)

    @property
    def subject(self) -> str:
        """What tells apart what may be counted beside it: nothing."""
        return ""


class AidGiven(msgspec.Struct, frozen=True, kw_only=True):
    """Help of others as it was told, in đồng; `private` is null for who is not entitled."""

    association_id: AssociationId
    programme: str
    whole: bool
    since: date
    effective_on: date
    amount_dong: int | None
    own_share_dong: int | None
    lines: tuple[GivenLine, ...]
    payer: str
    co_organisers: tuple[str, ...]
    place: str | None
    source: str
    position: int
    private: FewTags | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing, and so takes back what was said before."""
        return not self.lines and self.amount_dong is None

    @property
    def subject(self) -> str:
        """What tells apart what may be counted beside it: the programme, however it is written."""
        return " ".join(self.programme.casefold().split())


def summaries(
    reading: Reading, association_id: AssociationId, asked: Asked, *, entitled: bool
) -> Page[PeriodSummary]:
    """Return a page of the summaries of an association, the latest reported first.

    Raises `PositionNotFound`, `AssociationNotFound`.
    """
    columns = _columns(reading.tables.period_summaries, entitled=entitled)
    rows = latest(reading, columns, association_id, asked)
    found = [_summary(row, entitled=entitled) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))


def aid_given(
    reading: Reading, association_id: AssociationId, asked: Asked, *, entitled: bool
) -> Page[AidGiven]:
    """Return a page of the help of others that an association told of, the latest first.

    Raises `PositionNotFound`, `AssociationNotFound`.
    """
    columns = _columns(reading.tables.aid_given, entitled=entitled)
    rows = latest(reading, columns, association_id, asked)
    found = [_aid(row, entitled=entitled) for row in rows]
    return page(found, rows, asked.limit, reading.as_of(asked.known_at))


def known_summaries(
    reading: Reading, of: Sequence[AssociationId], first: date, last: date, known_at: int
) -> list[PeriodSummary]:
    """Return the summaries of associations that lie within days, in the order of the log."""
    rows = _within(reading, reading.tables.period_summaries, of, first, last, known_at)
    return [_summary(row) for row in rows]


def known_aid(
    reading: Reading, of: Sequence[AssociationId], first: date, last: date, known_at: int
) -> list[AidGiven]:
    """Return the help of others that lies within days, in the order of the log."""
    rows = _within(reading, reading.tables.aid_given, of, first, last, known_at)
    return [_aid(row) for row in rows]


def _within(  # what is asked of either table
    reading: Reading,
    table: Table,
    of: Sequence[AssociationId],
    first: date,
    last: date,
    known_at: int,
) -> list[Row[Any]]:
    query = select(*_columns(table)).where(
        bulk.among(reading.connection, table.c.association_id, of),
        table.c.position <= known_at,
        table.c.since >= first,
        table.c.effective_on <= last,
    )
    return reading.all(query.order_by(table.c.position))


def _columns(table: Table, *, entitled: bool = False) -> list[Column[Any]]:
    """Return the columns to read: private ones only for entitled readers."""
    return [each for each in table.c if entitled or not each.info.get("private")]


def _summary(row: Row[Any], *, entitled: bool = False) -> PeriodSummary:
    closing = None
    if row.closing_dong is not None:
        closing = PaperBalance(amount_dong=row.closing_dong, on=row.closing_on)
    return from_row(
        PeriodSummary,
        row,
        closing=closing,
        lines=_lines(row),
        private=FewTags(few=_few(row)) if entitled else None,
    )


def _aid(row: Row[Any], *, entitled: bool = False) -> AidGiven:
    return from_row(
        AidGiven,
        row,
        lines=_lines(row),
        co_organisers=json.loads(row.co_organisers),
        private=FewTags(few=_few(row), place=row.narrow_place) if entitled else None,
    )


def _lines(row: Row[Any]) -> tuple[GivenLine, ...]:
    return msgspec.json.decode(row.lines, type=tuple[GivenLine, ...])


def _few(row: Row[Any]) -> tuple[FewTagged, ...]:
    return msgspec.json.decode(row.few, type=tuple[FewTagged, ...])
