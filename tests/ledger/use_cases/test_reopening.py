"""What a reversal opens again, in a real book: pledges, credits, and nothing twice."""

from datetime import date

from ledger.errors.access import Forbidden
from ledger.errors.conflicts import AlreadyReversed
from ledger.errors.missing import CreditNotFound
from ledger.fund.open_items import Credit, Pledge
from ledger.fund.receiving.holding import CustodialReceipt
from ledger.values import UNALLOCATED, CustodyId, Role
from tests.books import Book
from tests.builders import a_donation, a_pledge, goods
from tests.fakes import TODAY
from tests.ledger.refusing import refused
from tests.stores import Store

JUNE_5, JUNE_10 = date(2025, 6, 5), date(2025, 6, 10)


def test_a_pledge_is_its_donors_again_and_nobodys_if_it_was_nobodys(book: Book) -> None:
    donor = book.register_donor()
    his = book.pledge(pledge=a_pledge(1_000_000, on=JUNE_5, donor_id=donor))
    other = a_pledge(1_000_000, on=JUNE_5, pledge_id=book.new_id())
    nobodys = book.pledge(pledge=other)
    for pledge_id, of in ((his, donor), (nobodys, None)):
        gift = a_donation(1_000_000, account_id=book.bank, donor_id=donor, pledge_id=pledge_id)
        fulfilled = book.donate(gift=gift)
        assert pledge_id not in book.fund.pledges
        book.reverse(fulfilled)
        assert book.fund.pledges[pledge_id] == Pledge(
            amount_dong=1_000_000, since=JUNE_5, donor_id=of
        )


def test_a_credit_is_of_unknown_origin_again_since_the_day_it_came(book: Book) -> None:
    credit_id = book.note_credit(500_000, on=JUNE_5)
    gift = a_donation(500_000, on=JUNE_10, account_id=book.bank, credit_id=credit_id)
    placed = book.donate(gift=gift)
    assert (book.balance, book.fund.credits) == (500_000, {})
    book.reverse(placed)
    assert (book.balance, book.fund.by_purpose[UNALLOCATED].total) == (500_000, 500_000)
    assert book.fund.credits == {
        credit_id: Credit(
            account_id=book.bank, amount_dong=500_000, effective_on=JUNE_5, came_on=JUNE_5
        )
    }


def test_what_is_reversed_is_not_refunded(book: Book, store: Store) -> None:
    gift = book.donate(500_000)
    book.donate(500_000)
    book.reverse(gift)
    cashier = book.person(Role.CASHIER)
    with refused(book, store, AlreadyReversed("entry")):
        book.refund(500_000, gift, by=cashier)


def test_a_credit_is_reversed_once_and_then_not_there_to_be_placed(
    book: Book, store: Store
) -> None:
    credit_id = book.note_credit(500_000)
    noted = book.version
    book.reverse(noted)
    assert (book.balance, book.fund.credits) == (0, {})
    with refused(book, store, AlreadyReversed("entry")):
        book.reverse(noted)
    with refused(book, store, CreditNotFound("credit_id")):
        book.donate(gift=a_donation(account_id=book.bank, credit_id=credit_id))


def test_refunds_and_money_for_others_take_a_cashier(book: Book, store: Store) -> None:
    gift = book.donate(500_000)
    treasurer = book.person(Role.TREASURER)
    book.person(Role.CASHIER)
    with refused(book, store, Forbidden(needs="cashier")):
        book.refund(500_000, gift, by=treasurer)
    book.refund(500_000, gift)
    custody_id = book.hold(2_000_000)
    book.hold(
        receipt=CustodialReceipt(
            custody_id=CustodyId(custody_id),
            account_id=book.bank,
            amount_dong=1,
            effective_on=TODAY,
        )
    )
    book.hand_on(custody_id, 2_000_001)
    assert book.balance == 0


def test_goods_come_back_when_their_issue_is_reversed(book: Book) -> None:
    book.donate(gift=a_donation(1_000_000, account_id=None, goods=goods("vở", 100_000)))
    issued = book.issue(goods("vở", 30_000))
    (held,) = book.fund.stock.values()
    assert (held.quantity.total, held.value.total) == (70_000, 700_000)
    book.reverse(issued)
    (held,) = book.fund.stock.values()
    assert (held.quantity.total, held.value.total) == (100_000, 1_000_000)
