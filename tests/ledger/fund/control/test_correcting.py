"""What is wrong is reversed by its negative, never erased, and recorded anew in the same step."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.money import MobilizationIsClosed, WrongReplacement
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed, ReversalPrivate
from ledger.events.fund.money import FromStatement
from ledger.events.fund.receiving import (
    BankFeeCharged,
    DonationPrivate,
    DonationReceived,
    InterestCredited,
)
from ledger.fund.control.correcting import Replacement, Reversal, reverse_entry
from ledger.fund.receiving.banking import BankFee, Interest
from ledger.fund.receiving.donations import Donation
from ledger.postings import postings
from ledger.values import GENERAL, AccountId, MemoId, PurposeId, ReversalReason, Series
from tests.builders import BANK, MOBILIZATION, OPENED, TREASURER, a_donation, an_id
from tests.fakes import TODAY
from tests.ledger.happened import PURPOSE, voucher
from tests.ledger.happened.control import period_closed, period_reopened
from tests.ledger.happened.opening import (
    A_FUND,
    account_opened,
    opening_balance_recorded,
    purpose_defined,
)
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    donation_received,
    interest_credited,
    mobilization_closed,
    mobilization_launched,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
)
from tests.ledger.specification import given

ENTRY = 5
"""The version of whatever stands behind `A_FUND`."""
OTHER_BANK = AccountId(an_id("another bank account"))
OTHER_PURPOSE = PurposeId(str(an_id("another purpose")))
CLOSED_DAY, FIRST_OPEN, YESTERDAY = date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 15)
WRONG = Reversal(entry=ENTRY, reason=ReversalReason.WRONG_AMOUNT)


def reversed_(entry: Event, **fields: object) -> EntryReversed:
    """The reversal of an entry on its own day, which exchanges debit and credit."""
    event = EntryReversed(
        entry=ENTRY,
        entry_topic=entry.topic,
        entry_effective_on=TODAY,
        reason=ReversalReason.WRONG_AMOUNT,
        amount_dong=entry.amount_dong,  # type: ignore[attr-defined]  # every entry has it
        postings=tuple(replace(line, amount=-line.amount) for line in postings(entry)),
        effective_on=TODAY,
        voucher=voucher(Series.BANK_CREDIT),
        private=ReversalPrivate(recorded_by=TREASURER),
    )
    return replace(event, **fields)


# Correcting


def test_a_gift_is_corrected_in_one_step_under_the_next_voucher() -> None:
    wrong = donation_received(5_000_000, voucher=voucher(Series.BANK_CREDIT, 7))
    given(*A_FUND, wrong).when(
        reverse_entry, wrong, replace(WRONG, replacement=a_donation(500_000))
    ).then(
        reversed_(wrong, voucher=voucher(Series.BANK_CREDIT, 7)),
        donation_received(500_000, voucher=voucher(Series.BANK_CREDIT, 8), corrects=ENTRY),
    )


def test_interest_is_corrected_in_one_step() -> None:
    wrong = interest_credited(12_000)
    right = Interest(account_id=BANK, amount_dong=1_200, effective_on=TODAY)
    given(*A_FUND, wrong).when(reverse_entry, wrong, replace(WRONG, replacement=right)).then(
        reversed_(wrong),
        interest_credited(1_200, voucher=voucher(Series.BANK_CREDIT, 2), corrects=ENTRY),
    )


@pytest.mark.parametrize(
    "wrong, right",
    [
        (donation_received(), Interest(account_id=BANK, amount_dong=1, effective_on=TODAY)),
        (interest_credited(), a_donation()),
        (bank_fee_charged(), a_donation()),
        (opening_balance_recorded(), a_donation()),
        (disbursement_paid(), a_donation()),
    ],
)
def test_an_entry_is_replaced_by_one_of_its_kind_only(
    wrong: Event, right: Donation | Interest
) -> None:
    given(
        *A_FUND, opening_balance_recorded(), disbursement_proposed(), disbursement_approved(), wrong
    ).when(reverse_entry, wrong, replace(WRONG, replacement=right)).then(
        WrongReplacement("replacement")
    )


@pytest.mark.parametrize("named", [None, GENERAL, OTHER_PURPOSE])
def test_a_correction_frees_no_money_that_was_given_for_a_purpose(
    named: PurposeId | None,
) -> None:
    """Its donor's consent and an approver do (`release_purpose`), never the treasurer alone."""
    gift = donation_received(purpose=PURPOSE)
    fund = given(*A_FUND, purpose_defined(OTHER_PURPOSE), purpose_defined(), gift)
    freed = a_donation(400_000, purpose=named)
    fund.when(reverse_entry, gift, replace(WRONG, replacement=freed)).then(
        WrongReplacement("replacement.purpose")
    )
    kept = replace(freed, purpose=PURPOSE)
    fund.when(reverse_entry, gift, replace(WRONG, replacement=kept)).is_accepted()
    fund.when(reverse_entry, gift, WRONG).is_accepted()


def test_a_corrected_gift_may_be_for_the_purpose_of_its_appeal() -> None:
    """What counts is the purpose that the money comes to stand under, named or not."""
    gift = donation_received(purpose=PURPOSE, mobilization_id=MOBILIZATION)
    appeal = mobilization_launched(purpose=PURPOSE)
    fund = given(*A_FUND, purpose_defined(), appeal, gift)
    right = a_donation(400_000, mobilization_id=MOBILIZATION)
    fund.when(reverse_entry, gift, replace(WRONG, replacement=right)).is_accepted()
    elsewhere = replace(right, mobilization_id=None)
    fund.when(reverse_entry, gift, replace(WRONG, replacement=elsewhere)).then(
        WrongReplacement("replacement.purpose")
    )


