"""A gift names only donors whom its recorder could have registered: ids do not open other units."""

import pytest

from ledger.errors.access import Forbidden
from ledger.values import DonorId, Role, StaffId
from tests.books import Book
from tests.builders import a_donation


@pytest.fixture
def commune_treasurer(book: Book) -> StaffId:
    """Who keeps the commune's fund, and nothing above it."""
    return book.person(Role.TREASURER, book.commune)


@pytest.fixture
def donor_above(book: Book) -> DonorId:
    """A donor whom the province registered."""
    donor_id = DonorId(book.new_id())
    book.ledger.register_donor(book.command(), donor_id, book.province)
    return donor_id


def test_a_donor_of_ones_own_subtree_is_named(book: Book, commune_treasurer: StaffId) -> None:
    gift = a_donation(account_id=book.bank, donor_id=book.register_donor(), named=True)
    for by in (commune_treasurer, book.person(Role.TREASURER, book.province)):
        book.donate(gift=gift, by=by)
    assert book.balance == 1_000_000


def test_a_donor_of_another_unit_is_not(
    book: Book, commune_treasurer: StaffId, donor_above: DonorId
) -> None:
    gift = a_donation(account_id=book.bank, donor_id=donor_above, named=True)
    anonymous = book.donate(by=commune_treasurer)
    before = book.events()
    with pytest.raises(Forbidden):
        book.donate(gift=gift, by=commune_treasurer)
    with pytest.raises(Forbidden):
        book.reverse(anonymous, gift, by=commune_treasurer)
    assert book.events() == before


def test_in_a_batch_only_that_gift_is_refused(
    book: Book, commune_treasurer: StaffId, donor_above: DonorId
) -> None:
    gift = a_donation(account_id=book.bank)
    named = a_donation(account_id=book.bank, donor_id=donor_above, named=True)
    receipt = book.ledger.receive_donations(
        book.command(by=commune_treasurer), book.fund_id, [gift, named], continue_on_error=True
    )
    assert [(each.index, each.code) for each in receipt.failures] == [(1, "forbidden")]
    assert book.balance == gift.amount_dong


def test_a_correction_keeps_the_donor_whoever_registered_that_one(
    book: Book, commune_treasurer: StaffId, donor_above: DonorId
) -> None:
    gift = a_donation(account_id=book.bank, donor_id=donor_above, named=True)
    recorded = book.donate(gift=gift)
    mended = a_donation(1_000, account_id=book.bank, donor_id=donor_above, named=True)
    book.reverse(recorded, mended, by=commune_treasurer)
    assert book.balance == 1_000
