"""What a donor is told of a gift for a purpose: what it paid for, what is left, what is over."""

from ledger.fund.receiving.banking import BankFee
from ledger.fund.spending.returning import Return
from ledger.values import (
    GENERAL,
)
from projections.restricted import uses
from projections.restricted.uses import Use, Uses
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation
from tests.fakes import TODAY
from tests.projections.restricted.given import give, propose, send, spend, sums, told
from tests.projections.restricted.test_uses_by_a_queue import ANY_CLASS


def lasting(found: Uses) -> list[tuple[int, int]]:
    """What a gift has paid for and still does: (version, đồng)."""
    kept = (use for use in found.uses if use.ended_by is None and not use.takes_off)
    return [(use.entry, use.dong) for use in kept]


def test_a_gift_pays_before_those_that_were_recorded_later(views: Views, book: Book) -> None:
    purpose, first, second = book.define_purpose(), book.register_donor(), book.register_donor()
    give(book, first, 100, purpose)
    give(book, second, 50, purpose)
    paid = spend(book, 120, purpose)
    assert [sums(each) for each in told(views, book, first)] == [(100, 0, 0)]
    (of_second,) = told(views, book, second)
    assert sums(of_second) == (20, 30, 0)
    (use,) = of_second.uses
    assert use == Use(
        purpose=purpose,
        entry=paid.version,
        topic="fund.disbursement_paid",
        effective_on=TODAY,
        voucher="BN-2025-00001",
        disbursement_id=use.disbursement_id,
        dong=20,
        takes_off=False,
        known_since=paid.position or 0,
        ended_by=None,
        known_until=None,
    )
    assert use.disbursement_id is not None


def test_a_gift_that_is_dated_back_changes_nothing_of_what_was_told(
    views: Views, book: Book
) -> None:
    purpose, first, late = book.define_purpose(), book.register_donor(), book.register_donor()
    give(book, first, 100, purpose)
    spend(book, 60, purpose)
    before = told(views, book, first)
    early = a_donation(100, account_id=book.bank, donor_id=late, purpose=purpose)
    book.donate(gift=a_donation(1, account_id=book.bank, purpose=purpose))
    dated_back = book.donate(gift=early)
    assert dated_back.version
    assert told(views, book, first) == before
    assert sums(told(views, book, late)[0]) == (0, 100, 0)


def test_money_for_no_purpose_is_told_no_uses(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    give(book, donor_id, 100, GENERAL)
    book.spend(50)
    assert told(views, book, donor_id) == []


def test_an_award_that_came_back_is_spent_again_for_the_same_gift(views: Views, book: Book) -> None:
    purpose, donor_id = book.define_purpose(), book.register_donor()
    give(book, donor_id, 100, purpose)
    one = propose(book, 100, purpose)
    paid = book.pay(one)
    told_then = book.ledger.position()
    back = Return(
        disbursement_id=one,
        payment=paid.version,
        account_id=book.bank,
        amount_dong=40,
        awards=1,
        effective_on=TODAY,
    )
    returned = book.ledger.return_disbursement(book.command(), book.fund_id, back)
    again = spend(book, 10, purpose)
    (found,) = told(views, book, donor_id)
    assert sums(found) == (70, 30, 0)
    assert lasting(found) == [(paid.version, 60), (again.version, 10)]
    (over,) = [use for use in found.uses if use.ended_by is not None]
    assert (over.entry, over.dong, over.ended_by) == (paid.version, 40, returned.version)
    assert over.known_until == returned.position
    (known_then,) = told(views, book, donor_id, told_then)
    assert (sums(known_then), lasting(known_then)) == ((100, 0, 0), [(paid.version, 100)])


def test_what_a_reversed_gift_had_paid_for_is_paid_by_the_next(views: Views, book: Book) -> None:
    purpose, wrong, right = book.define_purpose(), book.register_donor(), book.register_donor()
    gift = give(book, wrong, 100, purpose)
    paid = spend(book, 60, purpose)
    reversal = book.reverse(gift)
    (of_wrong,) = told(views, book, wrong)
    assert sums(of_wrong) == (0, 0, 100)
    assert [(use.entry, use.dong, use.takes_off, use.ended_by) for use in of_wrong.uses] == [
        (paid.version, 60, False, reversal.version),
        (reversal.version, 100, True, None),
    ]
    give(book, right, 100, purpose)
    (of_right,) = told(views, book, right)
    assert (sums(of_right), lasting(of_right)) == ((60, 40, 0), [(paid.version, 60)])


def test_a_refund_and_a_release_take_of_their_own_gift_alone(views: Views, book: Book) -> None:
    """An older gift that is unspent is neither refunded nor released for a younger one."""
    purpose, other = book.define_purpose(), book.define_purpose("Sách")
    first, second = book.register_donor(), book.register_donor()
    give(book, first, 100, purpose)
    gift = give(book, second, 100, purpose)
    refund = book.refund(30, gift)
    consent = book.consent(second, gift, 50, other)
    released = book.release(second, consent, gift, 50, other)
    assert [sums(each) for each in told(views, book, first)] == [(0, 100, 0)]
    (found,) = told(views, book, second)
    assert sums(found) == (0, 70, 30)
    assert [(use.entry, use.dong) for use in found.uses if use.takes_off] == [
        (refund.version, 30),
        (released.version, 50),
    ]
    bought = spend(book, 20, other)
    (found,) = told(views, book, second)
    assert sums(found) == (20, 50, 30)
    assert [(use.purpose, use.entry, use.dong) for use in found.uses if not use.takes_off] == [
        (other, bought.version, 20)
    ]
    book.reverse(released)
    (found,) = told(views, book, second)
    assert sums(found) == (0, 70, 30)


def test_a_transfer_that_comes_back_is_unspent_again(views: Views, book: Book) -> None:
    purpose, donor_id = book.define_purpose(), book.register_donor()
    give(book, donor_id, 100, purpose)
    here, there = book.fund_id, book.open_fund(book.province)
    transfer = send(book, there, 80, purpose)
    assert book.fund_id == here
    assert sums(told(views, book, donor_id)[0]) == (80, 20, 0)
    book.take_back(transfer)
    assert sums(told(views, book, donor_id)[0]) == (0, 100, 0)


def test_of_very_many_uses_the_oldest_are_listed_and_all_are_summed(
    views: Views, book: Book
) -> None:
    purpose, donor_id = book.define_purpose(classes=ANY_CLASS), book.register_donor()
    give(book, donor_id, 1_000, purpose)
    fee = BankFee(account_id=book.bank, amount_dong=1, purpose=purpose, effective_on=TODAY)
    for _ in range(uses.USES_MAX + 3):
        book.ledger.charge_bank_fee(book.command(), book.fund_id, fee)
    (found,) = told(views, book, donor_id)
    assert sums(found) == (203, 797, 0)
    assert (len(found.uses), found.left_off) == (uses.USES_MAX, 3)
