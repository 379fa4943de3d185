"""A gift that was sent to another fund is released once, whichever of the two funds releases it."""

from datetime import timedelta

import pytest

from ledger.errors.conflicts import AlreadyReversed
from ledger.errors.missing import EntryNotFound, FundNotFound
from ledger.errors.money import BadAmount, EntryDrawnOn, InsufficientFunds, WrongEntry
from ledger.errors.people import WrongDonor
from ledger.errors.restricted import GiftNotNamed
from ledger.fund.restricting import Release
from ledger.fund.spending.refunding import Refund
from ledger.fund.transferring import Arrival, Sending
from ledger.people.donor import NewConsent
from ledger.recording.commands import Receipt
from ledger.values import (
    GENERAL,
    AccountKind,
    ConsentId,
    DonorId,
    FundId,
    PurposeId,
    Role,
    TransferId,
)
from tests.books import Book
from tests.builders import a_donation, an_id
from tests.fakes import TODAY

PAPER = "ab" * 32
GIVEN = 500_000


class Two:
    """A fund where two donors gave for a purpose, and another which half of that was sent to."""

    def __init__(self, book: Book) -> None:
        self.book, self.here = book, book.fund_id
        self.purpose = book.define_purpose()
        self.donor, self.other = book.register_donor(), book.register_donor()
        self.gift, self.gift_of_other = (self._give(each) for each in (self.donor, self.other))
        self.there = book.open_fund(book.province)
        book.fund_id = self.there
        self.account, purpose = book.open_account(AccountKind.BANK), book.define_purpose()
        book.fund_id = self.here
        self.arrived = self._send(purpose)
        for fund_id in (self.here, self.there):
            book.vault.documents.add((fund_id, PAPER))

    def _give(self, donor_id: DonorId) -> int:
        gift = a_donation(GIVEN, account_id=self.book.bank, purpose=self.purpose, donor_id=donor_id)
        return self.book.donate(gift=gift).version

    def _send(self, purpose: PurposeId) -> int:
        transfer_id = TransferId(self.book.new_id())
        sending = Sending(
            transfer_id=transfer_id,
            to_fund_id=self.there,
            account_id=self.book.bank,
            purpose=self.purpose,
            amount_dong=GIVEN,
            effective_on=TODAY,
        )
        self.book.send(self.there, sending=sending)
        arrival = Arrival(
            transfer_id=transfer_id,
            account_id=self.account,
            purpose=purpose,
            effective_on=TODAY,
        )
        return self.book.ledger.receive_transfer(self.book.command(), self.there, arrival).version

    def consent_here(self) -> ConsentId:
        """The donor agrees to the release of the gift where it was given."""
        return self.book.consent(self.donor, self.gift, GIVEN)

    def consent_there(self, **named: object) -> ConsentId:
        """The donor agrees to the release of the gift where its money came to."""
        told = {"gift_fund_id": self.here, "gift_entry": self.gift} | named
        new = NewConsent(
            consent_id=ConsentId(self.book.new_id()),
            fund_id=self.there,
            entry=self.arrived,
            amount_dong=GIVEN,
            effective_on=TODAY,
            document_sha256=PAPER,
            **told,  # type: ignore[arg-type]
        )
        self.book.ledger.give_consent(self.book.command(), self.donor, new)
        return new.consent_id

    def release_here(self, consent_id: ConsentId, dong: int = GIVEN) -> Receipt:
        """Release the gift where it was given."""
        return self.book.release(self.donor, consent_id, self.gift, dong)

    def release_there(self, consent_id: ConsentId, dong: int = GIVEN) -> Receipt:
        """Release the gift where its money came to."""
        release = Release(
            entry=self.arrived,
            to_purpose=GENERAL,
            amount_dong=dong,
            donor_id=self.donor,
            consent_id=consent_id,
            effective_on=TODAY,
            decision_number="12/QĐ-HKH",
            document_sha256=PAPER,
        )
        command = self.book.command(by=self.book.person(Role.APPROVER))
        return self.book.ledger.release_purpose(command, self.there, release)

    def reverse_there(self, released: Receipt) -> None:
        """Take a release back where the money came to."""
        self.book.fund_id = self.there
        self.book.reverse(released)
        self.book.fund_id = self.here


@pytest.fixture
def two(book: Book) -> Two:
    """Two funds."""
    return Two(book)


def test_what_was_released_here_is_not_released_there(two: Two) -> None:
    here, there = two.consent_here(), two.consent_there()
    two.release_here(here, 300_000)
    with pytest.raises(InsufficientFunds) as refused:
        two.release_there(there)
    assert refused.value.limits == {"available_dong": 200_000, "asked_dong": GIVEN}
    two.release_there(there, 200_000)
    assert two.book.fund.by_purpose[two.purpose].total == GIVEN - 300_000


