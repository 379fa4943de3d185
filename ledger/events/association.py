"""Events in the stream of one association (hội khuyến học) of any level."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event
from ledger.values import AssociationId, Level


class AssociationEstablished(Event, frozen=True, kw_only=True):
    """An association began, under its parent in the tree (thành lập hội)."""

    topic: ClassVar[str] = "association.established"

    name: str
    level: Level
    parent_id: AssociationId | None = None
    effective_on: date


EVENTS = (AssociationEstablished,)
