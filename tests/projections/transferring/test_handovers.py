"""A fund is handed over: what both books show of it, thing by thing, and law 3 over both."""

from datetime import date

import pytest

from ledger.association.succeeding import Succession
from ledger.fund.receiving.holding import CustodialReceipt
from ledger.values import GENERAL, CustodyId, FundId, Level, PledgeId
from projections import balances, funds
from projections.answers import Totals
from projections.receiving import custodies, pledges, unknown_credits
from projections.receiving.pledges import PledgeStatus
from projections.reports.composing import Asked, report
from projections.restricted import uses
from projections.spending import commitments, disbursements
from projections.spending.disbursements import Status
from projections.transferring import handovers
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation, a_pledge, a_proposal, an_association, goods
from tests.fakes import TODAY
from tests.ledger.use_cases.reorganisation import JULY_1, JULY_15, Reorganisation
from tests.projections.tables import build_anew, follow, laid_open

WHOLE = 1_000_000


@pytest.fixture
def reorganisation(book: Book) -> Reorganisation:
    return Reorganisation(book)


def totals(views: Views, fund_id: FundId) -> Totals:
    with views.reading() as reading:
        return funds.fund(reading, fund_id).totals


def test_money_goes_from_one_book_to_the_others(
    views: Views, book: Book, reorganisation: Reorganisation
) -> None:
    book.donate(1_001)
    reorganisation.succeed(600_000, 400_000)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over()
    follow(views, book)
    old = totals(views, book.fund_id)
    assert (old.received_dong, old.transferred_dong, old.balance_dong) == (1_001, -1_001, 0)
    for fund_id, dong in ((reorganisation.first_fund, 601), (reorganisation.second_fund, 400)):
        new = totals(views, fund_id)
        assert (new.received_dong, new.transferred_dong, new.balance_dong) == (0, dong, dong)
    with views.reading() as reading:
        gone = handovers.of_fund(reading, book.fund_id)
        assert [(each.to_fund_id, each.amount_dong) for each in gone] == [
            (reorganisation.first_fund, 601),
            (reorganisation.second_fund, 400),
        ]
        assert handovers.of_fund(reading, reorganisation.second_fund) == gone[1:]
        assert funds.fund(reading, book.fund_id).ended_on == JULY_15
        assert funds.fund(reading, reorganisation.first_fund).ended_on is None
        known = gone[0].position - 1
        assert handovers.of_fund(reading, book.fund_id, known_at=known) == ()


def test_what_is_promised_owed_and_approved_goes_on_under_its_id(
    views: Views, book: Book, reorganisation: Reorganisation
) -> None:
    purpose = book.define_purpose()
    gift = book.donate(gift=a_donation(500_000, account_id=book.bank, purpose=purpose))
    pledge_id = book.pledge(700_000)
    credit_id = book.note_credit(30_000)
    custody_id = book.hold(50_000)
    disbursement_id = book.propose(proposal=a_proposal(400_000, purpose=purpose))
    book.approve(disbursement_id)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    follow(views, book)
    old, new = book.fund_id, reorganisation.first_fund
    with views.reading() as reading:
        on = pledges.Asked(on=JULY_15)
        was, now = (
            pledges.private_pledges(reading, each, on).items[0].pledge for each in (old, new)
        )
        assert (was.status, was.handed_over_dong) == (PledgeStatus.HANDED_OVER, 700_000)
        assert (now.pledge_id, now.status) == (pledge_id, PledgeStatus.OUTSTANDING)
        assert (was.outstanding_dong, now.outstanding_dong) == (0, 700_000)
        assert unknown_credits.waiting(reading, old) == ()
        [credit] = unknown_credits.waiting(reading, new)
        assert (credit.credit_id, credit.left_dong) == (credit_id, 30_000)
        [held] = custodies.of_fund(reading, new)
        assert (held.custody_id, held.dong) == (custody_id, 50_000)
        [was_approved] = disbursements.public_disbursements(reading, old).items
        [to_pay] = disbursements.public_disbursements(reading, new).items
        assert (was_approved.status, was_approved.remaining_dong) == (Status.HANDED_OVER, 0)
        assert (to_pay.disbursement_id, to_pay.status) == (disbursement_id, Status.APPROVED)
        assert (to_pay.remaining_dong, to_pay.approved_on) == (400_000, TODAY)
        assert commitments.by_purpose(reading, old) == {}
        assert commitments.by_purpose(reading, new) == {purpose: 400_000}
        named = {each.purpose: each.name for each in funds.purposes(reading, new)}
        assert named[purpose] == "Học bổng Đất Tổ"
        became = uses.of_gifts(reading, old, {gift.version: 500_000}, reading.position)
        assert [use.topic for use in became[gift.version].uses] == ["fund.money_handed_over"]


