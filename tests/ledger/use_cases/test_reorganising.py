"""Associations end, and others go on in their place: told through the whole ledger."""

from datetime import date

import pytest

from ledger.association.establishing import NewName, NewParent
from ledger.association.reorganising import Beginning, Ending, Plan
from ledger.association.succeeding import Succession
from ledger.errors import LedgerError
from ledger.errors.access import Forbidden
from ledger.errors.associations import (
    AssociationEnded,
)
from ledger.events.association import Inherited, Succeeded, Successor
from ledger.shares import WHOLE
from ledger.values import (
    AccountKind,
    AssociationId,
    Level,
    Role,
)
from tests.books import Book, open_ledger
from tests.builders import an_account, an_association
from tests.fakes import TODAY
from tests.ledger.refusing import refused
from tests.ledger.use_cases.reorganisation import JULY_1, JULY_15, Reorganisation
from tests.stores import Store


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


def test_whoever_records_sees_at_once_where_another_process_moved_an_association(
    book: Book, reorganisation: Reorganisation, store: Store
) -> None:
    branch = book.establish(an_association(Level.BRANCH, reorganisation.first))
    theirs = book.person(Role.TREASURER, reorganisation.second)
    moved = NewParent(parent_id=reorganisation.second, effective_on=TODAY, decision_number="4/QĐ")
    with open_ledger(store) as other:
        assert other.desk().chain(branch)[1] == reorganisation.first
        fund_id = book.open_fund(branch)
        account = an_account(AccountKind.BANK)
        with pytest.raises(Forbidden):
            other.open_account(book.command(by=theirs), fund_id, account)
        book.ledger.attach_association(book.command(), branch, moved)
        other.open_account(book.command(by=theirs), fund_id, account)
        assert other.desk().chain(branch)[1] == reorganisation.second


def test_a_trial_knows_where_it_moved_an_association_and_nobody_else_does(
    book: Book, reorganisation: Reorganisation
) -> None:
    branch = book.establish(an_association(Level.BRANCH, reorganisation.first))
    moved = NewParent(parent_id=reorganisation.second, effective_on=TODAY, decision_number="4/QĐ")
    trial = book.ledger.trial()
    assert trial.desk().chain(branch)[1] == reorganisation.first
    trial.attach_association(book.command(dry_run=True), branch, moved)
    assert trial.desk().chain(branch)[1] == reorganisation.second
    assert book.ledger.desk().chain(branch)[1] == reorganisation.first


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
