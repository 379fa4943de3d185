"""Money that goes back to whoever sent it: of a gift, or of a credit nobody could place."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.access import OverLimit
from ledger.errors.missing import AccountNotFound, CreditNotFound, DebitNotFound
from ledger.errors.money import (
    AmountMismatch,
    BalanceTooLarge,
    DatedBeforeEntry,
    EntryDrawnOn,
    InsufficientFunds,
    PeriodIsOpen,
    WrongEntry,
)
from ledger.events.base import Event
from ledger.events.fund.correcting import DrawnOn, EntryReversed, ReopenedCredit
from ledger.fund import Fund
from ledger.fund.control.correcting import Background, Reversal, reverse_entry
from ledger.fund.spending.refunding import Refund, refund_donation
from ledger.values import BALANCE_DONG_MAX, GENERAL, UNALLOCATED, ReversalReason, Role
from tests.builders import BANK, CASH_BOX, CASHIER, MOBILIZATION, goods
from tests.fakes import TODAY
from tests.ledger.happened import CREDIT, DEBIT, PURPOSE
from tests.ledger.happened.opening import (
    A_FUND,
    opening_balance_recorded,
    purpose_defined,
    spending_limit_set,
)
from tests.ledger.happened.receiving import (
    credit_unallocated,
    debit_unallocated,
    donation_received,
    interest_credited,
    mobilization_launched,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_proposed,
    donation_refunded,
)
from tests.ledger.specification import Given, given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    CLOSED_2024,
    IN_2024,
    NO_ACCOUNT,
    NO_CREDIT,
    NO_DEBIT,
    NOT_AN_AMOUNT,
    SEALED,
    TOMORROW,
    TOO_EARLY,
)

ENTRY = 5
"""The version of whatever stands behind `A_FUND`."""

JUNE_15 = date(2025, 6, 15)
OF_A_GIFT = Refund(entry=ENTRY, account_id=BANK, amount_dong=500_000, effective_on=TODAY)
OF_A_CREDIT = replace(OF_A_GIFT, entry=None, credit_id=CREDIT)
REFUNDED = donation_refunded(entry=ENTRY)
CREDIT_REFUNDED = donation_refunded(credit_id=CREDIT, purpose=UNALLOCATED)
GIFT = donation_received(500_000)


def after(case: Given) -> Fund:
    assert isinstance(case.state, Fund)
    return case.state


# Of a gift


def test_a_gift_goes_back_from_the_purpose_it_was_for() -> None:
    gift = donation_received(purpose=PURPOSE)
    fund = given(*A_FUND, purpose_defined(), gift).by(CASHIER)
    refunded = donation_refunded(entry=ENTRY, purpose=PURPOSE)
    fund.when(refund_donation, gift, OF_A_GIFT).then(refunded)
    state = after(fund.after(refunded))
    assert (state.balance_dong, state.by_purpose[PURPOSE].total) == (0, 0)


def test_what_goes_back_was_not_raised_and_is_no_base_of_administration() -> None:
    gift = donation_received(mobilization_id=MOBILIZATION)
    fund = given(*A_FUND, mobilization_launched(), gift).by(CASHIER)
    refunded = donation_refunded(entry=ENTRY, mobilization_id=MOBILIZATION)
    fund.when(refund_donation, gift, OF_A_GIFT).then(refunded)
    assert after(fund).years[2025].base_dong == 500_000
    assert after(fund.after(refunded)).years[2025].base_dong == 0


def test_a_gift_goes_back_in_parts_but_never_more_than_it_was() -> None:
    fund = given(*A_FUND, opening_balance_recorded(), GIFT, donation_refunded(300_000, entry=ENTRY))
    part = replace(OF_A_GIFT, amount_dong=200_000)
    fund.when(refund_donation, GIFT, part).is_accepted()
    fund.when(refund_donation, GIFT, replace(part, amount_dong=200_001)).then(
        InsufficientFunds("entry", available_dong=200_000, asked_dong=200_001)
    )


def test_a_gift_to_the_bank_may_go_back_in_cash_if_there_is_any() -> None:
    fund = given(*A_FUND, GIFT)
    in_cash = replace(OF_A_GIFT, account_id=CASH_BOX)
    fund.when(refund_donation, GIFT, in_cash).then(
        InsufficientFunds("account_id", available_dong=0, asked_dong=500_000)
    )
    some = opening_balance_recorded(500_000, account_id=CASH_BOX)
    fund.after(some).when(refund_donation, GIFT, in_cash).is_accepted()


def test_what_is_promised_to_recipients_does_not_go_back() -> None:
    fund = given(*A_FUND, GIFT, disbursement_proposed(400_000), disbursement_approved())
    fund.when(refund_donation, GIFT, OF_A_GIFT).then(
        InsufficientFunds("purpose", available_dong=100_000, asked_dong=500_000)
    )


@pytest.mark.parametrize(
    "entry, changes",
    [
        (interest_credited(), {}),
        (donation_received(goods=goods(), account_id=None, account_kind=None), {}),
        (None, {"credit_id": CREDIT}),
        (None, {"entry": None, "credit_id": None}),
    ],
)
def test_only_a_gift_of_money_or_a_credit_goes_back(
    entry: Event | None, changes: dict[str, object]
) -> None:
    fields = ("entry", "credit_id") if changes else ("entry",)
    given(*A_FUND, credit_unallocated()).when(
        refund_donation, entry, replace(OF_A_GIFT, **changes)
    ).then(WrongEntry(*fields))


def test_a_refund_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    gift = donation_received(800_000)
    mended_one_by_one(
        given(
            *A_FUND,
            gift,
            donation_refunded(200_000, entry=ENTRY),
            credit_unallocated(500_000),
            debit_unallocated(600_001),
            spending_limit_set(600_001, Role.CASHIER),
            CLOSED_2024,
        ),
        refund_donation,
        {
            "entry": gift,
            "refund": replace(
                OF_A_GIFT,
                credit_id=CREDIT,
                account_id=NO_ACCOUNT,
                amount_dong=0,
                effective_on=TOMORROW,
                occurred_on=JUNE_15,
                debit_id=NO_DEBIT,
            ),
        },
        (NOT_AN_AMOUNT, refunding(amount_dong=600_002, credit_id=CREDIT, account_id=NO_ACCOUNT)),
        (
            WrongEntry("entry", "credit_id"),
            refunding(amount_dong=600_002, account_id=NO_ACCOUNT),
        ),
        (
            OverLimit("amount_dong", limit_dong=600_001, asked_dong=600_002),
            refunding(account_id=NO_ACCOUNT),
        ),
        (AccountNotFound("account_id"), refunding()),
        (AHEAD, refunding(effective_on=BEFORE_ALL)),
        (TOO_EARLY, refunding(effective_on=IN_2024)),
        (SEALED, refunding(effective_on=JUNE_15)),
        (
            PeriodIsOpen("occurred_on", first_open_on="2025-01-01"),
            refunding(effective_on=JUNE_15, occurred_on=None),
        ),
        (
            DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
            {"refund": replace(OF_A_CREDIT, credit_id=NO_CREDIT, debit_id=NO_DEBIT)},
        ),
        (
            CreditNotFound("credit_id"),
            {"refund": replace(OF_A_CREDIT, amount_dong=500_001, debit_id=NO_DEBIT)},
        ),
        (
            AmountMismatch("amount_dong", most_dong=500_000),
            {"refund": replace(OF_A_CREDIT, debit_id=NO_DEBIT)},
        ),
        (
            DebitNotFound("debit_id"),
            {"refund": replace(OF_A_GIFT, amount_dong=600_001)},
        ),
        (
            InsufficientFunds("entry", available_dong=600_000, asked_dong=600_001),
            {"refund": replace(OF_A_GIFT, amount_dong=600_000)},
        ),
        elsewhere=[BalanceTooLarge],
    )


def refunding(**fields: object) -> dict[str, object]:
    wrong = {
        "amount_dong": 600_001,
        "effective_on": TOMORROW,
        "occurred_on": JUNE_15,
        "debit_id": NO_DEBIT,
    }
    return {"refund": replace(OF_A_GIFT, **{**wrong, **fields})}


def test_no_refund_passes_what_the_sums_can_hold() -> None:
    full = opening_balance_recorded(BALANCE_DONG_MAX - 900_000)
    given(*A_FUND, GIFT, full).when(refund_donation, GIFT, OF_A_GIFT).then(
        BalanceTooLarge("amount_dong")
    )


# Of a credit nobody could place


def test_a_wrong_transfer_goes_back_without_ever_having_been_a_gift() -> None:
    fund = given(*A_FUND, credit_unallocated(500_000), debit_unallocated(500_000)).by(CASHIER)
    refunded = replace(CREDIT_REFUNDED, debit_id=DEBIT)
    fund.when(refund_donation, None, replace(OF_A_CREDIT, debit_id=DEBIT)).then(refunded)
    state = after(fund.after(refunded))
    assert (state.balance_dong, state.credits, state.debits) == (0, {}, {})
    assert state.years == {}


def test_what_is_left_of_a_credit_goes_back_from_the_account_it_came_to() -> None:
    placed = donation_received(200_000, credit_id=CREDIT)
    fund = given(*A_FUND, credit_unallocated(500_000), placed)
    fund.when(refund_donation, None, OF_A_CREDIT).then(
        AmountMismatch("amount_dong", most_dong=300_000)
    )
    rest = replace(OF_A_CREDIT, amount_dong=300_000)
    fund.when(refund_donation, None, replace(rest, account_id=CASH_BOX)).then(
        AccountNotFound("account_id")
    )
    fund.when(refund_donation, None, rest).is_accepted()


# Reversed


def test_a_gift_that_went_back_is_not_reversed_before_its_refund_is() -> None:
    fund = given(*A_FUND, GIFT, REFUNDED)
    fund.when(reverse_entry, GIFT, reversing(ENTRY)).then(EntryDrawnOn("entry", drawn_dong=500_000))
    [undone] = fund.when(reverse_entry, REFUNDED, reversing(6)).outcome()
    assert isinstance(undone, EntryReversed)
    assert undone.draws_on == DrawnOn(entry=ENTRY, amount_dong=500_000)
    fund = fund.after(undone)
    assert (after(fund).balance_dong, after(fund).drawn) == (500_000, {})
    assert after(fund).years[2025].base_dong == 500_000
    fund.when(reverse_entry, GIFT, reversing(ENTRY)).is_accepted()
    fund.when(refund_donation, GIFT, OF_A_GIFT).is_accepted()


def test_a_credit_whose_refund_is_reversed_is_of_unknown_origin_again() -> None:
    fund = given(*A_FUND, credit_unallocated(500_000), CREDIT_REFUNDED)
    [undone] = fund.when(
        reverse_entry,
        CREDIT_REFUNDED,
        reversing(6),
        background=Background(credited_on=TODAY),
    ).outcome()
    assert isinstance(undone, EntryReversed)
    assert undone.credit == ReopenedCredit(
        credit_id=CREDIT, account_id=BANK, amount_dong=500_000, effective_on=TODAY
    )
    fund = fund.after(undone)
    assert after(fund).by_purpose[UNALLOCATED].total == 500_000
    assert after(fund).by_purpose.get(GENERAL) is None
    fund.when(refund_donation, None, OF_A_CREDIT).is_accepted()


def reversing(entry: int) -> Reversal:
    return Reversal(entry=entry, reason=ReversalReason.OTHER)
