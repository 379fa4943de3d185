"""The public list of corrections: what changed what the book had said, and how."""

from datetime import date

import pytest

from ledger.errors.missing import FundNotFound, PositionNotFound
from ledger.fund.spending.refunding import Refund
from ledger.values import FundId, ReopeningReason, ReversalReason, Role
from projections.control import corrections
from projections.control.corrections import Asked, Correction, CorrectionKind
from projections.views import Views
from tests.books import Book
from tests.builders import a_credit, a_donation, an_id
from tests.fakes import TODAY
from tests.projections.tables import follow

MAY = date(2025, 5, 31)


def shown(views: Views, book: Book, **asked: object) -> list[Correction]:
    follow(views, book)
    with views.reading() as reading:
        return list(corrections.of_fund(reading, book.fund_id, Asked(**asked)).items)  # type: ignore[arg-type]


def refund(book: Book, entry: int, dong: int) -> None:
    book.ledger.refund_donation(
        book.command(by=book.person(Role.CASHIER)),
        book.fund_id,
        Refund(entry=entry, account_id=book.bank, amount_dong=dong, effective_on=TODAY),
    )


def test_what_was_right_from_the_start_is_no_correction(views: Views, book: Book) -> None:
    book.donate()
    book.move(1)
    book.close(MAY)
    assert shown(views, book) == []


def test_a_reversal_shows_what_stood_there_and_what_stands_there_now(
    views: Views, book: Book
) -> None:
    gift = book.donate(5_000_000)
    book.reverse(gift, a_donation(500_000, account_id=book.bank))
    [found] = shown(views, book)
    assert found.kind is CorrectionKind.REVERSAL
    assert found.entry is not None
    assert found.original is not None
    assert found.replacement is not None
    assert (found.entry.reverses, found.entry.reason) == (
        gift.version,
        ReversalReason.WRONG_AMOUNT,
    )
    assert (found.original.version, found.original.amount_dong) == (gift.version, 5_000_000)
    assert (found.replacement.amount_dong, found.replacement.corrects) == (500_000, gift.version)


def test_a_reversal_of_what_should_not_have_been_there_has_nothing_in_its_place(
    views: Views, book: Book
) -> None:
    book.reverse(book.donate())
    [found] = shown(views, book)
    assert found.original is not None
    assert found.replacement is None


def test_a_reopening_is_public_with_its_reason(views: Views, book: Book) -> None:
    book.close(MAY)
    receipt = book.reopen(MAY, ReopeningReason.AUDIT_FINDING)
    [found] = shown(views, book)
    assert (found.kind, found.entry, found.position) == (
        CorrectionKind.REOPENING,
        None,
        receipt.position,
    )
    assert found.reopening is not None
    assert (found.reopening.since, found.reopening.reason) == (MAY, ReopeningReason.AUDIT_FINDING)


def test_cash_differences_and_refunds_and_late_facts_are_corrections(
    views: Views, book: Book
) -> None:
    gift = book.donate(500_000)
    refund(book, gift.version, 20_000)
    book.post_difference(book.count(7))
    book.close(MAY)
    book.import_rows(a_credit(on=MAY))
    found = shown(views, book)
    assert [each.kind for each in found] == [
        CorrectionKind.LATE_FACT,
        CorrectionKind.CASH_DIFFERENCE,
        CorrectionKind.REFUND,
    ]
    late = found[0].entry
    assert late is not None
    assert (late.occurred_on, late.effective_on) == (MAY, date(2025, 6, 1))


def test_corrections_come_in_pages_and_by_kind(views: Views, book: Book) -> None:
    for _ in range(3):
        book.reverse(book.donate())
    book.post_difference(book.count(7))
    follow(views, book)
    with views.reading() as reading:

        def positions(asked: Asked) -> list[int]:
            found = corrections.of_fund(reading, book.fund_id, asked)
            return [each.position for each in found.items]

        everything = positions(Asked())
        assert everything == sorted(everything, reverse=True)
        first = corrections.of_fund(reading, book.fund_id, Asked(limit=3))
        assert positions(Asked(after=first.after, limit=3)) == everything[3:]
        assert positions(Asked(kind=CorrectionKind.CASH_DIFFERENCE)) == everything[:1]
        assert positions(Asked(kind=CorrectionKind.REVERSAL)) == everything[1:]


def test_what_was_known_of_corrections_is_what_was_shown_then(views: Views, book: Book) -> None:
    gift = book.donate(5_000_000)
    nothing = shown(views, book)
    before = book.ledger.position()
    receipt = book.reverse(gift, a_donation(500_000, account_id=book.bank))
    replaced = shown(views, book)
    assert receipt.position is not None
    half_way = shown(views, book, known_at=receipt.position - 1)
    book.reverse(receipt.version)
    assert shown(views, book, known_at=before) == nothing
    assert shown(views, book, known_at=receipt.position) == replaced
    [reversal] = half_way
    assert (reversal.kind, reversal.replacement) == (CorrectionKind.REVERSAL, None)


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    with views.reading() as reading:
        with pytest.raises(FundNotFound):
            corrections.of_fund(reading, FundId(an_id("nobody")))
        with pytest.raises(PositionNotFound):
            corrections.of_fund(reading, book.fund_id, Asked(known_at=reading.position + 1))
