"""Publishing a report (công bố báo cáo), as everybody may have it; made anew where it must be."""

from contextlib import suppress
from hashlib import sha256

from api.operations.reading import known_position, reading
from api.services import ledger
from api.v1.schemas.reports import PublicationAsked
from ledger.errors.conflicts import PublishedMeanwhile
from ledger.recording.commands import Command, Receipt
from ledger.report import NewPublication
from projections.reports import publishing
from projections.reports.composing import Asked
from projections.reports.disclosing import Breakdown
from projections.views import Reading

ATTEMPTS = 5
"""So often a report is made anew where others publish of the same days meanwhile."""


def publish(command: Command, asked: PublicationAsked, *, seen: str | None = None) -> Receipt:
    """Publish a report; `seen` is the SHA-256 of what somebody looked at, and means to publish.

    Raises what `Ledger.publish_report` and `made` raise; and `PublishedMeanwhile` where by now it
    would be other bytes than those that were seen.
    """
    for _ in range(ATTEMPTS - 1):
        new = _as_seen(made(asked), seen)
        with suppress(PublishedMeanwhile):
            return ledger().publish_report(command, new)
    return ledger().publish_report(command, _as_seen(made(asked), seen))


def made(asked: PublicationAsked) -> NewPublication:
    """Make a report as everybody may have it, beside all that is published by now.

    Raises what `known_position` and `projections.reports.composing.report` raise.
    """
    known_at = known_position(asked.known_at)
    known_position(ledger().position())  # so that no earlier publication is overlooked
    wanted = Asked(
        association_id=asked.association_id,
        first=asked.period.first,
        last=asked.period.last,
        scope=asked.scope,
        known_at=known_at,
        restated=asked.restated,
    )
    with reading() as state:
        report = publishing.publishable(state, wanted, _published_before(state, wanted))
        beside = publishing.of_days(state, wanted.first, wanted.last)
    return NewPublication(
        association_id=asked.association_id,
        first=wanted.first,
        last=wanted.last,
        scope=wanted.scope,
        known_at=report.known_at.position,
        restated=wanted.restated,
        content=publishing.canonical(report).decode(),
        beside=beside if report.recipients.by_category is not None else None,
    )


def digest_of(new: NewPublication) -> str:
    """Return the SHA-256 of the bytes that would be published, in hexadecimal."""
    return sha256(new.content.encode()).hexdigest()


def _as_seen(new: NewPublication, seen: str | None) -> NewPublication:
    if seen is not None and seen != digest_of(new):
        raise PublishedMeanwhile("period")
    return new


def _published_before(state: Reading, wanted: Asked) -> list[Breakdown]:
    """Return what was ever published of categories for the same days, wherever it was."""
    published = [
        publishing.breakdown(ledger().published_report(each.report_id).content.encode())
        for each in publishing.earlier(state, wanted)
    ]
    return [each for each in published if each is not None]
