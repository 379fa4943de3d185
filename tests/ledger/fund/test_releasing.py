"""Releasing: money of a gift becomes free, as its donor agreed, and is bound again."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.access import OverLimit, SamePerson
from ledger.errors.conflicts import AlreadyReversed
from ledger.errors.missing import PurposeNotFound
from ledger.errors.money import (
    BalanceTooLarge,
    DatedBeforeEntry,
    EntryDrawnOn,
    InsufficientFunds,
    PeriodIsClosed,
    WrongEntry,
)
from ledger.errors.people import WrongDonor
from ledger.errors.restricted import NotDocumented
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import MoneyTakenOver
from ledger.events.fund.receiving import DonationPrivate
from ledger.events.fund.spending import PurposeReleasePrivate
from ledger.fund import Fund
from ledger.fund.control.correcting import Reversal, reverse_entry
from ledger.fund.restricting import Release, release_purpose
from ledger.people.donor import Consent
from ledger.values import (
    AMOUNT_DONG_MAX,
    BALANCE_DONG_MAX,
    GENERAL,
    ConsentId,
    DonorId,
    FundId,
    PurposeId,
    ReversalReason,
    Role,
)
from tests.builders import APPROVER, CASHIER, OPENED, TREASURER, an_id, goods
from tests.fakes import TODAY
from tests.ledger.fund.test_restricting import YESTERDAY
from tests.ledger.handed_over import TAKEN_OVER
from tests.ledger.happened import CONSENT, DONOR, PURPOSE
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import (
    A_FUND,
    opening_balance_recorded,
    purpose_defined,
    spending_limit_set,
)
from tests.ledger.happened.receiving import donation_received, interest_credited
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    donation_refunded,
    purpose_released,
)
from tests.ledger.happened.transferring import transfer_received
from tests.ledger.specification import Given, given, mended_one_by_one
from tests.ledger.wrong import AHEAD, BEFORE_ALL, NO_PURPOSE, NOT_AN_AMOUNT, TOMORROW, TOO_EARLY

# How it becomes free

GIFT = donation_received(
    purpose=PURPOSE, private=DonationPrivate(recorded_by=TREASURER, donor_id=DONOR)
)
ENTRY = 6
"""The version of the gift behind `A_FUND` and its purpose."""
CONSENTED = Consent(
    fund_id=FundId(an_id("fund")),
    entry=ENTRY,
    to_purpose=GENERAL,
    amount_dong=500_000,
    given_on=OPENED,
    recorded_by=TREASURER,
)
RELEASE = Release(
    entry=ENTRY, amount_dong=500_000, donor_id=DONOR, consent_id=CONSENT, effective_on=TODAY
)
OTHER_PURPOSE = PurposeId(str(an_id("another purpose")))
A_GIFT = (*A_FUND, purpose_defined(), replace(GIFT, voucher=GIFT.voucher))


def an_approver(*events: Event) -> Given:
    return given(*events).by(APPROVER)


def test_a_part_of_a_gift_becomes_free_and_no_money_moves() -> None:
    part = replace(RELEASE, amount_dong=200_000)
    fund = an_approver(*A_GIFT)
    fund.when(release_purpose, GIFT, CONSENTED, part).then(purpose_released(200_000, entry=ENTRY))
    after = fund.after(purpose_released(200_000, entry=ENTRY)).state
    assert isinstance(after, Fund)
    assert after.balance_dong == 500_000
    assert after.by_purpose[PURPOSE].total == 300_000
    assert after.by_purpose[GENERAL].total == 200_000


def test_a_release_names_the_decision_and_document_it_rests_on() -> None:
    documented = replace(RELEASE, decision_number="7/QĐ", document_sha256="cd" * 32)
    an_approver(*A_GIFT).when(release_purpose, GIFT, CONSENTED, documented).then(
        purpose_released(
            entry=ENTRY,
            private=PurposeReleasePrivate(
                recorded_by=APPROVER,
                donor_id=DONOR,
                consent_id=CONSENT,
                decision_number="7/QĐ",
                document_sha256="cd" * 32,
            ),
        )
    )


@pytest.mark.parametrize(
    "opened",
    [
        opening_balance_recorded(500_000, purpose=PURPOSE),
        transfer_received(500_000, purpose=PURPOSE),
    ],
)
def test_what_came_without_its_donor_is_released_on_paper_that_says_whose_it_was(
    opened: Event,
) -> None:
    fund = an_approver(*A_FUND, purpose_defined(), opened)
    asked = replace(RELEASE, decision_number="7/QĐ", document_sha256="cd" * 32)
    fund.when(release_purpose, opened, CONSENTED, asked).is_accepted()
    for missing in ("decision_number", "document_sha256"):
        fund.when(release_purpose, opened, CONSENTED, replace(asked, **{missing: None})).then(
            NotDocumented(missing)
        )
    fund.when(release_purpose, opened, CONSENTED, RELEASE).then(
        NotDocumented("decision_number", "document_sha256")
    )


def test_what_a_fund_that_ended_handed_over_is_released_so_too() -> None:
    came = TAKEN_OVER[:4]
    (money,) = (each for each in came if isinstance(each, MoneyTakenOver))
    fund = an_approver(*A_FUND, *came)
    asked = replace(RELEASE, amount_dong=1, decision_number="7/QĐ", document_sha256="cd" * 32)
    fund.when(release_purpose, money, CONSENTED, asked).is_accepted()
    fund.when(release_purpose, money, CONSENTED, replace(asked, document_sha256=None)).then(
        NotDocumented("document_sha256")
    )


def test_what_expired_unspent_may_still_be_released() -> None:
    expired = purpose_defined(expires_on=YESTERDAY)
    fund = an_approver(*A_FUND, expired, GIFT)
    fund.when(release_purpose, GIFT, CONSENTED, RELEASE).is_accepted()


@pytest.mark.parametrize(
    "entry",
    [
        interest_credited(purpose=PURPOSE),
        donation_received(private=GIFT.private),
        replace(GIFT, goods=goods(), account_id=None, account_kind=None),
        opening_balance_recorded(),
        purpose_released(entry=ENTRY),
    ],
)
def test_only_money_that_was_given_for_a_purpose_is_released(entry: Event) -> None:
    an_approver(*A_GIFT).when(release_purpose, entry, CONSENTED, RELEASE).then(WrongEntry("entry"))


def test_a_release_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    """Its last faults are figures: of the gift, of the consent, of the purpose."""
    closed = period_closed(date(2024, 12, 31))
    given_late = replace(CONSENTED, given_on=TODAY, amount_dong=300_000)
    gift = replace(GIFT, effective_on=date(2025, 6, 10))
    paid = (
        disbursement_proposed(250_000, purpose=PURPOSE),
        disbursement_approved(),
    )
    case = an_approver(
        *A_FUND,
        purpose_defined(),
        gift,
        purpose_defined(OTHER_PURPOSE),
        *paid,
        closed,
        spending_limit_set(900_000),
    )
    wrong = replace(
        RELEASE,
        amount_dong=0,
        to_purpose=NO_PURPOSE,
        donor_id=DonorId(an_id("another donor")),
        effective_on=TOMORROW,
    )
    consent = replace(given_late, to_purpose=NO_PURPOSE, recorded_by=APPROVER)
    to_itself = replace(wrong, amount_dong=800_000, donor_id=DONOR, to_purpose=PURPOSE)
    right = replace(to_itself, to_purpose=GENERAL)
    early = "effective_on"

    def on(day: date, **fields: object) -> dict[str, object]:
        return {"release": replace(right, effective_on=day, **fields)}

    mended_one_by_one(
        case,
        release_purpose,
        {
            "entry": interest_credited(),
            "consent": consent,
            "release": wrong,
            "left_of_gift": None,
        },
        (NOT_AN_AMOUNT, {"release": replace(wrong, amount_dong=1_000_000)}),
        (WrongEntry("entry"), {"entry": gift}),
        (
            WrongDonor("donor_id"),
            {"release": replace(wrong, amount_dong=1_000_000, donor_id=DONOR, entry=7)},
        ),
        (
            WrongDonor("consent_id"),
            {"release": replace(wrong, amount_dong=1_000_000, donor_id=DONOR, to_purpose=GENERAL)},
        ),
        (
            WrongDonor("consent_id"),
            {"release": replace(wrong, amount_dong=1_000_000, donor_id=DONOR)},
        ),
        (AlreadyReversed("consent_id"), {"left_of_gift": AMOUNT_DONG_MAX}),
        (SamePerson(), {"consent": replace(consent, recorded_by=TREASURER)}),
        (
            OverLimit("amount_dong", limit_dong=900_000, asked_dong=1_000_000),
            {"release": replace(wrong, amount_dong=800_000, donor_id=DONOR)},
        ),
        (
            PurposeNotFound("to_purpose"),
            {"release": to_itself, "consent": replace(given_late, to_purpose=PURPOSE)},
        ),
        (PurposeNotFound("to_purpose"), {"release": right, "consent": given_late}),
        (AHEAD, on(BEFORE_ALL)),
        (TOO_EARLY, on(OPENED)),
        (PeriodIsClosed(early, first_open_on="2025-01-01"), on(date(2025, 6, 9))),
        (DatedBeforeEntry(early, entry_on="2025-06-10"), on(YESTERDAY)),
        (DatedBeforeEntry(early, consent_on="2025-06-16"), on(TODAY)),
        (
            InsufficientFunds("entry", available_dong=500_000, asked_dong=800_000),
            on(TODAY, amount_dong=400_000),
        ),
        (
            InsufficientFunds("consent_id", available_dong=300_000, asked_dong=400_000),
            on(TODAY, amount_dong=300_000),
        ),
        (
            InsufficientFunds("purpose", available_dong=250_000, asked_dong=300_000),
            on(TODAY, amount_dong=250_000),
        ),
        elsewhere=[BalanceTooLarge, NotDocumented],
    )


def test_a_release_counts_twice_in_what_a_fund_may_ever_move() -> None:
    room = BALANCE_DONG_MAX - 500_000
    full = opening_balance_recorded(room - 999_999)
    fund = an_approver(*A_GIFT, full)
    fund.when(release_purpose, GIFT, CONSENTED, RELEASE).then(BalanceTooLarge("amount_dong"))
    fund.when(release_purpose, GIFT, CONSENTED, replace(RELEASE, amount_dong=499_999)).is_accepted()


def test_no_more_is_released_than_is_left_of_the_gift() -> None:
    """Neither what was released before nor what was refunded is there to be released again."""
    refunded = donation_refunded(100_000, entry=ENTRY, purpose=PURPOSE)
    fund = an_approver(*A_GIFT, purpose_released(150_000, entry=ENTRY), refunded)
    more = donation_received(purpose=PURPOSE)
    again = replace(RELEASE, consent_id=ConsentId(an_id("another consent")))
    fund.after(more).when(release_purpose, GIFT, CONSENTED, again).then(
        InsufficientFunds("entry", available_dong=250_000, asked_dong=500_000)
    )


def test_each_consent_is_used_up_by_itself() -> None:
    """A refund leaves a consent whole, and a new consent does not stand behind an old one."""
    some = replace(CONSENTED, amount_dong=200_000)
    refunded = donation_refunded(100_000, entry=ENTRY, purpose=PURPOSE)
    fund = an_approver(*A_GIFT, refunded)
    all_of_it = replace(RELEASE, amount_dong=200_000)
    released = purpose_released(200_000, entry=ENTRY)
    fund.when(release_purpose, GIFT, some, all_of_it).then(released)
    fund = fund.after(released)
    fund.when(release_purpose, GIFT, some, replace(RELEASE, amount_dong=1)).then(
        InsufficientFunds("consent_id", available_dong=0, asked_dong=1)
    )
    again = replace(all_of_it, consent_id=ConsentId(an_id("another consent")))
    fund.when(release_purpose, GIFT, some, again).is_accepted()


def test_what_is_approved_from_the_purpose_is_not_released() -> None:
    committed = (disbursement_proposed(400_000, purpose=PURPOSE), disbursement_approved())
    fund = an_approver(*A_GIFT, *committed)
    fund.when(release_purpose, GIFT, CONSENTED, RELEASE).then(
        InsufficientFunds("purpose", available_dong=100_000, asked_dong=500_000)
    )
    paid = disbursement_paid(400_000, purpose=PURPOSE)
    fund.after(paid).when(release_purpose, GIFT, CONSENTED, RELEASE).then(
        InsufficientFunds("purpose", available_dong=100_000, asked_dong=500_000)
    )


def test_a_limit_of_other_roles_does_not_bind_a_release() -> None:
    fund = an_approver(*A_GIFT, spending_limit_set(1, Role.CASHIER))
    fund.when(release_purpose, GIFT, CONSENTED, RELEASE).is_accepted()


# How a release is reversed

RELEASED = 7
REVERSAL = Reversal(entry=RELEASED, reason=ReversalReason.OTHER)


def a_reversed_release(dong: int = 500_000) -> EntryReversed:
    """What reversing a release of so much says, taken from the decision itself."""
    released = purpose_released(dong, entry=ENTRY)
    [reversed_] = given(*A_GIFT, released).when(reverse_entry, released, REVERSAL).outcome()
    assert isinstance(reversed_, EntryReversed)
    return reversed_


def test_a_reversed_release_puts_the_money_back_under_its_purpose() -> None:
    reversed_ = a_reversed_release()
    state = given(*A_GIFT, purpose_released(entry=ENTRY), reversed_).state
    before = given(*A_GIFT).state
    assert isinstance(state, Fund)
    assert isinstance(before, Fund)
    assert state.by_purpose[PURPOSE].total == 500_000
    assert state.by_purpose[GENERAL].total == 0
    assert state.drawn == before.drawn == {}


def test_after_a_reversed_release_gift_and_consent_may_be_used_again() -> None:
    fund = an_approver(*A_GIFT, purpose_released(entry=ENTRY), a_reversed_release())
    fund.when(release_purpose, GIFT, CONSENTED, RELEASE).then(purpose_released(entry=ENTRY))


def test_a_gift_of_which_a_part_is_released_is_not_reversed_before_the_release() -> None:
    released = purpose_released(200_000, entry=ENTRY)
    fund = given(*A_GIFT, released)
    of_the_gift = replace(REVERSAL, entry=ENTRY)
    fund.when(reverse_entry, GIFT, of_the_gift).then(EntryDrawnOn("entry", drawn_dong=200_000))
    fund.after(a_reversed_release(200_000)).when(reverse_entry, GIFT, of_the_gift).is_accepted()


def test_a_release_is_reversed_though_the_freed_money_is_spent() -> None:
    """A reversal is a fact: the overdraft that it uncovers stops further spending."""
    spent = (
        disbursement_proposed(500_000),
        disbursement_approved(),
        disbursement_paid(500_000),
    )
    released = purpose_released(entry=ENTRY)
    fund = given(*A_GIFT, released, *spent)
    fund.when(reverse_entry, released, REVERSAL).is_accepted()
    after = fund.after(a_reversed_release()).by(CASHIER).state
    assert isinstance(after, Fund)
    assert after.by_purpose[GENERAL].total == -500_000
