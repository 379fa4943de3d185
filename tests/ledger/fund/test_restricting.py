"""Money given for a purpose is spent on nothing else, and becomes free only as its donor agreed."""

from datetime import date

import pytest
from msgspec.structs import asdict, replace

from ledger.errors import LedgerError
from ledger.errors.access import OverLimit, SamePerson
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
from ledger.errors.restricted import (
    CategoryNotAllowed,
    ClassNotAllowed,
    NotDocumented,
    PurposeExpired,
    WrongPlace,
    WrongProgramme,
)
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import MoneyTakenOver
from ledger.events.fund.opening import Restriction
from ledger.events.fund.receiving import DonationPrivate
from ledger.events.fund.spending import PurposeReleasePrivate
from ledger.fund import Fund
from ledger.fund.control.correcting import Reversal, reverse_entry
from ledger.fund.restricting import Release, Use, check_consent, check_use, release_purpose
from ledger.fund.spending.disbursements import propose_disbursement
from ledger.people.donor import Consent, NewConsent
from ledger.values import (
    BALANCE_DONG_MAX,
    GENERAL,
    Category,
    ConsentId,
    DisbursementClass,
    DonorId,
    FundId,
    PurposeId,
    ReversalReason,
    Role,
)
from tests.builders import APPROVER, CASHIER, OPENED, TREASURER, a_proposal, an_id, goods
from tests.fakes import TODAY
from tests.ledger.handed_over import TAKEN_OVER
from tests.ledger.happened import (
    A_FUND,
    CONSENT,
    DONOR,
    PURPOSE,
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    donation_received,
    donation_refunded,
    interest_credited,
    opening_balance_recorded,
    period_closed,
    purpose_defined,
    purpose_released,
    spending_limit_set,
    transfer_received,
)
from tests.ledger.specification import (
    Given,
    given,
    mended_one_by_one,
    named_refusals,
    told,
)
from tests.ledger.wrong import AHEAD, BEFORE_ALL, NO_PURPOSE, NOT_AN_AMOUNT, TOMORROW, TOO_EARLY

# What money of a purpose may be spent on

YESTERDAY = date(2025, 6, 15)
STRICT = Restriction(
    programme="Tiếp sức đến trường",
    classes=(DisbursementClass.SCHOLARSHIP, DisbursementClass.SUPPORT),
    categories=(Category.ORPHANED, Category.POOR),
    place="xã Thạch Hà",
    expires_on=TODAY,
)
FITTING = Use(
    disbursement_class=DisbursementClass.SCHOLARSHIP,
    programme="Tiếp sức đến trường",
    categories=(Category.POOR,),
    place="Thôn Đông, xã Thạch Hà",
)


def a_fund_with(restriction: Restriction, purpose: PurposeId = PURPOSE) -> Fund:
    defined = purpose_defined(purpose, **asdict(restriction))
    state = given(*A_FUND, defined).state
    assert isinstance(state, Fund)
    return state


def use_refused(restriction: Restriction, use: Use, on: date = TODAY) -> LedgerError | None:
    try:
        check_use(a_fund_with(restriction), PURPOSE, use, on)
    except LedgerError as refusal:
        return refusal
    return None


def test_what_fits_every_part_of_a_restriction_is_allowed_until_its_last_day() -> None:
    assert use_refused(STRICT, FITTING) is None


def test_money_without_a_purpose_and_a_purpose_without_a_restriction_are_free() -> None:
    anything = Use(disbursement_class=DisbursementClass.AWARD, programme="Tết")
    check_use(a_fund_with(STRICT), GENERAL, anything, TOMORROW)
    assert use_refused(Restriction(), anything, TOMORROW) is None


def test_a_use_is_refused_for_the_first_rule_that_it_breaks() -> None:
    """The purpose, its last day, the programme, the class, the recipients, the place."""
    fund = a_fund_with(STRICT)
    wrong = Use(disbursement_class=DisbursementClass.AWARD, programme="Tết")
    faults: list[tuple[LedgerError, PurposeId, Use, date]] = [
        (PurposeNotFound("purpose"), NO_PURPOSE, wrong, TOMORROW),
        (PurposeExpired("purpose", expired_on=TODAY.isoformat()), PURPOSE, wrong, TOMORROW),
        (WrongProgramme("programme", must_be=STRICT.programme or ""), PURPOSE, wrong, TODAY),
        (
            ClassNotAllowed("disbursement_class", allowed="scholarship, support"),
            PURPOSE,
            wrong := replace(wrong, programme=FITTING.programme),
            TODAY,
        ),
        (
            CategoryNotAllowed("categories", allowed="orphaned, poor"),
            PURPOSE,
            wrong := replace(wrong, disbursement_class=DisbursementClass.SUPPORT),
            TODAY,
        ),
        (
            WrongPlace("place", must_be="xã Thạch Hà"),
            PURPOSE,
            replace(wrong, categories=(Category.POOR,)),
            TODAY,
        ),
    ]
    for expected, purpose, use, on in faults:
        with pytest.raises(type(expected)) as refused:
            check_use(fund, purpose, use, on)
        assert told(refused.value) == told(expected)
    assert named_refusals(check_use) == [type(expected).__name__ for expected, *_ in faults]


