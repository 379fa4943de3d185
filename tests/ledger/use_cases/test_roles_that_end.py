"""Roles at an association that ended settle what is left there, and are over by themselves."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from ledger.access import Action
from ledger.association.establishing import NewName
from ledger.association.succeeding import Succession
from ledger.errors.access import Forbidden, IncompatibleRoles
from ledger.errors.associations import AssociationEnded
from ledger.events.access import RoleGranted
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.recording.commands import Receipt
from ledger.shares import WHOLE
from ledger.values import AssociationId, BeneficiaryId, HandoverId, Level, Role, StaffId
from tests.books import Book, open_ledger
from tests.builders import OPENED, an_association
from tests.fakes import TODAY
from tests.ledger.refusing import refused
from tests.ledger.use_cases.reorganisation import JULY_1, JULY_15, Reorganisation
from tests.stores import Store

JUNE_30, JULY_31, AUGUST_14, AUGUST_15 = (
    date(2025, 6, 30),
    date(2025, 7, 31),
    date(2025, 8, 14),
    date(2025, 8, 15),
)
A_YEAR_LATER = date(2026, 7, 1)
OTHERS = sorted(set(Role) - {Role.ADMINISTRATOR})
GONE = AssociationEnded("association_id", ended_on=JULY_1.isoformat())


def may(book: Book, who: StaffId, where: AssociationId, action: Action = Action.READ) -> bool:
    return book.ledger.desk().may(who, action, where)


def grant(
    book: Book, who: StaffId, role: Role, where: AssociationId, since: date = OPENED
) -> Receipt:
    return book.ledger.grant_role(book.command(), who, role, where, since)


def enrol(book: Book, where: AssociationId) -> StaffId:
    staff_id = StaffId(book.new_id())
    book.ledger.enrol_staff(book.command(), staff_id, where)
    return staff_id


@pytest.fixture
def people(book: Book) -> dict[Role, StaffId]:
    """Whoever has each role at the commune that ends."""
    return {role: book.person(role, book.commune) for role in Role}


def test_roles_last_while_there_is_a_book_to_wind_up(
    book: Book, reorganisation: Reorganisation, people: dict[Role, StaffId]
) -> None:
    book.donate(1_000)
    reorganisation.succeed(WHOLE)
    for day in (JULY_1, A_YEAR_LATER):
        book.clock.set_day(day)
        assert book.donate(1, on=day, by=people[Role.TREASURER]).recorded == 1
        for role in OTHERS:
            assert may(book, people[role], book.commune), role
            assert not may(book, people[role], reorganisation.first), role


def test_they_last_thirty_days_after_the_last_book_was_handed_over(
    book: Book, reorganisation: Reorganisation, people: dict[Role, StaffId]
) -> None:
    """The minutes of the second are signed a month and a day after those of the first."""
    first, second = book.fund_id, book.open_fund(book.commune)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1), by=people[Role.APPROVER])
    book.clock.set_day(AUGUST_15)
    assert all(may(book, people[role], book.commune) for role in OTHERS)
    book.fund_id = second
    bare = Heir(fund_id=reorganisation.first_fund, accounts={})
    reorganisation.hand_over(bare, on=AUGUST_15, by=people[Role.APPROVER])
    last = AUGUST_15 + timedelta(days=30)
    for day, allowed in ((last, True), (last + timedelta(days=1), False)):
        book.clock.set_day(day)
        for role in OTHERS:
            assert may(book, people[role], book.commune) is allowed, (role, day)
    assert book.ledger.desk().fund(first).ended_on == JULY_15


def test_a_role_that_is_over_does_and_shows_nothing(
    book: Book, store: Store, reorganisation: Reorganisation, people: dict[Role, StaffId]
) -> None:
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1), by=people[Role.APPROVER])
    treasurer = people[Role.TREASURER]
    book.clock.set_day(AUGUST_14)
    book.register_beneficiary(by=treasurer)
    book.clock.set_day(AUGUST_15)
    for action in Action:
        for role in Role:
            assert not may(book, people[role], book.commune, action), (role, action)
    with refused(book, store, Forbidden(needs="treasurer")):
        book.register_beneficiary(by=treasurer)
    assert len(book.ledger.desk().staff(treasurer).grants) == 1
    revoked = book.ledger.revoke_role(book.command(), treasurer, Role.TREASURER, book.commune)
    assert revoked.recorded == 1


def test_another_process_knows_at_once_that_roles_are_over(
    book: Book, store: Store, reorganisation: Reorganisation, people: dict[Role, StaffId]
) -> None:
    reorganisation.succeed(WHOLE)
    book.clock.set_day(AUGUST_15)
    with open_ledger(store, clock=book.clock) as other:
        auditor, commune = people[Role.AUDITOR], book.commune
        assert other.desk().may(auditor, Action.READ, commune)
        reorganisation.hand_over(*reorganisation.heirs(1), on=JULY_15)
        assert not other.desk().may(auditor, Action.READ, commune)


def test_whoever_hands_the_last_book_over_asks_again_and_is_answered_as_before(
    book: Book, reorganisation: Reorganisation, people: dict[Role, StaffId]
) -> None:
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    handover = Handover(
        handover_id=HandoverId(book.new_id()),
        heirs=reorganisation.heirs(1),
        effective_on=JULY_15,
    )
    command = book.command(by=people[Role.APPROVER])
    assert book.ledger.hand_over_fund(command, book.fund_id, handover).recorded
    assert book.ledger.hand_over_fund(command, book.fund_id, handover).replayed


# Who is there instead


@pytest.mark.parametrize("shares", [(WHOLE,), (WHOLE // 2, WHOLE // 2), ()])
def test_those_who_succeed_and_those_above_are_locked_out_of_nothing(
    book: Book, reorganisation: Reorganisation, shares: tuple[int, ...]
) -> None:
    if shares:
        reorganisation.succeed(*shares)
    else:
        ending = Succession(effective_on=JULY_1, decision_number="1/QĐ")
        book.ledger.succeed_association(book.command(), book.commune, ending)
    book.clock.set_day(A_YEAR_LATER)
    heirs = (reorganisation.first, reorganisation.second)[: len(shares)]
    for where in (*heirs, book.province, book.central):
        for role in Role:
            assert may(book, book.person(role, where), book.commune), (role, where)
        administrator = book.person(Role.ADMINISTRATOR, where)
        assert may(book, administrator, book.commune, Action.MANAGE_STAFF)
        assert may(book, administrator, book.commune, Action.REOPEN)


def test_the_administrator_of_an_association_lets_nobody_in_from_its_end_on(
    book: Book, reorganisation: Reorganisation, people: dict[Role, StaffId]
) -> None:
    here, newcomer, away = (
        people[Role.ADMINISTRATOR],
        enrol(book, book.commune),
        enrol(book, book.commune),
    )
    grant(book, away, Role.TREASURER, reorganisation.first)
    reorganisation.succeed(WHOLE)
    ledger, command = book.ledger, book.command
    book.clock.set_day(JUNE_30)
    ledger.end_sessions(command(by=here), away)
    ledger.grant_role(command(by=here), newcomer, Role.AUDITOR, book.commune, JUNE_30)
    book.clock.set_day(JULY_1)
    name = NewName(name="Khác", effective_on=JULY_1, decision_number="1")
    acts: list[Callable[[], Receipt]] = [
        lambda: ledger.enrol_staff(command(by=here), StaffId(book.new_id()), book.commune),
        lambda: ledger.grant_role(command(by=here), newcomer, Role.CASHIER, book.commune, JULY_1),
        lambda: ledger.revoke_role(command(by=here), newcomer, Role.AUDITOR, book.commune),
        lambda: ledger.end_sessions(command(by=here), away),
        lambda: ledger.reset_password(command(by=here), newcomer),
        lambda: ledger.rename_association(command(by=here), book.commune, name),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    heir = book.person(Role.ADMINISTRATOR, reorganisation.first)
    assert ledger.end_sessions(command(by=heir), away).recorded == 1
    assert ledger.revoke_role(command(by=heir), newcomer, Role.AUDITOR, book.commune).recorded == 1


# Roles that begin later


def test_a_role_is_given_where_a_book_is_left_and_not_where_it_would_be_over(
    book: Book, store: Store, reorganisation: Reorganisation
) -> None:
    newcomer = enrol(book, book.commune)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    grant(book, newcomer, Role.TREASURER, book.commune, JULY_15)
    assert may(book, newcomer, book.commune, Action.RECORD)
    with refused(book, store, GONE):
        grant(book, newcomer, Role.ADMINISTRATOR, book.commune, JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    grant(book, newcomer, Role.AUDITOR, book.commune, AUGUST_14)
    with refused(book, store, GONE):
        grant(book, newcomer, Role.AUDITOR, book.commune, AUGUST_15)
    book.clock.set_day(AUGUST_15)
    with refused(book, store, GONE):
        grant(book, newcomer, Role.AUDITOR, book.commune, OPENED)


def test_where_there_never_was_a_book_roles_last_thirty_days_after_the_end(book: Book) -> None:
    bare = book.establish(an_association(Level.COMMUNE, book.province, name="Xã không quỹ"))
    auditor = book.person(Role.AUDITOR, bare)
    ending = Succession(effective_on=JULY_1, decision_number="1/QĐ")
    book.ledger.succeed_association(book.command(), bare, ending)
    for day, allowed in ((TODAY, True), (JULY_31, True), (date(2025, 8, 1), False)):
        book.clock.set_day(day)
        assert may(book, auditor, bare) is allowed, day


def test_a_treasurer_whose_role_is_over_becomes_cashier_of_the_successor(
    book: Book, reorganisation: Reorganisation, people: dict[Role, StaffId]
) -> None:
    treasurer, heir = people[Role.TREASURER], reorganisation.first
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    with pytest.raises(IncompatibleRoles):  # who pays for the heir pays for what it inherits
        grant(book, treasurer, Role.CASHIER, heir, JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    with pytest.raises(IncompatibleRoles):
        grant(book, treasurer, Role.CASHIER, heir, AUGUST_14)
    grant(book, treasurer, Role.CASHIER, heir, AUGUST_15)
    book.clock.set_day(AUGUST_15)
    assert may(book, treasurer, heir, Action.PAY)


def test_a_role_that_is_over_keeps_nobody_from_managing_who_had_it(
    book: Book, reorganisation: Reorganisation
) -> None:
    home = book.establish(an_association(Level.PROVINCE, book.central, name="Nghệ An"))
    who, administrator = enrol(book, home), book.person(Role.ADMINISTRATOR, home)
    grant(book, who, Role.AUDITOR, book.commune)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    with pytest.raises(Forbidden):
        book.ledger.reset_password(book.command(by=administrator), who)
    book.clock.set_day(AUGUST_15)
    assert book.ledger.reset_password(book.command(by=administrator), who).recorded == 1


def test_nothing_is_recorded_when_a_role_is_over_and_the_log_keeps_what_was_granted(
    book: Book, reorganisation: Reorganisation, people: dict[Role, StaffId]
) -> None:
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    before = book.ledger.position()
    book.clock.set_day(AUGUST_15)
    assert not may(book, people[Role.AUDITOR], book.commune)
    assert book.ledger.position() == before
    granted = [each.event for each in book.events() if isinstance(each.event, RoleGranted)]
    assert {each.until for each in granted} == {None}


def test_beneficiaries_go_on_with_those_who_succeed(
    book: Book, reorganisation: Reorganisation
) -> None:
    treasurer = book.person(Role.TREASURER, reorganisation.first)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(A_YEAR_LATER)
    beneficiary_id = BeneficiaryId(book.new_id())
    command = book.command(by=treasurer)
    assert book.ledger.register_beneficiary(command, beneficiary_id, book.commune).recorded == 1
