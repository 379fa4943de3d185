"""What counts for an association is what hangs below it, on each day, whoever ended above."""

from datetime import date

from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.values import AccountKind, AssociationId, Level
from projections.reports.composing import Asked, report
from projections.reports.money import Cash
from projections.views import Views
from tests.books import Book
from tests.builders import an_association
from tests.projections.tables import follow

ENDED = date(2025, 3, 1)


def cash(views: Views, association_id: AssociationId) -> Cash:
    asked = Asked(association_id=association_id, first=date(2025, 1, 1), last=date(2025, 5, 31))
    with views.reading() as reading:
        return report(reading, asked).cash


def test_what_hangs_below_a_unit_goes_with_its_heir_into_another_province(
    views: Views, book: Book
) -> None:
    other = book.establish(an_association(Level.PROVINCE, book.central, name="Quảng Bình"))
    heir = book.establish(an_association(Level.COMMUNE, other, name="Hòa Trạch"))
    branch = book.establish(an_association(Level.BRANCH, book.commune, name="Chi hội Đông"))
    book.fund_id = book.open_fund(branch)
    book.bank = book.open_account(AccountKind.BANK)
    book.donate(1_000_000, on=date(2025, 2, 1))
    whole = Successor(association_id=heir, share_millionths=1_000_000)
    succession = Succession(successors=(whole,), effective_on=ENDED, decision_number="9/NQ")
    book.ledger.succeed_association(book.command(), book.commune, succession)
    book.donate(500_000, on=date(2025, 4, 1))
    follow(views, book)
    assert book.ledger.desk().parent_of(branch, ENDED) == heir
    left, joined = cash(views, book.province), cash(views, other)
    assert (left.receipts.donations, left.perimeter.left, left.closing) == (1_000_000, 1_000_000, 0)
    assert (joined.receipts.donations, joined.perimeter.joined) == (500_000, 1_000_000)
    assert joined.closing == cash(views, book.central).closing == 1_500_000
