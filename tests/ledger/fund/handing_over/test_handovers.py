"""Handing a fund over: both books in one moment, or the first reason why not."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from ledger.context import Context
from ledger.errors import LedgerError
from ledger.errors.associations import HandoverUnplaced
from ledger.errors.conflicts import AlreadyExists
from ledger.errors.missing import AccountNotFound
from ledger.errors.money import (
    BalanceTooLarge,
    DatedAhead,
    DatedBeforeEntry,
    DatedBeforeFund,
    DebitsUndecided,
    InsufficientFunds,
    PeriodIsClosed,
    SameFund,
    WrongDisbursementStep,
)
from ledger.errors.restricted import PurposeLost
from ledger.events.base import Event
from ledger.events.fund.handing_over import (
    CreditHandedOver,
    CreditTakenOver,
    CustodyTakenOver,
    DisbursementTakenOver,
    FundHandedOver,
    HandoverReceived,
    MoneyHandedOver,
    MoneyTakenOver,
    PledgeTakenOver,
    PurposeTakenOver,
)
from ledger.fund import Fund
from ledger.fund.handing_over.handovers import Handover, Heir, Inheriting, hand_over
from ledger.fund.handing_over.passing import Beginnings
from ledger.shares import WHOLE
from ledger.values import (
    BALANCE_DONG_MAX,
    GENERAL,
    AccountKind,
    DisbursementId,
    PledgeId,
    PurposeId,
)
from tests.builders import BANK, CASH_BOX, DISBURSEMENT, OPENED, an_id, goods
from tests.fakes import TODAY
from tests.ledger import handed_over
from tests.ledger.fund.handing_over.handing import (
    AN_HEIR,
    BEGINNINGS,
    FULL,
    LATER,
    NEW,
    NEW_BANK,
    OLD,
    SECOND,
    TO_ONE,
    fund,
    handed,
)
from tests.ledger.handed_over import HANDOVER
from tests.ledger.happened import AUTHORITY, CREDIT, CUSTODY, PLEDGE, PURPOSE
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import A_FUND, account_opened, fund_opened, purpose_defined
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    debit_unallocated,
    donation_received,
    pledge_made,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_proposed,
)
from tests.ledger.specification import Given, given, mended_one_by_one, mended_within
from tests.ledger.wrong import BEFORE_ALL, NO_ACCOUNT, TOMORROW


def after(case: Given, events: tuple[Event, ...]) -> Fund:
    return fund(case.after(*events))


def test_an_heir_opens_with_what_the_old_fund_closes_with() -> None:
    result = handed(given(*FULL))
    old, new = after(given(*FULL), result.own), after(AN_HEIR, result.of_heirs[0])
    assert old.balance_dong == 0
    assert old.ended_on == TODAY
    assert (old.credits, old.pledges, old.disbursements) == ({}, {}, {})
    assert {purpose: days.total for purpose, days in new.by_purpose.items()} == {
        GENERAL: 900_000,
        PURPOSE: 100_000,
        "unallocated": 30_000,
        str(CUSTODY): 50_000,
    }
    assert new.by_account[NEW_BANK].total == 1_080_000
    assert new.credits[CREDIT].amount_dong == 30_000
    assert new.custodies == {PurposeId(str(CUSTODY))}
    assert new.pledges[PLEDGE].amount_dong == 700_000
    before = fund(given(*FULL))
    assert new.disbursements == {
        DISBURSEMENT: replace(
            before.disbursements[DISBURSEMENT], authority=replace(AUTHORITY, taken_over_on=TODAY)
        )
    }
    assert new.purposes == before.purposes


def test_each_thing_stands_in_both_books() -> None:
    result = handed(given(*FULL))
    assert [type(event).__name__ for event in result.own] == [
        "CreditHandedOver",
        "MoneyHandedOver",
        "MoneyHandedOver",
        "CustodyHandedOver",
        "PledgeHandedOver",
        "DisbursementHandedOver",
        "FundHandedOver",
    ]
    assert [type(event) for event in result.of_heirs[0]] == [
        HandoverReceived,
        PurposeTakenOver,
        CreditTakenOver,
        MoneyTakenOver,
        MoneyTakenOver,
        CustodyTakenOver,
        PledgeTakenOver,
        DisbursementTakenOver,
    ]
    ended = result.own[-1]
    assert isinstance(ended, FundHandedOver)
    assert (ended.to_fund_ids, ended.amount_dong) == ((NEW,), 1_080_000)
    assert {event.handover_id for event in (*result.own, *result.of_heirs[0])} == {HANDOVER}  # type: ignore[attr-defined]


def test_vouchers_go_on_without_gaps_on_both_sides() -> None:
    result = handed(given(*FULL))
    out = [
        e.voucher.number for e in result.own if isinstance(e, MoneyHandedOver | CreditHandedOver)
    ]
    into = [e.voucher.number for e in result.of_heirs[0] if isinstance(e, MoneyTakenOver)]
    assert out == [1, 2, 3]
    assert into == [2, 3]


def test_an_account_goes_on_in_the_heirs_book_from_that_day() -> None:
    whole = replace(TO_ONE, heirs=(Heir(fund_id=NEW, accounts={BANK: BANK, CASH_BOX: CASH_BOX}),))
    new = after(AN_HEIR, handed(given(*FULL), whole).of_heirs[0])
    assert new.accounts[BANK].opened_on == TODAY
    assert new.accounts[BANK].bank_bin == account_opened().bank_bin
    assert new.by_account[BANK].total == 1_080_000
    assert new.accounts[CASH_BOX].kind is AccountKind.CASH_BOX


def test_a_book_that_ended_begins_nothing_and_ends_once() -> None:
    result = handed(given(*FULL))
    assert after(given(*FULL), result.own).ended_on == TODAY
    assert after(AN_HEIR, result.of_heirs[0]).ended_on is None


def decision(
    old: Fund,
    handover: Handover,
    inheriting: list[Inheriting],
    beginnings: Beginnings = BEGINNINGS,
    *,
    context: Context,
) -> tuple[Event, ...]:
    return hand_over(old, OLD, inheriting, beginnings, handover, context).own


decision.__doc__ = hand_over.__doc__


def test_it_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    late = donation_received(1, on=date(2025, 6, 15))
    heir = Inheriting(fund(AN_HEIR.after(period_closed(date(2025, 6, 1)))), WHOLE)
    itself = Heir(fund_id=OLD, accounts={BANK: NO_ACCOUNT})
    to_new = replace(itself, fund_id=NEW)
    mended_one_by_one(
        given(*FULL[:-2], late),
        decision,
        {
            "handover": replace(TO_ONE, heirs=(itself, to_new), effective_on=TOMORROW),
            "inheriting": [heir, heir],
        },
        *mended_within(
            "handover",
            replace(TO_ONE, heirs=(itself, to_new), effective_on=TOMORROW),
            (SameFund("heirs"), {"heirs": (to_new, to_new)}),
        ),
        (
            AlreadyExists("heirs"),
            {
                "handover": replace(TO_ONE, heirs=(to_new,), effective_on=TOMORROW),
                "inheriting": [heir],
            },
        ),
        *mended_within(
            "handover",
            replace(TO_ONE, heirs=(to_new,), effective_on=TOMORROW),
            (
                DatedAhead("effective_on", today=TODAY.isoformat()),
                {"effective_on": BEFORE_ALL},
            ),
            (
                DatedBeforeFund("effective_on", began_on=OPENED.isoformat()),
                {"effective_on": date(2025, 5, 1)},
            ),
            (
                PeriodIsClosed("effective_on", first_open_on="2025-06-02"),
                {"effective_on": date(2025, 6, 14)},
            ),
            (
                DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
                {"effective_on": TODAY},
            ),
            (AccountNotFound("heirs"), {"heirs": (replace(to_new, accounts={}),)}),
            (
                HandoverUnplaced("heirs", account_id=str(BANK)),
                {"heirs": (replace(to_new, accounts={BANK: NEW_BANK}),)},
            ),
        ),
        elsewhere=[
            DebitsUndecided,
            WrongDisbursementStep,
            InsufficientFunds,
            PurposeLost,
            BalanceTooLarge,
        ],
    )


@pytest.mark.parametrize(
    "events, refusal",
    [
        ((debit_unallocated(),), DebitsUndecided("fund_id", undecided=1)),
        (
            (disbursement_proposed(disbursement_id=DisbursementId(an_id("open"))),),
            WrongDisbursementStep("fund_id", step="proposed", undecided=1),
        ),
        (
            (bank_fee_charged(2_000_000),),
            InsufficientFunds("account_id", available_dong=-920_000, asked_dong=30_000),
        ),
        (
            (pledge_made(1, pledge_id=PledgeId(an_id("later")), effective_on=TOMORROW),),
            DatedBeforeEntry("effective_on", entry_on=TOMORROW.isoformat()),
        ),
        (
            (
                disbursement_proposed(disbursement_id=LATER),
                replace(disbursement_approved(on=TOMORROW), disbursement_id=LATER),
            ),
            DatedBeforeEntry("effective_on", entry_on=TOMORROW.isoformat()),
        ),
        (
            (handed_over.of(DisbursementTakenOver, disbursement_id=LATER, effective_on=TOMORROW),),
            DatedBeforeEntry("effective_on", entry_on=TOMORROW.isoformat()),
        ),
    ],
)
def test_what_only_the_old_fund_can_decide_is_decided_first(
    events: tuple[Event, ...], refusal: LedgerError
) -> None:
    old = given(*FULL, *events)
    old.when(decision, TO_ONE, [Inheriting(fund(AN_HEIR), WHOLE)]).then(refusal)


def test_a_purpose_binds_in_the_heirs_book_as_it_did_or_is_lost() -> None:
    same, looser = AN_HEIR.after(purpose_defined()), AN_HEIR.after(purpose_defined(place="Mỹ Lộc"))
    old = given(*FULL)
    old.when(decision, TO_ONE, [Inheriting(fund(same), WHOLE)]).is_accepted()
    old.when(decision, TO_ONE, [Inheriting(fund(looser), WHOLE)]).then(PurposeLost("heirs"))


def test_no_sum_of_either_book_passes_64_bits() -> None:
    old = given(*FULL)
    rich: dict[str, Any] = {"turnover": BALANCE_DONG_MAX}
    heir = Inheriting(replace(fund(AN_HEIR), **rich), WHOLE)
    old.when(decision, TO_ONE, [heir]).then(BalanceTooLarge("amount_dong"))
    full = Given(replace(fund(old), **rich), old.context)
    full.when(decision, TO_ONE, [Inheriting(fund(AN_HEIR), WHOLE)]).then(
        BalanceTooLarge("amount_dong")
    )


def test_a_pledge_that_is_taken_over_counts_as_one_that_was_made() -> None:
    promised = given(*A_FUND, pledge_made(3_000_000))
    almost: dict[str, Any] = {"turnover": BALANCE_DONG_MAX - 3_000_000}
    heir = replace(fund(AN_HEIR), **almost)
    promised.when(decision, TO_ONE, [Inheriting(heir, WHOLE)]).is_accepted()
    full = replace(heir, turnover=heir.turnover + 1)
    promised.when(decision, TO_ONE, [Inheriting(full, WHOLE)]).then(BalanceTooLarge("amount_dong"))
    [events] = handed(promised, TO_ONE, AN_HEIR).of_heirs
    assert after(AN_HEIR, events).turnover == fund(AN_HEIR).turnover + 3_000_000


def test_money_goes_to_no_account_before_it_was_opened() -> None:
    late = given(fund_opened(), replace(account_opened(on=TODAY), account_id=NEW_BANK))
    old = given(*A_FUND, donation_received(5, on=date(2025, 6, 1)))
    earlier = replace(TO_ONE, effective_on=date(2025, 6, 10))
    old.when(decision, earlier, [Inheriting(fund(late), WHOLE)]).then(
        DatedBeforeFund("effective_on", began_on=TODAY.isoformat())
    )
    old.when(decision, TO_ONE, [Inheriting(fund(late), WHOLE)]).is_accepted()


def test_several_heirs_get_each_their_part_and_no_purpose_twice() -> None:
    old = given(*FULL, donation_received(5, goods=goods(), account_id=None, account_kind=None))
    second = Heir(fund_id=SECOND, accounts={BANK: NEW_BANK})
    result = handed(old, replace(TO_ONE, heirs=(*TO_ONE.heirs, second)), AN_HEIR, AN_HEIR)
    first, other = (after(AN_HEIR, events) for events in result.of_heirs)
    assert first.by_purpose[PURPOSE].total == other.by_purpose[PURPOSE].total == 50_000
    assert first.disbursements
    assert not other.disbursements
    assert first.balance_dong + other.balance_dong == fund(old).balance_dong
