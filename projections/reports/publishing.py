"""Reports as they are published: for everybody, for ever, and what they say beside today's."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select

from ledger.errors.missing import AssociationNotFound, ReportNotFound
from ledger.events.report import ReportPublished
from ledger.store.log.codec import Recorded
from ledger.values import AssociationId, ReportId, ReportScope
from projections.answers import Page, from_row, latest_first, page
from projections.batch import Batch
from projections.reports import composing, disclosing
from projections.reports.composing import Asked
from projections.reports.disclosing import Breakdown
from projections.reports.exchanging import Shown
from projections.reports.protection import tag_of
from projections.reports.report import Report
from projections.views import Reading

# How events move it


def published(batch: Batch, recorded: Recorded, event: ReportPublished) -> None:
    """Add a published report; its bytes stay in the log."""
    batch.put(
        "published_reports",
        recorded.stream,
        association_id=event.association_id,
        first=event.first,
        last=event.last,
        scope=event.scope.value,
        known_at=event.known_at,
        digest=event.digest,
        restated=event.restated,
        categories=_shown(breakdown(event.content.encode())),
        published_on=event.effective_on,
        position=recorded.position,
    )


# What it answers


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """A published report: what was asked, as known at which position, and its bytes' SHA-256."""

    report_id: ReportId
    association_id: AssociationId
    first: date
    last: date
    scope: ReportScope
    known_at: int
    restated: date | None
    digest: str
    published_on: date


class _Told(msgspec.Struct):
    by_category: Breakdown | None = None


class _Recipients(msgspec.Struct):
    recipients: _Told


def _shown(told: Breakdown | None) -> str | None:
    """Return which tags a breakdown shows, and whether exactly; see `disclosing`."""
    if told is None:
        return None
    tags = frozenset(tag_of(each) for each in told if each.categories)
    exact = any(each.amount is not None for each in told)
    return msgspec.json.encode(Shown(tags, is_exact=exact)).decode()


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that is another now, by its path in the report; null where it is not there."""

    figure: str
    published: int | None
    restated: int | None


def of_association(
    reading: Reading, association_id: AssociationId, *, after: int | None, limit: int
) -> Page[Publication]:
    """Return a page of an association's published reports, the latest first.

    Raises `AssociationNotFound`.
    """
    a, p = reading.tables.associations, reading.tables.published_reports
    if reading.first(select(a).where(a.c.association_id == association_id)) is None:
        raise AssociationNotFound("association_id")
    query = select(p).where(p.c.association_id == association_id)
    rows = reading.all(latest_first(query, p.c.position, after, limit))
    found = [from_row(Publication, row) for row in rows]
    return page(found, rows, limit, reading.as_of())


def publication(reading: Reading, report_id: ReportId) -> Publication:
    """Return a published report, or raise `ReportNotFound`."""
    p = reading.tables.published_reports
    row = reading.first(select(p).where(p.c.report_id == report_id))
    if row is None:
        raise ReportNotFound("report_id")
    return from_row(Publication, row)


def earlier(reading: Reading, asked: Asked) -> tuple[Publication, ...]:
    """Return the publications of the report of just these days and funds, as they hung."""
    p = reading.tables.published_reports
    query = select(p).where(
        p.c.association_id == asked.association_id,
        p.c.first == asked.first,
        p.c.last == asked.last,
        p.c.scope == asked.scope.value,
        p.c.restated.is_(None) if asked.restated is None else p.c.restated == asked.restated,
    )
    return tuple(from_row(Publication, row) for row in reading.all(query.order_by(p.c.position)))


def of_days(reading: Reading, first: date, last: date) -> frozenset[ReportId]:
    """Return all reports of some days that were published, whoever's."""
    p = reading.tables.published_reports
    query = select(p.c.report_id).where(p.c.first == first, p.c.last == last)
    return frozenset(ReportId(row.report_id) for row in reading.all(query))


def publishable(reading: Reading, asked: Asked, before: Sequence[Breakdown]) -> Report:
    """Return a report as everybody may have it; `before` is what was published of categories.

    Raises what `composing.report` raises.
    """
    whole = composing.report(reading, msgspec.structs.replace(asked, with_categories=True))
    return msgspec.structs.replace(whole, recipients=disclosing.disclosed(reading, whole, before))


def canonical(report: Report) -> bytes:
    """Return a report's canonical JSON: members in the order of the report object, UTF-8."""
    return msgspec.json.encode(report)


def breakdown(content: bytes) -> Breakdown | None:
    """Return what a published report shows of categories, None for nothing."""
    return msgspec.json.decode(content, type=_Recipients).recipients.by_category


def differences(published: bytes, restated: bytes) -> tuple[Difference, ...]:
    """Return the figures in which a report is another than as it was published."""
    before = dict(_figures(msgspec.json.decode(published), ""))
    after = dict(_figures(msgspec.json.decode(restated), ""))
    return tuple(
        Difference(figure=figure, published=before.get(figure), restated=after.get(figure))
        for figure in sorted(before.keys() | after.keys())
        if before.get(figure) != after.get(figure)
    )


def restated_since(published: bytes, now: Report) -> tuple[Difference, ...]:
    """Return the figures that are others by now than in a published report.

    Persons and categories are left out: what they would be now is nobody's to compare.
    """
    return tuple(
        each
        for each in differences(published, canonical(now))
        if not each.figure.startswith(_PROTECTED)
    )


_PROTECTED = ("recipients.by_category", "recipients.persons", "recipients.exhaustive")
_NAMED_BY = (
    "kind",
    "level",
    "measure",
    "disbursement_class",
    "commodity",
    "categories",
    "unit",
    "due_on",
    "association_id",
    "programme",
    "since",
)
"""What tells a line of a list from the others of it, of all that a line may have."""

_NO_FIGURES = frozenset({"known_at"})


def _figures(value: Any, path: str) -> Iterator[tuple[str, int]]:  # noqa: ANN401  # JSON
    if isinstance(value, dict):
        for name, below in value.items():
            if path or name not in _NO_FIGURES:
                yield from _figures(below, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        alike = Counter[str]()
        for item in value:
            name = _name(item)
            alike[name] += 1
            # What is named alike all the same is told apart by its turn.
            turn = f" {alike[name]}" if alike[name] > 1 else ""
            yield from _figures(item, f"{path}[{name}{turn}]")
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, value


def _name(item: Any) -> str:  # noqa: ANN401  # JSON
    """Return what tells a line of a list apart: a line of the same name stands elsewhere later."""
    if not isinstance(item, dict):
        return ""
    if item.get("fund_id") is not None:
        return f"{item['fund_id']} {item.get('account_id') or item['purpose']}"
    words = [_word(item[name]) for name in _NAMED_BY if name in item]
    words += [word for word in ("own", "part") if item.get(f"is_{word}")]
    return " ".join(filter(None, words))


def _word(named: Any) -> str:  # noqa: ANN401  # JSON
    if isinstance(named, dict):
        return str(named["association_id"])
    return "+".join(named) if isinstance(named, list) else str(named)
