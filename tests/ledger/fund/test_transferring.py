"""Money between funds in two legs, and between a fund's own accounts: never a gift."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from ledger.errors import LedgerError
from ledger.errors.access import OverLimit
from ledger.errors.missing import AccountNotFound, CreditNotFound, DebitNotFound, PurposeNotFound
from ledger.errors.money import (
    AmountMismatch,
    BalanceTooLarge,
    DatedAhead,
    DatedBeforeEntry,
    InsufficientFunds,
    PeriodIsClosed,
    PeriodIsOpen,
    SameAccount,
    SameFund,
)
from ledger.errors.restricted import PurposeExpired
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed, ReopenedCredit, ReopenedDebit
from ledger.events.fund.transferring import SentPrivate
from ledger.fund import Fund
from ledger.fund.control.correcting import Background, Reversal, reverse_entry
from ledger.fund.transferring import (
    Arrival,
    Move,
    Sending,
    move_money,
    receive_transfer,
    return_transfer,
    send_transfer,
)
from ledger.values import (
    BALANCE_DONG_MAX,
    GENERAL,
    UNALLOCATED,
    AccountKind,
    CreditId,
    FundId,
    ReversalReason,
    Role,
    Series,
)
from tests.builders import APPROVER, BANK, CASH_BOX, TERM_DEPOSIT, an_id
from tests.fakes import TODAY
from tests.ledger.happened import CREDIT, DEBIT, OTHER_FUND, PURPOSE, TRANSFER, voucher
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import (
    A_FUND,
    opening_balance_recorded,
    purpose_defined,
    spending_limit_set,
)
from tests.ledger.happened.receiving import credit_unallocated, debit_unallocated
from tests.ledger.happened.spending import disbursement_approved, disbursement_proposed
from tests.ledger.happened.transferring import (
    account_moved,
    transfer_received,
    transfer_returned,
    transfer_sent,
)
from tests.ledger.specification import Given, given, mended_one_by_one, mended_within
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    NO_ACCOUNT,
    NO_DEBIT,
    NO_PURPOSE,
    NOT_AN_AMOUNT,
    TOMORROW,
    TOO_EARLY,
)

THIS_FUND = FundId(an_id("this fund"))
CLOSED_DAY, FIRST_OPEN, YESTERDAY = date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 15)
IS_OPEN = PeriodIsOpen("occurred_on", first_open_on=FIRST_OPEN.isoformat())
IS_CLOSED = PeriodIsClosed("effective_on", first_open_on=FIRST_OPEN.isoformat())
NO_CREDIT = CreditId(an_id("a credit of nobody"))
A_MILLION = 1_000_000
SENDING = Sending(
    transfer_id=TRANSFER,
    to_fund_id=OTHER_FUND,
    account_id=BANK,
    amount_dong=A_MILLION,
    effective_on=TODAY,
)
ARRIVAL = Arrival(transfer_id=TRANSFER, account_id=BANK, effective_on=TODAY)
MOVE = Move(
    from_account_id=BANK, to_account_id=TERM_DEPOSIT, amount_dong=A_MILLION, effective_on=TODAY
)
UNDO = Reversal(entry=6, reason=ReversalReason.OTHER)


def a_sender(*events: Event) -> Given:
    """A fund with two million in its bank account, asked by its approver."""
    return given(*A_FUND, opening_balance_recorded(2_000_000), *events).by(APPROVER)


def held(case: Given) -> dict[object, int]:
    """What the accounts and purposes of a fund hold, those with nothing left out."""
    fund = case.state
    assert isinstance(fund, Fund)
    totals: dict[object, int] = {each: days.total for each, days in fund.by_account.items()}
    totals |= {each: days.total for each, days in fund.by_purpose.items()}
    return {each: total for each, total in totals.items() if total}


# Sending


def test_money_is_sent_to_another_fund_and_is_gone_from_account_and_purpose() -> None:
    sent = transfer_sent()
    a_sender().when(send_transfer, THIS_FUND, SENDING).then(sent)
    assert held(a_sender(sent)) == {BANK: 1_000_000, GENERAL: 1_000_000}


def test_a_transfer_names_the_purpose_it_is_from_and_the_paper_it_rests_on() -> None:
    fund = given(
        *A_FUND,
        purpose_defined(),
        opening_balance_recorded(2_000_000, purpose=PURPOSE),
        period_closed(CLOSED_DAY),
    ).by(APPROVER)
    number, digest = "12/QĐ-KH", "cd" * 32
    asked = replace(
        SENDING,
        purpose=PURPOSE,
        occurred_on=CLOSED_DAY,
        decision_number=number,
        document_sha256=digest,
    )
    sent = transfer_sent(
        purpose=PURPOSE,
        occurred_on=CLOSED_DAY,
        private=SentPrivate(recorded_by=APPROVER, decision_number=number, document_sha256=digest),
    )
    fund.when(send_transfer, THIS_FUND, asked).then(sent)


def test_a_transfer_may_be_what_a_bank_debit_was() -> None:
    noted = debit_unallocated(A_MILLION)
    sent = transfer_sent(debit_id=DEBIT)
    fund = a_sender(noted)
    fund.when(send_transfer, THIS_FUND, replace(SENDING, debit_id=DEBIT)).then(sent)
    after = fund.after(sent).state
    assert isinstance(after, Fund)
    assert after.debits == {}


def test_what_is_approved_for_spending_is_not_there_to_be_sent() -> None:
    fund = a_sender(disbursement_proposed(1_500_000), disbursement_approved())
    fund.when(send_transfer, THIS_FUND, SENDING).then(
        InsufficientFunds("purpose", available_dong=500_000, asked_dong=A_MILLION)
    )


def test_a_sending_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    expiring = purpose_defined(expires_on=TODAY)
    fund = given(
        *A_FUND,
        expiring,
        opening_balance_recorded(2_000_000),
        spending_limit_set(5_000_000, Role.APPROVER),
        debit_unallocated(3_000_000),
        period_closed(CLOSED_DAY),
    ).by(APPROVER)
    steps: list[tuple[LedgerError, dict[str, Any]]] = [
        (NOT_AN_AMOUNT, {"amount_dong": 6_000_000}),
        (SameFund("to_fund_id"), {"to_fund_id": OTHER_FUND}),
        (
            OverLimit("amount_dong", limit_dong=5_000_000, asked_dong=6_000_000),
            {"amount_dong": 2_500_000},
        ),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (PurposeNotFound("purpose"), {"purpose": PURPOSE}),
        (PurposeExpired("purpose", expired_on=TODAY.isoformat()), {"purpose": GENERAL}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": CLOSED_DAY}),
        (IS_CLOSED, {"effective_on": YESTERDAY}),
        (DatedAhead("occurred_on", today=TODAY.isoformat()), {"occurred_on": FIRST_OPEN}),
        (IS_OPEN, {"occurred_on": CLOSED_DAY}),
        (DebitNotFound("debit_id"), {"debit_id": DEBIT}),
        (AmountMismatch("amount_dong", must_be_dong=3_000_000), {"amount_dong": 3_000_000}),
        (
            DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (
            InsufficientFunds("purpose", available_dong=2_000_000, asked_dong=3_000_000),
            {"debit_id": None, "amount_dong": 2_000_000},
        ),
    ]
    asked = replace(
        SENDING,
        to_fund_id=THIS_FUND,
        account_id=NO_ACCOUNT,
        purpose=NO_PURPOSE,
        amount_dong=0,
        effective_on=TOMORROW,
        occurred_on=TOMORROW,
        debit_id=NO_DEBIT,
    )
    mended_one_by_one(
        fund,
        send_transfer,
        {"fund_id": THIS_FUND, "sending": asked},
        *mended_within("sending", asked, *steps),
        elsewhere=[BalanceTooLarge],
    )


def test_an_account_sends_no_more_than_it_holds_itself() -> None:
    a_sender().when(send_transfer, THIS_FUND, replace(SENDING, account_id=CASH_BOX)).then(
        InsufficientFunds("account_id", available_dong=0, asked_dong=A_MILLION)
    )


@pytest.mark.parametrize(
    "decision, asked",
    [
        (send_transfer, (THIS_FUND, SENDING)),
        (receive_transfer, (transfer_sent(), OTHER_FUND, 1, ARRIVAL)),
        (return_transfer, (transfer_sent(), 1, ARRIVAL)),
        (move_money, (MOVE,)),
    ],
)
def test_nothing_moves_that_the_sums_could_not_hold(
    decision: object, asked: tuple[object, ...]
) -> None:
    fund = given(*A_FUND, opening_balance_recorded(BALANCE_DONG_MAX - A_MILLION + 1)).by(APPROVER)
    fund.when(decision, *asked).then(BalanceTooLarge("amount_dong"))  # type: ignore[arg-type]


# Moving


def test_money_moves_between_accounts_with_a_voucher_on_either_side_and_is_no_income() -> None:
    moved = account_moved(voucher_in=voucher(Series.BANK_CREDIT, 2))
    fund = given(*A_FUND, opening_balance_recorded(2_000_000), credit_unallocated(1))
    fund.when(move_money, MOVE).then(moved)
    assert held(fund.after(moved)) == {
        BANK: 1_000_001,
        TERM_DEPOSIT: 1_000_000,
        GENERAL: 2_000_000,
        UNALLOCATED: 1,
    }


def test_cash_brought_to_the_bank_may_be_what_a_credit_of_unknown_origin_was() -> None:
    fund = given(
        *A_FUND,
        opening_balance_recorded(2_000_000, account_id=CASH_BOX, account_kind=AccountKind.CASH_BOX),
        credit_unallocated(A_MILLION),
    )
    moved = account_moved(
        from_account_id=CASH_BOX,
        from_account_kind=AccountKind.CASH_BOX,
        to_account_id=BANK,
        to_account_kind=AccountKind.BANK,
        voucher=voucher(Series.CASH_PAYMENT),
        voucher_in=voucher(Series.BANK_CREDIT, 2),
        credit_id=CREDIT,
    )
    asked = replace(MOVE, from_account_id=CASH_BOX, to_account_id=BANK, credit_id=CREDIT)
    fund.when(move_money, asked).then(moved)
    assert held(fund.after(moved)) == {
        CASH_BOX: 1_000_000,
        BANK: 1_000_000,
        GENERAL: 2_000_000,
    }


def test_a_move_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    fund = given(
        *A_FUND,
        opening_balance_recorded(5, account_id=CASH_BOX, account_kind=AccountKind.CASH_BOX),
        debit_unallocated(3_000_000),
        credit_unallocated(5, account_id=TERM_DEPOSIT, account_kind=AccountKind.TERM_DEPOSIT),
        period_closed(CLOSED_DAY),
    )
    asked = replace(
        MOVE,
        from_account_id=NO_ACCOUNT,
        to_account_id=NO_ACCOUNT,
        amount_dong=0,
        effective_on=TOMORROW,
        occurred_on=TODAY,
        debit_id=NO_DEBIT,
        credit_id=NO_CREDIT,
    )
    mended_one_by_one(
        fund,
        move_money,
        asked,
        (NOT_AN_AMOUNT, {"amount_dong": 7}),
        (AccountNotFound("from_account_id"), {"from_account_id": BANK}),
        (AccountNotFound("to_account_id"), {"to_account_id": BANK}),
        (SameAccount("to_account_id"), {"to_account_id": TERM_DEPOSIT}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": CLOSED_DAY}),
        (IS_CLOSED, {"effective_on": YESTERDAY}),
        (DatedAhead("occurred_on", today=TODAY.isoformat()), {"occurred_on": FIRST_OPEN}),
        (IS_OPEN, {"occurred_on": CLOSED_DAY}),
        (DebitNotFound("debit_id"), {"debit_id": DEBIT}),
        (AmountMismatch("amount_dong", must_be_dong=3_000_000), {"debit_id": None}),
        (CreditNotFound("credit_id"), {"credit_id": CREDIT}),
        (AmountMismatch("amount_dong", most_dong=5), {"amount_dong": 5}),
        (
            DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (DatedBeforeEntry("occurred_on", entry_on=TODAY.isoformat()), {"occurred_on": None}),
        (
            InsufficientFunds("account_id", available_dong=0, asked_dong=5),
            {"from_account_id": CASH_BOX},
        ),
        elsewhere=[BalanceTooLarge],
    )


# Undoing


@pytest.mark.parametrize(
    "leg, attempt",
    [(transfer_received(), None), (transfer_returned(), None), (transfer_sent(), 3)],
)
def test_either_leg_is_reversed_and_only_a_reversed_sending_ends_the_transfer(
    leg: Event, attempt: int | None
) -> None:
    fund = given(*A_FUND, opening_balance_recorded(2_000_000), leg)
    [reversal] = fund.when(reverse_entry, leg, UNDO, background=Background(attempt=3)).outcome()
    assert isinstance(reversal, EntryReversed)
    assert (reversal.transfer_id, reversal.attempt) == (TRANSFER, attempt)
    after = fund.after(reversal).state
    assert isinstance(after, Fund)
    assert after.undone == ({TRANSFER: 1} if attempt is None else {})
    assert held(fund.after(reversal)) == {BANK: 2_000_000, GENERAL: 2_000_000}


def test_a_reversed_arrival_is_of_unknown_origin_again_if_it_was_before() -> None:
    received = transfer_received(credit_id=CREDIT)
    fund = given(*A_FUND, credit_unallocated(A_MILLION), received)
    background = Background(credited_on=YESTERDAY)
    [reversal] = fund.when(reverse_entry, received, UNDO, background=background).outcome()
    assert isinstance(reversal, EntryReversed)
    assert reversal.credit == ReopenedCredit(
        credit_id=CREDIT, account_id=BANK, amount_dong=A_MILLION, effective_on=YESTERDAY
    )
    assert held(fund.after(reversal)) == {BANK: A_MILLION, UNALLOCATED: A_MILLION}


def test_a_reversed_move_leaves_the_debit_and_the_credit_unexplained_again() -> None:
    moved = account_moved(debit_id=DEBIT, credit_id=CREDIT)
    fund = given(
        *A_FUND,
        opening_balance_recorded(2_000_000),
        debit_unallocated(A_MILLION),
        credit_unallocated(
            A_MILLION, account_id=TERM_DEPOSIT, account_kind=AccountKind.TERM_DEPOSIT
        ),
    )
    [reversal] = fund.after(moved).when(reverse_entry, moved, UNDO).outcome()
    assert isinstance(reversal, EntryReversed)
    assert reversal.debit == ReopenedDebit(
        debit_id=DEBIT, account_id=BANK, amount_dong=A_MILLION, effective_on=TODAY
    )
    assert reversal.credit == ReopenedCredit(
        credit_id=CREDIT, account_id=TERM_DEPOSIT, amount_dong=A_MILLION, effective_on=TODAY
    )
    again = fund.after(moved, reversal).state
    assert isinstance(again, Fund)
    assert isinstance(fund.state, Fund)
    assert (again.debits, again.credits) == (fund.state.debits, fund.state.credits)
    assert held(fund.after(moved, reversal)) == held(fund)
