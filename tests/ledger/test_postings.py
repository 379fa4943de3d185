"""Law 2: debits equal credits in every event; and what every event does to the money."""

import pytest
from hypothesis import given

from ledger.accounts import CAPTIONS, HELD_AS, SPENT_AS, VND, Chart
from ledger.events import EVENTS
from ledger.events.base import Event
from ledger.events.fund.correcting import CashDifferencePosted, EntryReversed
from ledger.events.fund.handing_over import (
    CreditHandedOver,
    CreditTakenOver,
    CustodyHandedOver,
    CustodyTakenOver,
    GoodsHandedOver,
    GoodsTakenOver,
    MoneyHandedOver,
    MoneyTakenOver,
)
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import (
    DisbursementPaid,
    DisbursementReturned,
    GoodsIssued,
    PurposeReleased,
)
from ledger.events.fund.transferring import (
    AccountMoved,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.postings import postings
from ledger.values import AccountKind, DisbursementClass
from tests.golden.payloads import example
from tests.ledger.balance import MONEY, money_moved, unbalanced
from tests.ledger.events.strategies import any_event, events
from tests.ledger.happened import CREDIT
from tests.ledger.happened.control import cash_difference_posted
from tests.ledger.happened.opening import opening_balance_recorded
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    credit_unallocated,
    custodial_paid,
    custodial_received,
    donation_received,
    interest_credited,
)
from tests.ledger.happened.spending import (
    disbursement_paid,
    disbursement_returned,
    donation_refunded,
    purpose_released,
)
from tests.ledger.happened.transferring import (
    account_moved,
    transfer_received,
    transfer_returned,
    transfer_sent,
)

SIGNS = {
    OpeningBalanceRecorded: 1,
    DonationReceived: 1,
    InterestCredited: 1,
    BankFeeCharged: -1,
    DisbursementPaid: -1,
    CreditUnallocated: 1,
    DonationRefunded: -1,
    CustodialReceived: 1,
    CustodialPaid: -1,
    DisbursementReturned: 1,
    TransferSent: -1,
    TransferReceived: 1,
    TransferReturned: 1,
    MoneyHandedOver: -1,
    MoneyTakenOver: 1,
    CreditHandedOver: -1,
    CreditTakenOver: 1,
    CustodyHandedOver: -1,
    CustodyTakenOver: 1,
}
"""Which way the money goes; it goes neither way where an unknown credit is placed."""

MOVING = {
    *SIGNS,
    PurposeReleased,
    GoodsIssued,
    GoodsHandedOver,
    GoodsTakenOver,
    AccountMoved,
    CashDifferencePosted,
    EntryReversed,
}


_CREDITS = (CreditUnallocated, CreditTakenOver)


@given(any_event())
def test_debits_equal_credits_in_every_event_per_commodity(event: Event) -> None:
    assert unbalanced(event) == {}


@given(any_event())
def test_money_moves_by_the_amount_of_the_event_or_not_at_all(event: Event) -> None:
    expected = SIGNS.get(type(event), 0) * (getattr(event, "amount_dong", 0) or 0)
    if isinstance(event, DonationReceived) and event.goods is not None:
        expected = 0
    elif isinstance(event, AccountMoved):
        expected = 0 if event.credit_id is None else -event.amount_dong
    elif SIGNS.get(type(event)) == 1 and not isinstance(event, _CREDITS):
        expected = 0 if getattr(event, "credit_id", None) is not None else expected
    if isinstance(event, CashDifferencePosted):
        expected = event.amount_dong if event.surplus else -event.amount_dong
    if isinstance(event, EntryReversed):
        expected = sum(line.amount for line in event.postings if line.chart in MONEY)
    assert money_moved(event) == expected


@given(any_event())
def test_only_money_has_an_account_and_all_money_has_one(event: Event) -> None:
    for line in postings(event):
        assert (line.account_id is not None) == (line.chart in MONEY)
        assert line.chart not in MONEY or line.commodity == VND
        assert line.amount != 0


@given(events(DonationReceived))
def test_goods_never_touch_money(gift: DonationReceived) -> None:
    charts = {line.chart for line in postings(gift)}
    assert (gift.goods is None) == bool(charts & MONEY)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.topic)
def test_just_the_events_that_move_something_have_postings(event: type[Event]) -> None:
    assert bool(postings(example(event))) == (event in MOVING)


@pytest.mark.parametrize(
    "event, debit, credit",
    [
        (opening_balance_recorded(), Chart.BANK, Chart.OPENING),
        (donation_received(), Chart.BANK, Chart.DONATIONS),
        (interest_credited(), Chart.BANK, Chart.INTEREST),
        (bank_fee_charged(), Chart.BANK_FEES, Chart.BANK),
        (disbursement_paid(), Chart.SCHOLARSHIP, Chart.BANK),
        (disbursement_returned(), Chart.BANK, Chart.SCHOLARSHIP),
        (credit_unallocated(), Chart.BANK, Chart.UNALLOCATED),
        (donation_refunded(entry=5), Chart.REFUNDS, Chart.BANK),
        (donation_refunded(credit_id=CREDIT), Chart.UNALLOCATED, Chart.BANK),
        (custodial_received(), Chart.BANK, Chart.CUSTODIAL),
        (custodial_paid(), Chart.CUSTODIAL, Chart.BANK),
        (purpose_released(), Chart.BANK, Chart.BANK),
        (transfer_sent(), Chart.TRANSFERS_OUT, Chart.BANK),
        (transfer_received(), Chart.BANK, Chart.TRANSFERS_IN),
        (transfer_returned(), Chart.BANK, Chart.TRANSFERS_OUT),
        (account_moved(), Chart.TERM_DEPOSIT, Chart.BANK),
        (cash_difference_posted(), Chart.CASH, Chart.SURPLUS),
        (cash_difference_posted(surplus=False), Chart.SHORTAGE, Chart.CASH),
    ],
)
def test_each_movement_has_its_two_accounts(event: Event, debit: Chart, credit: Chart) -> None:
    amount = event.amount_dong  # type: ignore[attr-defined]
    assert [(line.chart, line.amount) for line in postings(event)] == [
        (debit, amount),
        (credit, -amount),
    ]


def test_every_account_of_the_chart_has_a_number_and_a_caption_in_both_languages() -> None:
    assert set(CAPTIONS) == set(Chart)
    assert len({caption.number for caption in CAPTIONS.values()}) == len(Chart)
    assert all(caption.vi and caption.en for caption in CAPTIONS.values())


def test_every_kind_of_account_and_class_of_disbursement_has_its_place_in_the_chart() -> None:
    assert set(HELD_AS) == set(AccountKind)
    assert set(SPENT_AS) == set(DisbursementClass)
