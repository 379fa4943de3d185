"""A donor's history: every gift, what they come to, and what became of them."""

from datetime import date

import pytest

from ledger.errors.missing import DonorNotFound, PositionNotFound
from ledger.events.donor import Visibility
from ledger.values import AccountKind, DonorId
from projections.people import donors
from projections.people.donors import History
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation, an_id, goods
from tests.fakes import TODAY
from tests.projections.tables import follow

MAY = date(2025, 5, 31)


def history(views: Views, book: Book, donor_id: DonorId, **asked: object) -> History:
    follow(views, book)
    with views.reading() as reading:
        return donors.history(reading, donor_id, **asked)  # type: ignore[arg-type]


def give(book: Book, donor_id: DonorId, dong: int, on: date = TODAY) -> int:
    """Give in the name of a donor; return the gift's version in the fund."""
    gift = a_donation(dong, account_id=book.bank, donor_id=donor_id, on=on)
    return book.donate(gift=gift).version


def test_gifts_to_any_fund_stand_in_order_with_running_totals(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    give(book, donor_id, 5_000)
    book.fund_id = book.open_fund(book.province)
    book.bank = book.open_account(AccountKind.BANK)
    give(book, donor_id, 200, on=MAY)
    in_kind = a_donation(70, account_id=None, goods=goods(), donor_id=donor_id)
    book.donate(gift=in_kind)
    book.donate(1)
    found = history(views, book, donor_id)
    assert [gift.money_dong for gift in found.gifts] == [200, 5_000, 0]
    assert [gift.running_money_dong for gift in found.gifts] == [200, 5_200, 5_200]
    assert [gift.running_in_kind_dong for gift in found.gifts] == [0, 0, 70]
    assert (found.money_dong, found.in_kind_dong) == (5_200, 70)


def test_a_reversed_gift_is_marked_and_counts_no_more(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    wrong = give(book, donor_id, 500_000)
    right = a_donation(50_000, account_id=book.bank, donor_id=donor_id)
    before = book.ledger.position()
    book.reverse(wrong, replacement=right)
    found = history(views, book, donor_id)
    assert [(gift.money_dong, gift.reversed) for gift in found.gifts] == [
        (500_000, True),
        (50_000, False),
    ]
    assert [gift.running_money_dong for gift in found.gifts] == [0, 50_000]
    assert found.money_dong == 50_000
    known_before = history(views, book, donor_id, known_at=before)
    assert [gift.reversed for gift in known_before.gifts] == [False]
    assert known_before.money_dong == 500_000


def test_a_period_sums_its_own_gifts_but_runs_on_from_the_first(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    give(book, donor_id, 1, on=MAY)
    give(book, donor_id, 20, on=TODAY)
    found = history(views, book, donor_id, period_from=TODAY, period_to=TODAY)
    assert [gift.running_money_dong for gift in found.gifts] == [21]
    assert found.money_dong == 20


def test_a_long_history_comes_in_pages(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    for dong in (1, 20, 300):
        give(book, donor_id, dong)
    first = history(views, book, donor_id, limit=2)
    rest = history(views, book, donor_id, limit=2, after=first.after)
    assert [gift.money_dong for gift in first.gifts + rest.gifts] == [1, 20, 300]
    assert [gift.running_money_dong for gift in rest.gifts] == [321]
    assert first.money_dong == rest.money_dong == 321
    assert rest.after is None


def test_a_donor_is_shown_as_consented_until_hidden(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    assert history(views, book, donor_id).donor.visibility is Visibility.AS_CONSENTED
    book.ledger.change_visibility(book.command(), donor_id, Visibility.HIDDEN)
    assert history(views, book, donor_id).donor.visibility is Visibility.HIDDEN


def test_donors_are_listed_where_they_were_registered(views: Views, book: Book) -> None:
    registered = [book.register_donor() for _ in range(3)]
    follow(views, book)
    with views.reading() as reading:
        first = donors.registered_below(reading, book.province, TODAY, limit=2)
        rest = donors.registered_below(reading, book.province, TODAY, after=first.after)
        listed = [donor.donor_id for donor in first.items + rest.items]
        assert listed == registered
        assert {donor.association_id for donor in first.items} == {book.commune}


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    with views.reading() as reading:
        with pytest.raises(DonorNotFound):
            donors.history(reading, DonorId(an_id("nobody")))
        with pytest.raises(PositionNotFound):
            donors.history(reading, book.register_donor(), known_at=10_000)


def test_what_went_back_of_a_gift_is_told_beside_it(views: Views, book: Book) -> None:
    donor_id, purpose = book.register_donor(), book.define_purpose()
    whole = give(book, donor_id, 1_000)
    give(book, donor_id, 70)
    for_purpose = a_donation(500, account_id=book.bank, donor_id=donor_id, purpose=purpose)
    restricted = book.donate(gift=for_purpose).version
    book.refund(300, entry=whole)
    wrong = book.refund(100, entry=whole)
    before = book.ledger.position()
    book.reverse(wrong.version)
    book.refund(50, entry=restricted)
    found = history(views, book, donor_id)
    assert [gift.refunded_dong for gift in found.gifts] == [300, 0, 50]
    assert (found.money_dong, found.refunded_dong) == (1_570, 350)
    then = history(views, book, donor_id, known_at=before)
    assert (then.gifts[0].refunded_dong, then.refunded_dong) == (400, 400)
