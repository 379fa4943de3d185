"""Persons are counted once, as who is who was known when the books were closed."""

from datetime import date

from ledger.values import AccountKind, BeneficiaryId, ReportScope
from projections.reports.composing import Asked, report
from projections.views import Views
from tests.books import Book
from tests.builders import a_list, an_award
from tests.projections.tables import follow

FIRST, LAST = date(2025, 1, 1), date(2025, 5, 31)


def give(book: Book, *whom: BeneficiaryId) -> None:
    """Give an award to each, all on the last day of the period."""
    book.donate(10_000_000, on=FIRST)
    lines = [an_award(beneficiary_id=each) for each in whom]
    new = a_list(*lines, disbursement_id=book.new_id(), effective_on=LAST)
    disbursement = book.propose(proposal=new)
    book.approve(disbursement, LAST)
    book.pay(disbursement, on=LAST)


def persons(views: Views, book: Book, known_at: int | None = None) -> int | None:
    follow(views, book)
    asked = Asked(
        association_id=book.province,
        first=FIRST,
        last=LAST,
        scope=ReportScope.CONSOLIDATED,
        known_at=known_at,
        with_categories=True,
    )
    with views.reading() as reading:
        return report(reading, asked).recipients.persons


def test_two_who_turn_out_to_be_one_are_one_person_and_two_again(views: Views, book: Book) -> None:
    one, other, third = (book.register_beneficiary() for _ in range(3))
    give(book, one, other, third)
    before = book.ledger.position()
    assert persons(views, book) == 3
    book.ledger.merge_beneficiaries(book.command(), one, other)
    merged = book.ledger.position()
    assert persons(views, book) == 2
    assert persons(views, book, known_at=before) == 3
    book.ledger.undo_beneficiary_merge(book.command(), one, other)
    assert persons(views, book) == 3
    assert persons(views, book, known_at=merged) == 2
    book.ledger.merge_beneficiaries(book.command(), third, other)
    assert persons(views, book) == 2


def test_two_funds_may_have_given_to_one(views: Views, book: Book) -> None:
    one, other = book.register_beneficiary(), book.register_beneficiary()
    give(book, one)
    book.fund_id = book.open_fund(book.province)
    book.bank = book.open_account(AccountKind.BANK)
    give(book, other)
    assert persons(views, book) == 2
    book.ledger.merge_beneficiaries(book.command(), one, other)
    assert persons(views, book) == 1


def test_a_sealed_period_counts_as_it_did_until_it_is_reopened(views: Views, book: Book) -> None:
    one, other, third = (book.register_beneficiary() for _ in range(3))
    give(book, one, other, third)
    book.ledger.merge_beneficiaries(book.command(), one, other)
    book.close(LAST)
    sealed = book.ledger.position()
    assert persons(views, book) == 2
    book.ledger.undo_beneficiary_merge(book.command(), one, other)
    assert persons(views, book) == 2
    book.ledger.merge_beneficiaries(book.command(), one, other)
    book.ledger.merge_beneficiaries(book.command(), one, third)
    assert persons(views, book) == 2
    book.reopen(LAST)
    assert persons(views, book) == 1
    book.close(LAST)
    book.ledger.undo_beneficiary_merge(book.command(), one, third)
    assert persons(views, book) == 1
    assert persons(views, book, known_at=sealed) == 2