def test_what_was_released_there_is_not_released_here(two: Two) -> None:
    here, there = two.consent_here(), two.consent_there()
    released = two.release_there(there)
    with pytest.raises(InsufficientFunds) as refused:
        two.release_here(here, 1)
    assert refused.value.limits == {"available_dong": 0, "asked_dong": 1}
    two.reverse_there(released)
    two.release_here(here)
    with pytest.raises(InsufficientFunds):
        two.release_there(there, 1)


def test_a_consent_that_was_taken_back_still_counts_for_what_it_released(two: Two) -> None:
    here, there = two.consent_here(), two.consent_there()
    two.release_there(there, 400_000)
    two.book.ledger.withdraw_consent(two.book.command(), two.donor, there)
    with pytest.raises(InsufficientFunds):
        two.release_here(here, 100_001)
    two.release_here(here, 100_000)
    again = two.consent_there()
    with pytest.raises(InsufficientFunds):
        two.release_there(again, 1)


def test_what_was_released_there_is_neither_refunded_nor_reversed_here(two: Two) -> None:
    two.release_there(two.consent_there(), 400_000)
    cashier = two.book.command(by=two.book.person(Role.CASHIER))
    refund = Refund(
        entry=two.gift, account_id=two.book.bank, amount_dong=100_001, effective_on=TODAY
    )
    with pytest.raises(InsufficientFunds):
        two.book.ledger.refund_donation(cashier, two.here, refund)
    with pytest.raises(EntryDrawnOn) as refused:
        two.book.reverse(two.gift)
    assert refused.value.limits == {"drawn_dong": 400_000}
    two.book.reverse(two.gift_of_other)


def test_money_that_came_from_another_fund_names_the_gift_it_was(two: Two) -> None:
    with pytest.raises(GiftNotNamed) as refused:
        two.consent_there(gift_fund_id=None, gift_entry=None)
    assert refused.value.fields == ("gift_fund_id", "gift_entry")
    with pytest.raises(WrongDonor):
        two.consent_there(gift_entry=two.gift_of_other)
    with pytest.raises(FundNotFound):
        two.consent_there(gift_fund_id=FundId(an_id("no fund")))
    with pytest.raises(EntryNotFound):
        two.consent_there(gift_entry=10_000)
    with pytest.raises(WrongEntry) as wrong:
        two.consent_there(gift_fund_id=two.there, gift_entry=two.arrived)
    assert wrong.value.fields == ("gift_entry",)
    two.book.reverse(two.gift)
    with pytest.raises(AlreadyReversed) as gone:
        two.consent_there()
    assert gone.value.fields == ("gift_entry",)


def test_a_gift_that_was_reversed_since_the_consent_is_not_released_there(two: Two) -> None:
    there = two.consent_there()
    two.book.reverse(two.gift)
    with pytest.raises(BadAmount):
        two.release_there(there, 0)
    with pytest.raises(AlreadyReversed) as refused:
        two.release_there(there, 1)
    assert refused.value.fields == ("consent_id",)


def test_an_opening_balance_that_was_released_there_is_not_taken_back_here(two: Two) -> None:
    opening = two.book.open_balance(GIVEN, purpose=two.purpose).version
    released = two.release_there(two.consent_there(gift_entry=opening), 400_000)
    with pytest.raises(EntryDrawnOn) as refused:
        two.book.reverse(opening)
    assert refused.value.limits == {"drawn_dong": 400_000}
    two.reverse_there(released)
    two.book.reverse(opening)


def test_an_opening_balance_is_released_once_whichever_donor_agrees(two: Two) -> None:
    opening = two.book.open_balance(GIVEN, purpose=two.purpose).version
    first = two.consent_there(gift_entry=opening)
    two.release_there(first, 400_000)
    two.book.ledger.withdraw_consent(two.book.command(), two.donor, first)
    two.donor = two.other
    with pytest.raises(InsufficientFunds) as refused:
        two.release_there(two.consent_there(gift_entry=opening), 100_001)
    assert refused.value.limits == {"available_dong": 100_000, "asked_dong": 100_001}


def test_a_gift_of_the_fund_itself_names_no_other(two: Two) -> None:
    new = NewConsent(
        consent_id=ConsentId(two.book.new_id()),
        fund_id=two.here,
        entry=two.gift,
        amount_dong=GIVEN,
        effective_on=TODAY - timedelta(days=1),
        gift_fund_id=two.here,
        gift_entry=two.gift,
    )
    with pytest.raises(WrongEntry) as refused:
        two.book.ledger.give_consent(two.book.command(), two.donor, new)
    assert refused.value.fields == ("gift_entry",)
