"""Two people turn out to be one, and perhaps two again; across units those above both say so."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.errors.access import Forbidden, OwnAward
from ledger.errors.conflicts import AlreadyMerged
from ledger.errors.missing import BeneficiaryNotFound, DonorNotFound, NotMerged
from ledger.errors.people import MergedWithItself, PersonIsRestricted
from ledger.events.base import Event
from ledger.events.beneficiary import BeneficiaryMerged, BeneficiaryMergeUndone
from ledger.events.donor import DonorMerged, DonorMergeUndone, MergePrivate
from ledger.people import merging
from ledger.people.beneficiary import Beneficiary
from ledger.people.donor import Donor
from ledger.people.merging import Person
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId, BeneficiaryId, DonorId, Level, PersonId, Role, Standing
from tests.books import Book
from tests.builders import COMMUNE, TREASURER, a_list, an_association, an_award, an_id
from tests.fakes import TODAY
from tests.ledger.refusing import refused
from tests.ledger.specification import Given, given, mended_one_by_one
from tests.stores import Store

ONE, OTHER = an_id("one person"), an_id("another person")
ABOUT = MergePrivate(recorded_by=TREASURER, other_id=PersonId(OTHER))


class Kind(NamedTuple):
    """Donors, or beneficiaries: all that differs between them."""

    known: Person
    merged: type[DonorMerged | BeneficiaryMerged]
    undone: type[DonorMergeUndone | BeneficiaryMergeUndone]
    own_field: str
    missing: LedgerError
    register: Callable[[Ledger, Command, UUID, AssociationId], Receipt]
    merge: Callable[[Ledger, Command, UUID, UUID], Receipt]
    undo: Callable[[Ledger, Command, UUID, UUID], Receipt]

    def registered(self, book: Book, association_id: AssociationId | None = None) -> UUID:
        """Register somebody; return the id."""
        id_ = book.new_id()
        self.register(book.ledger, book.command(), id_, association_id or book.commune)
        return id_


DONORS = Kind(
    Donor(association_id=COMMUNE),
    DonorMerged,
    DonorMergeUndone,
    "donor_id",
    DonorNotFound("donor_id"),
    lambda ledger, command, id_, where: ledger.register_donor(command, DonorId(id_), where),
    lambda ledger, command, one, other: ledger.merge_donors(command, DonorId(one), DonorId(other)),
    lambda ledger, command, one, other: ledger.undo_donor_merge(
        command, DonorId(one), DonorId(other)
    ),
)
BENEFICIARIES = Kind(
    Beneficiary(association_id=COMMUNE),
    BeneficiaryMerged,
    BeneficiaryMergeUndone,
    "beneficiary_id",
    BeneficiaryNotFound("beneficiary_id"),
    lambda ledger, command, id_, where: ledger.register_beneficiary(
        command, BeneficiaryId(id_), where
    ),
    lambda ledger, command, one, other: ledger.merge_beneficiaries(
        command, BeneficiaryId(one), BeneficiaryId(other)
    ),
    lambda ledger, command, one, other: ledger.undo_beneficiary_merge(
        command, BeneficiaryId(one), BeneficiaryId(other)
    ),
)

of_both = pytest.mark.parametrize(
    "kind", [pytest.param(DONORS, id="donors"), pytest.param(BENEFICIARIES, id="beneficiaries")]
)


@of_both
def test_another_becomes_a_member_of_one_and_is_none_again(kind: Kind) -> None:
    context = given().context
    merged = kind.merged(attempt=1, effective_on=TODAY, private=ABOUT)
    assert merging.merge(kind.known, kind.known, (ONE, OTHER), 1, context) == merged
    having = replace(kind.known, members=frozenset({OTHER}))
    undone = kind.undone(effective_on=TODAY, private=ABOUT)
    assert merging.undo_merge(having, OTHER, context) == undone
    for state, refusal in (
        (kind.known, NotMerged("other_id")),
        (replace(having, standing=Standing.RESTRICTED), PersonIsRestricted(kind.own_field)),
    ):
        with pytest.raises(type(refusal)) as raised:
            merging.undo_merge(state, OTHER, context)
        assert raised.value.fields == refusal.fields


@of_both
def test_a_merge_is_refused_for_the_first_thing_that_is_wrong_with_it(kind: Kind) -> None:
    known = kind.known
    restricted = replace(known, standing=Standing.RESTRICTED)

    def merge(_: None, **asked: object) -> Event:
        return merging.merge(**asked)  # type: ignore[arg-type]

    merge.__doc__ = merging.merge.__doc__
    mended_one_by_one(
        Given(known, given().context),
        merge,
        {
            "person": restricted,
            "other": replace(restricted, members=frozenset({ONE})),
            "ids": (ONE, ONE),
            "attempt": None,
        },
        (MergedWithItself("other_id"), {"ids": (ONE, OTHER)}),
        (PersonIsRestricted(kind.own_field), {"person": known}),
        (PersonIsRestricted("other_id"), {"other": replace(known, members=frozenset({ONE}))}),
        (AlreadyMerged("other_id"), {"attempt": 1}),
        (AlreadyMerged("other_id"), {"other": known}),
    )


# In the book


@of_both
def test_merged_undone_and_merged_again(book: Book, kind: Kind) -> None:
    one, other, third = (kind.registered(book) for _ in range(3))
    ledger = book.ledger
    for _ in range(2):
        kind.merge(ledger, book.command(), one, other)
        assert set(ledger.desk().person(one).members) == {other}
        assert ledger.desk().all_of(other) == ledger.desk().all_of(one) == {one, other}
        kind.undo(ledger, book.command(), one, other)
        assert not ledger.desk().person(one).members
        assert ledger.desk().all_of(other) == {other}
    kind.merge(ledger, book.command(), third, other)
    assert set(ledger.desk().person(third).members) == {other}


@of_both
def test_a_member_is_of_one_person_and_has_no_members(book: Book, kind: Kind) -> None:
    one, other, third = (kind.registered(book) for _ in range(3))
    ledger = book.ledger
    kind.merge(ledger, book.command(), one, other)
    for survivor, member in ((third, other), (other, third), (third, one), (other, one)):
        with pytest.raises(AlreadyMerged):
            kind.merge(ledger, book.command(), survivor, member)
    kind.merge(ledger, book.command(), one, third)
    assert set(ledger.desk().person(one).members) == {other, third}


@of_both
def test_across_units_only_those_above_both_may(book: Book, kind: Kind) -> None:
    neighbour = book.establish(an_association(Level.COMMUNE, book.province, name="Thạch Khê"))
    one, other = kind.registered(book), kind.registered(book, neighbour)
    here = book.person(Role.TREASURER, book.commune)
    book.ledger.grant_role(book.command(), here, Role.TREASURER, neighbour, TODAY)
    for by in (here, book.person(Role.AUDITOR, book.province)):
        with pytest.raises(Forbidden):
            kind.merge(book.ledger, book.command(by=by), one, other)
    above = book.person(Role.TREASURER, book.province)
    kind.merge(book.ledger, book.command(by=above), one, other)
    with pytest.raises(Forbidden):
        kind.undo(book.ledger, book.command(by=here), one, other)
    kind.undo(book.ledger, book.command(by=above), one, other)


@of_both
def test_within_a_unit_its_own_treasurer_may(book: Book, kind: Kind) -> None:
    one, other = kind.registered(book), kind.registered(book)
    here = book.person(Role.TREASURER, book.commune)
    kind.merge(book.ledger, book.command(by=here), one, other)
    assert set(book.ledger.desk().person(one).members) == {other}


def test_a_donor_is_no_beneficiary(book: Book, store: Store) -> None:
    donor, beneficiary = DONORS.registered(book), BENEFICIARIES.registered(book)
    for kind, one, other in (
        (DONORS, donor, beneficiary),
        (DONORS, beneficiary, donor),
        (BENEFICIARIES, donor, beneficiary),
        (BENEFICIARIES, beneficiary, donor),
    ):
        with refused(book, store, kind.missing):
            kind.merge(book.ledger, book.command(), one, other)


def test_nobody_acts_on_an_award_to_whom_he_turned_out_to_be(book: Book, store: Store) -> None:
    book.donate(5_000_000)
    own, again, third, stranger = (book.register_beneficiary() for _ in range(4))
    approver = book.person(Role.APPROVER)
    book.ledger.link_beneficiary(book.command(), approver, again)
    book.ledger.merge_beneficiaries(book.command(), own, again)
    book.ledger.merge_beneficiaries(book.command(), own, third)
    for listed, is_own in ((own, True), (again, True), (third, True), (stranger, False)):
        lines = a_list(an_award(beneficiary_id=listed), disbursement_id=book.new_id())
        disbursement_id = book.propose(proposal=lines)
        if is_own:
            with refused(book, store, OwnAward("lines.0")):
                book.approve(disbursement_id, by=approver)
        else:
            book.approve(disbursement_id, by=approver)
    book.ledger.undo_beneficiary_merge(book.command(), own, again)
    lines = a_list(an_award(beneficiary_id=own), disbursement_id=book.new_id())
    book.approve(book.propose(proposal=lines), by=approver)
