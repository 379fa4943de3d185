"""Money that another fund sent arrives, or comes back."""

from typing import Any

import pytest
from msgspec.structs import replace

from ledger.errors import LedgerError
from ledger.errors.missing import AccountNotFound, CreditNotFound, PurposeNotFound
from ledger.errors.money import AmountMismatch, BalanceTooLarge, DatedAhead, DatedBeforeEntry
from ledger.errors.restricted import PurposeLost
from ledger.events.fund.money import FromStatement
from ledger.events.fund.opening import Restriction
from ledger.events.fund.transferring import SentPrivate
from ledger.fund.transferring import receive_transfer, return_transfer
from ledger.values import GENERAL, UNALLOCATED, AccountKind, Category, MemoId, PurposeId, Series
from tests.builders import APPROVER, BANK, CASH_BOX, TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.fund.test_transferring import (
    A_MILLION,
    ARRIVAL,
    CLOSED_DAY,
    FIRST_OPEN,
    IS_CLOSED,
    IS_OPEN,
    NO_CREDIT,
    held,
)
from tests.ledger.happened import CREDIT, OTHER_FUND, PURPOSE, voucher
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded, purpose_defined
from tests.ledger.happened.receiving import credit_unallocated
from tests.ledger.happened.transferring import transfer_received, transfer_returned, transfer_sent
from tests.ledger.specification import given, mended_one_by_one, mended_within
from tests.ledger.wrong import AHEAD, BEFORE_ALL, NO_ACCOUNT, NO_PURPOSE, TOMORROW, TOO_EARLY

Mended = tuple[LedgerError, dict[str, Any]]
"""A refusal, and what of the command mends it."""

OF_DAYS_AND_MONEY: tuple[Mended, ...] = (
    (AHEAD, {"effective_on": BEFORE_ALL}),
    (TOO_EARLY, {"effective_on": CLOSED_DAY}),
    (IS_CLOSED, {"effective_on": FIRST_OPEN}),
    (DatedAhead("occurred_on", today=TODAY.isoformat()), {"occurred_on": FIRST_OPEN}),
    (IS_OPEN, {"occurred_on": CLOSED_DAY}),
    (DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()), {"effective_on": TODAY}),
    (DatedBeforeEntry("occurred_on", entry_on=TODAY.isoformat()), {"occurred_on": None}),
    (CreditNotFound("credit_id"), {"credit_id": CREDIT}),
    (AmountMismatch("amount_dong", most_dong=A_MILLION - 1), {"credit_id": None}),
)

# Receiving


def test_money_of_a_transfer_arrives_under_a_purpose_of_the_receiving_fund() -> None:
    fund = given(*A_FUND, purpose_defined())
    asked = replace(ARRIVAL, purpose=PURPOSE, account_id=CASH_BOX)
    received = transfer_received(
        purpose=PURPOSE,
        account_id=CASH_BOX,
        account_kind=AccountKind.CASH_BOX,
        voucher=voucher(Series.CASH_RECEIPT),
    )
    fund.when(receive_transfer, transfer_sent(), OTHER_FUND, 1, asked).then(received)
    assert held(fund.after(received)) == {CASH_BOX: A_MILLION, PURPOSE: A_MILLION}


def test_an_arrival_may_be_a_row_of_a_statement() -> None:
    row: dict[str, Any] = {"statement_row": "ab" * 32, "memo_id": MemoId(an_id("memo"))}
    received = transfer_received(private=FromStatement(recorded_by=TREASURER, **row))
    given(*A_FUND).when(
        receive_transfer, transfer_sent(), OTHER_FUND, 1, replace(ARRIVAL, **row)
    ).then(received)


def test_an_arrival_may_be_what_a_credit_of_unknown_origin_was() -> None:
    fund = given(*A_FUND, credit_unallocated(A_MILLION))
    received = transfer_received(credit_id=CREDIT, voucher=voucher(Series.BANK_CREDIT, 2))
    fund.when(
        receive_transfer, transfer_sent(), OTHER_FUND, 1, replace(ARRIVAL, credit_id=CREDIT)
    ).then(received)
    assert held(fund) == {BANK: A_MILLION, UNALLOCATED: A_MILLION}
    assert held(fund.after(received)) == {BANK: A_MILLION, GENERAL: A_MILLION}


