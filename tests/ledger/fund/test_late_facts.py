"""A late fact happened no earlier than what it follows, and may be booked when its time is over.

Of what was booked late itself, the day counts on which that happened.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from ledger.context import Context
from ledger.errors.money import DatedBeforeEntry
from ledger.errors.restricted import PurposeExpired
from ledger.events.base import Event
from ledger.fund import Fund
from ledger.fund.control.correcting import Background, Reversal, reverse_entry
from ledger.fund.receiving.banking import Interest, credit_interest
from ledger.fund.receiving.donations import receive_donation
from ledger.fund.receiving.holding import CustodialPayment, pay_custodial
from ledger.fund.spending.issuing import Issue, issue_goods
from ledger.fund.spending.refunding import Refund, refund_donation
from ledger.fund.spending.returning import Return, return_disbursement
from ledger.fund.transferring import (
    Arrival,
    Sending,
    receive_transfer,
    return_transfer,
    send_transfer,
)
from ledger.values import DisbursementClass, ReversalReason
from tests.builders import BANK, DISBURSEMENT, a_donation, goods
from tests.fakes import TODAY
from tests.ledger.fund.test_transferring import THIS_FUND
from tests.ledger.happened import CREDIT, CUSTODY, OTHER_FUND, PURPOSE, TRANSFER
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded, purpose_defined
from tests.ledger.happened.receiving import (
    credit_unallocated,
    custodial_received,
    donation_received,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
)
from tests.ledger.happened.transferring import transfer_sent
from tests.ledger.specification import Given, given

BEFORE, CAME, THROUGH = (date(2025, 5, day) for day in (9, 10, 31))
JUNE_1 = date(2025, 6, 1)
LATE: dict[str, Any] = {"effective_on": TODAY, "occurred_on": BEFORE}

Follows = Callable[..., Event]
"""A decision on what follows an event, asked with that event, which stands at version `ENTRY`."""
ENTRY = 5


def _gives_back(fund: Fund, entry: Event, asked: Return, context: Context) -> Event:
    return return_disbursement(fund, entry, (), asked, context)


def _places(fund: Fund, _: Event, asked: Any, context: Context) -> Event:  # noqa: ANN401
    decide = credit_interest if isinstance(asked, Interest) else receive_donation
    return decide(fund, asked, context)


def _refunds(fund: Fund, entry: Event, asked: Refund, context: Context) -> Event:
    return refund_donation(fund, None if asked.entry is None else entry, asked, context)


def _hands_on(fund: Fund, _: Event, asked: CustodialPayment, context: Context) -> Event:
    return pay_custodial(fund, asked, context)


def _receives(fund: Fund, sent: Any, asked: Arrival, context: Context) -> Event:  # noqa: ANN401
    return receive_transfer(fund, sent, OTHER_FUND, 1, asked, context)


def _takes_back(fund: Fund, sent: Any, asked: Arrival, context: Context) -> Event:  # noqa: ANN401
    return return_transfer(fund, sent, 1, asked, context)


AWARDED = (
    opening_balance_recorded(2_000_000),
    disbursement_proposed(effective_on=CAME),
    disbursement_approved(on=CAME),
)
WAS_PAID = Return(
    disbursement_id=DISBURSEMENT, payment=8, account_id=BANK, amount_dong=5, awards=1, **LATE
)
ARRIVED = Arrival(transfer_id=TRANSFER, account_id=BANK, **LATE)
FOLLOWING: dict[str, tuple[tuple[Event, ...], Any, Follows, Any]] = {
    "an award that came back": (AWARDED, disbursement_paid(), _gives_back, WAS_PAID),
    "a gift refunded": (
        (),
        donation_received(500_000),
        _refunds,
        Refund(entry=ENTRY, account_id=BANK, amount_dong=5, **LATE),
    ),
    "a credit refunded": (
        (),
        credit_unallocated(500_000),
        _refunds,
        Refund(credit_id=CREDIT, account_id=BANK, amount_dong=5, **LATE),
    ),
    "a credit that was a gift": (
        (),
        credit_unallocated(500_000),
        _places,
        a_donation(500_000, credit_id=CREDIT, on=TODAY, occurred_on=BEFORE),
    ),
    "a credit that was interest": (
        (),
        credit_unallocated(500_000),
        _places,
        Interest(account_id=BANK, amount_dong=500_000, credit_id=CREDIT, **LATE),
    ),
    "money of others handed on": (
        (),
        custodial_received(),
        _hands_on,
        CustodialPayment(custody_id=CUSTODY, account_id=BANK, amount_dong=5, **LATE),
    ),
    "a transfer received": ((), transfer_sent(to_fund_id=THIS_FUND), _receives, ARRIVED),
    "a transfer that came back": (
        (opening_balance_recorded(2_000_000),),
        transfer_sent(),
        _takes_back,
        ARRIVED,
    ),
}


@pytest.mark.parametrize("what", FOLLOWING)
@pytest.mark.parametrize("booked_on", [CAME, JUNE_1])
def test_nothing_happened_before_what_it_follows(what: str, booked_on: date) -> None:
    """Whether that was booked on its own day, or late itself."""
    earlier, entry, decide, asked = FOLLOWING[what]
    late = CAME if booked_on != CAME else None
    entry = replace(entry, effective_on=booked_on, occurred_on=late)
    case = given(*A_FUND, *earlier)
    if decide is not _receives:
        case = case.after(entry)
    case = case.after(period_closed(THROUGH))
    case.when(decide, entry, asked).then(DatedBeforeEntry("occurred_on", entry_on=CAME.isoformat()))
    case.when(decide, entry, replace(asked, occurred_on=CAME)).is_accepted()


def test_a_credit_came_when_it_came_however_often_it_is_placed() -> None:
    """What was booked late, and reversed later still, may be said anew to be of its own day."""
    credit = credit_unallocated(500_000, effective_on=JUNE_1, occurred_on=CAME)
    placed = donation_received(500_000, effective_on=JUNE_1, occurred_on=CAME, credit_id=CREDIT)
    case = given(*A_FUND, credit, placed)
    [reversal] = case.when(
        reverse_entry,
        placed,
        Reversal(entry=6, reason=ReversalReason.OTHER, effective_on=TODAY),
        background=Background(credited_on=JUNE_1, credit_came_on=CAME),
    ).outcome()
    assert isinstance(reversal, Event)
    again = case.after(reversal, period_closed(THROUGH))
    gift = a_donation(500_000, credit_id=CREDIT, on=TODAY, occurred_on=CAME)
    again.when(receive_donation, gift).is_accepted()
    again.when(receive_donation, replace(gift, occurred_on=BEFORE)).then(
        DatedBeforeEntry("occurred_on", entry_on=CAME.isoformat())
    )


# After a purpose expired

EXPIRED = purpose_defined(expires_on=CAME)


def _of_the_purpose() -> Given:
    stock = donation_received(
        9, goods=goods(), account_id=None, account_kind=None, purpose=PURPOSE, effective_on=BEFORE
    )
    money = donation_received(500_000, purpose=PURPOSE, effective_on=BEFORE)
    return given(*A_FUND, EXPIRED, stock, money, period_closed(THROUGH))


HANDED_OUT = Issue(
    disbursement_class=DisbursementClass.SUPPORT,
    programme="Tết",
    purpose=PURPOSE,
    goods=goods(),
    awards=1,
    effective_on=TODAY,
)
SENT = Sending(
    transfer_id=TRANSFER,
    to_fund_id=OTHER_FUND,
    account_id=BANK,
    purpose=PURPOSE,
    amount_dong=500_000,
    effective_on=TODAY,
)


@pytest.mark.parametrize(
    "asked",
    [(issue_goods, HANDED_OUT), (send_transfer, THIS_FUND, SENT)],
    ids=["goods handed out", "a transfer"],
)
def test_what_was_done_in_time_is_recorded_after_its_purpose_expired(asked: Any) -> None:  # noqa: ANN401
    decide, *others, intent = asked
    case = _of_the_purpose()
    too_late = PurposeExpired("purpose", expired_on=CAME.isoformat())
    case.when(decide, *others, intent).then(too_late)
    case.when(decide, *others, replace(intent, occurred_on=THROUGH)).then(too_late)
    for day in (CAME, BEFORE):
        case.when(decide, *others, replace(intent, occurred_on=day)).is_accepted()
