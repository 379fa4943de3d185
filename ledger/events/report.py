"""Events in the stream of one published report (báo cáo đã công bố)."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event
from ledger.values import AssociationId, ReportScope


class ReportPublished(Event, frozen=True, kw_only=True):
    """A report was published as it was known at a position of the log: for ever in these bytes.

    `content` is its canonical JSON, `digest` their SHA-256 in hexadecimal. With `restated`, the
    tree of that day was taken for all of the period.
    """

    topic: ClassVar[str] = "report.published"

    association_id: AssociationId
    first: date
    last: date
    scope: ReportScope
    known_at: int
    restated: date | None = None
    digest: str
    content: str
    effective_on: date


EVENTS = (ReportPublished,)
