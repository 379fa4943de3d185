"""Events: the raw history of a fund, as it is stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from api.auth import may_read
from api.operations.queries import PageAsked, PageQuery
from api.operations.reading import next_cursor
from api.operations.resource import Resource
from api.services import ledger
from ledger.store.log.codec import StoredRow, commitment, split
from ledger.values import FundId, from_micros

resource = Resource("events", "Lịch sử: the raw events of a fund")


class EventOut(msgspec.Struct, frozen=True, kw_only=True):
    """An event: its envelope, and its stored bytes (UTF-8 JSON) as texts.

    `private_commitment` is SHA-256(salt ‖ private), hexadecimal; the salt is the first member of
    `private`, which is null for those who are not entitled.
    """

    position: int
    recorded_at: datetime
    stream: UUID
    version: int
    topic: str
    public: str
    private_commitment: str
    private: str | None


class EventsOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a fund's events, by version."""

    items: Sequence[EventOut]
    next_cursor: str | None


@resource.read("/funds/<uuid:fund_id>/events", EventsOut, None, query=PageQuery)
def list_events(asked: PageAsked, fund_id: FundId) -> EventsOut:
    """List the events of a fund, byte for byte as they are stored."""
    ledger().desk().fund(fund_id)
    entitled = may_read(fund_id)
    rows = ledger().stream_rows(fund_id, asked.after or 0, asked.limit + 1)
    shown = rows[: asked.limit]
    after = shown[-1].originator_version if len(rows) > asked.limit else None
    return EventsOut(
        items=[_shown(row, fund_id, entitled=entitled) for row in shown],
        next_cursor=next_cursor(after),
    )


def _shown(row: StoredRow, fund_id: FundId, *, entitled: bool) -> EventOut:
    public, private = split(row.state)
    return EventOut(
        position=row.id,
        recorded_at=from_micros(row.recorded_at_micros),
        stream=fund_id,
        version=row.originator_version,
        topic=row.topic,
        public=public.decode(),
        private_commitment=commitment(private).hex(),
        private=private.decode() if entitled else None,
    )
