"""What nobody knows of awards: two of them that are not known never cancel each other."""

from collections.abc import Sequence
from datetime import date

from ledger.fund.spending.returning import Return
from ledger.recording.commands import Receipt
from ledger.values import Category, DisbursementId
from projections.reports.composing import Asked, report
from projections.reports.report import Recipients
from projections.views import Views
from tests.books import Book
from tests.builders import a_list, a_proposal, an_award
from tests.projections.tables import follow

MARCH, APRIL, MAY = (date(2025, month, 2) for month in (3, 4, 5))


def recipients(views: Views, book: Book, first: date, last: date) -> Recipients:
    follow(views, book)
    asked = Asked(association_id=book.commune, first=first, last=last, with_categories=True)
    with views.reading() as reading:
        return report(reading, asked).recipients


def of_april(views: Views, book: Book) -> Recipients:
    return recipients(views, book, date(2025, 4, 1), date(2025, 4, 30))


def awards(book: Book, on: date, **fields: object) -> tuple[DisbursementId, Receipt]:
    """Pay ten awards to whom nobody named, or any that are proposed so."""
    new_id = DisbursementId(book.new_id())
    new = a_proposal(10_000_000, on=on, disbursement_id=new_id, **{"awards": 10, **fields})
    book.propose(proposal=new)
    book.approve(new_id, on)
    return new_id, book.pay(new_id, on=on)


def listed(book: Book, count: int) -> None:
    """Pay an award in April to each of so many who are known, and poor."""
    lines = [
        an_award(beneficiary_id=book.register_beneficiary(), categories=(Category.POOR,))
        for _ in range(count)
    ]
    new_id = DisbursementId(book.new_id())
    book.propose(proposal=a_list(*lines, disbursement_id=new_id, effective_on=APRIL))
    book.approve(new_id, APRIL)
    book.pay(new_id, on=APRIL)


def take_back(
    book: Book, paid: tuple[DisbursementId, Receipt], in_parts: Sequence[int], on: date
) -> None:
    new_id, payment = paid
    for count in in_parts:
        back = Return(
            disbursement_id=new_id,
            payment=payment.version,
            account_id=book.bank,
            amount_dong=count * 1_000_000,
            awards=count,
            effective_on=on,
        )
        book.ledger.return_disbursement(book.command(), book.fund_id, back)


def test_awards_that_came_back_in_parts_do_not_make_others_counted_named_or_tagged(
    views: Views, book: Book
) -> None:
    book.donate(100_000_000, on=date(2025, 1, 2))
    of_march = awards(book, MARCH, instances=12)
    awards(book, APRIL)
    take_back(book, of_march, (4, 6), APRIL)
    listed(book, 3)
    found = of_april(views, book)
    assert (found.suat, found.luot, found.persons, found.exhaustive) == (3, None, None, False)


def test_a_joint_line_is_not_counted_because_others_came_back(views: Views, book: Book) -> None:
    book.donate(100_000_000, on=date(2025, 1, 2))
    of_march = awards(book, MARCH, instances=12, categories=(Category.POOR,))
    awards(book, APRIL, categories=(Category.POOR,))
    take_back(book, of_march, (4, 6), APRIL)
    listed(book, 3)
    found = of_april(views, book)
    assert found.by_category is not None
    [poor] = found.by_category
    assert (poor.suat, poor.luot) == (3, None)


def test_a_payment_reversed_in_another_month_makes_nothing_of_that_month_known(
    views: Views, book: Book
) -> None:
    book.donate(100_000_000, on=date(2025, 1, 2))
    _, payment = awards(book, MARCH)
    book.reverse(payment, on=APRIL)
    awards(book, APRIL)
    listed(book, 3)
    found = of_april(views, book)
    assert (found.suat, found.luot, found.persons, found.exhaustive) == (3, None, None, False)


def test_a_payment_that_was_undone_on_its_own_day_leaves_nothing_unknown(
    views: Views, book: Book
) -> None:
    book.donate(100_000_000, on=date(2025, 1, 2))
    _, payment = awards(book, APRIL)
    listed(book, 3)
    assert of_april(views, book).luot is None
    book.reverse(payment)
    found = of_april(views, book)
    assert (found.suat, found.luot, found.persons, found.exhaustive) == (3, 3, 3, True)
