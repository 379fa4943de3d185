"""A row of a statement is what somebody wrote into the book by hand: it is matched with that."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.missing import AccountNotFound
from ledger.errors.money import AmountMismatch, NotMatchable, WrongAccountKind
from ledger.events.base import Event
from ledger.events.fund.correcting import MATCHABLE
from ledger.events.fund.money import FromStatement
from ledger.events.fund.receiving import DonationPrivate
from ledger.fund.receiving.matching import Match, happened_on, match_row
from ledger.values import DebitId, MemoId
from tests.builders import BANK, CASH_BOX, OPENED, TREASURER, an_id
from tests.fakes import TODAY
from tests.golden.payloads import example
from tests.ledger.happened.control import period_closed, statement_row_matched
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    credit_unallocated,
    debit_unallocated,
    donation_received,
)
from tests.ledger.happened.transferring import account_moved
from tests.ledger.specification import given, mended_one_by_one
from tests.ledger.wrong import NO_ACCOUNT

MEMO = MemoId(an_id("memo"))
MATCH = Match(
    entry=5,
    account_id=BANK,
    amount_dong=500_000,
    booked_on=TODAY,
    statement_row="a row",
    memo_id=MEMO,
)
GIFT = donation_received(500_000)


def test_a_match_says_which_row_is_which_entry_and_moves_nothing() -> None:
    case = given(*A_FUND, GIFT)
    case.when(match_row, GIFT, MATCH).then(statement_row_matched())
    assert case.after(statement_row_matched()).state == case.state


def test_what_went_out_is_matched_with_a_debit() -> None:
    fee = bank_fee_charged(55_000)
    match = replace(MATCH, amount_dong=-55_000)
    given(*A_FUND, GIFT, fee).when(match_row, fee, match).then(statement_row_matched(-55_000))


def test_a_credit_that_somebody_noted_by_hand_is_matched() -> None:
    noted = credit_unallocated(500_000)
    given(*A_FUND, noted).when(match_row, noted, MATCH).then(statement_row_matched())


def test_a_row_of_a_closed_day_is_matched() -> None:
    match = replace(MATCH, booked_on=date(2025, 1, 31))
    case = given(*A_FUND, GIFT, period_closed(date(2025, 5, 31)))
    case.when(match_row, GIFT, match).is_accepted()


def test_each_half_of_a_move_is_matched_in_its_own_account() -> None:
    move = account_moved(500_000, from_account_id=BANK, to_account_id=CASH_BOX)
    case = given(*A_FUND, GIFT, move)
    case.when(match_row, move, replace(MATCH, amount_dong=-500_000)).is_accepted()
    case.when(match_row, move, MATCH).then(AmountMismatch("amount_dong", must_be_dong=-500_000))


@pytest.mark.parametrize(
    "entry",
    [
        donation_received(private=DonationPrivate(recorded_by=TREASURER, memo_id=MEMO)),
        credit_unallocated(private=FromStatement(recorded_by=TREASURER, memo_id=MEMO)),
        bank_fee_charged(500_000, debit_id=DebitId(MEMO)),
        opening_balance_recorded(500_000),
        debit_unallocated(
            500_000, private=FromStatement(recorded_by=TREASURER, statement_row="b", memo_id=MEMO)
        ),
        donation_received(account_id=CASH_BOX),
    ],
    ids=[
        "from a row",
        "a credit of one",
        "explains a debit",
        "opening balance",
        "moved nothing",
        "another account",
    ],
)
def test_only_what_was_written_by_hand_is_matched(entry: Event) -> None:
    dong = -500_000 if type(entry) is type(bank_fee_charged(1)) else 500_000
    match = replace(MATCH, amount_dong=dong)
    given(*A_FUND).when(match_row, entry, match).then(NotMatchable("entry"))


def test_an_entry_in_the_place_of_another_accounts_is_no_row_of_that_one() -> None:
    """But the debit that it explains is one of this account."""
    told = DonationPrivate(recorded_by=TREASURER, memo_id=MEMO)
    gift, elsewhere = donation_received(private=told), donation_received(account_id=CASH_BOX)
    given(*A_FUND).when(match_row, gift, MATCH, origin=elsewhere).is_accepted()
    given(*A_FUND).when(match_row, gift, MATCH, origin=gift).then(NotMatchable("entry"))
    fee, paid = (
        bank_fee_charged(500_000, debit_id=DebitId(MEMO)),
        replace(MATCH, amount_dong=-500_000),
    )
    given(*A_FUND).when(match_row, fee, paid, origin=elsewhere).then(NotMatchable("entry"))


def test_a_match_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND, GIFT),
        match_row,
        {"entry": statement_row_matched(), "match": replace(MATCH, account_id=NO_ACCOUNT)},
        (AccountNotFound("account_id"), {"match": replace(MATCH, account_id=CASH_BOX)}),
        (WrongAccountKind("account_id"), {"match": replace(MATCH, amount_dong=1)}),
        (NotMatchable("entry"), {"entry": GIFT}),
        (AmountMismatch("amount_dong", must_be_dong=500_000), {"match": MATCH}),
    )


@pytest.mark.parametrize("kind", MATCHABLE)
def test_of_whatever_can_be_matched_it_is_known_when_it_happened(kind: type[Event]) -> None:
    entry = example(kind)
    for occurred_on, day in ((OPENED, OPENED), (None, TODAY)):
        dated = replace(entry, effective_on=TODAY, occurred_on=occurred_on)
        assert happened_on(dated) == day
