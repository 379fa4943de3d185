"""A fund whose association ended winds up and goes to its heirs: told through the whole ledger."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.access import OPERATOR
from ledger.association.succeeding import Succession
from ledger.errors.associations import (
    AssociationEnded,
    AssociationStands,
    DatedBeforeAssociation,
    FundHasEnded,
    FundInLiquidation,
    WrongHeirs,
)
from ledger.errors.missing import DisbursementNotFound
from ledger.errors.money import DatedBeforeEntry, WrongDisbursementStep
from ledger.events.association import Successor
from ledger.events.fund.handing_over import FundHandedOver, HandoverReceived
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.fund.transferring import Sending
from ledger.shares import WHOLE
from ledger.values import (
    AccountKind,
    HandoverId,
    Level,
    Role,
    TransferId,
)
from tests.books import Book
from tests.builders import a_donation, a_fund, an_association
from tests.fakes import TODAY
from tests.ledger.refusing import refused
from tests.ledger.use_cases.reorganisation import (
    JULY_1,
    JULY_15,
    MAY_1,
    Reorganisation,
)
from tests.stores import Store


def test_a_fund_to_be_handed_over_only_winds_up(
    book: Book, store: Store, reorganisation: Reorganisation
) -> None:
    book.donate(2_000_000)
    approved = book.propose()
    book.approve(approved)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_1)
    ended = FundInLiquidation("fund_id", ended_on="2025-07-01")
    with refused(book, store, ended):
        book.propose(1_000, on=JULY_1)
    with refused(book, store, ended):
        sending = Sending(
            transfer_id=TransferId(book.new_id()),
            to_fund_id=reorganisation.first_fund,
            account_id=book.bank,
            amount_dong=1_000,
            effective_on=JULY_1,
        )
        command = book.command(by=reorganisation.approver)
        book.ledger.send_transfer(command, book.fund_id, sending)
    with refused(book, store, ended):
        book.launch()
    # What still arrives, what the bank does, and what was approved before go on.
    book.donate(5_000, on=JULY_1)
    book.hold(5_000, on=JULY_1)
    book.credit_interest(10, on=JULY_1)
    book.pay(approved, on=JULY_1)


def test_a_fund_goes_to_its_heirs_to_the_dong(
    book: Book, store: Store, reorganisation: Reorganisation
) -> None:
    book.donate(1_000_001)
    book.donate(gift=a_donation(99, account_id=book.cash_box))
    reorganisation.succeed(600_000, 400_000)
    book.clock.set_day(JULY_15)
    before = book.ledger.position()
    receipt = reorganisation.hand_over()
    assert receipt.balance_dong == 0
    assert reorganisation.balance(reorganisation.first_fund) == 600_060
    assert reorganisation.balance(reorganisation.second_fund) == 400_040
    ends = [each for each in book.events(before) if isinstance(each.event, FundHandedOver)]
    starts = [
        each.stream for each in book.events(before) if isinstance(each.event, HandoverReceived)
    ]
    assert [each.stream for each in ends] == [book.fund_id]
    assert starts == [reorganisation.first_fund, reorganisation.second_fund]
    with refused(book, store, FundHasEnded("fund_id", ended_on="2025-07-15")):
        book.donate(1)
    with refused(book, store, FundHasEnded("fund_id", ended_on="2025-07-15")):
        reorganisation.hand_over()


def test_an_heir_tells_what_became_of_a_disbursement_that_it_took_over(
    book: Book, store: Store, reorganisation: Reorganisation
) -> None:
    """Whoever comes second is told that it is settled; of what an heir never had, it knows none."""
    book.donate(2_000_000)
    paid_before, approved = book.propose(), book.propose()
    for each in (paid_before, approved):
        book.approve(each)
    book.pay(paid_before)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    book.fund_id = reorganisation.first_fund
    book.pay(approved, reorganisation.first_bank, on=JULY_15)
    with refused(book, store, WrongDisbursementStep("disbursement_id", step="settled")):
        book.pay(approved, reorganisation.first_bank, on=JULY_15)
    with refused(book, store, WrongDisbursementStep("disbursement_id", step="settled")):
        book.reject(approved)
    with refused(book, store, DisbursementNotFound("disbursement_id")):
        book.pay(paid_before, reorganisation.first_bank, on=JULY_15)


def test_it_is_handed_over_once_under_one_command(
    book: Book, reorganisation: Reorganisation
) -> None:
    book.donate(1_000)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    heirs = reorganisation.heirs(1)
    rehearsed = reorganisation.hand_over(*heirs, dry_run=True)
    assert (rehearsed.position, book.balance) == (None, 1_000)
    first = reorganisation.hand_over(*heirs, command_id="minutes")
    again = reorganisation.hand_over(*heirs, command_id="minutes")
    assert (again.replayed, again.position) == (True, first.position)
    assert reorganisation.balance(reorganisation.first_fund) == 1_000


@pytest.mark.parametrize("names", ["none", "first only", "first twice", "a stranger"])
def test_each_successor_takes_over_with_one_fund_and_nobody_else_does(
    book: Book, store: Store, reorganisation: Reorganisation, names: str
) -> None:
    reorganisation.succeed(600_000, 400_000)
    book.clock.set_day(JULY_15)
    first, second = reorganisation.heirs()
    stranger = Heir(fund_id=book.open_fund(book.province), accounts={})
    heirs = {
        "none": (),
        "first only": (first,),
        "first twice": (first, first, second),
        "a stranger": (first, second, stranger),
    }[names]
    handover = Handover(handover_id=HandoverId(book.new_id()), heirs=heirs, effective_on=JULY_15)
    command = book.command(by=reorganisation.approver)
    with refused(book, store, WrongHeirs("heirs")):
        book.ledger.hand_over_fund(command, book.fund_id, handover)


def test_a_fund_whose_association_stands_is_not_handed_over(
    book: Book, store: Store, reorganisation: Reorganisation
) -> None:
    with refused(book, store, AssociationStands("effective_on")):
        reorganisation.hand_over(on=TODAY)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    with refused(book, store, AssociationStands("effective_on")):
        reorganisation.hand_over(*reorganisation.heirs(1), on=date(2025, 6, 30))


def test_the_fund_of_a_dissolved_association_goes_to_the_one_above(
    book: Book, reorganisation: Reorganisation
) -> None:
    book.donate(1_000)
    dissolution = Succession(effective_on=JULY_1, decision_number="3/QĐ")
    book.ledger.succeed_association(book.command(), book.commune, dissolution)
    book.clock.set_day(JULY_15)
    above = book.open_fund(book.province)
    reorganisation.hand_over(Heir(fund_id=above, accounts={book.bank: book.bank}))
    assert reorganisation.balance(above) == 1_000


def test_the_fund_of_the_central_association_goes_to_nobody(
    book: Book, store: Store, reorganisation: Reorganisation
) -> None:
    approver = book.person(Role.APPROVER, book.central)
    book.fund_id = book.open_fund(book.central)
    dissolution = Succession(effective_on=JULY_1, decision_number="3/QĐ")
    book.ledger.succeed_association(book.command(), book.central, dissolution)
    book.clock.set_day(JULY_15)
    handover = Handover(handover_id=HandoverId(book.new_id()), heirs=(), effective_on=JULY_15)
    for heirs in ((), (Heir(fund_id=reorganisation.first_fund, accounts={}),)):
        with refused(book, store, WrongHeirs("heirs")):
            book.ledger.hand_over_fund(
                book.command(by=approver), book.fund_id, replace(handover, heirs=heirs)
            )


def test_an_heir_pays_what_was_approved_before_from_the_day_it_took_it_over(
    book: Book, store: Store, reorganisation: Reorganisation
) -> None:
    cashier = book.person(Role.CASHIER)
    book.donate(1_000_000, on=MAY_1)
    approved = book.propose(400_000, on=MAY_1)
    book.approve(approved, MAY_1)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    book.fund_id, book.bank = reorganisation.first_fund, reorganisation.first_bank
    book.donate(1_000_000, on=MAY_1)
    too_early = DatedBeforeEntry("effective_on", entry_on="2025-07-15")
    for day in (MAY_1, date(2025, 7, 14)):
        with refused(book, store, too_early):
            book.pay(approved, on=day, by=cashier)
    with refused(book, store, too_early):
        book.reject(approved, on=MAY_1, by=reorganisation.approver)
    paid = book.pay(approved, on=JULY_15)
    # A payment that was none is to be made as it was before.
    book.reverse(paid)
    with refused(book, store, too_early):
        book.pay(approved, on=MAY_1, by=cashier)
    book.pay(approved, on=JULY_15)


@pytest.mark.parametrize("succeeded_on", [None, date(2025, 9, 1)])
def test_a_fund_of_a_level_that_ended_by_law_only_winds_up_from_that_day(
    book: Book, store: Store, reorganisation: Reorganisation, succeeded_on: date | None
) -> None:
    district = book.establish(an_association(Level.DISTRICT, book.province, name="Đức Thọ"))
    book.fund_id = book.open_fund(district)
    book.bank = book.open_account(AccountKind.BANK)
    book.donate(2_000_000)
    approved = book.propose()
    book.approve(approved)
    if succeeded_on is not None:
        successor = Successor(association_id=book.province, share_millionths=WHOLE)
        ending = Succession(
            successors=(successor,), effective_on=succeeded_on, decision_number="6/QĐ"
        )
        book.ledger.succeed_association(book.command(), district, ending)
    book.clock.set_day(JULY_15)
    with refused(book, store, FundInLiquidation("fund_id", ended_on="2025-07-01")):
        book.propose(1_000, on=JULY_1)
    with refused(book, store, AssociationEnded("association_id", ended_on="2025-07-01")):
        book.open_fund(district, on=JULY_1)
    # Its books of before are kept as ever, and what settles the past goes on until the minutes.
    book.open_fund(district, on=date(2025, 6, 30))
    book.propose(1_000, on=date(2025, 6, 30))
    book.donate(5_000, on=JULY_15)
    book.pay(approved, on=JULY_15)
    # Who takes it over is not known before somebody has said so.
    with refused(book, store, AssociationStands("effective_on")):
        reorganisation.hand_over(*reorganisation.heirs(1))


def test_a_fund_is_not_dated_before_its_association(book: Book) -> None:
    young = book.establish(an_association(Level.COMMUNE, book.province, on=date(2025, 1, 1)))
    with pytest.raises(DatedBeforeAssociation):
        book.ledger.open_fund(book.command(by=OPERATOR), a_fund(young, on=date(2024, 12, 31)))
