"""Who asks to be forgotten is restricted at once, and erased as soon as the law allows."""

from datetime import date
from unittest.mock import patch

import pytest
from msgspec.structs import replace

from ledger import rules
from ledger.errors.access import Forbidden
from ledger.errors.missing import ErasureNotFound, RepresentativeNotFound
from ledger.errors.people import KeptByLaw, PersonIsErased, PersonIsRestricted
from ledger.errors.unavailable import StoreBusy
from ledger.events.base import Private
from ledger.events.beneficiary import (
    BeneficiaryErased,
    BeneficiaryErasureRequested,
    BeneficiaryRepresentativeErased,
)
from ledger.events.donor import (
    DonorErased,
    DonorErasureRequested,
    DonorRepresentativeErased,
    ErasurePrivate,
)
from ledger.fund.spending.award_lists import Award
from ledger.people import erasing
from ledger.people.beneficiary import Beneficiary
from ledger.people.donor import Donor
from ledger.values import DisbursementId, MemoId, Role, Standing
from tests.books import Book
from tests.builders import COMMUNE, TREASURER, a_donation, a_list, a_pledge
from tests.fakes import TODAY
from tests.ledger.specification import given

UNTIL = date(2035, 12, 31)
PEOPLE = (Donor(association_id=COMMUNE), Beneficiary(association_id=COMMUNE))


@pytest.mark.parametrize("person", PEOPLE, ids=["donor", "beneficiary"])
def test_a_request_restricts_and_says_until_when_the_law_keeps_vouchers(
    person: Donor | Beneficiary,
) -> None:
    kind = DonorErasureRequested if isinstance(person, Donor) else BeneficiaryErasureRequested
    assert erasing.request_erasure(person, UNTIL, given().context) == kind(
        attempt=1,
        effective_on=TODAY,
        private=ErasurePrivate(recorded_by=TREASURER, keep_until=UNTIL),
    )
    for standing, refusal in (
        (Standing.RESTRICTED, PersonIsRestricted),
        (Standing.ERASED, PersonIsErased),
    ):
        with pytest.raises(refusal):
            erasing.request_erasure(replace(person, standing=standing), UNTIL, given().context)


@pytest.mark.parametrize("person", PEOPLE, ids=["donor", "beneficiary"])
def test_nobody_is_erased_unasked_or_before_the_law_allows(person: Donor | Beneficiary) -> None:
    context = given().context
    restricted = replace(person, standing=Standing.RESTRICTED)
    with pytest.raises(ErasureNotFound):
        erasing.erase(person, UNTIL, context)
    with pytest.raises(KeptByLaw) as kept:
        erasing.erase(restricted, TODAY, context)
    assert kept.value.limits == {"keep_until": TODAY.isoformat()}
    kind = DonorErased if isinstance(person, Donor) else BeneficiaryErased
    erased = kind(effective_on=TODAY, private=Private(recorded_by=TREASURER))
    for keep_until in (None, date(2025, 6, 15)):
        assert erasing.erase(restricted, keep_until, context) == erased


@pytest.mark.parametrize("person", PEOPLE, ids=["donor", "beneficiary"])
def test_a_request_is_taken_back_as_long_as_it_is_not_carried_out(
    person: Donor | Beneficiary,
) -> None:
    context = given().context
    restricted = replace(person, standing=Standing.RESTRICTED)
    assert erasing.withdraw_erasure(restricted, context).effective_on == TODAY
    for standing in (Standing.KNOWN, Standing.ERASED):
        with pytest.raises(ErasureNotFound):
            erasing.withdraw_erasure(replace(person, standing=standing), context)


@pytest.mark.parametrize("person", PEOPLE, ids=["donor", "beneficiary"])
def test_a_representative_is_forgotten_once_and_whatever_the_law_keeps_of_the_person(
    person: Donor | Beneficiary,
) -> None:
    is_donor = isinstance(person, Donor)
    kind = DonorRepresentativeErased if is_donor else BeneficiaryRepresentativeErased
    event = kind(effective_on=TODAY, private=Private(recorded_by=TREASURER))
    for standing in (Standing.KNOWN, Standing.RESTRICTED):
        asked = replace(person, standing=standing)
        assert erasing.erase_representative(asked, given().context) == event
    for gone in ({"standing": Standing.ERASED}, {"representative_erased": True}):
        with pytest.raises(PersonIsErased):
            erasing.erase_representative(replace(person, **gone), given().context)


@pytest.mark.parametrize(
    "last, until",
    [
        (None, None),
        (date(2025, 1, 1), date(2035, 12, 31)),
        (date(2024, 12, 31), date(2034, 12, 31)),
        (date(2010, 5, 5), date(2020, 12, 31)),
        (date(1990, 1, 1), date(2000, 12, 31)),
    ],
)
def test_vouchers_are_kept_ten_years_after_their_fiscal_year(
    last: date | None, until: date | None
) -> None:
    assert rules.keep_until(last) == until


# In the book


