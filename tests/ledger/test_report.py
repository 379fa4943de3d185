"""A published report is an event with its question, its position and its very bytes."""

from datetime import date
from hashlib import sha256

import pytest
from msgspec.structs import replace

from ledger.errors.access import Forbidden
from ledger.errors.missing import ReportNotFound
from ledger.errors.money import DatedAhead
from ledger.events.base import Private
from ledger.events.report import ReportPublished
from ledger.report import NewPublication, publish
from ledger.values import ReportId, ReportScope, Role
from tests.books import Book
from tests.builders import COMMUNE, TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.specification import given

CONTENT = '{"cash":{"closing":5}}'
NEW = NewPublication(
    association_id=COMMUNE,
    first=date(2025, 1, 1),
    last=date(2025, 6, 30),
    scope=ReportScope.CONSOLIDATED,
    known_at=7,
    content=CONTENT,
)


def decide(_: None, new: NewPublication, **context: object) -> ReportPublished:
    return publish(new, **context)  # type: ignore[arg-type]


def test_a_report_is_published_with_the_digest_of_its_bytes() -> None:
    given().when(decide, NEW).then(
        ReportPublished(
            association_id=COMMUNE,
            first=date(2025, 1, 1),
            last=date(2025, 6, 30),
            scope=ReportScope.CONSOLIDATED,
            known_at=7,
            digest=sha256(CONTENT.encode()).hexdigest(),
            content=CONTENT,
            effective_on=TODAY,
            private=Private(recorded_by=TREASURER),
        )
    )


def test_nothing_is_published_of_days_to_come() -> None:
    ahead = NewPublication(
        association_id=COMMUNE,
        first=date(2025, 6, 17),
        last=date(2025, 6, 30),
        scope=ReportScope.OWN,
        known_at=7,
        content=CONTENT,
    )
    given().when(decide, ahead).then(DatedAhead("period", today=TODAY.isoformat()))


def test_its_bytes_are_read_back_from_the_log(book: Book) -> None:
    new = NewPublication(
        association_id=book.commune,
        first=date(2025, 1, 1),
        last=date(2025, 6, 30),
        scope=ReportScope.OWN,
        known_at=book.ledger.position(),
        content='{"name":"Hội Khuyến học xã Thạch Hà"}',
    )
    by = book.person(Role.APPROVER, book.commune)
    receipt = book.ledger.publish_report(book.command(by=by), new)
    assert receipt.created_id is not None
    published = book.ledger.published_report(ReportId(receipt.created_id))
    assert published.content == new.content
    with pytest.raises(ReportNotFound):
        book.ledger.published_report(ReportId(an_id("no report")))
    with pytest.raises(ReportNotFound):
        book.ledger.published_report(ReportId(book.fund_id))


def test_who_records_does_not_publish(book: Book) -> None:
    by = book.person(Role.TREASURER)
    new = replace(NEW, association_id=book.commune)
    with pytest.raises(Forbidden):
        book.ledger.publish_report(book.command(by=by), new)
