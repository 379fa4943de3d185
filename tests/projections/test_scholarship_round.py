"""A story: three hundred scholarships from one restricted gift, from promise to closed books."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.money import InsufficientFunds, PeriodIsClosed
from ledger.errors.restricted import CategoryNotAllowed, PurposeExpired, WrongProgramme
from ledger.events.fund.closing import PeriodClosed
from ledger.fund.spending.award_lists import Award
from ledger.fund.spending.disbursements import Proposal
from ledger.fund.spending.returning import Return
from ledger.recording.commands import Receipt
from ledger.values import (
    BeneficiaryId,
    Category,
    DisbursementClass,
    DisbursementId,
    MobilizationId,
    PledgeId,
    PurposeId,
)
from projections import balances, funds
from projections.control import account_book, closings
from projections.receiving import mobilizations
from projections.spending import disbursements
from projections.spending.disbursements import PublicDisbursement, Status
from projections.views import Reading
from tests.books import Book, open_book
from tests.builders import a_donation, a_pledge, a_proposal
from tests.projections.tables import follow, open_views
from tests.stores import StoreKind, prepared_store

MILLION = 1_000_000
PROGRAMME = "Tiếp sức đến trường"


def may(day: int) -> date:
    return date(2025, 5, day)


@dataclass(kw_only=True)
class Round:
    """What the round left behind, by its names."""

    book: Book
    purpose: PurposeId
    appeal: MobilizationId
    pledge: PledgeId
    round: DisbursementId
    again: DisbursementId
    closing: Receipt


def tell(book: Book) -> Round:
    """Tell the story, every day of it on its day."""
    on = book.clock.set_day

    on(may(2))  # A firm promises 350 million for poor pupils of one programme, this year.
    purpose = book.define_purpose(
        "Học bổng Đất Tổ",
        on=may(2),
        programme=PROGRAMME,
        classes=(DisbursementClass.SCHOLARSHIP,),
        categories=(Category.POOR,),
        expires_on=date(2025, 12, 31),
    )
    appeal = book.launch(starts_on=may(2), ends_on=may(31), purpose=purpose)
    donor = book.register_donor()
    pledge = book.pledge(
        pledge=a_pledge(
            350 * MILLION,
            on=may(2),
            pledge_id=PledgeId(book.new_id()),
            mobilization_id=appeal,
            donor_id=donor,
            due_on=may(31),
        )
    )

    on(may(5))  # It gives 320 million; what it promised it for, the book knows.
    book.donate(
        gift=a_donation(
            320 * MILLION, on=may(5), account_id=book.bank, pledge_id=pledge, donor_id=donor
        )
    )

    on(may(6))  # 300 awards on 299 lines to 298 pupils: one has two awards, one stands twice.
    pupils = [book.register_beneficiary() for _ in range(299)]
    lines = (
        Award(beneficiary_id=pupils[0], categories=POOR, amount_dong=2 * MILLION, awards=2),
        *(an_award(pupil) for pupil in pupils[1:298]),
        an_award(pupils[1]),
    )
    first = book.propose(proposal=a_list(book, purpose, lines, may(6)), on=may(6))

    on(may(7))
    book.approve(first, may(7))

    on(may(10))  # The first two hundred lines are paid in the hall, the others ten days later.
    part = book.pay(first, on=may(10), lines=tuple(range(1, 201)))
    on(may(20))
    book.pay(first, on=may(20))

    on(may(25))  # One pupil has moved away, and the award comes back.
    back = Return(
        disbursement_id=first,
        payment=part.version,
        account_id=book.bank,
        lines=(17,),
        effective_on=may(25),
    )
    book.ledger.return_disbursement(book.command(), book.fund_id, back)

    on(may(28))  # It goes to the next on the list.
    again = book.propose(
        proposal=a_list(book, purpose, (an_award(pupils[298]),), may(28)), on=may(28)
    )
    book.approve(again, may(28))
    book.pay(again, on=may(28))

    on(date(2025, 6, 1))  # May is over.
    closing = book.close(may(31))
    return Round(
        book=book,
        purpose=purpose,
        appeal=appeal,
        pledge=pledge,
        round=first,
        again=again,
        closing=closing,
    )


POOR = (Category.POOR,)


def an_award(pupil: BeneficiaryId) -> Award:
    return Award(beneficiary_id=pupil, categories=POOR, amount_dong=MILLION)


def a_list(book: Book, purpose: PurposeId, lines: tuple[Award, ...], on: date) -> Proposal:
    return a_proposal(
        sum(line.amount_dong for line in lines),
        on=on,
        awards=sum(line.awards for line in lines),
        disbursement_id=DisbursementId(book.new_id()),
        programme=PROGRAMME,
        purpose=purpose,
        lines=lines,
    )


@pytest.fixture(scope="module")
def told(store_kind: StoreKind) -> Iterator[tuple[Round, Reading]]:
    """The story, told once on each kind of store, and what the read models say of it."""
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        told = tell(book)
        follow(views, book)
        with views.reading() as reading:
            yield told, reading


def shown(told: Round, reading: Reading, which: DisbursementId) -> PublicDisbursement:
    page = disbursements.public_disbursements(
        reading, told.book.fund_id, disbursements.Asked(limit=10)
    )
    return next(each for each in page.items if each.disbursement_id == which)


def test_what_was_pledged_is_fulfilled_but_for_the_rest(told: tuple[Round, Reading]) -> None:
    story, _ = told
    pledge = story.book.fund.pledges[story.pledge]
    assert pledge.amount_dong == (350 - 320) * MILLION
    assert pledge.due_on == may(31)


def test_what_was_mobilised_is_the_gift_and_not_the_promise(told: tuple[Round, Reading]) -> None:
    story, reading = told
    appeal = mobilizations.mobilization(reading, story.book.fund_id, story.appeal)
    assert (appeal.money_dong, appeal.gifts) == (320 * MILLION, 1)
    assert appeal.pledged_dong == 30 * MILLION


def test_received_and_paid_are_net_of_what_came_back(told: tuple[Round, Reading]) -> None:
    story, reading = told
    totals = funds.totals(reading, story.book.fund_id, period_from=may(1), period_to=may(31))
    assert totals.received_dong == 320 * MILLION
    assert totals.paid_dong == (300 - 1 + 1) * MILLION
    assert totals.balance_dong == 20 * MILLION


def test_awards_and_instances_and_persons_are_three_measures(told: tuple[Round, Reading]) -> None:
    story, reading = told
    first = shown(story, reading, story.round)
    assert (first.awards, first.instances, first.persons) == (300, 299, 298)
    assert (first.paid_awards, first.paid_instances) == (300, 299)
    assert (first.paid_dong, first.remaining_dong) == (300 * MILLION, 0)
    assert (first.returned_awards, first.returned_instances) == (1, 1)
    assert first.returned_dong == MILLION
    assert first.status is Status.PAID
    again = shown(story, reading, story.again)
    assert (again.paid_awards, again.paid_instances, again.persons) == (1, 1, 1)


def test_the_rest_of_the_gift_stays_under_its_purpose(told: tuple[Round, Reading]) -> None:
    story, reading = told
    balance = balances.balance(reading, story.book.fund_id, as_of=may(31))
    by_purpose = {each.purpose: each.dong for each in balance.by_purpose if each.dong}
    assert by_purpose == {story.purpose: 20 * MILLION}
    assert story.book.fund.by_purpose[story.purpose].total == 20 * MILLION


def test_the_book_of_may_runs_from_nothing_to_what_is_left(told: tuple[Round, Reading]) -> None:
    story, reading = told
    asked = account_book.Asked(period_from=may(1), period_to=may(31))
    book = account_book.account_book(reading, story.book.fund_id, story.book.bank, asked)
    assert (book.opening_dong, book.closing_dong) == (0, 20 * MILLION)
    assert (book.in_dong, book.out_dong) == (321 * MILLION, 301 * MILLION)
    assert [line.balance_dong // MILLION for line in book.lines] == [320, 119, 20, 21, 20]
    assert [line.voucher for line in book.lines] == [
        "BC-2025-00001",
        "BN-2025-00001",
        "BN-2025-00002",
        "BC-2025-00002",
        "BN-2025-00003",
    ]


def test_may_is_sealed_with_what_it_held(told: tuple[Round, Reading]) -> None:
    story, reading = told
    assert story.closing.position is not None
    [closed] = story.book.ledger.read(story.closing.position - 1, 1)
    sealed = closed.event
    assert isinstance(sealed, PeriodClosed)
    assert {each.purpose: each.dong for each in sealed.by_purpose if each.dong} == {
        story.purpose: 20 * MILLION
    }
    assert closings.closed_through(reading, story.book.fund_id) == may(31)
    with pytest.raises(PeriodIsClosed):
        story.book.donate(on=may(30))


def test_the_rest_cannot_be_spent_on_anything_else(told: tuple[Round, Reading]) -> None:
    story, _ = told
    book, june = story.book, date(2025, 6, 1)

    def propose(**fields: object) -> None:
        usual = a_proposal(
            MILLION,
            on=june,
            programme=PROGRAMME,
            purpose=story.purpose,
            categories=POOR,
            disbursement_id=DisbursementId(book.new_id()),
        )
        book.approve(book.propose(proposal=replace(usual, **fields)), june)

    with pytest.raises(WrongProgramme):
        propose(programme="Vì em hiếu học")
    with pytest.raises(CategoryNotAllowed):
        propose(categories=(Category.EXCELLENT,))
    with pytest.raises(InsufficientFunds):
        propose(amount_dong=20 * MILLION + 1)
    book.clock.set_day(date(2026, 1, 1))
    with pytest.raises(PurposeExpired):
        propose(effective_on=date(2026, 1, 1))
    book.clock.set_day(june)
