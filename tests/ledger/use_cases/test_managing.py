"""Who manages whom: who gives roles, who may only stop, and who gives a new password."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ledger.association.establishing import NewParent
from ledger.errors.access import EnrolledElsewhere, Forbidden, IncompatibleRoles
from ledger.recording.commands import Receipt
from ledger.values import AssociationId, Level, Role, StaffId, TokenId
from tests.books import Book
from tests.builders import OPENED, an_association
from tests.fakes import TODAY
from tests.ledger.use_cases.reorganisation import JULY_1, Reorganisation


class Neighbours:
    """Two provinces below the central association, a commune of each, and their administrators."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.other = book.establish(an_association(Level.PROVINCE, book.central, name="Nghệ An"))
        self.there = book.establish(an_association(Level.COMMUNE, self.other, name="Kim Liên"))
        self.central = book.person(Role.ADMINISTRATOR, book.central)
        self.province = book.person(Role.ADMINISTRATOR, book.province)
        self.local = book.person(Role.ADMINISTRATOR, book.commune)
        self.stranger = book.person(Role.ADMINISTRATOR, self.there)

    def enrol(self, where: AssociationId | None = None) -> StaffId:
        """Enrol somebody, by default at the commune."""
        staff_id = StaffId(self.book.new_id())
        self.book.ledger.enrol_staff(self.book.command(), staff_id, where or self.book.commune)
        return staff_id

    def grant(
        self, by: StaffId, who: StaffId, where: AssociationId, role: Role = Role.AUDITOR
    ) -> Receipt:
        """Grant a role."""
        return self.book.ledger.grant_role(self.book.command(by=by), who, role, where, OPENED)

    def may(self, by: StaffId, who: StaffId) -> tuple[bool, bool]:
        """Tell whether one may stop what somebody does, and give him a new password."""
        book, ledger, token = self.book, self.book.ledger, TokenId(self.book.new_id())
        ledger.issue_token(book.command(), who, token, "a secret")
        stops = {
            done(lambda: ledger.unlock_login(book.command(by=by), who)),
            done(lambda: ledger.end_sessions(book.command(by=by), who)),
            done(lambda: ledger.revoke_token(book.command(by=by), who, token)),
        }
        assert len(stops) == 1
        return stops.pop(), done(lambda: ledger.reset_password(book.command(by=by), who))


def done(act: Callable[[], Receipt]) -> bool:
    """Tell whether an act was done; it may only be refused for want of a role."""
    try:
        return act().recorded == 1
    except Forbidden:
        return False


BOTH, STOP, NEITHER = (True, True), (True, False), (False, False)


@pytest.fixture
def neighbours(book: Book) -> Neighbours:
    """Two provinces on each kind of store."""
    return Neighbours(book)


# Granting


def test_nobody_gives_a_role_to_whom_others_enrolled(book: Book, neighbours: Neighbours) -> None:
    who = neighbours.enrol()
    for by in neighbours.stranger, book.person(Role.ADMINISTRATOR, neighbours.other):
        with pytest.raises(EnrolledElsewhere):
            neighbours.grant(by, who, neighbours.there)
    assert neighbours.may(neighbours.province, who) == BOTH
    assert neighbours.may(neighbours.stranger, who) == NEITHER


def test_who_manages_both_places_gives_a_role_in_another(neighbours: Neighbours) -> None:
    who = neighbours.enrol()
    with pytest.raises(Forbidden):
        neighbours.grant(neighbours.province, who, neighbours.there)
    assert neighbours.grant(neighbours.central, who, neighbours.there).recorded == 1


def test_nobody_keeps_another_from_the_role_that_he_is_to_have(
    book: Book, neighbours: Neighbours
) -> None:
    who = neighbours.enrol(book.province)
    with pytest.raises(EnrolledElsewhere):
        neighbours.grant(neighbours.stranger, who, neighbours.there, Role.CASHIER)
    with pytest.raises(EnrolledElsewhere):
        neighbours.grant(neighbours.local, who, book.commune, Role.CASHIER)
    neighbours.grant(neighbours.central, who, book.central, Role.TREASURER)
    with pytest.raises(IncompatibleRoles):
        neighbours.grant(neighbours.central, who, neighbours.there, Role.CASHIER)


