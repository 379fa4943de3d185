"""Pledges as they stood on a day and were known at a position; aid beside what was raised."""

from datetime import date

import pytest
from msgspec.structs import fields

from ledger.errors.missing import FundNotFound
from ledger.events.donor import Visibility
from ledger.values import FundId, PledgeId
from projections.receiving import direct_aid, mobilizations, pledges
from projections.receiving.pledges import Asked, PledgeStatus, PublicPledge
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation, a_pledge, an_id, goods
from tests.fakes import TODAY
from tests.projections.tables import follow

JUNE_2, JUNE_5, JUNE_10 = (date(2025, 6, day) for day in (2, 5, 10))


def the_pledge(
    views: Views, book: Book, on: date = TODAY, known_at: int | None = None
) -> PublicPledge:
    follow(views, book)
    with views.reading() as reading:
        asked = Asked(on=on, known_at=known_at)
        (found,) = pledges.private_pledges(reading, book.fund_id, asked).items
        return found.pledge


def stands(pledge: PublicPledge) -> tuple[PledgeStatus, int, int, int]:
    sums = (pledge.fulfilled_dong, pledge.withdrawn_dong, pledge.outstanding_dong)
    assert sum(sums) == pledge.amount_dong
    return (pledge.status, *sums)


def keep(book: Book, pledge_id: PledgeId, dong: int, on: date = TODAY) -> int:
    gift = a_donation(dong, on=on, account_id=book.bank, pledge_id=pledge_id)
    return book.donate(gift=gift).version


def test_a_pledge_is_outstanding_until_it_is_fulfilled(views: Views, book: Book) -> None:
    pledge_id = book.pledge(pledge=a_pledge(1_000_000, on=JUNE_2))
    assert stands(the_pledge(views, book)) == (PledgeStatus.OUTSTANDING, 0, 0, 1_000_000)
    keep(book, pledge_id, 300_000, JUNE_5)
    assert stands(the_pledge(views, book)) == (PledgeStatus.OUTSTANDING, 300_000, 0, 700_000)
    keep(book, pledge_id, 900_000, JUNE_10)
    assert stands(the_pledge(views, book)) == (PledgeStatus.FULFILLED, 1_000_000, 0, 0)
    with views.reading() as reading:
        assert pledges.outstanding(reading, book.fund_id) == 0


def test_a_pledge_stood_on_a_day_as_it_was_known_at_a_position(views: Views, book: Book) -> None:
    pledge_id = book.pledge(pledge=a_pledge(1_000_000, on=JUNE_2))
    made = book.ledger.position()
    keep(book, pledge_id, 1_000_000, JUNE_5)
    day_before = date(2025, 6, 4)
    assert the_pledge(views, book, day_before).status is PledgeStatus.OUTSTANDING
    assert the_pledge(views, book, JUNE_5).status is PledgeStatus.FULFILLED
    assert the_pledge(views, book, JUNE_5, made).status is PledgeStatus.OUTSTANDING
    with views.reading() as reading:
        before = Asked(on=date(2025, 6, 1))
        assert pledges.private_pledges(reading, book.fund_id, before).items == ()
        unknown = Asked(on=TODAY, known_at=made - 1)
        assert pledges.private_pledges(reading, book.fund_id, unknown).items == ()


def test_what_is_outstanding_after_its_last_day_is_overdue(views: Views, book: Book) -> None:
    pledge_id = book.pledge(pledge=a_pledge(1_000_000, on=JUNE_2, due_on=JUNE_5))
    assert the_pledge(views, book, JUNE_5).status is PledgeStatus.OUTSTANDING
    assert the_pledge(views, book, date(2025, 6, 6)).status is PledgeStatus.OVERDUE
    keep(book, pledge_id, 1_000_000, JUNE_10)
    assert the_pledge(views, book).status is PledgeStatus.FULFILLED


def test_a_withdrawn_pledge_shows_what_was_given_of_it(views: Views, book: Book) -> None:
    pledge_id = book.pledge(pledge=a_pledge(1_000_000, on=JUNE_2, due_on=JUNE_5))
    keep(book, pledge_id, 300_000, JUNE_2)
    book.withdraw(pledge_id)
    assert stands(the_pledge(views, book)) == (PledgeStatus.WITHDRAWN, 300_000, 700_000, 0)


def test_a_reversed_gift_leaves_its_pledge_outstanding_again(views: Views, book: Book) -> None:
    pledge_id = book.pledge(1_000_000)
    gift = keep(book, pledge_id, 1_000_000)
    book.reverse(gift)
    assert stands(the_pledge(views, book)) == (PledgeStatus.OUTSTANDING, 0, 0, 1_000_000)