def test_a_rehearsal_of_either_does_nothing(book: Book) -> None:
    donor_id, memo = book.register_donor(), MemoId(book.new_id())
    ledger, vault = book.ledger, book.vault
    ledger.request_erasure(book.command(dry_run=True), donor_id, None)
    assert vault.restricted == set()
    ledger.request_erasure(book.command(), donor_id, None)
    assert vault.restricted == {donor_id}
    ledger.erase(book.command(dry_run=True), donor_id, None, [memo])
    assert vault.destroyed == set()
    ledger.erase(book.command(), donor_id, None, [memo])
    assert vault.destroyed == {donor_id, memo}
    assert ledger.desk().donor(donor_id).standing is Standing.ERASED


def test_a_representative_is_forgotten_in_the_vault_before_the_book(book: Book) -> None:
    child, ledger, vault = book.register_beneficiary(), book.ledger, book.vault
    with pytest.raises(RepresentativeNotFound):
        ledger.erase_representative(book.command(), child)
    vault.represented.add(child)
    ledger.erase_representative(book.command(dry_run=True), child)
    assert vault.represented == {child}
    # Cut off between the two, it is recorded by the next attempt.
    with (
        patch.object(vault, "forget_representative", side_effect=StoreBusy),
        pytest.raises(StoreBusy),
    ):
        ledger.erase_representative(book.command(), child)
    assert not ledger.desk().beneficiary(child).representative_erased
    vault.forget_representative(child)
    first = ledger.erase_representative(book.command(command_id="once"), child)
    again = ledger.erase_representative(book.command(command_id="once"), child)
    assert (again.replayed, again.position) == (True, first.position)
    assert ledger.desk().beneficiary(child).representative_erased
    with pytest.raises(PersonIsErased):
        ledger.erase_representative(book.command(), child)


def test_whoever_takes_it_back_in_time_is_not_destroyed(book: Book) -> None:
    donor_id = book.register_donor()
    ledger, vault = book.ledger, book.vault
    ledger.request_erasure(book.command(), donor_id, None)
    ledger.withdraw_erasure(book.command(), donor_id)
    with pytest.raises(ErasureNotFound):
        ledger.erase(book.command(), donor_id, None)
    assert vault.destroyed == set()


def test_what_was_cut_off_behind_the_book_is_destroyed_when_it_comes_again(book: Book) -> None:
    donor_id, memo = book.register_donor(), MemoId(book.new_id())
    ledger, vault = book.ledger, book.vault
    ledger.request_erasure(book.command(), donor_id, None)
    with patch.object(vault, "destroy_all", side_effect=StoreBusy), pytest.raises(StoreBusy):
        ledger.erase(book.command(command_id="once"), donor_id, None, [memo])
    assert ledger.desk().donor(donor_id).standing is Standing.ERASED
    assert ledger.erase(book.command(command_id="once"), donor_id, None, [memo]).replayed
    assert vault.destroyed == {donor_id, memo}


def test_a_withdrawal_that_comes_again_lifts_no_later_request(book: Book) -> None:
    donor_id = book.register_donor()
    ledger, vault = book.ledger, book.vault
    ledger.request_erasure(book.command(), donor_id, None)
    ledger.withdraw_erasure(book.command(command_id="once"), donor_id)
    ledger.request_erasure(book.command(), donor_id, None)
    assert ledger.withdraw_erasure(book.command(command_id="once"), donor_id).replayed
    assert vault.restricted == {donor_id}


def test_what_is_refused_touches_nobody(book: Book) -> None:
    donor_id = book.register_donor()
    ledger, vault = book.ledger, book.vault
    by = book.person(Role.APPROVER)
    with pytest.raises(Forbidden):
        ledger.request_erasure(book.command(by=by), donor_id, None)
    assert vault.restricted == set()
    ledger.request_erasure(book.command(), donor_id, UNTIL)
    with pytest.raises(KeptByLaw):
        ledger.erase(book.command(), donor_id, UNTIL)
    assert vault.destroyed == set()


def test_nothing_new_is_recorded_of_a_donor_who_asked(book: Book) -> None:
    donor_id = book.register_donor()
    gift = a_donation(account_id=book.bank, donor_id=donor_id)
    before = book.donate(gift=gift)
    book.ledger.request_erasure(book.command(), donor_id, UNTIL)
    with pytest.raises(PersonIsRestricted):
        book.donate(gift=gift)
    with pytest.raises(PersonIsRestricted):
        book.pledge(pledge=a_pledge(1, donor_id=donor_id))
    # A mistake in the book is still put right.
    book.reverse(before, replace(gift, amount_dong=1))
    book.ledger.withdraw_erasure(book.command(), donor_id)
    assert book.vault.restricted == set()
    assert book.donate(gift=gift).recorded == 1


def test_no_new_award_is_proposed_to_who_asked_until_he_takes_it_back(book: Book) -> None:
    asked, other = book.register_beneficiary(), book.register_beneficiary()
    book.donate(5_000_000)
    awards = [Award(beneficiary_id=each, amount_dong=1_000) for each in (other, asked)]
    for _ in range(2):
        listed = a_list(*awards, disbursement_id=DisbursementId(book.new_id()))
        book.ledger.request_erasure(book.command(), asked, None)
        with pytest.raises(PersonIsRestricted) as refused:
            book.propose(proposal=listed)
        assert refused.value.fields == ("lines.1.beneficiary_id",)
        book.ledger.withdraw_erasure(book.command(), asked)
        book.propose(proposal=listed)
