"""What a treasurer may record as a gift of money, and what is refused for which reason."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.missing import (
    AccountNotFound,
    CreditNotFound,
    MobilizationNotFound,
    PledgeNotFound,
    PurposeNotFound,
)
from ledger.errors.money import (
    AmountMismatch,
    BalanceTooLarge,
    DatedAhead,
    DatedBeforeEntry,
    DatedBeforeFund,
    MobilizationIsClosed,
    OutsideMobilization,
    PeriodIsOpen,
    WrongAccountKind,
    WrongMobilization,
)
from ledger.errors.people import WrongDonor
from ledger.events.fund.mobilizing import PledgePrivate
from ledger.events.fund.receiving import DonationPrivate
from ledger.fund.receiving.donations import receive_donation
from ledger.values import (
    AMOUNT_DONG_MAX,
    BALANCE_DONG_MAX,
    GENERAL,
    AccountId,
    AccountKind,
    DonorId,
    MemoId,
    MobilizationId,
    Series,
)
from tests.builders import (
    BANK,
    CASH_BOX,
    MOBILIZATION,
    OPENED,
    TERM_DEPOSIT,
    TREASURER,
    a_donation,
    an_id,
    dollars,
)
from tests.fakes import TODAY
from tests.ledger.happened import CREDIT, DONOR, PLEDGE, PURPOSE, voucher
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import (
    A_FUND,
    account_opened,
    fund_opened,
    opening_balance_recorded,
    purpose_defined,
)
from tests.ledger.happened.receiving import (
    credit_unallocated,
    donation_received,
    mobilization_closed,
    mobilization_launched,
    pledge_made,
)
from tests.ledger.specification import given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    CLOSED_2024,
    IN_2024,
    NO_ACCOUNT,
    NO_CREDIT,
    NO_MOBILIZATION,
    NO_PLEDGE,
    NO_PURPOSE,
    NOT_AN_AMOUNT,
    SEALED,
    TOMORROW,
    TOO_EARLY,
)

JUNE_14 = date(2025, 6, 14)


def test_a_gift_comes_in_with_the_first_voucher_of_its_year() -> None:
    given(*A_FUND).when(receive_donation, a_donation(500_000)).then(
        donation_received(500_000, voucher=voucher(Series.BANK_CREDIT, 1, 2025))
    )


@pytest.mark.parametrize(
    "account_id, kind, series",
    [
        (CASH_BOX, AccountKind.CASH_BOX, Series.CASH_RECEIPT),
        (BANK, AccountKind.BANK, Series.BANK_CREDIT),
        (TERM_DEPOSIT, AccountKind.TERM_DEPOSIT, Series.BANK_CREDIT),
    ],
)
def test_the_account_decides_the_series_of_the_voucher(
    account_id: AccountId, kind: AccountKind, series: Series
) -> None:
    given(*A_FUND).when(receive_donation, a_donation(account_id=account_id)).then(
        donation_received(account_id=account_id, account_kind=kind, voucher=voucher(series))
    )


def test_vouchers_count_on_in_their_series_and_year() -> None:
    fund = given(*A_FUND, donation_received(voucher=voucher(Series.BANK_CREDIT, 41)))
    fund.when(receive_donation, a_donation()).then(
        donation_received(voucher=voucher(Series.BANK_CREDIT, 42))
    )
    last_year = date(2024, 12, 31)
    fund.when(receive_donation, a_donation(on=last_year)).then(
        donation_received(on=last_year, voucher=voucher(Series.BANK_CREDIT, 1, 2024))
    )


def test_a_gift_keeps_every_word_about_it() -> None:
    donor, memo = DonorId(an_id("donor")), MemoId(an_id("memo"))
    gift = a_donation(
        donor_id=donor,
        named=True,
        device_number="A-17",
        occurred_on=JUNE_14,
        statement_row="ab" * 32,
        memo_id=memo,
    )
    private = DonationPrivate(
        recorded_by=TREASURER, donor_id=donor, statement_row="ab" * 32, memo_id=memo
    )
    given(*A_FUND, period_closed(JUNE_14)).when(receive_donation, gift).then(
        donation_received(named=True, device_number="A-17", occurred_on=JUNE_14, private=private)
    )


def test_a_gift_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    other = MobilizationId(an_id("another appeal"))
    fund = given(
        *A_FUND,
        mobilization_launched(),
        mobilization_closed(on=date(2025, 6, 10)),
        mobilization_launched(mobilization_id=other, starts_on=OPENED, ends_on=None),
        pledge_made(
            mobilization_id=MOBILIZATION,
            private=PledgePrivate(recorded_by=TREASURER, donor_id=DONOR),
        ),
        credit_unallocated(500_000),
        CLOSED_2024,
        opening_balance_recorded(BALANCE_DONG_MAX - 1_900_000, on=TODAY),
    )
    everything_wrong = a_donation(
        0,
        account_id=NO_ACCOUNT,
        purpose=NO_PURPOSE,
        on=TOMORROW,
        mobilization_id=NO_MOBILIZATION,
        foreign=dollars("19", "25000"),
        pledge_id=NO_PLEDGE,
        credit_id=NO_CREDIT,
    )
    mended_one_by_one(
        fund,
        receive_donation,
        everything_wrong,
        (NOT_AN_AMOUNT, {"amount_dong": 500_000}),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (PurposeNotFound("purpose"), {"purpose": GENERAL}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": date(2025, 6, 15)}),
        (MobilizationNotFound("mobilization_id"), {"mobilization_id": MOBILIZATION}),
        (
            MobilizationIsClosed("mobilization_id", ends_on="2025-06-10"),
            {"occurred_on": date(2025, 5, 31)},
        ),
        (
            OutsideMobilization("mobilization_id", starts_on="2025-06-01"),
            {"mobilization_id": other},
        ),
        (PeriodIsOpen("occurred_on", first_open_on="2025-01-01"), {"occurred_on": None}),
        (
            AmountMismatch("amount_dong", must_be_dong=475_000),
            {"foreign": None},
        ),
        (PledgeNotFound("pledge_id"), {"pledge_id": PLEDGE}),
        (WrongDonor("donor_id"), {"donor_id": DONOR}),
        (
            WrongMobilization("mobilization_id"),
            {"mobilization_id": MOBILIZATION, "outside_mobilization": True},
        ),
        (
            DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (CreditNotFound("credit_id"), {"credit_id": CREDIT}),
        (BalanceTooLarge("amount_dong"), {"amount_dong": 200_000}),
        elsewhere=[WrongAccountKind],
    )


@pytest.mark.parametrize("dong", [-1, 0, AMOUNT_DONG_MAX + 1, True, 1.5, "500000"])
def test_an_amount_is_a_whole_number_of_dong(dong: object) -> None:
    given(*A_FUND).when(receive_donation, a_donation(amount_dong=dong)).then(NOT_AN_AMOUNT)


@pytest.mark.parametrize("dong", [1, AMOUNT_DONG_MAX])
def test_the_smallest_and_the_largest_amount_are_taken(dong: int) -> None:
    given(*A_FUND).when(receive_donation, a_donation(dong)).then(donation_received(dong))


def test_the_balance_may_be_filled_to_its_last_dong() -> None:
    fund = given(*A_FUND, opening_balance_recorded(BALANCE_DONG_MAX - 1))
    fund.when(receive_donation, a_donation(1)).then(donation_received(1))
    fund.when(receive_donation, a_donation(2)).then(BalanceTooLarge("amount_dong"))


def test_nothing_is_received_before_its_account_was_opened() -> None:
    later = date(2025, 3, 1)
    fund = given(fund_opened(), account_opened(on=later))
    fund.when(receive_donation, a_donation(on=date(2025, 2, 28))).then(
        DatedBeforeFund("effective_on", began_on="2025-03-01")
    )
    fund.when(receive_donation, a_donation(on=later)).then(donation_received(on=later))


def test_today_is_the_day_in_vietnam_when_it_is_asked() -> None:
    given(*A_FUND).on(TOMORROW).when(receive_donation, a_donation(on=TOMORROW)).then(
        donation_received(on=TOMORROW)
    )


def test_a_rate_of_the_future_is_not_known_yet() -> None:
    ahead = replace(dollars(), rate_on=TOMORROW)
    given(*A_FUND).when(receive_donation, a_donation(500_000, foreign=ahead)).then(
        DatedAhead("foreign.rate_on", today=TODAY.isoformat())
    )


def test_a_late_fact_occurred_no_later_than_it_is_booked() -> None:
    given(*A_FUND).when(receive_donation, a_donation(occurred_on=TOMORROW)).then(
        DatedAhead("occurred_on", today=TODAY.isoformat())
    )
    given(*A_FUND).when(
        receive_donation, a_donation(on=date(2025, 6, 10), occurred_on=date(2025, 6, 11))
    ).then(DatedAhead("occurred_on", today=TODAY.isoformat()))


# For an appeal


def test_a_gift_for_an_appeal_has_the_purpose_of_the_appeal() -> None:
    fund = given(*A_FUND, purpose_defined(), mobilization_launched(purpose=PURPOSE))
    fund.when(receive_donation, a_donation(mobilization_id=MOBILIZATION)).then(
        donation_received(mobilization_id=MOBILIZATION, purpose=PURPOSE)
    )


def test_a_gift_for_an_appeal_may_name_another_purpose() -> None:
    fund = given(*A_FUND, purpose_defined(), mobilization_launched(purpose=PURPOSE))
    fund.when(receive_donation, a_donation(mobilization_id=MOBILIZATION, purpose=GENERAL)).then(
        donation_received(mobilization_id=MOBILIZATION, purpose=GENERAL)
    )


@pytest.mark.parametrize("day", [date(2025, 6, 1), date(2025, 6, 10)])
def test_a_gift_from_the_first_to_the_closing_day_counts_even_if_recorded_later(day: date) -> None:
    fund = given(*A_FUND, mobilization_launched(), mobilization_closed(on=date(2025, 6, 10)))
    fund.when(receive_donation, a_donation(on=day, mobilization_id=MOBILIZATION)).then(
        donation_received(on=day, mobilization_id=MOBILIZATION)
    )


def test_a_late_gift_counts_by_the_day_it_was_given() -> None:
    ended = mobilization_closed(on=date(2025, 6, 10))
    fund = given(*A_FUND, mobilization_launched(), ended, period_closed(JUNE_14))
    given_in_time = date(2025, 6, 9)
    fund.when(
        receive_donation, a_donation(mobilization_id=MOBILIZATION, occurred_on=given_in_time)
    ).then(donation_received(mobilization_id=MOBILIZATION, occurred_on=given_in_time))


def test_a_gift_after_the_last_day_of_an_open_appeal_lies_outside_it() -> None:
    fund = given(*A_FUND, mobilization_launched(ends_on=date(2025, 6, 15)))
    fund.when(receive_donation, a_donation(mobilization_id=MOBILIZATION)).then(
        OutsideMobilization("mobilization_id", ends_on="2025-06-15")
    )


# Outside of the appeal it was meant for


def test_a_gift_outside_the_window_may_be_taken_outside_the_appeal_for_the_same_purpose() -> None:
    fund = given(*A_FUND, purpose_defined(), mobilization_launched(purpose=PURPOSE))
    late = fund.after(mobilization_closed(on=date(2025, 6, 10)))
    gift = a_donation(mobilization_id=MOBILIZATION, outside_mobilization=True)
    late.when(receive_donation, gift).then(donation_received(purpose=PURPOSE))
    early = replace(gift, effective_on=date(2025, 5, 31))
    fund.when(receive_donation, early).then(
        donation_received(purpose=PURPOSE, on=date(2025, 5, 31))
    )


def test_a_gift_within_the_window_counts_for_the_appeal_whatever_was_chosen() -> None:
    fund = given(*A_FUND, mobilization_launched())
    gift = a_donation(mobilization_id=MOBILIZATION, outside_mobilization=True)
    fund.when(receive_donation, gift).then(donation_received(mobilization_id=MOBILIZATION))


def test_no_choice_makes_up_for_an_appeal_that_is_not_there() -> None:
    gift = a_donation(mobilization_id=NO_MOBILIZATION, outside_mobilization=True)
    given(*A_FUND).when(receive_donation, gift).then(MobilizationNotFound("mobilization_id"))
