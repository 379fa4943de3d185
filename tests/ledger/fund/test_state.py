"""A fund's state takes in every event there is, stays small, and survives being written down."""

from collections import Counter
from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from ledger.events.base import Event
from ledger.events.fund import EVENTS
from ledger.events.fund.correcting import ReopenedDebit
from ledger.events.fund.money import Fulfilment
from ledger.fund import Fund, evolve
from ledger.postings import postings
from ledger.values import GENERAL, UNALLOCATED, AccountKind, PurposeId, Role, Series, Voucher
from tests.builders import BANK, CASH_BOX, OPENED, TERM_DEPOSIT, goods
from tests.fakes import TODAY
from tests.ledger.balance import money_moved
from tests.ledger.handed_over import HANDED_OVER, TAKEN_OVER
from tests.ledger.happened import CREDIT, CUSTODY, DEBIT, PLEDGE, PURPOSE, voucher
from tests.ledger.happened.control import (
    bank_reconciled,
    cash_counted,
    cash_difference_posted,
    entry_reversed,
    period_closed,
    period_reopened,
    statement_row_matched,
)
from tests.ledger.happened.opening import (
    A_FUND,
    controls_set,
    opening_balance_recorded,
    purpose_defined,
    spending_limit_set,
)
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    credit_unallocated,
    custodial_paid,
    custodial_received,
    debit_unallocated,
    direct_aid_reported,
    donation_received,
    interest_credited,
    mobilization_closed,
    mobilization_launched,
    pledge_made,
    pledge_withdrawn,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    disbursement_rejected,
    disbursement_returned,
    donation_refunded,
    goods_issued,
    purpose_released,
)
from tests.ledger.happened.transferring import (
    account_moved,
    transfer_received,
    transfer_returned,
    transfer_sent,
)
from tests.ledger.specification import given

FEE = bank_fee_charged(debit_id=DEBIT)
GIFT_OF_GOODS = donation_received(
    100_000,
    account_id=None,
    account_kind=None,
    goods=goods(quantity_milli=10_000),
    voucher=voucher(Series.GOODS_RECEIVED),
)


def numbered(*events: Event) -> tuple[Event, ...]:
    """Number the vouchers of each series, as recording does."""
    used: Counter[Series] = Counter()

    def next_of(series: Series) -> Voucher:
        used[series] += 1
        return voucher(series, used[series])

    told: list[Event] = []
    for event in events:
        mine = {
            name: next_of(getattr(event, name).series)
            for name in ("voucher", "voucher_in")
            if getattr(event, name, None) is not None
        }
        told.append(replace(event, **mine))
    return tuple(told)


LIFE: tuple[Event, ...] = (
    *A_FUND,
    controls_set(),
    spending_limit_set(10_000_000),
    purpose_defined(),
    opening_balance_recorded(2_000_000, purpose=PURPOSE),
    period_closed(date(2025, 5, 31)),
    period_reopened(date(2025, 5, 1)),
    # An appeal, a promise to it, and what became of that.
    mobilization_launched(),
    direct_aid_reported(),
    pledge_made(1_000_000),
    donation_received(
        500_000, pledge=Fulfilment(pledge_id=PLEDGE, amount_dong=500_000, since=TODAY)
    ),
    pledge_withdrawn(500_000),
    mobilization_closed(),
    donation_refunded(100_000),
    # What the bank says.
    interest_credited(1_200),
    debit_unallocated(55_000),
    FEE,
    credit_unallocated(300_000),
    donation_received(300_000, credit_id=CREDIT),
    bank_reconciled(2_646_200, 2_646_200),
    statement_row_matched(),
    # Money of others, and money that only changes its place.
    custodial_received(400_000),
    custodial_paid(150_000),
    transfer_sent(200_000),
    transfer_returned(200_000),
    transfer_received(70_000),
    account_moved(100_000),
    cash_counted(10_000, 0),
    cash_difference_posted(10_000, entry=5),
    # Spending: rejected, then paid in part, of which a part came back.
    purpose_released(500_000),
    disbursement_proposed(),
    disbursement_rejected(),
    disbursement_proposed(),
    disbursement_approved(),
    disbursement_paid(600_000, awards=1),
    disbursement_returned(250_000, awards=0),
    GIFT_OF_GOODS,
    goods_issued(4_000, 40_000),
    entry_reversed(
        tuple(line.reversed() for line in postings(FEE)),
        debit=ReopenedDebit(
            debit_id=DEBIT, account_id=BANK, amount_dong=55_000, effective_on=TODAY
        ),
    ),
)
"""What a fund can live through."""

LIVED = numbered(*LIFE)

STORY = numbered(*LIFE, *TAKEN_OVER, *HANDED_OVER)
"""Every event a fund can have, at least once."""


def after(events: tuple[Event, ...]) -> Fund:
    state = given(*events).state
    assert isinstance(state, Fund)
    return state


def test_the_story_tells_every_event() -> None:
    assert {type(event) for event in STORY} == set(EVENTS)


def test_every_event_is_taken_in() -> None:
    fund = after(LIVED)
    received = 2_000_000 + 500_000 - 100_000 + 1_200 + 300_000 + 400_000 + 70_000 + 10_000
    assert fund.balance_dong == received - 150_000 - 600_000 + 250_000
    assert fund.balance_dong == sum(money_moved(event) for event in LIVED)
    assert fund.vouchers == {
        "PT-2025": 1,
        "BC-2025": 9,
        "BN-2025": 6,
        "NK-2025": 1,
        "XK-2025": 1,
    }


def test_only_what_is_open_is_kept() -> None:
    fund = after(STORY)
    assert fund.pledges == {}
    assert fund.credits == {}
    assert set(fund.debits) == {DEBIT}
    [left] = fund.disbursements.values()
    assert (left.amount_dong, left.awards) == (400_000, 1)
    assert fund.limits == {Role.APPROVER: 10_000_000}
    assert fund.first_open_on == date(2025, 5, 1)


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
    for number in range(10, 1_010):
        fund = evolve(fund, donation_received(1, voucher=voucher(Series.BANK_CREDIT, number)))
    assert len(msgspec.json.encode(fund)) <= size + 10  # a few digits more


def test_both_partitions_hold_the_same_money() -> None:
    fund = after(STORY)
    by_account = {account: days.total for account, days in fund.by_account.items()}
    by_purpose = {purpose: days.total for purpose, days in fund.by_purpose.items()}
    assert sum(by_account.values()) == sum(by_purpose.values()) == fund.balance_dong
    assert by_account[TERM_DEPOSIT] == 100_000
    assert by_account[CASH_BOX] == 10_000
    assert by_purpose[PURPOSE] == 2_000_000 - 500_000
    assert by_purpose[UNALLOCATED] == 0
    assert by_purpose[PurposeId(str(CUSTODY))] == 250_000
    assert by_purpose[GENERAL] == fund.balance_dong - 1_500_000 - 250_000
    assert fund.by_purpose[PURPOSE].by_day == {OPENED: 2_000_000, TODAY: -500_000}


def test_goods_are_held_beside_the_money() -> None:
    [stock] = after(LIVED).stock.values()
    assert (stock.quantity.total, stock.value.total) == (6_000, 60_000)


def test_the_accounts_are_those_that_were_opened() -> None:
    assert [account.kind for account in after(LIVED).accounts.values()] == list(AccountKind)


def test_only_its_opening_begins_a_fund() -> None:
    with pytest.raises(AssertionError, match="begins with FundOpened"):
        evolve(None, donation_received())