def test_whose_a_pledge_is_only_entitled_readers_see(views: Views, book: Book) -> None:
    donor = book.register_donor()
    book.pledge(pledge=a_pledge(donor_id=donor, named=True))
    assert the_pledge(views, book).named
    assert "donor_id" not in {field.name for field in fields(PublicPledge)}
    with views.reading() as reading:
        (found,) = pledges.private_pledges(reading, book.fund_id, Asked(on=TODAY)).items
        assert found.private.donor_id == donor
    book.ledger.change_visibility(book.command(), donor, Visibility.HIDDEN)
    assert not the_pledge(views, book).named


def test_pledges_come_in_pages_by_appeal_and_by_how_they_stand(views: Views, book: Book) -> None:
    appeal = book.launch()
    made = [
        book.pledge(pledge=a_pledge(pledge_id=book.new_id(), mobilization_id=each))
        for each in (None, appeal, appeal)
    ]
    keep(book, made[1], 1_000_000)
    follow(views, book)
    with views.reading() as reading:

        def ids(asked: Asked) -> list[PledgeId]:
            found = pledges.private_pledges(reading, book.fund_id, asked)
            return [each.pledge.pledge_id for each in found.items]

        first = pledges.private_pledges(reading, book.fund_id, Asked(on=TODAY, limit=2))
        assert [each.pledge.pledge_id for each in first.items] == [made[2], made[1]]
        assert ids(Asked(on=TODAY, after=first.after)) == [made[0]]
        assert ids(Asked(on=TODAY, mobilization_id=appeal)) == [made[2], made[1]]
        assert ids(Asked(on=TODAY, status=PledgeStatus.FULFILLED)) == [made[1]]
        assert ids(Asked(on=TODAY, status=PledgeStatus.OUTSTANDING)) == [made[2], made[0]]
        with pytest.raises(FundNotFound):
            pledges.private_pledges(reading, FundId(an_id("none")), Asked(on=TODAY))


# Beside what was raised


def test_an_appeal_shows_direct_aid_as_mobilised_and_pledges_apart(
    views: Views, book: Book
) -> None:
    appeal = book.launch()
    book.donate(gift=a_donation(500, account_id=book.bank, mobilization_id=appeal))
    in_kind = a_donation(70, account_id=None, goods=goods(), mobilization_id=appeal)
    book.donate(gift=in_kind)
    aid = book.report_aid(appeal, 3_000)
    book.report_aid(appeal, 0, goods=goods("xe đạp", 1_000))
    promised = a_pledge(10_000, pledge_id=book.new_id(), mobilization_id=appeal)
    pledge_id = book.pledge(pledge=promised)
    known_at = book.ledger.position()
    keep(book, pledge_id, 4_000)
    book.reverse(aid)
    follow(views, book)
    with views.reading() as reading:
        (now,) = mobilizations.of_fund(reading, book.fund_id)
        (then,) = mobilizations.of_fund(reading, book.fund_id, known_at=known_at)
        reports = direct_aid.of_appeal(reading, book.fund_id, appeal)
        known = direct_aid.of_appeal(reading, book.fund_id, appeal, known_at=known_at)
    assert (then.money_dong, then.in_kind_dong, then.direct_aid_dong) == (500, 70, 3_000)
    assert (then.total_dong, then.pledged_dong, then.gifts) == (3_570, 10_000, 2)
    assert (now.money_dong, now.direct_aid_dong, now.total_dong) == (4_500, 0, 4_570)
    assert (now.pledged_dong, now.gifts) == (6_000, 3)
    assert {each.aid.amount_dong: each.aid.reversed_by for each in reports} == {
        0: None,
        3_000: book.version,
    }
    assert [each.aid.reversed_by for each in known] == [None, None]


def test_a_refund_takes_back_what_an_appeal_raised_and_its_reversal_gives_it_again(
    views: Views, book: Book
) -> None:
    appeal = book.launch()
    gift = book.donate(gift=a_donation(500, account_id=book.bank, mobilization_id=appeal))

    def raised() -> int:
        follow(views, book)
        with views.reading() as reading:
            now = mobilizations.of_fund(reading, book.fund_id)
            assert mobilizations.of_fund(reading, book.fund_id, known_at=reading.position) == now
            return now[0].money_dong

    refund = book.refund(200, gift)
    assert raised() == 300
    book.reverse(refund)
    assert raised() == 500


def test_a_credit_that_was_a_gift_for_an_appeal_is_raised_when_it_is_placed(
    views: Views, book: Book
) -> None:
    appeal = book.launch()
    credit_id = book.note_credit(500)
    gift = a_donation(500, account_id=book.bank, mobilization_id=appeal, credit_id=credit_id)
    book.donate(gift=gift)
    follow(views, book)
    with views.reading() as reading:
        now = mobilizations.of_fund(reading, book.fund_id)
        assert mobilizations.of_fund(reading, book.fund_id, known_at=reading.position) == now
    assert now[0].money_dong == 500
