"""Credits nobody can place: money that is there, owed to someone, and placed bit by bit."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.missing import AccountNotFound, CreditNotFound
from ledger.errors.money import (
    AmountMismatch,
    BalanceTooLarge,
    DatedBeforeEntry,
    EntryDrawnOn,
    PeriodIsOpen,
)
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed, ReopenedCredit
from ledger.events.fund.handing_over import CreditTakenOver
from ledger.fund import Fund
from ledger.fund.control.correcting import Background, Reversal, reverse_entry
from ledger.fund.open_items import Credit
from ledger.fund.receiving.banking import Interest, UnplacedCredit, credit_interest, note_credit
from ledger.fund.receiving.donations import receive_donation
from ledger.values import (
    BALANCE_DONG_MAX,
    GENERAL,
    UNALLOCATED,
    AccountId,
    AccountKind,
    PurposeId,
    ReversalReason,
    Series,
)
from tests.builders import BANK, CASH_BOX, a_donation
from tests.fakes import TODAY
from tests.ledger import handed_over
from tests.ledger.happened import CREDIT, voucher
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded
from tests.ledger.happened.receiving import credit_unallocated, donation_received, interest_credited
from tests.ledger.specification import Given, given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    CLOSED_2024,
    IN_2024,
    NO_ACCOUNT,
    NOT_AN_AMOUNT,
    SEALED,
    TOMORROW,
    TOO_EARLY,
)

A_NOTED_CREDIT = UnplacedCredit(
    credit_id=CREDIT, account_id=BANK, amount_dong=500_000, effective_on=TODAY
)
JUNE_1, JUNE_5, JUNE_10, JUNE_14 = (date(2025, 6, day) for day in (1, 5, 10, 14))


def held(case: Given) -> dict[PurposeId, int]:
    """Return what is held for each purpose, which together is what the accounts hold."""
    assert isinstance(case.state, Fund)
    by_purpose = {purpose: days.total for purpose, days in case.state.by_purpose.items()}
    assert sum(by_purpose.values()) == case.state.balance_dong
    return by_purpose


def unknown(case: Given) -> Credit | None:
    assert isinstance(case.state, Fund)
    return case.state.credits.get(CREDIT)


def allocated(dong: int, on: date = TODAY) -> Event:
    return donation_received(dong, on=on, credit_id=CREDIT, voucher=voucher(Series.BANK_CREDIT, 2))


@pytest.mark.parametrize(
    "account_id, kind, series",
    [
        (BANK, AccountKind.BANK, Series.BANK_CREDIT),
        (CASH_BOX, AccountKind.CASH_BOX, Series.CASH_RECEIPT),
    ],
)
def test_money_nobody_can_place_is_there_and_is_nobodys_to_spend(
    account_id: AccountId, kind: AccountKind, series: Series
) -> None:
    credit = replace(A_NOTED_CREDIT, account_id=account_id)
    noted = credit_unallocated(account_id=account_id, account_kind=kind, voucher=voucher(series))
    given(*A_FUND).when(note_credit, credit).then(noted)
    assert held(given(*A_FUND, noted)) == {UNALLOCATED: 500_000}


def test_a_credit_is_no_receipt_that_administration_may_be_a_share_of_before_it_is_placed() -> None:
    noted = given(*A_FUND, credit_unallocated())
    assert isinstance(noted.state, Fund)
    assert noted.state.years == {}
    placed = noted.after(allocated(200_000)).state
    assert isinstance(placed, Fund)
    assert placed.years[2025].base_dong == 200_000


def test_a_credit_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND, opening_balance_recorded(BALANCE_DONG_MAX - 400_000), CLOSED_2024),
        note_credit,
        replace(
            A_NOTED_CREDIT,
            account_id=NO_ACCOUNT,
            amount_dong=0,
            effective_on=TOMORROW,
            occurred_on=JUNE_14,
        ),
        (NOT_AN_AMOUNT, {"amount_dong": 500_000}),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": TODAY}),
        (PeriodIsOpen("occurred_on", first_open_on="2025-01-01"), {"occurred_on": None}),
        (BalanceTooLarge("amount_dong"), {"amount_dong": 400_000}),
    )


def test_a_credit_is_allocated_to_several_gifts_and_then_no_more() -> None:
    fund = given(*A_FUND, credit_unallocated(500_000))
    gift = a_donation(200_000, credit_id=CREDIT)
    fund.when(receive_donation, gift).then(allocated(200_000))
    fund = fund.after(allocated(200_000))
    assert held(fund) == {UNALLOCATED: 300_000, GENERAL: 200_000}
    fund.when(receive_donation, replace(gift, amount_dong=300_001)).then(
        AmountMismatch("amount_dong", most_dong=300_000)
    )
    fund.when(receive_donation, replace(gift, account_id=CASH_BOX)).then(
        AccountNotFound("account_id")
    )
    fund = fund.after(allocated(300_000))
    assert (held(fund), unknown(fund)) == ({UNALLOCATED: 0, GENERAL: 500_000}, None)
    fund.when(receive_donation, gift).then(CreditNotFound("credit_id"))


def test_what_is_placed_moves_twice_and_no_sum_passes_64_bits() -> None:
    noted = given(*A_FUND, credit_unallocated(500_000))
    gift = a_donation(200_000, credit_id=CREDIT)
    for room, is_enough in ((400_000, True), (399_999, False)):
        assert isinstance(noted.state, Fund)
        almost = Given(replace(noted.state, turnover=BALANCE_DONG_MAX - room), noted.context)
        asked = almost.when(receive_donation, gift)
        if is_enough:
            asked.is_accepted()
            after = almost.after(allocated(200_000)).state
            assert isinstance(after, Fund)
            assert after.turnover == BALANCE_DONG_MAX
        else:
            asked.then(BalanceTooLarge("amount_dong"))


def test_a_credit_may_turn_out_to_be_interest() -> None:
    fund = given(*A_FUND, credit_unallocated(1_200))
    interest = Interest(account_id=BANK, amount_dong=1_200, effective_on=TODAY, credit_id=CREDIT)
    credited = interest_credited(1_200, credit_id=CREDIT, voucher=voucher(Series.BANK_CREDIT, 2))
    fund.when(credit_interest, interest).then(credited)
    assert held(fund.after(credited)) == {UNALLOCATED: 0, GENERAL: 1_200}


def test_nothing_was_given_before_it_came() -> None:
    fund = given(*A_FUND, credit_unallocated(effective_on=JUNE_10))
    gift = a_donation(on=JUNE_5, credit_id=CREDIT)
    fund.when(receive_donation, gift).then(DatedBeforeEntry("effective_on", entry_on="2025-06-10"))
    fund.when(receive_donation, replace(gift, effective_on=JUNE_10)).is_accepted()


def test_a_credit_that_turned_out_to_be_something_is_not_reversed_before_that_is() -> None:
    credit = credit_unallocated(500_000)
    fund = given(*A_FUND, credit)
    [reversal] = fund.when(reverse_entry, credit, reversing(5)).outcome()
    assert isinstance(reversal, EntryReversed)
    assert held(fund.after(reversal)) == {UNALLOCATED: 0}
    assert unknown(fund.after(reversal)) is None
    for dong in (100, 500_000):
        fund.after(allocated(dong)).when(reverse_entry, credit, reversing(5)).then(
            EntryDrawnOn("entry", drawn_dong=dong)
        )


@pytest.mark.parametrize(
    "reversed_on, since", [(None, JUNE_5), (JUNE_10, JUNE_5), (JUNE_14, JUNE_14)]
)
def test_an_allocation_reversed_leaves_the_credit_unknown_again(
    reversed_on: date | None, since: date
) -> None:
    gift = allocated(200_000, JUNE_10)
    fund = given(*A_FUND, credit_unallocated(500_000, effective_on=JUNE_5), gift)
    [reversal] = fund.when(
        reverse_entry, gift, reversing(6, reversed_on), background=Background(credited_on=JUNE_5)
    ).outcome()
    assert isinstance(reversal, EntryReversed)
    assert reversal.credit == ReopenedCredit(
        credit_id=CREDIT, account_id=BANK, amount_dong=200_000, effective_on=since
    )
    fund = fund.after(reversal)
    assert held(fund) == {UNALLOCATED: 500_000, GENERAL: 0}
    assert unknown(fund) == Credit(
        account_id=BANK, amount_dong=500_000, effective_on=since, came_on=JUNE_5
    )


def test_a_credit_that_was_placed_in_full_is_all_unknown_again() -> None:
    gift = allocated(500_000)
    fund = given(*A_FUND, credit_unallocated(500_000), gift)
    [reversal] = fund.when(
        reverse_entry, gift, reversing(6), background=Background(credited_on=TODAY)
    ).outcome()
    assert isinstance(reversal, EntryReversed)
    assert unknown(fund.after(reversal)) == Credit(
        account_id=BANK, amount_dong=500_000, effective_on=TODAY, came_on=TODAY
    )


def test_a_credit_that_was_freed_later_is_there_since_then_however_often_it_is_placed() -> None:
    first, second = allocated(500_000, JUNE_5), allocated(500_000, JUNE_14)
    fund = given(*A_FUND, credit_unallocated(500_000, effective_on=JUNE_1), first)
    for entry, gift, on in ((6, first, JUNE_10), (8, second, None)):
        fund = fund if gift is first else fund.after(gift)
        [reversal] = fund.when(
            reverse_entry, gift, reversing(entry, on), background=Background(credited_on=JUNE_1)
        ).outcome()
        assert isinstance(reversal, EntryReversed)
        fund = fund.after(reversal)
        assert unknown(fund) == Credit(
            account_id=BANK, amount_dong=500_000, effective_on=JUNE_10, came_on=JUNE_10
        )
    gift_before = a_donation(500_000, on=date(2025, 6, 9), credit_id=CREDIT)
    fund.when(receive_donation, gift_before).then(
        DatedBeforeEntry("effective_on", entry_on="2025-06-10")
    )


def test_a_credit_that_was_taken_over_is_there_since_then_however_often_it_is_placed() -> None:
    taken = handed_over.of(
        CreditTakenOver,
        credit_id=CREDIT,
        account_id=BANK,
        amount_dong=500_000,
        effective_on=JUNE_10,
    )
    gift = allocated(500_000, JUNE_14)
    fund = given(*A_FUND, taken, gift)
    [reversal] = fund.when(
        reverse_entry, gift, reversing(6), background=Background(credited_on=JUNE_1)
    ).outcome()
    assert isinstance(reversal, EntryReversed)
    since = Credit(account_id=BANK, amount_dong=500_000, effective_on=JUNE_10, came_on=JUNE_10)
    assert unknown(fund.after(reversal)) == since


def test_a_corrected_allocation_is_still_of_its_credit() -> None:
    gift = allocated(500_000)
    fund = given(*A_FUND, credit_unallocated(500_000), gift)
    correction = replace(reversing(6), replacement=a_donation(300_000))
    [reversal, right] = fund.when(
        reverse_entry, gift, correction, background=Background(credited_on=TODAY)
    ).outcome()
    assert isinstance(reversal, EntryReversed)
    assert isinstance(right, Event)
    assert held(fund.after(reversal, right)) == {UNALLOCATED: 200_000, GENERAL: 300_000}


def reversing(entry: int, on: date | None = None) -> Reversal:
    return Reversal(entry=entry, reason=ReversalReason.OTHER, effective_on=on)
