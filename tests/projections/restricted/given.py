"""Gifts for a purpose and what is done with them, in a few words."""

from ledger.fund.transferring import Sending
from ledger.recording.commands import Receipt
from ledger.values import (
    DisbursementId,
    DonorId,
    FundId,
    PurposeId,
    TransferId,
)
from projections.people import donors
from projections.restricted.uses import Uses
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation, a_proposal
from tests.fakes import TODAY
from tests.projections.tables import follow


def give(book: Book, donor_id: DonorId | None, dong: int, purpose: PurposeId) -> Receipt:
    gift = a_donation(dong, account_id=book.bank, donor_id=donor_id, purpose=purpose)
    return book.donate(gift=gift)


def propose(book: Book, dong: int, purpose: PurposeId) -> DisbursementId:
    """Propose and approve two scholarships from a purpose."""
    one = DisbursementId(book.new_id())
    book.propose(proposal=a_proposal(dong, purpose=purpose, disbursement_id=one))
    book.approve(one)
    return one


def send(book: Book, to: FundId, dong: int, purpose: PurposeId) -> TransferId:
    sending = Sending(
        transfer_id=TransferId(book.new_id()),
        to_fund_id=to,
        account_id=book.bank,
        purpose=purpose,
        amount_dong=dong,
        effective_on=TODAY,
    )
    return book.send(to, sending=sending)


def spend(book: Book, dong: int, purpose: PurposeId) -> Receipt:
    return book.pay(propose(book, dong, purpose))


def told(views: Views, book: Book, donor_id: DonorId, known_at: int | None = None) -> list[Uses]:
    """What the donor is told of each gift for a purpose, in the order of their dates."""
    follow(views, book)
    with views.reading() as reading:
        history = donors.history(reading, donor_id, known_at=known_at)
    return [gift.uses for gift in history.gifts if gift.uses is not None]


def sums(found: Uses) -> tuple[int, int, int]:
    return found.paid_dong, found.unspent_dong, found.taken_off_dong
