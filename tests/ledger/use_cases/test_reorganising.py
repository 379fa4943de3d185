"""An association ends, its fund winds up, and its heirs go on: told through the whole ledger."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.access import OPERATOR
from ledger.association.establishing import NewName, NewParent
from ledger.association.reorganising import Beginning, Ending, Plan
from ledger.association.succeeding import Succession
from ledger.errors import LedgerError
from ledger.errors.access import Forbidden
from ledger.errors.associations import (
    AssociationEnded,
    AssociationStands,
    DatedBeforeAssociation,
    FundHasEnded,
    FundInLiquidation,
    WrongHeirs,
)
from ledger.errors.money import DatedBeforeEntry
from ledger.events.association import Inherited, Succeeded, Successor
from ledger.events.fund.handing_over import FundHandedOver, HandoverReceived
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.fund.transferring import Sending
from ledger.recording.commands import Receipt
from ledger.shares import WHOLE
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    FundId,
    HandoverId,
    Level,
    Role,
    TransferId,
)
from tests.books import Book
from tests.builders import a_donation, a_fund, an_association
from tests.fakes import TODAY
from tests.ledger.refusing import refused
from tests.stores import Store

MAY_1, JULY_1, JULY_15 = date(2025, 5, 1), date(2025, 7, 1), date(2025, 7, 15)


class Reorganisation:
    """The commune of a book, and two new ones beside it with a fund each."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.first, self.first_fund, self.first_bank = self._commune("Đồng Lộc")
        self.second, self.second_fund, self.second_bank = self._commune("Cẩm Xuyên")
        self.approver = book.person(Role.APPROVER)

    def _commune(self, name: str) -> tuple[AssociationId, FundId, AccountId]:
        book = self.book
        here = book.fund_id
        commune = book.establish(an_association(Level.COMMUNE, book.province, name=name))
        book.fund_id = fund_id = book.open_fund(commune)
        bank = book.open_account(AccountKind.BANK)
        book.fund_id = here
        return commune, fund_id, bank

    def succeed(self, *shares: int, on: date = JULY_1, **asked: object) -> Receipt:
        """Decide that the new communes succeed the old one in these shares."""
        heirs = zip((self.first, self.second), shares, strict=False)
        succession = Succession(
            successors=tuple(
                Successor(association_id=heir, share_millionths=share) for heir, share in heirs
            ),
            effective_on=on,
            decision_number="1283/NQ-UBTVQH15",
        )
        book = self.book
        return book.ledger.succeed_association(book.command(**asked), book.commune, succession)  # type: ignore[arg-type]

    def hand_over(self, *heirs: Heir, on: date = JULY_15, **asked: object) -> Receipt:
        """Hand the old commune's fund over, by default to both new ones."""
        book = self.book
        handover = Handover(
            handover_id=HandoverId(book.new_id()), heirs=heirs or self.heirs(), effective_on=on
        )
        asked.setdefault("by", self.approver)
        command = book.command(**asked)  # type: ignore[arg-type]
        return book.ledger.hand_over_fund(command, book.fund_id, handover)

    def heirs(self, count: int = 2) -> tuple[Heir, ...]:
        """The heirs, each with the bank account that takes all money."""
        book = self.book
        funds = ((self.first_fund, self.first_bank), (self.second_fund, self.second_bank))
        return tuple(
            Heir(fund_id=fund_id, accounts=dict.fromkeys((book.bank, book.cash_box), bank))
            for fund_id, bank in funds[:count]
        )

    def balance(self, fund_id: FundId) -> int:
        """All money of a fund."""
        return self.book.ledger.desk().fund(fund_id).balance_dong


@pytest.fixture
def reorganisation(book: Book) -> Reorganisation:
    return Reorganisation(book)


def test_a_succession_stands_on_both_sides(book: Book, reorganisation: Reorganisation) -> None:
    before = book.ledger.position()
    receipt = reorganisation.succeed(700_000, 300_000)
    recorded = book.events(before)
    assert [type(each.event) for each in recorded] == [Succeeded, Inherited, Inherited]
    assert [each.stream for each in recorded] == [
        book.commune,
        reorganisation.first,
        reorganisation.second,
    ]
    assert (receipt.stream, receipt.version, receipt.recorded) == (book.commune, 2, 3)
    assert receipt.position == book.ledger.position() == before + 3


def test_until_its_day_an_ending_decided_ahead_changes_nothing(
    book: Book, reorganisation: Reorganisation
) -> None:
    reorganisation.succeed(WHOLE)
    book.donate(1_000)
    book.propose()
    book.clock.set_day(JULY_1)
    book.donate(1_000, on=date(2025, 6, 30))


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


def test_who_succeeds_a_successor_that_ended_takes_over_in_his_place(
    book: Book, reorganisation: Reorganisation
) -> None:
    book.donate(1_000)
    reorganisation.succeed(600_000, 400_000)
    later = Succession(
        successors=(Successor(association_id=reorganisation.second, share_millionths=WHOLE),),
        effective_on=date(2025, 7, 10),
        decision_number="2/QĐ",
    )
    book.ledger.succeed_association(book.command(), reorganisation.first, later)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(reorganisation.heirs()[1])
    assert reorganisation.balance(reorganisation.second_fund) == 1_000


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


def test_successors_staff_have_authority_over_what_they_inherit(
    book: Book, reorganisation: Reorganisation
) -> None:
    reorganisation.succeed(WHOLE)
    theirs = book.person(Role.TREASURER, reorganisation.first)
    others = book.person(Role.TREASURER, reorganisation.second)
    with pytest.raises(Forbidden):
        book.donate(1, by=theirs)
    book.clock.set_day(JULY_1)
    book.donate(1, on=JULY_1, by=theirs)
    with pytest.raises(Forbidden):
        book.donate(1, on=JULY_1, by=others)


