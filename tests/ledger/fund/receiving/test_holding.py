"""Money of others that passes through the fund: taken in, handed on, never the fund's own."""

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from ledger.errors.access import OverLimit
from ledger.errors.conflicts import AlreadyExists
from ledger.errors.missing import (
    AccountNotFound,
    CreditNotFound,
    CustodyNotFound,
    DebitNotFound,
    PurposeNotFound,
)
from ledger.errors.money import (
    AmountMismatch,
    BalanceTooLarge,
    DatedBeforeEntry,
    InsufficientFunds,
    PeriodIsOpen,
)
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.receiving import CustodialReceived
from ledger.fund import Fund
from ledger.fund.control.correcting import Reversal, reverse_entry
from ledger.fund.opening import NewPurpose, define_purpose
from ledger.fund.receiving.donations import receive_donation
from ledger.fund.receiving.holding import (
    CustodialPayment,
    CustodialReceipt,
    pay_custodial,
    receive_custodial,
)
from ledger.values import (
    BALANCE_DONG_MAX,
    GENERAL,
    UNALLOCATED,
    AccountKind,
    CustodyId,
    PurposeId,
    ReversalReason,
    Role,
    Series,
)
from tests.builders import BANK, CASH_BOX, CASHIER, OPENED, a_donation, an_id
from tests.fakes import TODAY
from tests.ledger.happened import CREDIT, CUSTODY, DEBIT, voucher
from tests.ledger.happened.opening import (
    A_FUND,
    opening_balance_recorded,
    purpose_defined,
    spending_limit_set,
)
from tests.ledger.happened.receiving import (
    credit_unallocated,
    custodial_paid,
    custodial_received,
    debit_unallocated,
)
from tests.ledger.specification import Given, given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    CLOSED_2024,
    IN_2024,
    NO_ACCOUNT,
    NO_CREDIT,
    NO_CUSTODY,
    NO_DEBIT,
    NOT_AN_AMOUNT,
    SEALED,
    TOMORROW,
    TOO_EARLY,
)

AS_A_PURPOSE = PurposeId(str(CUSTODY))
JUNE_15 = date(2025, 6, 15)

RECEIPT = CustodialReceipt(
    custody_id=CUSTODY,
    held_for="Báo Dân trí: nhịp cầu nhân ái",
    account_id=BANK,
    amount_dong=2_000_000,
    effective_on=TODAY,
)
MORE = replace(RECEIPT, held_for=None)
PAYMENT = CustodialPayment(
    custody_id=CUSTODY, account_id=BANK, amount_dong=2_000_000, effective_on=TODAY
)


def held(case: Given) -> dict[PurposeId, int]:
    """Return what is held for each purpose, which together is what the accounts hold."""
    assert isinstance(case.state, Fund)
    by_purpose = {purpose: days.total for purpose, days in case.state.by_purpose.items()}
    assert sum(by_purpose.values()) == case.state.balance_dong
    return by_purpose


# Taking in


def test_money_for_others_is_taken_in_under_a_purpose_of_its_own() -> None:
    given(*A_FUND).when(receive_custodial, RECEIPT).then(custodial_received())
    fund = given(*A_FUND, custodial_received())
    assert held(fund) == {AS_A_PURPOSE: 2_000_000}
    assert isinstance(fund.state, Fund)
    assert fund.state.custodies == {AS_A_PURPOSE}
    assert fund.state.years == {}


def test_custodies_are_numbered_and_whom_they_are_for_is_in_no_event() -> None:
    other = CustodyId(an_id("another custody"))
    fund = given(*A_FUND, custodial_received())
    [second] = fund.when(receive_custodial, replace(RECEIPT, custody_id=other)).outcome()
    assert isinstance(second, CustodialReceived)
    assert (second.number, second.label) == (2, "Thu hộ số 2")
    assert "nhịp cầu" not in msgspec.json.encode(second).decode()
    assert custodial_received(number=None).label is None


def test_more_of_it_joins_what_is_held_already() -> None:
    more = custodial_received(number=None, voucher=voucher(Series.BANK_CREDIT, 2))
    fund = given(*A_FUND, custodial_received())
    fund.when(receive_custodial, MORE).then(more)
    assert held(fund.after(more)) == {AS_A_PURPOSE: 4_000_000}


