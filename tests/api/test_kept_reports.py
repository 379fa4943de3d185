"""A report is made once for all who ask for it as of one position, and right for each."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from msgspec.structs import replace

from api.kept_reports import KEPT_MAX, KeptReports
from ledger.errors.missing import AssociationNotFound, PositionNotFound
from ledger.errors.unavailable import StoreBusy
from ledger.values import AssociationId, ReportScope
from projections.reports import composing
from projections.reports.composing import Asked
from projections.reports.report import Report
from projections.views import Reading, Views
from tests.books import Book
from tests.projections.tables import build_anew, follow, open_views
from tests.stores import Store


class Maker:
    """Makes reports, and counts them."""

    def __init__(self) -> None:
        self.made: list[Asked] = []

    def __call__(self, reading: Reading, asked: Asked) -> Report:
        self.made.append(asked)
        return composing.report(reading, asked)


@pytest.fixture
def views(store: Store) -> Iterator[Views]:
    """Read models with nothing in them yet."""
    with open_views(store) as opened:
        yield opened


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def asked(book: Book) -> Asked:
    return Asked(association_id=book.province, first=date(2025, 1, 1), last=date(2025, 12, 31))


def test_what_was_made_is_made_once_until_something_happens(
    views: Views, book: Book, maker: Maker, asked: Asked
) -> None:
    kept = KeptReports(maker)
    book.donate(1_000_000)
    follow(views, book)
    with views.reading() as reading:
        first = kept.report(reading, asked)
        assert kept.report(reading, asked) is first
        assert kept.report(reading, replace(asked, known_at=reading.position)) is first
        known_at = reading.position
    book.donate(500_000)
    follow(views, book)
    with views.reading() as reading:
        assert kept.report(reading, asked).cash.closing == 1_500_000
        assert kept.report(reading, replace(asked, known_at=known_at)) is first
        assert composing.report(reading, replace(asked, known_at=known_at)) == first
    assert len(maker.made) == 2


def test_whatever_is_asked_otherwise_is_another_report(
    views: Views, book: Book, maker: Maker, asked: Asked
) -> None:
    kept = KeptReports(maker)
    follow(views, book)
    others = (
        replace(asked, association_id=book.central),
        replace(asked, first=date(2024, 1, 1)),
        replace(asked, last=date(2025, 6, 30)),
        replace(asked, scope=ReportScope.OWN),
        replace(asked, restated=date(2025, 12, 31)),
        replace(asked, with_categories=True),
    )
    with views.reading() as reading:
        for each in (asked, *others):
            assert kept.report(reading, each) == composing.report(reading, each)
    assert len(maker.made) == 1 + len(others)


def test_tables_that_were_built_anew_are_asked_again(
    views: Views, book: Book, maker: Maker, asked: Asked
) -> None:
    kept = KeptReports(maker)
    follow(views, book)
    with views.reading() as reading:
        kept.report(reading, asked)
    build_anew(views, book)
    with views.reading() as reading:
        kept.report(reading, asked)
    assert len(maker.made) == 2


def test_what_is_refused_is_kept_for_nobody(
    views: Views, book: Book, maker: Maker, asked: Asked
) -> None:
    kept = KeptReports(maker)
    follow(views, book)
    unknown = replace(asked, association_id=AssociationId(book.new_id()))
    with views.reading() as reading:
        for _ in range(2):
            with pytest.raises(AssociationNotFound):
                kept.report(reading, unknown)
        with pytest.raises(PositionNotFound):
            kept.report(reading, replace(asked, known_at=reading.position + 1))
    assert len(maker.made) == 2


def test_the_oldest_makes_room(views: Views, book: Book, maker: Maker, asked: Asked) -> None:
    kept = KeptReports(maker)
    follow(views, book)
    with views.reading() as reading:
        for month in range(KEPT_MAX + 1):
            last = date(2025 + month // 12, month % 12 + 1, 1)
            kept.report(reading, replace(asked, last=last))
        kept.report(reading, replace(asked, last=date(2025, 1, 1)))
    assert len(maker.made) == KEPT_MAX + 2


def test_who_asks_for_what_is_being_made_waits_for_it(
    views: Views, book: Book, asked: Asked
) -> None:
    begun, go_on, made = Event(), Event(), []

    def make(reading: Reading, wanted: Asked) -> Report:
        made.append(wanted)
        begun.set()
        assert go_on.wait(60)
        return composing.report(reading, wanted)

    kept = KeptReports(make)
    follow(views, book)

    def ask() -> Report:
        with views.reading() as reading:
            return kept.report(reading, asked)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask)
        assert begun.wait(60)
        second = threads.submit(ask)
        go_on.set()
        assert first.result() is second.result()
    assert len(made) == 1


def test_who_would_wait_too_long_is_told_to_come_again(
    views: Views, book: Book, asked: Asked
) -> None:
    begun, go_on = Event(), Event()

    def make(reading: Reading, wanted: Asked) -> Report:
        begun.set()
        assert go_on.wait(60)
        return composing.report(reading, wanted)

    kept = KeptReports(make, wait_seconds=0)
    follow(views, book)

    def ask() -> Report:
        with views.reading() as reading:
            return kept.report(reading, asked)

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(ask)
        assert begun.wait(60)
        with pytest.raises(StoreBusy):
            ask()
        go_on.set()
        assert first.result() is ask()
