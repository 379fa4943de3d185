"""Whom a fund may list for an award: those whom its own association, or one near it, keeps."""

import pytest

from ledger.association.succeeding import Succession
from ledger.errors import LedgerError
from ledger.errors.access import Forbidden
from ledger.errors.missing import BeneficiaryNotFound
from ledger.errors.people import PersonIsRestricted
from ledger.events.association import Successor
from ledger.shares import WHOLE
from ledger.values import AssociationId, BeneficiaryId, FundId, Level, Role, StaffId
from tests.books import Book
from tests.builders import a_list, an_association, an_award
from tests.ledger.use_cases.reorganisation import JULY_1


@pytest.fixture
def neighbour(book: Book) -> AssociationId:
    """Another commune of the province."""
    return book.establish(
        an_association(Level.COMMUNE, book.province, name="Hội Khuyến học Can Lộc")
    )


@pytest.fixture
def treasurer(book: Book) -> StaffId:
    """Somebody with a role in the one commune alone."""
    return book.person(Role.TREASURER, book.commune)


def child_of(book: Book, association_id: AssociationId) -> BeneficiaryId:
    beneficiary_id = BeneficiaryId(book.new_id())
    book.ledger.register_beneficiary(book.command(), beneficiary_id, association_id)
    return beneficiary_id


def listed(book: Book, by: StaffId, *whom: BeneficiaryId, fund_id: FundId | None = None) -> None:
    lines = (an_award(beneficiary_id=each) for each in whom)
    proposal = a_list(*lines, disbursement_id=book.new_id())
    book.ledger.propose_disbursement(book.command(by=by), fund_id or book.fund_id, proposal)


def refuses(
    book: Book, error: type[LedgerError], field: str, by: StaffId, *whom: BeneficiaryId
) -> None:
    before = book.events()
    with pytest.raises(error) as refusal:
        listed(book, by, *whom)
    assert refusal.value.fields == (field,)
    assert book.events() == before


def test_a_neighbours_child_is_listed_by_nobody_who_has_no_role_there(
    book: Book, neighbour: AssociationId, treasurer: StaffId
) -> None:
    own, theirs = child_of(book, book.commune), child_of(book, neighbour)
    refuses(book, Forbidden, "lines.1.beneficiary_id", treasurer, own, theirs)
    parts = [
        a_list(an_award(beneficiary_id=each), disbursement_id=book.new_id())
        for each in (own, theirs)
    ]
    with pytest.raises(Forbidden) as refusal:
        book.ledger.propose_disbursements(book.command(by=treasurer), book.fund_id, parts)
    assert refusal.value.fields == ("disbursements.1.lines.0.beneficiary_id",)
    listed(book, book.person(Role.TREASURER, book.province), own, theirs)


def test_a_province_gives_to_children_of_its_communes_and_a_commune_to_those_above(
    book: Book, neighbour: AssociationId, treasurer: StaffId
) -> None:
    of_province = book.open_fund(book.province)
    theirs, above = child_of(book, neighbour), child_of(book, book.province)
    provincial = book.person(Role.TREASURER, book.province)
    listed(book, provincial, theirs, above, fund_id=of_province)
    listed(book, treasurer, above)


def test_whoever_succeeds_an_association_lists_its_children(
    book: Book, neighbour: AssociationId
) -> None:
    theirs, by = child_of(book, neighbour), book.person(Role.TREASURER, book.commune)
    succession = Succession(
        successors=(Successor(association_id=book.commune, share_millionths=WHOLE),),
        effective_on=JULY_1,
        decision_number="1283/NQ-UBTVQH15",
    )
    book.ledger.succeed_association(book.command(), neighbour, succession)
    refuses(book, Forbidden, "lines.0.beneficiary_id", by, theirs)
    book.clock.set_day(JULY_1)
    listed(book, by, theirs)


def test_that_nobody_registered_somebody_is_said_before_that_he_is_anothers(
    book: Book, neighbour: AssociationId, treasurer: StaffId
) -> None:
    unknown, theirs = BeneficiaryId(book.new_id()), child_of(book, neighbour)
    refuses(book, BeneficiaryNotFound, "lines.1.beneficiary_id", treasurer, theirs, unknown)
    book.ledger.request_erasure(book.command(), theirs, None)
    refuses(book, Forbidden, "lines.0.beneficiary_id", treasurer, theirs)
    refuses(
        book,
        PersonIsRestricted,
        "lines.0.beneficiary_id",
        book.person(Role.TREASURER, book.province),
        theirs,
    )
