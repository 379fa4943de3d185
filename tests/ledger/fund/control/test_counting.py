"""What is really there stands beside what the book says, and the difference is posted, once."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from ledger.errors import LedgerError
from ledger.errors.missing import AccountNotFound, PurposeNotFound
from ledger.errors.money import (
    AmountMismatch,
    BadAmount,
    BalanceTooLarge,
    DatedBeforeEntry,
    NoDifference,
    PeriodIsClosed,
    WrongAccountKind,
    WrongEntry,
)
from ledger.errors.restricted import ClassNotAllowed, PurposeExpired
from ledger.events.base import Event
from ledger.events.fund.correcting import CashDifferencePosted, Denomination, DrawnOn, EntryReversed
from ledger.events.fund.money import Documented
from ledger.fund import Fund
from ledger.fund.control.correcting import Reversal, reverse_entry
from ledger.fund.control.counting import (
    Count,
    Difference,
    Reconciliation,
    count_cash,
    post_difference,
    reconcile_bank,
)
from ledger.values import (
    AMOUNT_DONG_MAX,
    BALANCE_DONG_MAX,
    GENERAL,
    UNALLOCATED,
    AccountKind,
    DisbursementClass,
    PurposeId,
    ReversalReason,
    Series,
)
from tests.builders import BANK, CASH_BOX, TERM_DEPOSIT, TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.happened import CUSTODY, PURPOSE, voucher
from tests.ledger.happened.control import (
    bank_reconciled,
    cash_counted,
    cash_difference_posted,
    period_closed,
)
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded, purpose_defined
from tests.ledger.happened.receiving import custodial_received, debit_unallocated, donation_received
from tests.ledger.specification import Given, given, mended_one_by_one, mended_within
from tests.ledger.wrong import AHEAD, BEFORE_ALL, NO_ACCOUNT, NO_PURPOSE, TOMORROW, TOO_EARLY

CLOSED_DAY, FIRST_OPEN, YESTERDAY = date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 15)
IS_CLOSED = PeriodIsClosed("effective_on", first_open_on=FIRST_OPEN.isoformat())

ADMINISTRATION = DisbursementClass.ADMINISTRATION
OTHER_PURPOSE = PurposeId(str(an_id("another purpose")))
COUNT_ENTRY = 6
"""The version of a count behind `A_CASH_BOX`."""

COUNT = Count(account_id=CASH_BOX, counted_dong=450_000, effective_on=TODAY)
DIFFERENCE = Difference(entry=COUNT_ENTRY, effective_on=TODAY)
RECONCILIATION = Reconciliation(account_id=BANK, statement_dong=-1, effective_on=TODAY)


def in_the_cash_box(dong: int) -> Event:
    return opening_balance_recorded(dong, account_id=CASH_BOX, account_kind=AccountKind.CASH_BOX)


A_CASH_BOX = (*A_FUND, in_the_cash_box(500_000))


def after(case: Given, *events: Event) -> Fund:
    state = case.after(*events).state
    assert isinstance(state, Fund)
    return state


# Counting


def test_a_count_stands_beside_what_the_book_says_and_moves_nothing() -> None:
    fund = given(*A_CASH_BOX)
    counted = cash_counted(450_000, 500_000)
    fund.when(count_cash, COUNT).then(counted)
    assert after(fund, counted) == fund.state


def test_a_count_is_held_against_the_end_of_its_own_day() -> None:
    fund = given(*A_CASH_BOX, donation_received(7, account_id=CASH_BOX))
    asked = replace(COUNT, counted_dong=500_000, effective_on=YESTERDAY)
    fund.when(count_cash, asked).then(cash_counted(500_000, 500_000, effective_on=YESTERDAY))


def test_an_empty_cash_box_that_nothing_was_ever_in_may_be_counted() -> None:
    given(*A_FUND).when(count_cash, replace(COUNT, counted_dong=0)).then(cash_counted(0, 0))


def test_notes_are_counted_by_their_value() -> None:
    notes = (Denomination(dong=200_000, pieces=2), Denomination(dong=50_000, pieces=1))
    paper = {"decision_number": "BB-01", "document_sha256": "cd" * 32}
    given(*A_CASH_BOX).when(count_cash, replace(COUNT, denominations=notes, **paper)).then(
        cash_counted(
            450_000,
            500_000,
            denominations=notes,
            private=Documented(recorded_by=TREASURER, **paper),
        )
    )


def test_a_count_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    one_note = (Denomination(dong=500_000, pieces=1),)
    mended_one_by_one(
        given(*A_CASH_BOX, period_closed(CLOSED_DAY)),
        count_cash,
        Count(
            account_id=NO_ACCOUNT,
            counted_dong=-1,
            denominations=(Denomination(dong=0, pieces=1),),
            effective_on=TOMORROW,
        ),
        (BadAmount("counted_dong", least=0, most=AMOUNT_DONG_MAX), {"counted_dong": 450_000}),
        (
            BadAmount("denominations", least=1, most=AMOUNT_DONG_MAX),
            {"denominations": (Denomination(dong=1, pieces=-1),)},
        ),
        (
            BadAmount("denominations", least=0, most=AMOUNT_DONG_MAX),
            {"denominations": one_note},
        ),
        (AmountMismatch("counted_dong", must_be_dong=500_000), {"counted_dong": 500_000}),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (WrongAccountKind("account_id"), {"account_id": CASH_BOX}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": CLOSED_DAY}),
        (IS_CLOSED, {"effective_on": FIRST_OPEN}),
    )


# Differences


@pytest.mark.parametrize("counted, surplus", [(450_000, False), (550_000, True)])
def test_the_difference_is_posted_and_then_the_book_says_what_was_counted(
    counted: int,
    surplus: bool,  # noqa: FBT001  # named by its table
) -> None:
    count = cash_counted(counted, 500_000)
    fund = given(*A_CASH_BOX, count)
    posted = cash_difference_posted(50_000, surplus=surplus, entry=COUNT_ENTRY)
    fund.when(post_difference, count, DIFFERENCE).then(posted)
    assert after(fund, posted).by_account[CASH_BOX].total == counted


def test_a_shortage_is_a_fact_even_if_it_uncovers_an_overdraft_of_its_purpose() -> None:
    count = cash_counted(0, 500_000)
    fund = given(*A_CASH_BOX, purpose_defined(classes=(ADMINISTRATION,)), count)
    posted = cash_difference_posted(500_000, surplus=False, entry=7, purpose=PURPOSE)
    asked = replace(DIFFERENCE, entry=7, purpose=PURPOSE)
    fund.when(post_difference, count, asked).then(posted)
    assert after(fund, posted).by_purpose[PURPOSE].total == -500_000


@pytest.mark.parametrize("classes", [(), (DisbursementClass.SCHOLARSHIP,)])
def test_money_given_for_a_purpose_bears_no_shortage_but_takes_a_surplus(
    classes: tuple[DisbursementClass, ...],
) -> None:
    restricted = purpose_defined(classes=classes)
    less, more = cash_counted(450_000, 500_000), cash_counted(550_000, 500_000)
    asked = replace(DIFFERENCE, entry=7, purpose=PURPOSE)
    fund = given(*A_CASH_BOX, restricted)
    fund.after(more).when(post_difference, more, asked).is_accepted()
    fund.after(less).when(post_difference, less, asked).then(
        ClassNotAllowed("purpose", allowed=", ".join(classes))
    )


def test_a_difference_is_posted_once_unless_that_is_reversed() -> None:
    count, posted = (
        cash_counted(450_000, 500_000),
        cash_difference_posted(surplus=False, entry=COUNT_ENTRY),
    )
    fund = given(*A_CASH_BOX, count, posted)
    fund.when(post_difference, count, DIFFERENCE).then(NoDifference("entry"))
    undo = Reversal(entry=COUNT_ENTRY + 1, reason=ReversalReason.OTHER)
    [reversal] = fund.when(reverse_entry, posted, undo).outcome()
    assert isinstance(reversal, EntryReversed)
    assert reversal.draws_on == DrawnOn(entry=COUNT_ENTRY, amount_dong=50_000)
    fund.after(reversal).when(post_difference, count, DIFFERENCE).is_accepted()


@pytest.mark.parametrize("purpose", [UNALLOCATED, PurposeId(str(CUSTODY))])
def test_no_difference_is_made_of_the_money_of_others(purpose: PurposeId) -> None:
    count = cash_counted(450_000, 500_000)
    fund = given(*A_CASH_BOX, count, custodial_received())
    fund.when(post_difference, count, replace(DIFFERENCE, purpose=purpose)).then(
        PurposeNotFound("purpose")
    )


def test_a_difference_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    count = cash_counted(450_000, 500_000, effective_on=YESTERDAY)
    asked = Difference(entry=COUNT_ENTRY, purpose=NO_PURPOSE, effective_on=TOMORROW)
    given_till = purpose_defined(expires_on=YESTERDAY)
    unfit = purpose_defined(OTHER_PURPOSE)
    steps: list[tuple[LedgerError, dict[str, Any]]] = [
        (PurposeNotFound("purpose"), {"purpose": PURPOSE}),
        (PurposeExpired("purpose", expired_on=YESTERDAY.isoformat()), {"purpose": OTHER_PURPOSE}),
        (ClassNotAllowed("purpose", allowed=""), {"purpose": GENERAL}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": CLOSED_DAY}),
        (IS_CLOSED, {"effective_on": FIRST_OPEN}),
        (
            DatedBeforeEntry("effective_on", entry_on=YESTERDAY.isoformat()),
            {"effective_on": YESTERDAY},
        ),
    ]
    mended_one_by_one(
        given(*A_CASH_BOX, count, given_till, unfit, period_closed(CLOSED_DAY)),
        post_difference,
        {"entry": donation_received(), "difference": asked},
        (WrongEntry("entry"), {"entry": cash_counted(5, 5)}),
        (NoDifference("entry"), {"entry": count}),
        *mended_within("difference", asked, *steps),
        elsewhere=[BalanceTooLarge],
    )


def test_what_the_book_took_in_since_the_count_is_no_difference_any_more() -> None:
    count = cash_counted(550_000, 500_000)
    forgotten = donation_received(
        50_000,
        account_id=CASH_BOX,
        account_kind=AccountKind.CASH_BOX,
        voucher=voucher(Series.CASH_RECEIPT),
    )
    fund = given(*A_FUND, in_the_cash_box(500_000), count)
    fund.when(post_difference, count, DIFFERENCE).is_accepted()
    fund.after(forgotten).when(post_difference, count, DIFFERENCE).then(
        NoDifference("entry", book_dong=550_000)
    )


@pytest.mark.parametrize("first, second", [(0, 1), (1, 0)])
@pytest.mark.parametrize("posted_on", [YESTERDAY, TODAY])
def test_of_two_counts_that_found_the_same_only_one_is_posted(
    first: int, second: int, posted_on: date
) -> None:
    """Also if it is posted on a later day than both, on which neither looked at the book."""
    counts = (
        cash_counted(450_000, 500_000, effective_on=date(2025, 6, 13)),
        cash_counted(450_000, 500_000, effective_on=date(2025, 6, 14)),
    )
    fund = given(*A_CASH_BOX, *counts)
    asked = Difference(entry=COUNT_ENTRY + first, effective_on=posted_on)
    [posted] = fund.when(post_difference, counts[first], asked).outcome()
    assert isinstance(posted, CashDifferencePosted)
    again = replace(asked, entry=COUNT_ENTRY + second, effective_on=TODAY)
    fund = fund.after(posted)
    fund.when(post_difference, counts[second], again).then(NoDifference("entry"))
    undo = Reversal(entry=COUNT_ENTRY + 2, reason=ReversalReason.OTHER)
    [reversal] = fund.when(reverse_entry, posted, undo).outcome()
    assert isinstance(reversal, EntryReversed)
    fund.after(reversal).when(post_difference, counts[second], again).is_accepted()


def test_no_difference_passes_what_the_sums_can_hold() -> None:
    held_dong = BALANCE_DONG_MAX - 49_999
    count = cash_counted(held_dong - 50_000, held_dong)
    fund = given(*A_FUND, in_the_cash_box(held_dong), count)
    fund.when(post_difference, count, DIFFERENCE).then(BalanceTooLarge("amount_dong"))


# Reconciling


@pytest.mark.parametrize("stated", [0, -BALANCE_DONG_MAX, 1_945_000])
def test_a_banks_balance_stands_beside_the_books_and_what_nobody_explained(stated: int) -> None:
    fund = given(
        *A_FUND,
        opening_balance_recorded(2_000_000),
        debit_unallocated(55_000),
    )
    asked = replace(RECONCILIATION, statement_dong=stated, document_sha256="cd" * 32)
    reconciled = bank_reconciled(
        stated,
        2_000_000,
        undecided_dong=55_000,
        private=Documented(recorded_by=TREASURER, document_sha256="cd" * 32),
    )
    fund.when(reconcile_bank, asked).then(reconciled)
    assert after(fund, reconciled) == fund.state


def test_a_reconciliation_looks_at_its_own_day_and_account_only() -> None:
    fund = given(
        *A_FUND,
        opening_balance_recorded(2_000_000),
        donation_received(7),
        debit_unallocated(55_000),
    )
    fund.when(reconcile_bank, replace(RECONCILIATION, effective_on=YESTERDAY)).then(
        bank_reconciled(-1, 2_000_000, effective_on=YESTERDAY)
    )
    fund.when(reconcile_bank, replace(RECONCILIATION, account_id=TERM_DEPOSIT)).then(
        bank_reconciled(-1, 0, account_id=TERM_DEPOSIT)
    )


def test_a_reconciliation_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND, period_closed(CLOSED_DAY)),
        reconcile_bank,
        Reconciliation(
            account_id=NO_ACCOUNT, statement_dong=BALANCE_DONG_MAX + 1, effective_on=TOMORROW
        ),
        (
            BadAmount("statement_dong", least=-BALANCE_DONG_MAX, most=BALANCE_DONG_MAX),
            {"statement_dong": 0},
        ),
        (AccountNotFound("account_id"), {"account_id": CASH_BOX}),
        (WrongAccountKind("account_id"), {"account_id": BANK}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": CLOSED_DAY}),
        (IS_CLOSED, {"effective_on": FIRST_OPEN}),
    )