def test_a_general_gift_may_turn_out_to_be_for_a_purpose() -> None:
    gift = donation_received()
    right = a_donation(500_000, purpose=PURPOSE)
    given(*A_FUND, purpose_defined(), gift).when(
        reverse_entry, gift, replace(WRONG, replacement=right)
    ).is_accepted()


def test_what_replaces_an_imported_gift_keeps_its_memo_and_leaves_it_its_row() -> None:
    memo = MemoId(an_id("memo"))
    wrong = donation_received(
        private=DonationPrivate(recorded_by=TREASURER, statement_row="ab" * 32, memo_id=memo)
    )
    [_, right] = (
        given(*A_FUND, wrong)
        .when(reverse_entry, wrong, replace(WRONG, replacement=a_donation(500_000)))
        .outcome()
    )
    assert isinstance(right, DonationReceived)
    assert right.private == DonationPrivate(recorded_by=TREASURER, memo_id=memo)


def test_what_replaces_imported_interest_keeps_its_memo() -> None:
    memo = MemoId(an_id("memo"))
    wrong = interest_credited(
        private=FromStatement(recorded_by=TREASURER, statement_row="ab" * 32, memo_id=memo)
    )
    right = Interest(account_id=BANK, amount_dong=1_200, effective_on=TODAY)
    [_, replaced] = (
        given(*A_FUND, wrong)
        .when(reverse_entry, wrong, replace(WRONG, replacement=right))
        .outcome()
    )
    assert isinstance(replaced, InterestCredited)
    assert replaced.private.memo_id == memo


def test_a_gift_to_an_appeal_since_closed_is_corrected_within_its_window() -> None:
    wrong = donation_received(on=date(2025, 6, 9), mobilization_id=MOBILIZATION)
    fund = given(*A_FUND, mobilization_launched(), wrong, mobilization_closed(on=date(2025, 6, 10)))
    right = a_donation(on=date(2025, 6, 10), mobilization_id=MOBILIZATION)
    fund.when(reverse_entry, wrong, replace(WRONG, replacement=right)).is_accepted()
    too_late = replace(right, effective_on=date(2025, 6, 11))
    fund.when(reverse_entry, wrong, replace(WRONG, replacement=too_late)).then(
        MobilizationIsClosed("mobilization_id", ends_on="2025-06-10")
    )


# What happened in closed books

CLOSED = (*A_FUND, period_closed(CLOSED_DAY))
A_GIFT = donation_received(effective_on=FIRST_OPEN, occurred_on=CLOSED_DAY)


@pytest.mark.parametrize(
    "wrong, right",
    [
        (donation_received(), a_donation(500_000)),
        (interest_credited(), Interest(account_id=BANK, amount_dong=1_200, effective_on=TODAY)),
        (bank_fee_charged(), BankFee(account_id=BANK, amount_dong=5_500, effective_on=TODAY)),
    ],
)
@pytest.mark.parametrize(
    "booked_on, occurred_on, stays_on",
    [
        (FIRST_OPEN, CLOSED_DAY, FIRST_OPEN),
        (YESTERDAY, CLOSED_DAY, YESTERDAY),
        (CLOSED_DAY, None, FIRST_OPEN),
    ],
)
def test_a_fact_of_closed_books_is_corrected_as_of_the_day_it_happened_on(
    wrong: Event, right: Replacement, booked_on: date, occurred_on: date | None, stays_on: date
) -> None:
    """It was booked late, or its own day was closed since."""
    wrong = replace(wrong, effective_on=booked_on, occurred_on=occurred_on)
    assert _days_anew(wrong, replace(right, effective_on=stays_on)) == (stays_on, CLOSED_DAY)


@pytest.mark.parametrize(
    "right, reason, occurred_on",
    [
        (a_donation(effective_on=FIRST_OPEN), ReversalReason.WRONG_DATE, None),
        (a_donation(effective_on=YESTERDAY), ReversalReason.WRONG_AMOUNT, None),
        (
            a_donation(effective_on=FIRST_OPEN, occurred_on=OPENED),
            ReversalReason.WRONG_AMOUNT,
            OPENED,
        ),
    ],
)
def test_a_correction_that_tells_another_day_is_believed(
    right: Donation, reason: ReversalReason, occurred_on: date | None
) -> None:
    assert _days_anew(A_GIFT, right, reason=reason) == (right.effective_on, occurred_on)


def test_money_was_not_in_an_account_before_that_was_opened() -> None:
    opened = replace(account_opened(on=FIRST_OPEN), account_id=OTHER_BANK)
    right = a_donation(account_id=OTHER_BANK, effective_on=FIRST_OPEN)
    assert _days_anew(A_GIFT, right, opened) == (FIRST_OPEN, None)


def test_a_fact_of_books_that_were_opened_again_is_dated_on_its_own_day_or_not_late() -> None:
    reopened, right = period_reopened(CLOSED_DAY), a_donation(effective_on=FIRST_OPEN)
    assert _days_anew(A_GIFT, right, reopened) == (FIRST_OPEN, None)


def _days_anew(
    wrong: Event,
    right: Replacement,
    *meanwhile: Event,
    reason: ReversalReason = ReversalReason.WRONG_AMOUNT,
) -> tuple[date, date | None]:
    """Return the days of what replaces the wrong entry of closed books: booked, and happened on."""
    asked = Reversal(entry=len(CLOSED) + 1, reason=reason, replacement=right)
    _, anew = given(*CLOSED, wrong, *meanwhile).when(reverse_entry, wrong, asked).outcome()
    assert isinstance(anew, DonationReceived | InterestCredited | BankFeeCharged)
    return anew.effective_on, anew.occurred_on