@pytest.mark.parametrize("purpose", [PURPOSE, PurposeId(str(an_id("the sender's own")))])
def test_what_was_given_for_a_purpose_does_not_become_free_on_its_way(purpose: PurposeId) -> None:
    fund = given(*A_FUND, purpose_defined())
    sent = transfer_sent(purpose=purpose)
    fund.when(receive_transfer, sent, OTHER_FUND, 1, ARRIVAL).then(PurposeLost("purpose"))
    fund.when(
        receive_transfer, sent, OTHER_FUND, 1, replace(ARRIVAL, purpose=PURPOSE)
    ).is_accepted()


@pytest.mark.parametrize(
    "own, is_kept",
    [
        ({"programme": "Ba đỡ đầu", "categories": (Category.POOR,)}, True),
        ({"programme": "ba đỡ đầu", "categories": (Category.POOR, Category.ORPHANED)}, True),
        ({"programme": "Ba đỡ đầu"}, False),
        ({"programme": "Ba đỡ đầu", "categories": (Category.POOR, Category.TEACHER)}, False),
        ({"categories": (Category.POOR,)}, False),
        ({}, False),
    ],
)
def test_a_purpose_of_the_receiver_binds_no_less_than_the_senders_did(
    own: dict[str, Any], *, is_kept: bool
) -> None:
    given_under = Restriction(programme="Ba đỡ đầu", categories=(Category.POOR, Category.ORPHANED))
    whom = SentPrivate(recorded_by=APPROVER, categories=given_under.categories)
    sent = transfer_sent(purpose=PURPOSE, restriction=given_under.public, private=whom)
    asked = given(*A_FUND, purpose_defined(**own)).when(
        receive_transfer, sent, OTHER_FUND, 1, replace(ARRIVAL, purpose=PURPOSE)
    )
    if is_kept:
        asked.is_accepted()
    else:
        asked.then(PurposeLost("purpose"))


def test_an_arrival_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    fund = given(
        *A_FUND, purpose_defined(), credit_unallocated(A_MILLION - 1), period_closed(CLOSED_DAY)
    )
    steps: list[Mended] = [
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (PurposeNotFound("purpose"), {"purpose": GENERAL}),
        (PurposeLost("purpose"), {"purpose": PURPOSE}),
        *OF_DAYS_AND_MONEY,
    ]
    arrival = replace(
        ARRIVAL,
        account_id=NO_ACCOUNT,
        purpose=NO_PURPOSE,
        effective_on=TOMORROW,
        occurred_on=TODAY,
        credit_id=NO_CREDIT,
    )
    asked = {
        "sent": transfer_sent(purpose=PURPOSE),
        "from_fund_id": OTHER_FUND,
        "attempt": 1,
        "arrival": arrival,
    }
    faults = mended_within("arrival", arrival, *steps)
    mended_one_by_one(fund, receive_transfer, asked, *faults, elsewhere=[BalanceTooLarge])


# Returning


def test_money_that_comes_back_stands_under_the_purpose_it_was_sent_from() -> None:
    sent = transfer_sent(purpose=PURPOSE)
    fund = given(
        *A_FUND, purpose_defined(), opening_balance_recorded(2_000_000, purpose=PURPOSE), sent
    )
    returned = transfer_returned(purpose=PURPOSE)
    fund.when(return_transfer, sent, 1, ARRIVAL).then(returned)
    assert held(fund.after(returned)) == {BANK: 2_000_000, PURPOSE: 2_000_000}


def test_a_return_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    fund = given(*A_FUND, credit_unallocated(A_MILLION - 1), period_closed(CLOSED_DAY))
    steps: list[Mended] = [
        (AccountNotFound("account_id"), {"account_id": BANK}),
        *OF_DAYS_AND_MONEY,
    ]
    arrival = replace(
        ARRIVAL,
        account_id=NO_ACCOUNT,
        effective_on=TOMORROW,
        occurred_on=TODAY,
        credit_id=NO_CREDIT,
    )
    asked = {"sent": transfer_sent(), "attempt": 1, "arrival": arrival}
    faults = mended_within("arrival", arrival, *steps)
    mended_one_by_one(fund, return_transfer, asked, *faults, elsewhere=[BalanceTooLarge])
