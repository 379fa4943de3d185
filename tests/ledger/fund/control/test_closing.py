"""A closed period is sealed with its balances; nothing can be dated inside it any more (law 10)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.errors import LedgerError
from ledger.errors.money import (
    DatedBeforeFund,
    DebitsUndecided,
    NothingToClose,
    NothingToReopen,
    PeriodIsClosed,
)
from ledger.events.base import Event
from ledger.events.fund.closing import SealedAccount, SealedGoods, SealedPurpose
from ledger.events.fund.money import Documented
from ledger.fund import Fund, evolve
from ledger.fund.control.closing import Reopening, close_period, reopen_period
from ledger.fund.control.correcting import Reversal, reverse_entry
from ledger.fund.receiving.banking import BankFee, charge_bank_fee
from ledger.fund.receiving.donations import receive_donation
from ledger.fund.receiving.importing import record_rows
from ledger.fund.transferring import Move, Sending, move_money, send_transfer
from ledger.values import GENERAL, FundId, ReopeningReason, ReversalReason
from tests.builders import (
    BANK,
    OPENED,
    TERM_DEPOSIT,
    TREASURER,
    a_context,
    a_credit,
    a_debit,
    a_donation,
    an_id,
    goods,
)
from tests.fakes import TODAY
from tests.ledger.happened import OTHER_FUND, PURPOSE, TRANSFER
from tests.ledger.happened.control import period_closed, period_reopened
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded, purpose_defined
from tests.ledger.happened.receiving import bank_fee_charged, debit_unallocated, donation_received
from tests.ledger.specification import Given, given, mended_one_by_one, named_refusals
from tests.ledger.wrong import BEFORE_ALL

DAY = timedelta(days=1)
THROUGH, FIRST_OPEN = date(2025, 5, 31), date(2025, 6, 1)
INSIDE = date(2025, 5, 12)
REOPENING = Reopening(since=INSIDE, reason=ReopeningReason.ENTRY_FORGOTTEN)


def state_of(case: Given) -> Fund:
    assert isinstance(case.state, Fund)
    return case.state


# Closing


def test_a_period_is_closed_with_the_balances_of_its_last_days_end() -> None:
    given(
        *A_FUND,
        purpose_defined(),
        opening_balance_recorded(2_000_000, purpose=PURPOSE),
        donation_received(500_000, on=THROUGH),
        donation_received(70, goods=goods(), account_id=None, account_kind=None, on=THROUGH),
        donation_received(7, on=FIRST_OPEN),
    ).when(close_period, THROUGH).then(
        period_closed(
            THROUGH,
            by_account=(SealedAccount(account_id=BANK, dong=2_500_000),),
            by_purpose=(
                SealedPurpose(purpose=PURPOSE, dong=2_000_000),
                SealedPurpose(purpose=GENERAL, dong=500_000),
            ),
            goods=(
                SealedGoods(
                    commodity="quyển vở", purpose=GENERAL, quantity_milli=2_000_000, dong=70
                ),
            ),
        )
    )


def test_what_is_known_only_later_than_the_closing_is_not_in_its_seal() -> None:
    fund = given(*A_FUND, donation_received(on=FIRST_OPEN)).when(close_period, THROUGH)
    fund.then(
        period_closed(
            THROUGH,
            by_account=(SealedAccount(account_id=BANK, dong=0),),
            by_purpose=(SealedPurpose(purpose=GENERAL, dong=0),),
        )
    )


def test_the_first_day_and_yesterday_may_be_closed_but_not_today() -> None:
    fund = given(*A_FUND)
    fund.when(close_period, OPENED).then(period_closed(OPENED))
    fund.when(close_period, TODAY - DAY).then(period_closed(TODAY - DAY))
    fund.when(close_period, TODAY).then(
        NothingToClose("through", first_open_on=OPENED.isoformat(), today=TODAY.isoformat())
    )


def test_a_closing_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    waiting = debit_unallocated(effective_on=date(2025, 6, 10))
    mended_one_by_one(
        given(*A_FUND, waiting, period_closed(THROUGH)),
        close_period,
        {"through": BEFORE_ALL},
        (DatedBeforeFund("through", began_on=OPENED.isoformat()), {"through": THROUGH}),
        (
            NothingToClose(
                "through", first_open_on=FIRST_OPEN.isoformat(), today=TODAY.isoformat()
            ),
            {"through": date(2025, 6, 10)},
        ),
        (DebitsUndecided("through", undecided=1), {"through": date(2025, 6, 9)}),
    )


# Reopening


def test_closed_books_are_opened_again_from_a_day_on() -> None:
    fund = given(*A_FUND, period_closed(THROUGH))
    reopened = replace(
        period_reopened(INSIDE),
        private=Documented(
            recorded_by=TREASURER, decision_number="7/QĐ", document_sha256="cd" * 32
        ),
    )
    asked = replace(REOPENING, decision_number="7/QĐ", document_sha256="cd" * 32)
    fund.when(reopen_period, asked).then(reopened)
    again = fund.after(reopened)
    assert state_of(again).first_open_on == INSIDE
    again.when(receive_donation, a_donation(on=INSIDE)).is_accepted()
    again.when(receive_donation, a_donation(on=INSIDE - DAY)).then(
        PeriodIsClosed("effective_on", first_open_on=INSIDE.isoformat())
    )
    again.when(close_period, THROUGH).is_accepted()


def test_books_may_be_opened_again_from_their_first_day_on() -> None:
    fund = given(*A_FUND, period_closed(THROUGH), period_reopened(OPENED))
    assert state_of(fund).closed_through is None
    fund.when(receive_donation, a_donation(on=OPENED)).is_accepted()


@pytest.mark.parametrize("since", [BEFORE_ALL, FIRST_OPEN])
def test_only_a_day_on_which_the_books_are_closed_is_opened_again(since: date) -> None:
    fund = given(*A_FUND, period_closed(THROUGH))
    fund.when(reopen_period, replace(REOPENING, since=since)).then(
        NothingToReopen("since", first_open_on=FIRST_OPEN.isoformat())
    )
    given(*A_FUND).when(reopen_period, REOPENING).then(
        NothingToReopen("since", first_open_on=OPENED.isoformat())
    )
    assert named_refusals(reopen_period) == ["NothingToReopen"]


# Law 10: a seal holds

_DAYS = st.sampled_from([OPENED, INSIDE, THROUGH, FIRST_OPEN, TODAY])
_DONG = st.integers(1, 3_000_000)


def gift(dong: int, on: date) -> tuple[object, ...]:
    return receive_donation, a_donation(dong, on=on)


def fee(dong: int, on: date) -> tuple[object, ...]:
    return charge_bank_fee, BankFee(account_id=BANK, amount_dong=dong, effective_on=on)


def move(dong: int, on: date) -> tuple[object, ...]:
    asked = Move(
        from_account_id=BANK, to_account_id=TERM_DEPOSIT, amount_dong=dong, effective_on=on
    )
    return move_money, asked


def sending(dong: int, on: date) -> tuple[object, ...]:
    asked = Sending(
        transfer_id=TRANSFER,
        to_fund_id=OTHER_FUND,
        account_id=BANK,
        amount_dong=dong,
        effective_on=on,
    )
    return send_transfer, FundId(an_id("this fund")), asked


def statement(dong: int, on: date) -> tuple[object, ...]:
    rows = [a_credit(dong, f"c{dong}", on=on), a_debit(dong, f"d{dong}", on=on)]
    return _rows, rows


def _rows(fund: Fund, rows: object, context: object) -> list[Event]:
    return record_rows(fund, BANK, rows, context)[0]  # type: ignore[arg-type]


def undoing(dong: int, on: date) -> tuple[object, ...]:
    entry = donation_received(dong % 500_000 + 1, on=on)
    return reverse_entry, entry, Reversal(entry=5, reason=ReversalReason.OTHER)


def closing_again(_: int, on: date) -> tuple[object, ...]:
    return close_period, on


@for_all(
    st.lists(
        st.tuples(
            st.sampled_from([gift, fee, move, sending, statement, undoing, closing_again]),
            _DONG,
            _DAYS,
        ),
        min_size=1,
        max_size=20,
    )
)
def test_what_a_seal_says_is_true_of_every_later_state_that_is_not_reopened(
    happenings: list[tuple[Callable[[int, date], tuple[object, ...]], int, date]],
) -> None:
    fund: Fund = state_of(
        given(
            *A_FUND,
            donation_received(5_000_000, on=OPENED),
            bank_fee_charged(1_000, on=INSIDE),
            donation_received(on=TODAY),
        )
    )
    seal = close_period(fund, THROUGH, a_context())
    fund = evolve(fund, seal)
    for happening, dong, on in happenings:
        decide, *asked = happening(dong, on)
        outcome: Event | list[Event] = []
        with suppress(LedgerError):
            outcome = decide(fund, *asked, context=a_context())  # type: ignore[operator]
        for event in [outcome] if isinstance(outcome, Event) else outcome:
            assert event.effective_on > THROUGH  # type: ignore[attr-defined]  # every one is dated
            fund = evolve(fund, event)
        for account in seal.by_account:
            assert fund.by_account[account.account_id].at(THROUGH) == account.dong
        for purpose in seal.by_purpose:
            assert fund.by_purpose[purpose.purpose].at(THROUGH) == purpose.dong
        assert sum(days.at(THROUGH) for days in fund.by_account.values()) == sum(
            account.dong for account in seal.by_account
        )