def test_an_heir_pays_what_the_old_fund_approved(
    views: Views, book: Book, reorganisation: Reorganisation
) -> None:
    book.donate(1_000_000)
    disbursement_id = book.propose(400_000)
    book.approve(disbursement_id)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    book.fund_id, book.bank = reorganisation.first_fund, reorganisation.first_bank
    book.pay(disbursement_id, on=JULY_15)
    follow(views, book)
    with views.reading() as reading:
        [paid] = disbursements.public_disbursements(reading, book.fund_id).items
        assert (paid.status, paid.paid_dong, paid.remaining_dong) == (Status.PAID, 400_000, 0)
        assert balances.balance(reading, book.fund_id).dong == 600_000


def test_a_fund_of_a_level_that_ended_waits_before_anybody_says_for_whom(
    views: Views, book: Book
) -> None:
    district = book.establish(an_association(Level.DISTRICT, book.province, name="Đức Thọ"))
    fund_id = book.open_fund(district)
    follow(views, book)
    eve = date(2025, 6, 30)
    with views.reading() as reading:
        assert handovers.winding_up_since(reading, fund_id, today=eve) is None
        assert handovers.winding_up_since(reading, fund_id, today=JULY_15) == JULY_1
        assert handovers.ready_since(reading, fund_id, today=JULY_15) is None
        assert handovers.winding_up_since(reading, book.fund_id, today=JULY_15) is None
    ending = Succession(effective_on=date(2025, 7, 10), decision_number="7/QĐ")
    book.ledger.succeed_association(book.command(), district, ending)
    follow(views, book)
    with views.reading() as reading:
        assert handovers.winding_up_since(reading, fund_id, today=JULY_15) == JULY_1
        assert handovers.ready_since(reading, fund_id, today=JULY_15) == date(2025, 7, 10)


def test_a_report_counts_a_fund_until_it_is_handed_over(
    views: Views, book: Book, reorganisation: Reorganisation
) -> None:
    book.donate(1_000)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    before = book.ledger.position()
    reorganisation.hand_over(*reorganisation.heirs(1))
    follow(views, book)
    with views.reading() as reading:
        for last, known_at, funds_open in (
            (date(2025, 7, 14), None, 3),
            (JULY_15, None, 2),
            (JULY_15, before, 3),
        ):
            asked = Asked(association_id=book.province, first=JULY_1, last=last, known_at=known_at)
            told = report(reading, asked)
            assert told.funds == funds_open
            assert sum(unit.funds for unit in told.by_unit) == funds_open


def test_goods_go_by_value_and_quantity(
    views: Views, book: Book, reorganisation: Reorganisation
) -> None:
    gift = a_donation(90_000, account_id=None, goods=goods("vở", 3_000))
    book.donate(gift=gift)
    reorganisation.succeed(500_000, 500_000)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over()
    follow(views, book)
    with views.reading() as reading:
        for fund_id, milli, dong in (
            (book.fund_id, 0, 0),
            (reorganisation.first_fund, 2_000, 60_000),
            (reorganisation.second_fund, 1_000, 30_000),
        ):
            balance = balances.balance(reading, fund_id)
            [stock] = balance.stock
            assert (stock.purpose, stock.quantity_milli, stock.dong) == (GENERAL, milli, dong)
            assert balance.dong == 0
            held = funds.fund(reading, fund_id).totals
            assert held.in_kind_dong - held.issued_dong == dong


def test_rebuilding_gives_the_tables_that_living_gave(
    views: Views, book: Book, reorganisation: Reorganisation
) -> None:
    book.donate(900_000)
    book.pledge(pledge=a_pledge(5_000, pledge_id=PledgeId(book.new_id())))
    custody = CustodialReceipt(
        custody_id=CustodyId(book.new_id()),
        held_for="Nhịp cầu nhân ái",
        account_id=book.bank,
        amount_dong=50_000,
        effective_on=TODAY,
    )
    book.hold(receipt=custody)
    reorganisation.succeed(700_000, 300_000)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over()
    follow(views, book, 7)
    lived = laid_open(views)
    build_anew(views, book)
    assert laid_open(views) == lived


def test_both_sides_of_every_day_add_up_to_what_there_was(
    views: Views, book: Book, reorganisation: Reorganisation
) -> None:
    book.donate(1_000)
    reorganisation.succeed(600_000, 400_000)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over()
    follow(views, book)
    heirs = (reorganisation.first_fund, reorganisation.second_fund)
    with views.reading() as reading:
        for day in (TODAY, JULY_1, date(2025, 7, 14), JULY_15):
            held = [
                balances.balance(reading, fund, as_of=day).dong for fund in (book.fund_id, *heirs)
            ]
            assert sum(held) == 1_000
            assert held[0] == (0 if day == JULY_15 else 1_000)