@pytest.mark.parametrize("programme", ["TIẾP SỨC ĐẾN TRƯỜNG", "tiếp sức đến trường"])
def test_a_programme_is_the_same_in_capitals(programme: str) -> None:
    assert use_refused(STRICT, replace(FITTING, programme=programme)) is None


@pytest.mark.parametrize("place", ["xã Thạch Hà", "Xã Thạch Hà", "Tổ 1, Thôn Đông, xã Thạch Hà"])
def test_a_place_lies_in_the_one_that_the_money_is_for(place: str) -> None:
    assert use_refused(STRICT, replace(FITTING, place=place)) is None


@pytest.mark.parametrize("place", [None, "xã Cẩm Xuyên", "Thạch Hà", "thị xã Thạch Hà"])
def test_another_place_is_none_of_it(place: str | None) -> None:
    refused = use_refused(STRICT, replace(FITTING, place=place))
    assert isinstance(refused, WrongPlace)


@pytest.mark.parametrize(
    "categories",
    [(), (Category.EXCELLENT,), (Category.POOR, Category.EXCELLENT)],
)
def test_recipients_without_a_list_must_all_be_of_an_allowed_kind(
    categories: tuple[Category, ...],
) -> None:
    refused = use_refused(STRICT, replace(FITTING, categories=categories))
    assert isinstance(refused, CategoryNotAllowed)


def test_each_line_of_a_list_needs_one_allowed_kind_and_every_bad_line_is_named() -> None:
    """A recipient may be more than what the money is for; one who is nothing of it is named."""
    fits = (Category.POOR, Category.EXCELLENT)
    use = replace(FITTING, categories=(), recipients=(fits, (), fits, (Category.EXCELLENT,)))
    refused = use_refused(STRICT, use)
    assert refused is not None
    assert told(refused) == told(
        CategoryNotAllowed("lines.1.categories", "lines.3.categories", allowed="orphaned, poor")
    )
    assert use_refused(STRICT, replace(use, recipients=(fits, fits))) is None


def test_a_proposal_on_a_restricted_purpose_is_refused_for_what_does_not_fit() -> None:
    fund = given(*A_FUND, purpose_defined(**asdict(STRICT)))
    fitting = a_proposal(purpose=PURPOSE, categories=(Category.POOR,), place="xã Thạch Hà")
    fund.when(propose_disbursement, fitting).is_accepted()
    fund.when(propose_disbursement, replace(fitting, programme="Tết")).then(
        WrongProgramme("programme", must_be="Tiếp sức đến trường")
    )


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
        {"entry": interest_credited(), "consent": consent, "release": wrong},
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


# What a donor may consent to

NEW_CONSENT = NewConsent(
    consent_id=CONSENT,
    fund_id=CONSENTED.fund_id,
    entry=ENTRY,
    amount_dong=500_000,
    effective_on=TODAY,
)


def test_a_consent_is_to_money_that_just_this_donor_gave_for_a_purpose() -> None:
    check_consent(GIFT, DONOR, NEW_CONSENT)
    with pytest.raises(WrongDonor) as refused:
        check_consent(GIFT, DonorId(an_id("another donor")), NEW_CONSENT)
    assert refused.value.fields == ("donor_id",)
    for entry in (donation_received(private=GIFT.private), interest_credited(purpose=PURPOSE)):
        with pytest.raises(WrongEntry):
            check_consent(entry, DONOR, NEW_CONSENT)


@pytest.mark.parametrize(
    "opened",
    [
        opening_balance_recorded(500_000, purpose=PURPOSE),
        transfer_received(500_000, purpose=PURPOSE),
    ],
)
def test_a_consent_to_what_came_without_its_donor_names_what_he_signed(opened: Event) -> None:
    with pytest.raises(NotDocumented) as refused:
        check_consent(opened, DONOR, NEW_CONSENT)
    assert refused.value.fields == ("document_sha256",)
    check_consent(opened, DONOR, replace(NEW_CONSENT, document_sha256="cd" * 32))
