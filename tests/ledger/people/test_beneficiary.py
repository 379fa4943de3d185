"""A beneficiary is an id in a stream of its own, and perhaps a member of staff as well."""

import pytest

from ledger.context import Context
from ledger.errors.access import Forbidden, OwnAward
from ledger.errors.conflicts import AlreadyExists
from ledger.errors.missing import BeneficiaryNotFound, StaffNotFound
from ledger.errors.money import DatedAhead
from ledger.events.access import BeneficiaryLinked, BeneficiaryPrivate, StaffEnrolled
from ledger.events.base import Private
from ledger.events.beneficiary import BeneficiaryRegistered
from ledger.people import beneficiary
from ledger.people.staff import Staff, link_beneficiary
from ledger.values import BeneficiaryId, Level, Role, StaffId
from tests.books import Book
from tests.builders import COMMUNE, TREASURER, a_list, an_association, an_award, an_id
from tests.fakes import TODAY
from tests.ledger.refusing import NOBODY, refused
from tests.ledger.specification import given
from tests.ledger.wrong import TOMORROW
from tests.stores import Store

AN = BeneficiaryId(an_id("An"))
BY = Private(recorded_by=TREASURER)
REGISTERED = BeneficiaryRegistered(association_id=COMMUNE, effective_on=TODAY, private=BY)
ENROLLED = StaffEnrolled(effective_on=TODAY, private=BY)
LINKED = BeneficiaryLinked(
    effective_on=TODAY, private=BeneficiaryPrivate(recorded_by=TREASURER, beneficiary_id=AN)
)


def register(_: None, *, context: Context) -> BeneficiaryRegistered:
    return beneficiary.register(COMMUNE, context.today, context)


def test_a_beneficiary_is_registered_by_an_association() -> None:
    given().when(register).then(REGISTERED)
    assert given(REGISTERED).state == beneficiary.Beneficiary(association_id=COMMUNE)


def test_no_beneficiary_is_registered_ahead() -> None:
    with pytest.raises(DatedAhead):
        beneficiary.register(COMMUNE, TOMORROW, given().context)


def test_a_member_of_staff_is_linked_to_a_beneficiary_once() -> None:
    staff = given(ENROLLED)
    staff.when(link_beneficiary, AN).then(LINKED)
    linked = staff.after(LINKED)
    linked.when(link_beneficiary, AN).then(AlreadyExists("beneficiary_id"))
    other = BeneficiaryId(an_id("Bình"))
    linked.when(link_beneficiary, other).is_accepted()
    assert isinstance(linked.state, Staff)
    assert linked.state.is_also == {AN}


# In the book


def test_only_who_registers_recipients_there_registers_one(book: Book, store: Store) -> None:
    sister = book.establish(an_association(Level.COMMUNE, book.province, name="Hội xã bên"))
    for by, allowed in [
        (book.person(Role.TREASURER), True),
        (book.person(Role.TREASURER, book.commune), True),
        (book.person(Role.TREASURER, sister), False),
        (book.person(Role.AUDITOR), False),
    ]:
        if allowed:
            book.register_beneficiary(by=by)
        else:
            with refused(book, store, Forbidden(needs="treasurer")):
                book.register_beneficiary(by=by)


def test_an_id_is_one_beneficiary(book: Book, store: Store) -> None:
    one = book.register_beneficiary()
    with refused(book, store, AlreadyExists("beneficiary_id")):
        book.ledger.register_beneficiary(book.command(), one, book.commune)


def test_an_award_goes_to_a_registered_beneficiary_and_every_other_line_is_named(
    book: Book, store: Store
) -> None:
    known, _ = book.register_beneficiary(), book.person(Role.TREASURER)
    stranger = BeneficiaryId(NOBODY)
    lines = [an_award(beneficiary_id=each) for each in (stranger, known, None, book.fund_id)]
    proposal = a_list(*lines, disbursement_id=book.new_id())
    unknown = BeneficiaryNotFound("lines.0.beneficiary_id", "lines.3.beneficiary_id")
    with refused(book, store, unknown):
        book.propose(proposal=proposal)
    book.propose(proposal=a_list(*lines[1:3], disbursement_id=book.new_id()))


def test_whoever_is_linked_decides_on_no_award_to_himself(book: Book, store: Store) -> None:
    book.donate(5_000_000)
    own, other = book.register_beneficiary(), book.register_beneficiary()
    approver = book.person(Role.APPROVER)
    book.ledger.link_beneficiary(book.command(), approver, own)
    lines = (an_award(beneficiary_id=other), an_award(beneficiary_id=own))
    disbursement_id = book.propose(proposal=a_list(*lines, disbursement_id=book.new_id()))
    with refused(book, store, OwnAward("lines.1")):
        book.approve(disbursement_id)
    book.approve(disbursement_id, by=book.person(Role.APPROVER, book.commune))


def test_only_an_administrator_links_and_only_what_there_is(book: Book, store: Store) -> None:
    own, cashier = book.register_beneficiary(), book.person(Role.CASHIER)
    with refused(book, store, Forbidden(needs="administrator")):
        book.ledger.link_beneficiary(book.command(by=cashier), cashier, own)
    with refused(book, store, BeneficiaryNotFound("beneficiary_id")):
        book.ledger.link_beneficiary(book.command(), cashier, BeneficiaryId(NOBODY))
    with refused(book, store, StaffNotFound("staff_id")):
        book.ledger.link_beneficiary(book.command(), StaffId(NOBODY), own)
    book.ledger.link_beneficiary(book.command(), cashier, own)
    with refused(book, store, AlreadyExists("beneficiary_id")):
        book.ledger.link_beneficiary(book.command(), cashier, own)