def test_a_custody_begins_once_and_is_no_purpose_of_the_fund() -> None:
    exists = AlreadyExists("custody_id")
    given(*A_FUND, custodial_received()).when(receive_custodial, RECEIPT).then(exists)
    given(*A_FUND, purpose_defined(AS_A_PURPOSE)).when(receive_custodial, RECEIPT).then(exists)
    purpose = NewPurpose(purpose=AS_A_PURPOSE, name="Học bổng Đất Tổ", effective_on=OPENED)
    given(*A_FUND, custodial_received()).when(define_purpose, purpose).then(
        AlreadyExists("purpose")
    )


@pytest.mark.parametrize("purpose", [AS_A_PURPOSE, UNALLOCATED])
def test_no_gift_is_for_money_that_is_not_the_funds(purpose: PurposeId) -> None:
    given(*A_FUND, custodial_received(), credit_unallocated()).when(
        receive_donation, a_donation(purpose=purpose)
    ).then(PurposeNotFound("purpose"))


def test_cash_for_others_has_a_receipt_of_cash() -> None:
    given(*A_FUND).when(receive_custodial, replace(RECEIPT, account_id=CASH_BOX)).then(
        custodial_received(
            account_id=CASH_BOX,
            account_kind=AccountKind.CASH_BOX,
            voucher=voucher(Series.CASH_RECEIPT),
        )
    )


def test_a_credit_of_unknown_origin_may_turn_out_to_be_for_others() -> None:
    fund = given(*A_FUND, credit_unallocated(2_500_000))
    received = custodial_received(credit_id=CREDIT, voucher=voucher(Series.BANK_CREDIT, 2))
    fund.when(receive_custodial, replace(RECEIPT, credit_id=CREDIT)).then(received)
    assert held(fund.after(received)) == {UNALLOCATED: 500_000, AS_A_PURPOSE: 2_000_000}


