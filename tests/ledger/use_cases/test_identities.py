"""What is not there is not found, and what is there already is not made again."""

from collections.abc import Callable

import pytest

from ledger.errors import LedgerError
from ledger.errors.conflicts import AlreadyExists, AlreadyReversed, BankAccountTaken
from ledger.errors.missing import (
    AssociationNotFound,
    DonorNotFound,
    EntryNotFound,
    FundNotFound,
    StaffNotFound,
)
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    DonorId,
    FundId,
    Level,
    Role,
    StaffId,
)
from tests.books import Book
from tests.builders import (
    a_donation,
    a_proposal,
    an_account,
    an_association,
)
from tests.fakes import TODAY
from tests.ledger.refusing import NOBODY, refused
from tests.stores import Store

ASKED_OF_NOBODY: list[tuple[LedgerError, Callable[[Book], object]]] = [
    (
        AssociationNotFound("association_id"),
        lambda book: book.establish(an_association(Level.COMMUNE, AssociationId(NOBODY))),
    ),
    (AssociationNotFound("association_id"), lambda book: book.open_fund(AssociationId(NOBODY))),
    (
        AssociationNotFound("association_id"),
        lambda book: book.ledger.enrol_staff(
            book.command(), StaffId(book.new_id()), AssociationId(NOBODY)
        ),
    ),
    (
        AssociationNotFound("association_id"),
        lambda book: book.ledger.register_donor(
            book.command(), DonorId(book.new_id()), AssociationId(NOBODY)
        ),
    ),
    (
        StaffNotFound("staff_id"),
        lambda book: book.ledger.grant_role(
            book.command(), StaffId(NOBODY), Role.AUDITOR, book.commune, TODAY
        ),
    ),
    (
        FundNotFound("fund_id"),
        lambda book: book.ledger.receive_donation(
            book.command(), FundId(book.commune), a_donation()
        ),
    ),
    (
        DonorNotFound("donor_id"),
        lambda book: book.donate(gift=a_donation(account_id=book.bank, donor_id=DonorId(NOBODY))),
    ),
    (EntryNotFound("entry"), lambda book: book.reverse(-1)),
    (EntryNotFound("entry"), lambda book: book.reverse(0)),
    (EntryNotFound("entry"), lambda book: book.reverse(5)),
    (EntryNotFound("entry"), lambda book: book.reverse(2**70)),
]


@pytest.mark.parametrize("expected, ask", ASKED_OF_NOBODY)
def test_what_is_not_there_is_not_found(
    book: Book, store: Store, expected: LedgerError, ask: Callable[[Book], object]
) -> None:
    with refused(book, store, expected):
        ask(book)


def test_a_donor_is_registered_once(book: Book, store: Store) -> None:
    donor = book.register_donor()
    with refused(book, store, AlreadyExists("donor_id")):
        book.ledger.register_donor(book.command(), donor, book.commune)


def test_a_person_is_enrolled_once_and_is_nothing_else(book: Book, store: Store) -> None:
    for staff_id in (book.person(Role.AUDITOR), StaffId(book.fund_id), StaffId(book.commune)):
        with refused(book, store, AlreadyExists("staff_id")):
            book.ledger.enrol_staff(book.command(), staff_id, book.commune)


def test_an_appeal_is_launched_once(book: Book, store: Store) -> None:
    appeal = book.launch()
    book.close_mobilization(appeal)
    with refused(book, store, AlreadyExists("mobilization_id")):
        book.launch(mobilization_id=appeal)


def test_a_disbursement_is_proposed_once_even_when_it_is_no_longer_open(
    book: Book, store: Store
) -> None:
    disbursement = book.propose()
    book.reject(disbursement)
    with refused(book, store, AlreadyExists("disbursement_id")):
        book.propose(proposal=a_proposal(disbursement_id=disbursement))


def test_an_account_is_opened_once_in_whatever_fund(book: Book, store: Store) -> None:
    other_fund = book.open_fund(book.province)
    again = an_account(AccountKind.CASH_BOX, book.cash_box)
    with refused(book, store, AlreadyExists("account_id")):
        book.ledger.open_account(book.command(), other_fund, again)


def test_a_bank_account_belongs_to_one_fund(book: Book, store: Store) -> None:
    book.open_account(AccountKind.BANK, number="0541000123456")
    first, book.fund_id = book.fund_id, book.open_fund(book.province)
    for fund_id in (first, book.fund_id):
        with refused(book, store, BankAccountTaken("number")):
            book.ledger.open_account(
                book.command(),
                fund_id,
                an_account(AccountKind.BANK, AccountId(book.new_id()), number="0541000123456"),
            )


def test_an_entry_is_reversed_once(book: Book, store: Store) -> None:
    gift = book.donate()
    book.reverse(gift)
    with refused(book, store, AlreadyReversed("entry")):
        book.reverse(gift)
