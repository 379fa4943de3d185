"""What is committed of money for a purpose."""

from ledger.fund.spending.disbursements import Payment
from ledger.values import (
    DisbursementId,
    PurposeId,
    Role,
)
from projections.restricted import purposes
from projections.views import Views
from tests.books import Book
from tests.builders import a_proposal
from tests.fakes import TODAY
from tests.projections.restricted.given import give, propose
from tests.projections.tables import build_anew


def committed(views: Views, book: Book) -> dict[PurposeId, int]:
    """What the read models say is approved and not yet paid, of every purpose there is."""
    with views.reading() as reading:
        found = purposes.of_fund(reading, book.fund_id, today=TODAY)
        then = purposes.of_fund(reading, book.fund_id, today=TODAY, known_at=reading.position)
    assert found == then
    return {each.purpose: each.committed_dong for each in found.items}


def test_what_is_committed_is_what_is_approved_and_neither_paid_nor_given_up(
    views: Views, book: Book
) -> None:
    """In parts: paid, given up, reversed, given up again; and as it was known before each."""
    purpose = book.define_purpose()
    give(book, None, 1_000, purpose)
    one = propose(book, 600, purpose)
    part = Payment(
        disbursement_id=one, account_id=book.bank, amount_dong=400, awards=1, effective_on=TODAY
    )
    cashier = book.command(by=book.person(Role.CASHIER))
    known = [(book.ledger.position(), 600)]
    paid = book.ledger.pay_disbursement(cashier, book.fund_id, part)
    known.append((book.ledger.position(), 200))
    book.reject(one)
    known.append((book.ledger.position(), 0))
    book.reverse(paid)
    known.append((book.ledger.position(), 400))
    book.reject(one)
    known.append((book.ledger.position(), 0))
    refused = DisbursementId(book.new_id())
    book.propose(proposal=a_proposal(50, purpose=purpose, disbursement_id=refused))
    book.reject(refused)
    known.append((book.ledger.position(), 0))
    for batch in (1, 1_000):
        build_anew(views, book, batch)
        assert committed(views, book)[purpose] == 0
        with views.reading() as reading:
            for position, dong in known:
                then = purposes.of_fund(reading, book.fund_id, today=TODAY, known_at=position)
                assert then.items[1].committed_dong == dong
                assert then.items[1].free_dong == then.items[1].held_dong - dong
