"""Rows of a statement are decided in one go, and just as if each came alone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.context import Context
from ledger.errors import LedgerError
from ledger.errors.missing import AccountNotFound, MobilizationNotFound
from ledger.errors.money import (
    BadAmount,
    BalanceTooLarge,
    DatedBeforeFund,
    MobilizationIsClosed,
    WrongAccountKind,
)
from ledger.events.base import Event
from ledger.events.fund.money import FromStatement
from ledger.events.fund.receiving import DonationPrivate
from ledger.fund import Fund, evolve
from ledger.fund.receiving.banking import (
    BankFee,
    Interest,
    UnexplainedDebit,
    UnplacedCredit,
    charge_bank_fee,
    credit_interest,
    note_credit,
    note_debit,
)
from ledger.fund.receiving.donations import Donation, receive_donation
from ledger.fund.receiving.importing import RowKind, StatementRow, record_rows
from ledger.values import (
    AMOUNT_DONG_MAX,
    BALANCE_DONG_MAX,
    AccountId,
    CreditId,
    DebitId,
    Series,
)
from tests.builders import (
    BANK,
    CASH_BOX,
    MOBILIZATION,
    OPENED,
    TERM_DEPOSIT,
    TREASURER,
    a_credit,
    a_debit,
)
from tests.fakes import TODAY
from tests.ledger.happened import PLEDGE, PURPOSE, voucher
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import (
    A_FUND,
    account_opened,
    fund_opened,
    opening_balance_recorded,
    purpose_defined,
)
from tests.ledger.happened.receiving import (
    debit_unallocated,
    donation_received,
    mobilization_closed,
    mobilization_launched,
    pledge_made,
)
from tests.ledger.specification import given
from tests.ledger.wrong import AHEAD, BEFORE_ALL, NO_ACCOUNT, NO_MOBILIZATION, TOMORROW, TOO_EARLY

YESTERDAY = date(2025, 6, 15)


def recorded(
    fund: Fund,
    rows: list[StatementRow],
    *,
    account_id: AccountId = BANK,
    context: Context,
) -> list[Event]:
    """The events of rows, with the fund that comes with them held to be the fund after them."""
    events, after = record_rows(fund, account_id, rows, context)
    for event in events:
        fund = evolve(fund, event)
    assert after == fund
    return events


def test_credits_become_gifts_and_debits_wait() -> None:
    credit, debit = a_credit(200_000), a_debit(55_000)
    given(*A_FUND).when(recorded, [credit, debit]).then(
        donation_received(
            200_000,
            private=DonationPrivate(
                recorded_by=TREASURER,
                statement_row=credit.statement_row,
                memo_id=credit.memo_id,
            ),
        ),
        debit_unallocated(
            55_000,
            debit_id=DebitId(debit.memo_id),
            private=FromStatement(
                recorded_by=TREASURER,
                statement_row=debit.statement_row,
                memo_id=debit.memo_id,
            ),
        ),
    )


def test_no_row_is_no_event() -> None:
    given(*A_FUND).when(recorded, []).then()


def test_rows_for_an_appeal_are_gifts_to_it() -> None:
    fund = given(*A_FUND, purpose_defined(), mobilization_launched(purpose=PURPOSE))
    [gift] = fund.when(recorded, [a_credit(mobilization_id=MOBILIZATION)]).outcome()
    assert (gift.mobilization_id, gift.purpose) == (MOBILIZATION, PURPOSE)  # type: ignore[union-attr]


def test_vouchers_count_on_in_each_year_over_days_in_any_order() -> None:
    last_year = date(2024, 12, 31)
    days = [TODAY, last_year, YESTERDAY, last_year]
    rows = [a_credit(row=str(number), on=day) for number, day in enumerate(days)]
    fund = given(*A_FUND, donation_received(voucher=voucher(Series.BANK_CREDIT, 41)))
    gifts = fund.when(recorded, rows).outcome()
    assert [str(gift.voucher) for gift in gifts] == [  # type: ignore[union-attr]
        "BC-2025-00042",
        "BC-2024-00001",
        "BC-2025-00043",
        "BC-2024-00002",
    ]


@pytest.mark.parametrize(
    "rows, options, refusal",
    [
        ([a_credit()], {"account_id": NO_ACCOUNT}, AccountNotFound("account_id")),
        ([a_debit()], {"account_id": CASH_BOX}, WrongAccountKind("account_id")),
        ([a_debit()], {"account_id": TERM_DEPOSIT}, WrongAccountKind("account_id")),
        ([a_credit(), a_credit(on=TOMORROW)], {}, AHEAD),
        ([a_credit(), a_debit(on=BEFORE_ALL)], {}, TOO_EARLY),
        (
            [a_credit(), a_credit(0)],
            {},
            BadAmount("amount_dong", least=1, most=AMOUNT_DONG_MAX),
        ),
        (
            [a_credit(), a_debit(AMOUNT_DONG_MAX + 1)],
            {},
            BadAmount("amount_dong", least=1, most=AMOUNT_DONG_MAX),
        ),
        ([a_credit(199_999), a_credit(200_002)], {}, BalanceTooLarge("amount_dong")),
        (
            [a_credit(mobilization_id=NO_MOBILIZATION)],
            {},
            MobilizationNotFound("mobilization_id"),
        ),
        (
            [
                a_credit(on=date(2025, 6, 10), mobilization_id=MOBILIZATION),
                a_credit(on=date(2025, 6, 11), mobilization_id=MOBILIZATION),
            ],
            {},
            MobilizationIsClosed("mobilization_id", ends_on="2025-06-10"),
        ),
    ],
)
def test_one_row_that_is_refused_refuses_all(
    rows: list[StatementRow], options: dict[str, object], refusal: LedgerError
) -> None:
    given(
        *A_FUND,
        opening_balance_recorded(BALANCE_DONG_MAX - 400_000),
        mobilization_launched(),
        mobilization_closed(on=date(2025, 6, 10)),
    ).when(recorded, rows, **options).then(refusal)


# Late rows

CLOSED_DAY, FIRST_OPEN = date(2025, 5, 31), date(2025, 6, 1)


def test_rows_of_a_closed_period_are_booked_on_the_first_open_day_with_the_day_they_happened() -> (
    None
):
    earlier = date(2025, 5, 12)
    rows = [
        a_credit(row="late", on=CLOSED_DAY),
        a_credit(row="later", on=earlier),
        a_debit(on=earlier),
        a_credit(row="in time", on=FIRST_OPEN),
    ]
    outcome = given(*A_FUND, period_closed(CLOSED_DAY)).when(recorded, rows).outcome()
    assert [(each.effective_on, each.occurred_on) for each in outcome] == [  # type: ignore[union-attr]
        (FIRST_OPEN, CLOSED_DAY),
        (FIRST_OPEN, earlier),
        (FIRST_OPEN, earlier),
        (FIRST_OPEN, None),
    ]


def test_a_late_row_counts_for_the_appeal_whose_window_it_happened_in() -> None:
    fund = given(
        *A_FUND,
        mobilization_launched(starts_on=date(2025, 5, 1), ends_on=CLOSED_DAY),
        period_closed(CLOSED_DAY),
    )
    [gift] = fund.when(recorded, [a_credit(on=CLOSED_DAY, mobilization_id=MOBILIZATION)]).outcome()
    assert (gift.mobilization_id, gift.effective_on) == (MOBILIZATION, FIRST_OPEN)  # type: ignore[union-attr]


@pytest.mark.parametrize("make", [a_credit, a_debit])
def test_a_row_from_before_there_was_such_an_account_is_refused_and_not_booked_later(
    make: Callable[..., StatementRow],
) -> None:
    opened_on = date(2025, 3, 1)
    fund = given(fund_opened(), account_opened(on=opened_on), period_closed(CLOSED_DAY))
    fund.when(recorded, [make(on=opened_on)]).is_accepted()
    fund.when(recorded, [make(on=opened_on - timedelta(days=1))]).then(
        DatedBeforeFund("effective_on", began_on=opened_on.isoformat())
    )


# One by one


def one_by_one(fund: Fund, rows: list[StatementRow], *, context: Context) -> list[Event]:
    """What `record_rows` promises to do, done naively."""
    events: list[Event] = []
    for row in rows:
        for decide in decisions(row):
            event = decide(fund, row, booked(fund, row), context)
            fund = evolve(fund, event)
            events.append(event)
    return events


Decide = Callable[[Fund, StatementRow, dict[str, Any], Context], Event]


def decisions(row: StatementRow) -> list[Decide]:
    """What a row is decided as, one after the other."""
    if row.debit_dong:
        return [debit_of, fee_of] if row.kind is RowKind.FEE else [debit_of]
    if row.kind is None:
        return [gift_of]
    return [interest_of if row.kind is RowKind.INTEREST else credit_of]


def debit_of(fund: Fund, row: StatementRow, days: dict[str, Any], context: Context) -> Event:
    debit = UnexplainedDebit(
        debit_id=DebitId(row.memo_id),
        account_id=BANK,
        amount_dong=row.debit_dong,
        **days,
        statement_row=row.statement_row,
        memo_id=row.memo_id,
    )
    return note_debit(fund, debit, context)


def fee_of(fund: Fund, row: StatementRow, days: dict[str, Any], context: Context) -> Event:
    fee = BankFee(
        account_id=BANK, amount_dong=row.debit_dong, **days, debit_id=DebitId(row.memo_id)
    )
    return charge_bank_fee(fund, fee, context)


def credit_of(fund: Fund, row: StatementRow, days: dict[str, Any], context: Context) -> Event:
    credit = UnplacedCredit(
        credit_id=CreditId(row.memo_id),
        account_id=BANK,
        amount_dong=row.credit_dong,
        **days,
        statement_row=row.statement_row,
        memo_id=row.memo_id,
    )
    return note_credit(fund, credit, context)


def interest_of(fund: Fund, row: StatementRow, days: dict[str, Any], context: Context) -> Event:
    interest = Interest(
        account_id=BANK,
        amount_dong=row.credit_dong,
        **days,
        statement_row=row.statement_row,
        memo_id=row.memo_id,
    )
    return credit_interest(fund, interest, context)


def gift_of(fund: Fund, row: StatementRow, days: dict[str, Any], context: Context) -> Event:
    gift = Donation(
        account_id=BANK,
        amount_dong=row.credit_dong,
        purpose=row.purpose,
        mobilization_id=row.mobilization_id,
        pledge_id=row.pledge_id,
        donor_id=row.donor_id,
        **days,
        statement_row=row.statement_row,
        memo_id=row.memo_id,
    )
    return receive_donation(fund, gift, context)


def booked(fund: Fund, row: StatementRow) -> dict[str, Any]:
    """The days of what a row becomes: its own, and where that is closed the first that is open."""
    if not OPENED <= row.effective_on < fund.first_open_on:
        return {"effective_on": row.effective_on}
    return {"effective_on": fund.first_open_on, "occurred_on": row.effective_on}


@st.composite
def statements(draw: st.DrawFn) -> list[StatementRow]:
    """Rows of a few days in any order, of which few are wrong."""
    days = st.dates(OPENED - timedelta(days=1), TOMORROW) | st.sampled_from([TODAY, YESTERDAY])
    dongs = st.sampled_from([1, 200_000, AMOUNT_DONG_MAX, AMOUNT_DONG_MAX + 1])
    kinds = {
        a_credit: st.sampled_from([None, None, RowKind.UNALLOCATED, RowKind.INTEREST]),
        a_debit: st.sampled_from([None, RowKind.FEE]),
    }
    of_gifts: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
        [{}, {}, {"mobilization_id": MOBILIZATION}, {"pledge_id": PLEDGE}]
    )
    rows = []
    for number, (make, dong, day) in enumerate(
        draw(st.lists(st.tuples(st.sampled_from([a_credit, a_debit]), dongs, days)))
    ):
        kind = draw(kinds[make])
        more: dict[str, Any] = draw(of_gifts) if make is a_credit and kind is None else {}
        rows.append(replace(make(dong, f"row {number}", on=day), kind=kind, **more))
    return rows


FILLED = given(
    *A_FUND,
    mobilization_launched(),
    pledge_made(1_000_000),
    opening_balance_recorded(BALANCE_DONG_MAX - AMOUNT_DONG_MAX - 1),
)


@for_all(statements(), st.none() | st.dates(OPENED, YESTERDAY))
def test_rows_in_one_go_are_as_rows_one_by_one(
    rows: list[StatementRow], through: date | None
) -> None:
    fund = FILLED if through is None else FILLED.after(period_closed(through))
    assert fund.when(recorded, rows).answer() == fund.when(one_by_one, rows).answer()
