"""Two donors turn out to be one, and perhaps two again; across units those above both say so."""

import pytest
from msgspec.structs import replace

from ledger import merging
from ledger.donor import Donor
from ledger.errors import AlreadyMerged, Forbidden, NotMerged, PersonIsRestricted, SameDonor
from ledger.events.donor import DonorMerged, MergePrivate, MergeUndone
from ledger.values import DonorId, Level, Role, Standing
from tests.books import Book
from tests.builders import COMMUNE, TREASURER, an_association, an_id
from tests.fakes import TODAY
from tests.ledger.specification import Given, given, mended_one_by_one

ONE, OTHER = DonorId(an_id("one donor")), DonorId(an_id("another donor"))
KNOWN = Donor(association_id=COMMUNE)
ABOUT = MergePrivate(recorded_by=TREASURER, other_id=OTHER)


def test_another_donor_becomes_a_member_of_one_and_is_none_again() -> None:
    context = given().context
    merged = DonorMerged(attempt=1, effective_on=TODAY, private=ABOUT)
    assert merging.merge_donors(KNOWN, KNOWN, (ONE, OTHER), 1, context) == merged
    having = replace(KNOWN, members=frozenset({OTHER}))
    undone = MergeUndone(effective_on=TODAY, private=ABOUT)
    assert merging.undo_merge(having, OTHER, context) == undone
    for state, refusal in (
        (KNOWN, NotMerged),
        (replace(having, standing=Standing.RESTRICTED), PersonIsRestricted),
    ):
        with pytest.raises(refusal):
            merging.undo_merge(state, OTHER, context)


def test_a_merge_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    restricted = replace(KNOWN, standing=Standing.RESTRICTED)

    def merge(_: None, **asked: object) -> DonorMerged:
        return merging.merge_donors(**asked)  # type: ignore[arg-type]

    merge.__doc__ = merging.merge_donors.__doc__
    mended_one_by_one(
        Given(KNOWN, given().context),
        merge,
        {
            "donor": restricted,
            "other": replace(restricted, members=frozenset({ONE})),
            "ids": (ONE, ONE),
            "attempt": None,
        },
        (SameDonor("other_id"), {"ids": (ONE, OTHER)}),
        (PersonIsRestricted("donor_id"), {"donor": KNOWN}),
        (PersonIsRestricted("other_id"), {"other": replace(KNOWN, members=frozenset({ONE}))}),
        (AlreadyMerged("other_id"), {"attempt": 1}),
        (AlreadyMerged("other_id"), {"other": KNOWN}),
    )


# In the book


def test_merged_undone_and_merged_again(book: Book) -> None:
    one, other, third = (book.register_donor() for _ in range(3))
    ledger = book.ledger
    for _ in range(2):
        ledger.merge_donors(book.command(), one, other)
        assert ledger.desk().donor(one).members == {other}
        ledger.undo_merge(book.command(), one, other)
        assert ledger.desk().donor(one).members == frozenset()
    ledger.merge_donors(book.command(), third, other)
    assert ledger.desk().donor(third).members == {other}


def test_a_member_is_of_one_donor_and_has_no_members(book: Book) -> None:
    one, other, third = (book.register_donor() for _ in range(3))
    ledger = book.ledger
    ledger.merge_donors(book.command(), one, other)
    for survivor, member in ((third, other), (other, third), (third, one), (other, one)):
        with pytest.raises(AlreadyMerged):
            ledger.merge_donors(book.command(), survivor, member)
    ledger.merge_donors(book.command(), one, third)
    assert ledger.desk().donor(one).members == {other, third}


def test_across_units_only_those_above_both_may(book: Book) -> None:
    neighbour = book.establish(an_association(Level.COMMUNE, book.province, name="Thạch Khê"))
    one, other = book.register_donor(), DonorId(book.new_id())
    book.ledger.register_donor(book.command(), other, neighbour)
    here = book.person(Role.TREASURER, book.commune)
    book.ledger.grant_role(book.command(), here, Role.TREASURER, neighbour, TODAY)
    for by in (here, book.person(Role.AUDITOR, book.province)):
        with pytest.raises(Forbidden):
            book.ledger.merge_donors(book.command(by=by), one, other)
    above = book.person(Role.TREASURER, book.province)
    book.ledger.merge_donors(book.command(by=above), one, other)
    with pytest.raises(Forbidden):
        book.ledger.undo_merge(book.command(by=here), one, other)
    book.ledger.undo_merge(book.command(by=above), one, other)


def test_within_a_unit_its_own_treasurer_may(book: Book) -> None:
    one, other = book.register_donor(), book.register_donor()
    here = book.person(Role.TREASURER, book.commune)
    book.ledger.merge_donors(book.command(by=here), one, other)
    assert book.ledger.desk().donor(one).members == {other}