def test_a_receipt_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    other = CustodyId(an_id("another custody"))
    mended_one_by_one(
        given(
            *A_FUND,
            custodial_received(1),
            credit_unallocated(500_000),
            CLOSED_2024,
            opening_balance_recorded(BALANCE_DONG_MAX - 900_000, on=TODAY),
        ),
        receive_custodial,
        replace(
            RECEIPT,
            amount_dong=0,
            account_id=NO_ACCOUNT,
            effective_on=TOMORROW,
            occurred_on=JUNE_15,
            credit_id=NO_CREDIT,
        ),
        (NOT_AN_AMOUNT, {"amount_dong": 500_001}),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (AlreadyExists("custody_id"), {"held_for": None, "custody_id": other}),
        (CustodyNotFound("custody_id"), {"custody_id": CUSTODY}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": JUNE_15}),
        (PeriodIsOpen("occurred_on", first_open_on="2025-01-01"), {"occurred_on": None}),
        (CreditNotFound("credit_id"), {"credit_id": CREDIT}),
        (AmountMismatch("amount_dong", most_dong=500_000), {"amount_dong": 500_000}),
        (
            DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (BalanceTooLarge("amount_dong"), {"amount_dong": 150_000}),
    )


# Handing on


def test_it_is_handed_on_to_those_it_is_held_for() -> None:
    fund = given(*A_FUND, custodial_received()).by(CASHIER)
    fund.when(pay_custodial, PAYMENT).then(custodial_paid())
    assert held(fund.after(custodial_paid())) == {AS_A_PURPOSE: 0}


def test_a_payment_of_it_may_explain_a_debit() -> None:
    fund = given(*A_FUND, custodial_received(), debit_unallocated(2_000_000)).by(CASHIER)
    fund.when(pay_custodial, replace(PAYMENT, debit_id=DEBIT)).then(custodial_paid(debit_id=DEBIT))
    after = fund.after(custodial_paid(debit_id=DEBIT)).state
    assert isinstance(after, Fund)
    assert after.debits == {}


def test_no_more_is_handed_on_than_is_held_on_any_day_whatever_else_the_account_holds() -> None:
    fund = given(
        *A_FUND,
        opening_balance_recorded(9_000_000),
        custodial_received(2_000_000, effective_on=JUNE_15),
    )
    for day, available in ((TODAY, 2_000_000), (JUNE_15, 2_000_000), (date(2025, 6, 14), 0)):
        fund.when(pay_custodial, replace(PAYMENT, amount_dong=2_000_001, effective_on=day)).then(
            InsufficientFunds("purpose", available_dong=available, asked_dong=2_000_001)
        )


def test_money_that_lies_elsewhere_is_not_handed_on_from_an_account() -> None:
    fund = given(*A_FUND, custodial_received())
    fund.when(pay_custodial, replace(PAYMENT, account_id=CASH_BOX)).then(
        InsufficientFunds("account_id", available_dong=0, asked_dong=2_000_000)
    )


def test_a_payment_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(
            *A_FUND,
            custodial_received(),
            debit_unallocated(2_000_001),
            spending_limit_set(2_000_001, Role.CASHIER),
            CLOSED_2024,
        ),
        pay_custodial,
        replace(
            PAYMENT,
            custody_id=NO_CUSTODY,
            amount_dong=0,
            account_id=NO_ACCOUNT,
            effective_on=TOMORROW,
            occurred_on=JUNE_15,
            debit_id=NO_DEBIT,
        ),
        (NOT_AN_AMOUNT, {"amount_dong": 2_000_002}),
        (CustodyNotFound("custody_id"), {"custody_id": CUSTODY}),
        (
            OverLimit("amount_dong", limit_dong=2_000_001, asked_dong=2_000_002),
            {"amount_dong": 2_000_000},
        ),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": JUNE_15}),
        (PeriodIsOpen("occurred_on", first_open_on="2025-01-01"), {"occurred_on": None}),
        (DebitNotFound("debit_id"), {"debit_id": DEBIT}),
        (AmountMismatch("amount_dong", must_be_dong=2_000_001), {"amount_dong": 2_000_001}),
        (
            DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (
            InsufficientFunds("purpose", available_dong=2_000_000, asked_dong=2_000_001),
            {"amount_dong": 2_000_000, "debit_id": None},
        ),
        elsewhere=[BalanceTooLarge],
    )


def test_no_payment_passes_what_the_sums_can_hold() -> None:
    full = opening_balance_recorded(BALANCE_DONG_MAX - 2_000_001)
    given(*A_FUND, full, custodial_received()).when(pay_custodial, PAYMENT).then(
        BalanceTooLarge("amount_dong")
    )


# Reversed


def test_what_was_taken_in_by_mistake_is_held_no_more_and_an_overdraft_shows() -> None:
    receipt = custodial_received()
    fund = given(*A_FUND, opening_balance_recorded(3_000_000), receipt)
    assert held(fund.after(reversed_(fund, receipt))) == {GENERAL: 3_000_000, AS_A_PURPOSE: 0}
    paid = fund.after(custodial_paid(500_000))
    overdrawn = paid.after(reversed_(paid, receipt))
    assert held(overdrawn) == {GENERAL: 3_000_000, AS_A_PURPOSE: -500_000}
    overdrawn.when(pay_custodial, replace(PAYMENT, amount_dong=1)).then(
        InsufficientFunds("purpose", available_dong=-500_000, asked_dong=1)
    )


def test_a_reversed_payment_leaves_its_debit_without_an_explanation_again() -> None:
    payment = custodial_paid(debit_id=DEBIT)
    fund = given(*A_FUND, custodial_received(), debit_unallocated(2_000_000), payment)
    after = fund.after(reversed_(fund, payment))
    assert held(after) == {AS_A_PURPOSE: 2_000_000}
    after.when(pay_custodial, replace(PAYMENT, debit_id=DEBIT)).is_accepted()


def reversed_(case: Given, entry: Event) -> EntryReversed:
    reversal = Reversal(entry=6, reason=ReversalReason.OTHER)
    [event] = case.when(reverse_entry, entry, reversal).outcome()
    assert isinstance(event, EntryReversed)
    return event
