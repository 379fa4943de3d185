"""Who is named with a gift is not told of by the pledge that everybody sees it fulfil."""

import pytest

from ledger.values import DonorId, PledgeId
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation, a_pledge
from tests.projections.test_entries import consenting

PLEDGED = 1_000_000


def promised(book: Book, donor_id: DonorId, *, named: bool = False) -> PledgeId:
    pledge_id = PledgeId(book.new_id())
    new = a_pledge(PLEDGED, pledge_id=pledge_id, donor_id=donor_id, named=named)
    return book.pledge(pledge=new)


def give(
    book: Book, donor_id: DonorId, pledge_id: PledgeId, dong: int, *, named: bool = True
) -> None:
    gift = a_donation(
        dong, account_id=book.bank, donor_id=donor_id, pledge_id=pledge_id, named=named
    )
    book.donate(gift=gift)


@pytest.mark.parametrize("named", [False, True])
def test_who_still_owes_a_pledge_is_named_if_that_is_agreed_to_as_well(
    views: Views, book: Book, *, named: bool
) -> None:
    donor_id = book.register_donor()
    pledge_id = promised(book, donor_id, named=named)
    give(book, donor_id, pledge_id, PLEDGED - 1)
    assert consenting(views, book) == [donor_id if named else None]
    book.withdraw(pledge_id)
    assert consenting(views, book) == [donor_id if named else None]


def test_who_gave_all_that_was_promised_is_named_with_each_gift(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    pledge_id = promised(book, donor_id)
    give(book, donor_id, pledge_id, PLEDGED - 1)
    give(book, donor_id, pledge_id, 5)
    assert consenting(views, book) == [donor_id, donor_id]


@pytest.mark.parametrize("named", [False, True])
def test_nobody_is_named_with_a_gift_that_fulfils_what_another_without_a_name_does(
    views: Views, book: Book, *, named: bool
) -> None:
    donor_id = book.register_donor()
    pledge_id = promised(book, donor_id, named=named)
    give(book, donor_id, pledge_id, 1)
    give(book, donor_id, pledge_id, PLEDGED - 1, named=False)
    book.donate(gift=a_donation(1, account_id=book.bank, donor_id=donor_id, named=True))
    assert consenting(views, book) == [None, None, donor_id]


def test_a_gift_that_is_reversed_says_nothing_of_the_others(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    pledge_id = promised(book, donor_id, named=True)
    wrong = a_donation(1, account_id=book.bank, donor_id=donor_id, pledge_id=pledge_id)
    book.reverse(book.donate(gift=wrong))
    give(book, donor_id, pledge_id, 1)
    assert consenting(views, book) == [None, None, donor_id]
