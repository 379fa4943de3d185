"""Who is named with a gift or an award: as they say, for a child as two say, until one says no."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger import rules
from ledger.errors.access import Forbidden
from ledger.errors.missing import DisbursementNotFound, DocumentNotFound
from ledger.errors.money import WrongEntry
from ledger.errors.people import ConsentIncomplete, PersonIsRestricted, WrongDonor
from ledger.events.beneficiary import (
    AwardNamingConsentGiven,
    AwardNamingConsentWithdrawn,
    AwardNamingPrivate,
)
from ledger.events.donor import NamingConsentGiven, NamingConsentWithdrawn, NamingPrivate
from ledger.events.fund.receiving import DonationPrivate
from ledger.events.fund.spending import AwardLine, ProposalPrivate
from ledger.fund.control.correcting import Reversal
from ledger.fund.spending.award_lists import Award
from ledger.people import naming
from ledger.people.beneficiary import Beneficiary
from ledger.people.donor import Donor
from ledger.people.naming import AwardNaming, GiftNaming
from ledger.values import (
    BeneficiaryId,
    DonorId,
    FundId,
    Level,
    Party,
    ReversalReason,
    Role,
    Standing,
)
from tests.books import Book
from tests.builders import (
    COMMUNE,
    DISBURSEMENT,
    TREASURER,
    a_donation,
    a_list,
    a_pledge,
    an_association,
    an_id,
)
from tests.fakes import TODAY
from tests.ledger.happened import DONOR
from tests.ledger.happened.receiving import donation_received, interest_credited
from tests.ledger.happened.spending import disbursement_proposed
from tests.ledger.specification import Given, given, mended_one_by_one

FUND, CHILD = FundId(an_id("fund")), BeneficiaryId(an_id("a pupil"))
PAPER = "ab" * 32
BOTH = frozenset(Party)

KNOWN = Donor(association_id=COMMUNE)
PUPIL = Beneficiary(association_id=COMMUNE)
GIFT = donation_received(private=DonationPrivate(recorded_by=TREASURER, donor_id=DONOR))
WISH = GiftNaming(fund_id=FUND, entry=6, said_by=(Party.SELF,))
AWARD = AwardNaming(
    fund_id=FUND,
    disbursement_id=DISBURSEMENT,
    said_by=(Party.SELF, Party.REPRESENTATIVE),
    document_sha256=PAPER,
)
LIST = disbursement_proposed(
    private=ProposalPrivate(
        recorded_by=TREASURER,
        lines=(AwardLine(number=1, beneficiary_id=CHILD, amount_dong=500_000, awards=1),),
    )
)


def of(state: Donor | Beneficiary) -> Given:
    return Given(state, given().context)


def test_a_donor_is_named_with_one_gift_and_no_more_when_he_says_so() -> None:
    about = NamingPrivate(recorded_by=TREASURER, fund_id=FUND, entry=6, said_by=(Party.SELF,))
    context = given().context
    assert naming.give_naming_consent(
        KNOWN, GIFT, WISH, {DONOR}, {Party.SELF}, context
    ) == NamingConsentGiven(effective_on=TODAY, private=about)
    assert naming.withdraw_naming_consent(GIFT, WISH, {DONOR}, context) == NamingConsentWithdrawn(
        effective_on=TODAY, private=about
    )


def test_a_wish_to_be_named_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    def give(_: None, **wish: object) -> NamingConsentGiven:
        return naming.give_naming_consent(**wish)  # type: ignore[arg-type]

    give.__doc__ = naming.give_naming_consent.__doc__
    mended_one_by_one(
        of(KNOWN),
        give,
        {
            "donor": replace(KNOWN, standing=Standing.RESTRICTED),
            "gift": interest_credited(),
            "naming": WISH,
            "donor_ids": {DonorId(an_id("another donor"))},
            "needed": BOTH,
        },
        (PersonIsRestricted("donor_id"), {"donor": KNOWN}),
        (WrongEntry("entry"), {"gift": GIFT}),
        (WrongDonor("entry"), {"donor_ids": {DONOR}}),
        (ConsentIncomplete("said_by"), {"naming": replace(WISH, said_by=tuple(Party))}),
        (
            ConsentIncomplete("document_sha256"),
            {"naming": replace(WISH, said_by=tuple(Party), document_sha256=PAPER)},
        ),
    )


def test_a_recipient_is_named_with_one_disbursement_and_no_more_when_one_says_so() -> None:
    told = AwardNamingPrivate(
        recorded_by=TREASURER,
        fund_id=FUND,
        disbursement_id=DISBURSEMENT,
        said_by=(Party.SELF, Party.REPRESENTATIVE),
        document_sha256=PAPER,
    )
    context = given().context
    assert naming.give_award_naming_consent(
        PUPIL, LIST, AWARD, CHILD, BOTH, context
    ) == AwardNamingConsentGiven(effective_on=TODAY, private=told)
    alone = replace(AWARD, said_by=(Party.SELF,), document_sha256=None)
    assert naming.withdraw_award_naming_consent(
        LIST, alone, CHILD, context
    ) == AwardNamingConsentWithdrawn(
        effective_on=TODAY, private=replace(told, said_by=(Party.SELF,), document_sha256=None)
    )


def test_naming_a_recipient_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    def give(_: None, **wish: object) -> AwardNamingConsentGiven:
        return naming.give_award_naming_consent(**wish)  # type: ignore[arg-type]

    give.__doc__ = naming.give_award_naming_consent.__doc__
    mended_one_by_one(
        of(PUPIL),
        give,
        {
            "beneficiary": replace(PUPIL, standing=Standing.ERASED),
            "proposed": disbursement_proposed(),
            "naming": replace(AWARD, said_by=(Party.SELF,)),
            "beneficiary_id": CHILD,
            "needed": BOTH,
        },
        (PersonIsRestricted("beneficiary_id"), {"beneficiary": PUPIL}),
        (WrongEntry("disbursement_id"), {"proposed": LIST}),
        (ConsentIncomplete("said_by"), {"naming": AWARD}),
    )


@pytest.mark.parametrize(
    "born_on, needed",
    [
        (None, BOTH),
        (date(2018, 6, 17), {Party.REPRESENTATIVE}),  # six until tomorrow
        (date(2018, 6, 16), BOTH),  # seven today
        (date(2009, 6, 17), BOTH),  # fifteen
        (date(2009, 6, 16), {Party.SELF}),  # sixteen today
        (date(1950, 1, 1), {Party.SELF}),
    ],
)
def test_who_has_to_agree_goes_by_age(born_on: date | None, needed: set[Party]) -> None:
    assert rules.parties_needed(born_on, TODAY) == needed


def test_a_minor_is_one_until_the_eighteenth_birthday() -> None:
    assert rules.is_minor(date(2007, 6, 17), TODAY)
    assert not rules.is_minor(date(2007, 6, 16), TODAY)
    assert rules.is_minor(date(2008, 2, 29), date(2026, 2, 28))


# In the book


def test_a_childs_age_is_looked_up_and_the_paper_must_be_kept(book: Book) -> None:
    child = book.register_donor()
    book.vault.birthdays[child] = date(2017, 1, 1)
    gift = book.donate(gift=a_donation(account_id=book.bank, donor_id=child))
    wish = GiftNaming(fund_id=book.fund_id, entry=gift.version)
    with pytest.raises(ConsentIncomplete):
        book.ledger.give_naming_consent(book.command(), child, wish)
    agreed = replace(wish, said_by=tuple(Party), document_sha256=PAPER)
    with pytest.raises(DocumentNotFound):
        book.ledger.give_naming_consent(book.command(), child, agreed)
    book.vault.documents.add((book.fund_id, PAPER))
    assert book.ledger.give_naming_consent(book.command(), child, agreed).recorded == 1
    assert book.ledger.withdraw_naming_consent(book.command(), child, wish).recorded == 1


def test_an_award_is_looked_for_in_the_fund_that_is_named(book: Book) -> None:
    child = book.register_beneficiary()
    book.donate(5_000_000)
    listed = book.propose(proposal=a_list(Award(beneficiary_id=child, amount_dong=500_000)))
    book.vault.documents.add((book.fund_id, PAPER))
    wish = replace(AWARD, fund_id=book.fund_id, disbursement_id=listed)
    ledger = book.ledger
    assert ledger.give_award_naming_consent(book.command(), child, wish).recorded == 1
    assert ledger.withdraw_award_naming_consent(book.command(), child, wish).recorded == 1
    elsewhere = replace(wish, fund_id=book.open_fund(book.commune))
    with pytest.raises(DisbursementNotFound):
        ledger.give_award_naming_consent(book.command(), child, elsewhere)


def test_consents_are_noted_by_who_keeps_the_people_of_that_unit(book: Book) -> None:
    donor_id = book.register_donor()
    gift = book.donate(gift=a_donation(account_id=book.bank, donor_id=donor_id))
    wish = GiftNaming(fund_id=book.fund_id, entry=gift.version)
    other = book.establish(an_association(Level.COMMUNE, book.province, name="Thạch Khê"))
    for by in (book.person(Role.AUDITOR), book.person(Role.TREASURER, other)):
        with pytest.raises(Forbidden):
            book.ledger.give_naming_consent(book.command(by=by), donor_id, wish)


@pytest.fixture
def child(book: Book) -> DonorId:
    """A donor of eight years."""
    donor_id = book.register_donor()
    book.vault.birthdays[donor_id] = date(2017, 1, 1)
    return donor_id


def test_a_child_is_not_named_with_what_is_only_being_recorded(book: Book, child: DonorId) -> None:
    gift = a_donation(account_id=book.bank, donor_id=child, named=True)
    ledger = book.ledger
    with pytest.raises(ConsentIncomplete) as refused:
        ledger.receive_donation(book.command(), book.fund_id, gift)
    assert refused.value.fields == ("named",)
    unnamed = replace(gift, named=False)
    with pytest.raises(ConsentIncomplete) as refused:
        ledger.receive_donations(book.command(), book.fund_id, [unnamed, gift])
    assert refused.value.fields == ("donations.1.named",)
    receipt = ledger.receive_donations(
        book.command(), book.fund_id, [unnamed, gift], continue_on_error=True
    )
    assert [(each.index, each.code) for each in receipt.failures] == [(1, "consent_incomplete")]
    pledge = a_pledge(donor_id=child, named=True)
    with pytest.raises(ConsentIncomplete):
        ledger.make_pledge(book.command(), book.fund_id, pledge)
    assert ledger.make_pledge(book.command(), book.fund_id, replace(pledge, named=False)).recorded


def test_a_birthday_told_of_any_record_of_the_same_person_counts(
    book: Book, child: DonorId
) -> None:
    same = book.register_donor()
    book.ledger.merge_donors(book.command(), same, child)
    gift = book.donate(gift=a_donation(account_id=book.bank, donor_id=same))
    with pytest.raises(ConsentIncomplete):
        book.donate(gift=a_donation(account_id=book.bank, donor_id=same, named=True))
    wish = GiftNaming(fund_id=book.fund_id, entry=gift.version)
    with pytest.raises(ConsentIncomplete):
        book.ledger.give_naming_consent(book.command(), same, wish)


def corrected(book: Book, entry: int, donor_id: DonorId, *, named: bool) -> int:
    gift = a_donation(account_id=book.bank, donor_id=donor_id, named=named)
    reversal = Reversal(entry=entry, reason=ReversalReason.WRONG_AMOUNT, replacement=gift)
    return book.ledger.reverse_entry(book.command(), book.fund_id, reversal).version


def test_a_correction_does_not_name_whose_consent_was_withdrawn(book: Book) -> None:
    donor_id = book.register_donor()
    gift = a_donation(account_id=book.bank, donor_id=donor_id, named=True)
    entry = book.donate(gift=gift).version
    wish = GiftNaming(fund_id=book.fund_id, entry=entry)
    book.ledger.withdraw_naming_consent(book.command(), donor_id, wish)
    with pytest.raises(ConsentIncomplete) as refused:
        corrected(book, entry, donor_id, named=True)
    assert refused.value.fields == ("replacement.named",)
    again = corrected(book, entry, donor_id, named=False)
    with pytest.raises(ConsentIncomplete):
        corrected(book, again, donor_id, named=True)
    book.ledger.give_naming_consent(book.command(), donor_id, replace(wish, entry=again))
    assert corrected(book, again, donor_id, named=True)


def test_what_a_member_withdrew_holds_for_whom_he_turned_out_to_be(book: Book) -> None:
    donor_id, survivor = book.register_donor(), book.register_donor()
    gift = a_donation(account_id=book.bank, donor_id=donor_id, named=True)
    wish = GiftNaming(fund_id=book.fund_id, entry=book.donate(gift=gift).version)
    book.ledger.withdraw_naming_consent(book.command(), donor_id, wish)
    book.ledger.merge_donors(book.command(), survivor, donor_id)
    with pytest.raises(ConsentIncomplete):
        corrected(book, wish.entry, survivor, named=True)


def test_a_child_stays_named_through_corrections_as_it_agreed_in_writing(
    book: Book, child: DonorId
) -> None:
    entry = book.donate(gift=a_donation(account_id=book.bank, donor_id=child)).version
    with pytest.raises(ConsentIncomplete):
        corrected(book, entry, child, named=True)
    book.vault.documents.add((book.fund_id, PAPER))
    agreed = GiftNaming(
        fund_id=book.fund_id, entry=entry, said_by=tuple(Party), document_sha256=PAPER
    )
    book.ledger.give_naming_consent(book.command(), child, agreed)
    again = corrected(book, entry, child, named=True)
    assert corrected(book, again, child, named=True)


def test_a_gift_corrected_to_be_of_a_child_does_not_name_it(book: Book, child: DonorId) -> None:
    wrong = a_donation(account_id=book.bank, donor_id=book.register_donor(), named=True)
    entry = book.donate(gift=wrong).version
    with pytest.raises(ConsentIncomplete):
        corrected(book, entry, child, named=True)
    assert corrected(book, entry, child, named=False)
