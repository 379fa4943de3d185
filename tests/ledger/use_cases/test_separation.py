"""Treasurer and cashier of a fund are two persons (Law on Accounting 88/2015, Art. 52)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ledger.errors.access import IncompatibleRoles
from ledger.errors.missing import FundNotFound
from ledger.events.access import RoleGranted
from ledger.fund.opening import NewControls
from ledger.values import AccountKind, AssociationId, FundId, Level, Role, StaffId
from tests.books import Book, open_ledger
from tests.builders import OPENED, a_credit, a_proposal, an_association, an_id
from tests.fakes import TODAY
from tests.ledger.refusing import refused
from tests.stores import Store

EXCEPTION = "15/QĐ-BQL"


def enrol(book: Book) -> StaffId:
    staff_id = StaffId(book.new_id())
    book.ledger.enrol_staff(book.command(), staff_id, book.commune)
    return staff_id


def grant(
    book: Book, who: StaffId, role: Role, where: AssociationId, exception_of: FundId | None = None
) -> None:
    book.ledger.grant_role(
        book.command(), who, role, where, OPENED, None, exception_of=exception_of
    )


def decide(book: Book, exception: str | None) -> None:
    controls = NewControls(cashier_exception=exception, effective_on=TODAY)
    book.ledger.set_controls(book.command(), book.fund_id, controls)


def both(book: Book) -> StaffId:
    """Return who keeps the books of the province and holds the cash of the commune's fund."""
    decide(book, EXCEPTION)
    who = enrol(book)
    grant(book, who, Role.TREASURER, book.province)
    grant(book, who, Role.CASHIER, book.commune, book.fund_id)
    return who


@pytest.mark.parametrize("first, second", [("province", "commune"), ("commune", "province")])
def test_roles_that_meet_anywhere_below_are_not_granted_to_one_person(
    book: Book, store: Store, first: str, second: str
) -> None:
    who = enrol(book)
    grant(book, who, Role.CASHIER, getattr(book, first))
    held = IncompatibleRoles("role", held="cashier", since=OPENED.isoformat())
    with refused(book, store, held):
        grant(book, who, Role.TREASURER, getattr(book, second))


def test_roles_in_two_communes_never_meet(book: Book) -> None:
    neighbour = book.establish(an_association(Level.COMMUNE, book.province))
    who = enrol(book)
    grant(book, who, Role.TREASURER, book.commune)
    grant(book, who, Role.CASHIER, neighbour)
    assert book.donate(by=who).recorded == 1


def test_the_boards_public_exception_lets_one_person_do_both(book: Book) -> None:
    who = both(book)
    (granted,) = [
        each.event
        for each in book.events()
        if each.stream == who
        and isinstance(each.event, RoleGranted)
        and each.event.role is Role.CASHIER
    ]
    assert granted.exception_of == book.fund_id
    assert book.donate(5_000_000, by=who).recorded == 1
    paid = book.propose()
    book.approve(paid)
    assert book.pay(paid, by=who).recorded == 1


def test_an_exception_counts_for_its_own_fund_only(book: Book) -> None:
    who = both(book)
    excepted, book.fund_id = book.fund_id, book.open_fund(book.commune)
    book.bank = book.open_account(AccountKind.BANK)
    with pytest.raises(IncompatibleRoles):
        book.donate(by=who)
    with pytest.raises(IncompatibleRoles):
        book.import_rows(a_credit(), by=who)
    assert book.vault.memos == {}
    book.fund_id = excepted


def test_an_exception_of_a_fund_elsewhere_lets_nobody_be_both(book: Book) -> None:
    decide(book, EXCEPTION)
    neighbour, who = book.establish(an_association(Level.COMMUNE, book.province)), enrol(book)
    grant(book, who, Role.TREASURER, neighbour)
    with pytest.raises(IncompatibleRoles):
        grant(book, who, Role.CASHIER, neighbour, book.fund_id)
    with pytest.raises(FundNotFound) as unknown:
        grant(book, who, Role.CASHIER, neighbour, FundId(an_id("no fund")))
    assert unknown.value.fields == ("exception_of",)


def test_a_fund_without_an_exception_has_none_to_give(book: Book) -> None:
    who = enrol(book)
    grant(book, who, Role.TREASURER, book.commune)
    with pytest.raises(IncompatibleRoles):
        grant(book, who, Role.CASHIER, book.commune, book.fund_id)


def test_who_is_both_without_an_exception_neither_records_nor_pays(book: Book) -> None:
    who = both(book)
    book.donate(5_000_000)
    paid = book.propose()
    book.approve(paid)
    decide(book, None)  # the board took it back
    acts: list[Callable[[], object]] = [
        lambda: book.donate(by=who),
        lambda: book.ledger.propose_disbursement(book.command(by=who), book.fund_id, a_proposal()),
        lambda: book.close(TODAY - timedelta(days=1), by=who),
        lambda: book.pay(paid, by=who),
    ]
    for act in acts:
        with pytest.raises(IncompatibleRoles):
            act()
    book.ledger.revoke_role(book.command(), who, Role.CASHIER, book.commune)
    assert book.donate(by=who).recorded == 1


def test_of_two_processes_that_grant_one_role_each_one_is_refused(book: Book, store: Store) -> None:
    who = enrol(book)
    with open_ledger(store) as other:
        other.desk().staff(who)  # it knows him without roles
        grant(book, who, Role.TREASURER, book.commune)
        with pytest.raises(IncompatibleRoles):
            other.grant_role(book.command(), who, Role.CASHIER, book.commune, OPENED)
