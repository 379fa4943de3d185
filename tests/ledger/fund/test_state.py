"""A fund's state takes in every event there is, stays small, and survives being written down."""

import msgspec
import pytest

from ledger.events.base import Event
from ledger.events.fund import EVENTS
from ledger.events.fund.correcting import ReopenedDebit
from ledger.fund import Fund, evolve
from ledger.postings import postings
from ledger.values import GENERAL, Series
from tests.builders import BANK, OPENED
from tests.fakes import TODAY
from tests.ledger.happened import (
    A_FUND,
    DEBIT,
    PURPOSE,
    bank_fee_charged,
    debit_unallocated,
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    disbursement_rejected,
    donation_received,
    entry_reversed,
    interest_credited,
    mobilization_closed,
    mobilization_launched,
    opening_balance_recorded,
    purpose_defined,
    voucher,
)
from tests.ledger.specification import given

FEE = bank_fee_charged(debit_id=DEBIT)

STORY: tuple[Event, ...] = (
    *A_FUND,
    purpose_defined(),
    opening_balance_recorded(purpose=PURPOSE),
    mobilization_launched(),
    donation_received(),
    interest_credited(voucher=voucher(Series.BANK_CREDIT, 2)),
    debit_unallocated(),
    FEE,
    disbursement_proposed(),
    disbursement_rejected(),
    disbursement_proposed(),
    disbursement_approved(),
    disbursement_paid(100, voucher=voucher(Series.BANK_DEBIT, 2)),
    mobilization_closed(),
    entry_reversed(
        tuple(line.reversed() for line in postings(FEE)),
        debit=ReopenedDebit(
            debit_id=DEBIT, account_id=BANK, amount_dong=55_000, effective_on=TODAY
        ),
    ),
)
"""Every event a fund can have, at least once."""


def after(events: tuple[Event, ...]) -> Fund:
    state = given(*events).state
    assert isinstance(state, Fund)
    return state


def test_the_story_tells_every_event() -> None:
    assert {type(event) for event in STORY} == set(EVENTS)


def test_every_event_is_taken_in() -> None:
    fund = after(STORY)
    assert fund.balance_dong == 2_000_000 + 500_000 + 1_200 - 55_000 - 100 + 55_000
    assert fund.vouchers == {"BC-2025": 2, "BN-2025": 2}
    assert set(fund.debits) == {DEBIT}
    assert fund.disbursements == {}


@pytest.mark.parametrize("length", range(1, len(STORY) + 1))
def test_written_down_and_read_again_it_is_the_same(length: int) -> None:
    fund = after(STORY[:length])
    written = msgspec.json.encode(fund)
    assert msgspec.json.decode(written, type=Fund) == fund


def test_taking_an_event_in_leaves_the_state_before_it_alone() -> None:
    before = after(A_FUND)
    evolve(before, donation_received())
    assert before == after(A_FUND)


def test_it_does_not_grow_with_the_number_of_gifts() -> None:
    fund = after(STORY)
    size = len(msgspec.json.encode(fund))
    for number in range(3, 1_003):
        fund = evolve(fund, donation_received(1, voucher=voucher(Series.BANK_CREDIT, number)))
    assert len(msgspec.json.encode(fund)) <= size + 10  # a few digits more


def test_both_partitions_hold_the_same_money() -> None:
    fund = after(STORY)
    assert fund.by_purpose[PURPOSE].total == 2_000_000
    assert fund.by_purpose[PURPOSE].by_day == {OPENED: 2_000_000}
    assert fund.by_purpose[GENERAL].total == 501_100
    assert fund.by_account[BANK].total == 2_501_100


def test_only_its_opening_begins_a_fund() -> None:
    with pytest.raises(AssertionError, match="begins with FundOpened"):
        evolve(None, donation_received())
