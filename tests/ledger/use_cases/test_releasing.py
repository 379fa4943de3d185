"""From a donor's consent to the release: two persons, a gift that stands, a consent that holds."""

import pytest

from ledger.errors.access import Forbidden, SamePerson
from ledger.errors.conflicts import AlreadyReversed
from ledger.errors.missing import ConsentNotFound, DonorNotFound, EntryNotFound
from ledger.errors.people import WrongDonor
from ledger.fund.spending.refunding import Refund
from ledger.fund.spending.returning import Return
from ledger.values import GENERAL, ConsentId, DonorId, PurposeId, Role
from tests.books import Book
from tests.builders import a_donation, an_id
from tests.fakes import TODAY


def a_restricted_gift(book: Book, dong: int = 500_000) -> tuple[PurposeId, DonorId, int]:
    """A purpose, a donor, and the version of the donor's gift for it."""
    purpose, donor_id = book.define_purpose(), book.register_donor()
    gift = a_donation(dong, account_id=book.bank, purpose=purpose, donor_id=donor_id)
    return purpose, donor_id, book.donate(gift=gift).version


def held(book: Book, purpose: PurposeId) -> int:
    return book.fund.by_purpose[purpose].total


def test_what_a_donor_consented_to_becomes_free_and_a_reversal_takes_it_back(book: Book) -> None:
    purpose, donor_id, gift = a_restricted_gift(book)
    consent = book.consent(donor_id, gift, 200_000)
    released = book.release(donor_id, consent, gift, 200_000)
    assert (held(book, purpose), held(book, GENERAL)) == (300_000, 200_000)
    book.reverse(released)
    assert (held(book, purpose), held(book, GENERAL)) == (500_000, 0)
    book.release(donor_id, consent, gift, 200_000)
    assert held(book, GENERAL) == 200_000


def test_a_consent_that_was_taken_back_releases_nothing_more(book: Book) -> None:
    purpose, donor_id, gift = a_restricted_gift(book)
    consent = book.consent(donor_id, gift, 200_000)
    book.release(donor_id, consent, gift, 50_000)
    book.ledger.withdraw_consent(book.command(), donor_id, consent)
    with pytest.raises(ConsentNotFound):
        book.release(donor_id, consent, gift, 50_000)
    assert held(book, purpose) == 450_000


def test_who_recorded_the_consent_does_not_release(book: Book) -> None:
    _, donor_id, gift = a_restricted_gift(book)
    treasurer, approver = book.person(Role.TREASURER), book.person(Role.APPROVER)
    book.ledger.grant_role(book.command(), treasurer, Role.APPROVER, book.province, TODAY)
    consent = book.consent(donor_id, gift, 200_000, by=treasurer)
    with pytest.raises(SamePerson):
        book.release(donor_id, consent, gift, 1, by=treasurer)
    with pytest.raises(Forbidden):
        book.release(donor_id, consent, gift, 1, by=book.person(Role.CASHIER))
    book.release(donor_id, consent, gift, 1, by=approver)


def test_a_consent_names_a_gift_that_is_there(book: Book) -> None:
    _, donor_id, gift = a_restricted_gift(book)
    with pytest.raises(EntryNotFound):
        book.consent(donor_id, gift + 1, 200_000)
    with pytest.raises(DonorNotFound):
        book.consent(DonorId(an_id("nobody")), gift, 200_000)
    with pytest.raises(ConsentNotFound):
        book.release(donor_id, ConsentId(an_id("no consent")), gift, 200_000)


def test_a_donor_consents_to_no_release_of_the_gift_of_another(book: Book) -> None:
    _, _, gift = a_restricted_gift(book)
    other = book.register_donor()
    with pytest.raises(WrongDonor):
        book.consent(other, gift, 200_000)


def test_a_consent_to_one_gift_releases_no_other(book: Book) -> None:
    purpose, donor_id, gift = a_restricted_gift(book)
    other = a_donation(500_000, account_id=book.bank, purpose=purpose, donor_id=donor_id)
    consent = book.consent(donor_id, book.donate(gift=other).version, 200_000)
    with pytest.raises(WrongDonor):
        book.release(donor_id, consent, gift, 200_000)


def test_a_gift_that_was_corrected_meanwhile_is_released_by_its_new_donor_only(
    book: Book,
) -> None:
    purpose, donor_id, gift = a_restricted_gift(book)
    consent = book.consent(donor_id, gift, 200_000)
    right = a_donation(500_000, account_id=book.bank, purpose=purpose)
    corrected = book.reverse(gift, replacement=right).version
    with pytest.raises(WrongDonor):
        book.release(donor_id, consent, corrected, 200_000)


def test_with_a_reversed_entry_nothing_more_is_done(book: Book) -> None:
    """Its money is gone: what would be released, refunded or returned were other donors' gifts."""
    purpose, donor_id, gift = a_restricted_gift(book)
    consent = book.consent(donor_id, gift, 200_000)
    book.donate(gift=a_donation(5_000_000, account_id=book.bank, purpose=purpose))
    book.reverse(gift)
    with pytest.raises(AlreadyReversed):
        book.release(donor_id, consent, gift, 200_000)
    refund = Refund(entry=gift, account_id=book.bank, amount_dong=1, effective_on=TODAY)
    cashier = book.command(by=book.person(Role.CASHIER))
    with pytest.raises(AlreadyReversed):
        book.ledger.refund_donation(cashier, book.fund_id, refund)
    book.donate(2_000_000)
    disbursement_id = book.propose(1_000_000)
    book.approve(disbursement_id)
    paid = book.pay(disbursement_id)
    book.reverse(paid)
    back = Return(
        disbursement_id=disbursement_id,
        payment=paid.version,
        account_id=book.bank,
        effective_on=TODAY,
    )
    with pytest.raises(AlreadyReversed) as refused:
        book.ledger.return_disbursement(book.command(), book.fund_id, back)
    assert refused.value.fields == ("payment",)
