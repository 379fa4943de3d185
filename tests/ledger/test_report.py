"""A published report is an event with its question, its position and its very bytes."""

from datetime import date
from hashlib import sha256

import pytest
from msgspec.structs import replace

from ledger.errors.access import Forbidden
from ledger.errors.conflicts import PublishedMeanwhile
from ledger.errors.missing import ReportNotFound
from ledger.errors.money import DatedAhead
from ledger.events.base import Private
from ledger.events.report import ReportPublished
from ledger.report import NewPublication, publish
from ledger.values import ReportId, ReportScope, Role
from tests.books import Book
from tests.builders import COMMUNE, TREASURER, a_context, an_id
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


ONE, OTHER = ReportId(an_id("one report")), ReportId(an_id("other report"))


def decide(
    _: None, new: NewPublication, *published: ReportId, **context: object
) -> ReportPublished:
    return publish(new, published, **context)  # type: ignore[arg-type]


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


def test_what_was_made_beside_others_is_made_anew_where_more_were_published() -> None:
    mended = replace(NEW, first=date(2025, 6, 17), beside=frozenset([ONE]))
    given().when(decide, mended, ONE, OTHER).then(DatedAhead("period", today=TODAY.isoformat()))
    mended = replace(mended, first=date(2025, 1, 1))
    given().when(decide, mended, ONE, OTHER).then(PublishedMeanwhile("period"))
    known = replace(mended, beside=frozenset([ONE, OTHER]))
    for new, published in ((known, (ONE, OTHER)), (known, (ONE,)), (NEW, (ONE, OTHER))):
        assert decide(None, new, *published, context=a_context()).content == CONTENT


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