def test_children_of_an_association_that_ended_hang_below_its_successor_or_its_parent(
    book: Book, reorganisation: Reorganisation
) -> None:
    branch = book.establish(an_association(Level.BRANCH, book.commune, name="Chi hội thôn Đông"))
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_1)
    chain = book.ledger.desk().chain(branch)
    assert chain == (branch, reorganisation.first, book.province, book.central)


def test_children_of_one_that_was_split_hang_below_its_parent_until_they_are_attached(
    book: Book, reorganisation: Reorganisation
) -> None:
    branch = book.establish(an_association(Level.BRANCH, book.commune, name="Chi hội thôn Đông"))
    reorganisation.succeed(600_000, 400_000)
    book.clock.set_day(JULY_1)
    assert book.ledger.desk().chain(branch) == (branch, book.province, book.central)
    moved = NewParent(parent_id=reorganisation.second, effective_on=JULY_1, decision_number="4/QĐ")
    book.ledger.attach_association(book.command(), branch, moved)
    assert book.ledger.desk().chain(branch)[1] == reorganisation.second


def test_nobody_ends_or_moves_his_own_association(
    book: Book, reorganisation: Reorganisation
) -> None:
    own = book.person(Role.ADMINISTRATOR, book.commune)
    above = book.person(Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        reorganisation.succeed(WHOLE, by=own)
    new = NewName(name="Hội Khuyến học Thạch Hà mới", effective_on=TODAY, decision_number="5/QĐ")
    with pytest.raises(Forbidden):
        book.ledger.rename_association(book.command(by=own), book.commune, new)
    book.ledger.rename_association(book.command(by=above), book.commune, new)
    reorganisation.succeed(WHOLE, by=above)


def test_a_successor_is_taken_from_where_one_has_a_say(book: Book) -> None:
    other = book.establish(an_association(Level.PROVINCE, book.central, name="Quảng Bình"))
    theirs = book.establish(an_association(Level.COMMUNE, other, name="Ba Đồn"))
    succession = Succession(
        successors=(Successor(association_id=theirs, share_millionths=WHOLE),),
        effective_on=JULY_1,
        decision_number="6/QĐ",
    )
    command = book.command(by=book.person(Role.ADMINISTRATOR))
    with pytest.raises(Forbidden):
        book.ledger.succeed_association(command, book.commune, succession)


def test_an_association_that_ended_opens_no_fund_and_has_no_new_ones_below(
    book: Book, reorganisation: Reorganisation
) -> None:
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_1)
    ended: LedgerError
    for begin in (
        lambda: book.open_fund(book.commune, on=JULY_1),
        lambda: book.establish(an_association(Level.BRANCH, book.commune, on=JULY_1)),
    ):
        with pytest.raises(AssociationEnded) as refusal:
            begin()
        ended = refusal.value
        assert ended.limits == {"ended_on": "2025-07-01"}


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


def test_a_province_goes_from_13_districts_and_216_communes_to_69(book: Book) -> None:
    districts = [
        book.establish(an_association(Level.DISTRICT, book.province, name=f"Huyện {n}"))
        for n in range(13)
    ]
    communes = [
        book.establish(an_association(Level.COMMUNE, districts[n % 13], name=f"Xã {n}"))
        for n in range(216)
    ]
    new = [AssociationId(book.new_id()) for _ in range(69)]

    def ends(association_id: AssociationId, heir: AssociationId) -> Ending:
        successor = Successor(association_id=heir, share_millionths=WHOLE)
        succession = Succession(
            successors=(successor,), effective_on=JULY_1, decision_number="1283/NQ-UBTVQH15"
        )
        return Ending(association_id, succession)

    plan = Plan(
        begins=tuple(
            Beginning(
                each,
                an_association(Level.COMMUNE, book.province, name=f"Xã mới {n}", on=JULY_1),
            )
            for n, each in enumerate(new)
        ),
        ends=(
            *(ends(commune, new[n % 69]) for n, commune in enumerate(communes)),
            *(ends(district, book.province) for district in districts),
        ),
        decision_number="1283/NQ-UBTVQH15",
    )
    before = book.ledger.position()
    rehearsed = book.ledger.reorganise(book.command(dry_run=True), book.province, plan)
    assert (rehearsed.position, book.ledger.position()) == (None, before)
    receipt = book.ledger.reorganise(book.command(), book.province, plan)
    assert receipt.recorded == 1 + 69 + 2 * (216 + 13)
    book.clock.set_day(JULY_1)
    desk = book.ledger.desk()
    assert all(desk.association(each).has_ended(JULY_1) for each in (*communes, *districts))
    assert desk.chain(communes[70])[:2] == (communes[70], book.province)
    assert new[1] in desk.chain(communes[70])


def test_a_reorganisation_reaches_nothing_outside_its_province(book: Book, store: Store) -> None:
    other = book.establish(an_association(Level.PROVINCE, book.central, name="Quảng Bình"))
    theirs = book.establish(an_association(Level.COMMUNE, other, name="Ba Đồn"))
    dissolution = Succession(effective_on=JULY_1, decision_number="7/QĐ")
    for outside in (theirs, book.province):
        plan = Plan(ends=(Ending(outside, dissolution),), decision_number="7/QĐ")
        with refused(book, store, Forbidden("ends.0.association_id")):
            book.ledger.reorganise(book.command(), book.province, plan)
