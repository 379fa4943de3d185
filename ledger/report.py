"""One published report: what was asked, as it was known when, and its very bytes."""

from collections.abc import Collection
from datetime import date
from hashlib import sha256

import msgspec

from ledger.context import Context
from ledger.errors.conflicts import PublishedMeanwhile
from ledger.errors.money import DatedAhead
from ledger.events.base import Event
from ledger.events.report import ReportPublished
from ledger.values import AssociationId, ReportId, ReportScope


class PublishedReport(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of a published report; its bytes lie in its event."""

    association_id: AssociationId


class NewPublication(msgspec.Struct, frozen=True, kw_only=True):
    """A report to publish: the question, the position it was known at, and the answer's JSON.

    With `restated`, the tree of that day was taken for all of the period. `beside` are the reports
    of the same days that were published when it was made, and looked at for what it may say; none
    where it says nothing that depends on them.
    """

    association_id: AssociationId
    first: date
    last: date
    scope: ReportScope
    known_at: int
    content: str
    restated: date | None = None
    beside: frozenset[ReportId] | None = None


def publish(
    new: NewPublication, published: Collection[ReportId], context: Context
) -> ReportPublished:
    """Publish a report of days that have begun; `published` are all reports of these days by now.

    Raises `DatedAhead`, `PublishedMeanwhile`.
    """
    if new.first > context.today:
        raise DatedAhead("period", today=context.today.isoformat())
    if new.beside is not None and not new.beside.issuperset(published):
        raise PublishedMeanwhile("period")
    return ReportPublished(
        association_id=new.association_id,
        first=new.first,
        last=new.last,
        scope=new.scope,
        known_at=new.known_at,
        restated=new.restated,
        digest=sha256(new.content.encode()).hexdigest(),
        content=new.content,
        effective_on=context.today,
        private=context.private,
    )


def evolve(report: PublishedReport | None, event: Event) -> PublishedReport:
    """Return the report after `event`: it is published once."""
    assert report is None, "nothing happens to a published report"
    assert isinstance(event, ReportPublished)
    return PublishedReport(association_id=event.association_id)