def test_whom_only_the_machines_keeper_enrolled_only_he_gives_a_role(
    book: Book, neighbours: Neighbours
) -> None:
    who = StaffId(book.new_id())
    book.ledger.enrol_staff(book.command(), who, None)
    with pytest.raises(EnrolledElsewhere):
        neighbours.grant(neighbours.central, who, book.commune)
    assert book.ledger.grant_role(book.command(), who, Role.AUDITOR, book.commune, OPENED).recorded


def test_a_role_is_ended_where_it_is_held(book: Book, neighbours: Neighbours) -> None:
    who = neighbours.enrol()
    neighbours.grant(neighbours.central, who, neighbours.there)
    ledger = book.ledger
    with pytest.raises(Forbidden):
        ledger.revoke_role(
            book.command(by=neighbours.province), who, Role.AUDITOR, neighbours.there
        )
    command = book.command(by=neighbours.stranger)
    assert ledger.revoke_role(command, who, Role.AUDITOR, neighbours.there).recorded == 1


# Stopping, and giving a new password


def test_whoever_manages_any_place_stops_and_who_manages_all_gives_a_new_password(
    book: Book, neighbours: Neighbours
) -> None:
    who = neighbours.enrol()
    assert neighbours.may(neighbours.local, who) == BOTH
    neighbours.grant(neighbours.central, who, neighbours.there)
    assert neighbours.may(neighbours.local, who) == STOP
    assert neighbours.may(neighbours.province, who) == STOP
    assert neighbours.may(neighbours.stranger, who) == STOP
    assert neighbours.may(neighbours.central, who) == BOTH
    auditor = book.person(Role.AUDITOR, book.commune)
    assert neighbours.may(auditor, who) == NEITHER


def test_a_role_that_is_over_gives_nobody_a_say_and_keeps_nobody_from_it(
    book: Book, neighbours: Neighbours
) -> None:
    who, yesterday = neighbours.enrol(), TODAY - timedelta(days=1)
    ledger = book.ledger
    ledger.grant_role(book.command(), who, Role.AUDITOR, neighbours.there, OPENED, yesterday)
    assert neighbours.may(neighbours.local, who) == BOTH
    assert neighbours.may(neighbours.stranger, who) == NEITHER
    tomorrow = TODAY + timedelta(days=1)
    ledger.grant_role(book.command(), who, Role.AUDITOR, neighbours.there, tomorrow)
    assert neighbours.may(neighbours.local, who) == STOP
    assert neighbours.may(neighbours.stranger, who) == STOP


def test_nobody_resets_his_own_password(book: Book) -> None:
    administrator = book.person(Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        book.ledger.reset_password(book.command(by=administrator), administrator)


# Reorganisations


def test_whoever_goes_to_another_province_with_his_commune_goes_into_its_hands(
    book: Book, neighbours: Neighbours
) -> None:
    who, branch = neighbours.enrol(), book.establish(an_association(Level.COMMUNE, book.province))
    torn = neighbours.enrol()
    neighbours.grant(neighbours.province, who, book.commune)
    neighbours.grant(neighbours.province, torn, branch)
    moved = NewParent(parent_id=neighbours.other, effective_on=TODAY, decision_number="1/NQ")
    book.ledger.attach_association(book.command(), book.commune, moved)
    there = book.person(Role.ADMINISTRATOR, neighbours.other)
    assert neighbours.may(there, who) == BOTH
    assert neighbours.may(neighbours.province, who) == NEITHER
    assert neighbours.grant(there, who, neighbours.there).recorded == 1
    for by in there, neighbours.province:  # he belongs to one, and has a role left with the other
        assert neighbours.may(by, torn) == STOP
    assert neighbours.may(neighbours.central, torn) == BOTH


def test_whose_commune_ended_is_in_the_hands_of_those_that_succeed_it(book: Book) -> None:
    reorganisation, neighbours = Reorganisation(book), Neighbours(book)
    who = neighbours.enrol()
    neighbours.grant(neighbours.local, who, book.commune)
    reorganisation.succeed(600_000, 400_000)
    book.clock.set_day(JULY_1)
    first, second = (
        book.person(Role.ADMINISTRATOR, heir)
        for heir in (reorganisation.first, reorganisation.second)
    )
    assert neighbours.may(first, who) == neighbours.may(second, who) == BOTH
    assert neighbours.grant(second, who, reorganisation.second).recorded == 1
    assert neighbours.may(first, who) == STOP
    assert neighbours.may(second, who) == neighbours.may(neighbours.province, who) == BOTH
    assert neighbours.may(neighbours.stranger, who) == NEITHER
