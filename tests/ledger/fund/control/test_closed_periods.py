"""Nothing is dated inside a closed period, whatever is asked of a fund: every decision refuses."""

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from types import ModuleType
from typing import Any, cast

import pytest
from msgspec.structs import replace

from ledger import fund as activities
from ledger.errors import LedgerError
from ledger.errors.money import DatedAhead, DatedBeforeFund, PeriodIsClosed, PeriodIsOpen
from ledger.events.base import Event
from ledger.events.fund.money import Goods
from ledger.fund.control.correcting import Reversal, reverse_entry
from ledger.fund.control.counting import (
    Count,
    Difference,
    Reconciliation,
    count_cash,
    post_difference,
    reconcile_bank,
)
from ledger.fund.opening import (
    NewAccount,
    NewControls,
    NewLimit,
    NewPurpose,
    OpeningBalance,
    define_purpose,
    open_account,
    record_opening_balance,
    set_controls,
    set_limit,
)
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
from ledger.fund.receiving.donations import receive_donation
from ledger.fund.receiving.holding import (
    CustodialPayment,
    CustodialReceipt,
    pay_custodial,
    receive_custodial,
)
from ledger.fund.receiving.mobilizing import (
    DirectAid,
    NewPledge,
    close_mobilization,
    make_pledge,
    report_direct_aid,
    withdraw_pledge,
)
from ledger.fund.restricting import Release, release_purpose
from ledger.fund.spending.disbursements import (
    Approval,
    Payment,
    approve_disbursement,
    pay_disbursement,
    propose_disbursement,
    reject_disbursement,
)
from ledger.fund.spending.issuing import Issue, issue_goods
from ledger.fund.spending.refunding import Refund, refund_donation
from ledger.fund.spending.returning import Return, return_disbursement
from ledger.fund.transferring import (
    Arrival,
    Move,
    Sending,
    move_money,
    receive_transfer,
    return_transfer,
    send_transfer,
)
from ledger.people.donor import Consent
from ledger.values import (
    GENERAL,
    AccountKind,
    CreditId,
    CustodyId,
    DebitId,
    DisbursementClass,
    DisbursementId,
    FundId,
    MemoId,
    PledgeId,
    PurposeId,
    ReversalReason,
    Role,
)
from tests.builders import (
    APPROVER,
    BANK,
    CASH_BOX,
    CASHIER,
    DISBURSEMENT,
    MOBILIZATION,
    OPENED,
    TREASURER,
    a_donation,
    a_proposal,
    an_id,
    goods,
)
from tests.fakes import TODAY
from tests.ledger.happened import CONSENT, CUSTODY, DONOR, OTHER_FUND, PLEDGE, PURPOSE, TRANSFER
from tests.ledger.happened.control import cash_counted, period_closed, period_reopened
from tests.ledger.happened.opening import A_FUND, purpose_defined
from tests.ledger.happened.receiving import (
    custodial_received,
    donation_received,
    mobilization_launched,
    pledge_made,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
)
from tests.ledger.happened.transferring import transfer_sent
from tests.ledger.specification import given

THROUGH, FIRST_OPEN = date(2025, 5, 31), date(2025, 6, 1)
INSIDE = date(2025, 5, 12)

GIFT = donation_received(5_000_000, on=OPENED)
RESTRICTED = replace(GIFT, purpose=PURPOSE, private=replace(GIFT.private, donor_id=DONOR))
PAID = disbursement_paid(effective_on=OPENED)
COUNTED = cash_counted(1, 0, effective_on=OPENED)
APPROVED = DisbursementId(an_id("approved"))
NEW_DEBIT = DebitId(an_id("new debit"))

A_LIFE = given(
    *A_FUND,
    purpose_defined(),
    mobilization_launched(starts_on=OPENED),
    GIFT,
    RESTRICTED,
    donation_received(1, goods=goods(), account_id=None, account_kind=None, on=OPENED),
    custodial_received(effective_on=OPENED),
    pledge_made(effective_on=OPENED),
    disbursement_proposed(effective_on=OPENED),
    disbursement_proposed(effective_on=OPENED, disbursement_id=APPROVED),
    replace(disbursement_approved(OPENED), disbursement_id=APPROVED),
    period_closed(THROUGH),
)
"""A fund in which everything that may be done could be done, were its books not closed."""

MONEY_IN_BANK: dict[str, Any] = {"account_id": BANK, "amount_dong": 1, "effective_on": INSIDE}

DATED_INSIDE: dict[Callable[..., object], tuple[object, ...]] = {
    set_controls: (NewControls(effective_on=INSIDE),),
    set_limit: (NewLimit(role=Role.CASHIER, effective_on=INSIDE),),
    open_account: (
        NewAccount(
            account_id=BANK, account_kind=AccountKind.CASH_BOX, name="Két", effective_on=INSIDE
        ),
    ),
    define_purpose: (
        NewPurpose(purpose=PurposeId(str(an_id("new"))), name="Mới", effective_on=INSIDE),
    ),
    record_opening_balance: (OpeningBalance(**MONEY_IN_BANK),),
    close_mobilization: (MOBILIZATION, INSIDE),
    make_pledge: (NewPledge(pledge_id=PledgeId(an_id("new")), amount_dong=1, effective_on=INSIDE),),
    withdraw_pledge: (PLEDGE, INSIDE),
    report_direct_aid: (
        DirectAid(mobilization_id=MOBILIZATION, amount_dong=1, effective_on=INSIDE),
    ),
    receive_donation: (a_donation(on=INSIDE),),
    credit_interest: (Interest(**MONEY_IN_BANK),),
    charge_bank_fee: (BankFee(**MONEY_IN_BANK),),
    note_credit: (UnplacedCredit(credit_id=CreditId(an_id("new")), **MONEY_IN_BANK),),
    note_debit: (
        UnexplainedDebit(
            debit_id=NEW_DEBIT,
            statement_row="ab" * 32,
            memo_id=MemoId(NEW_DEBIT),
            **MONEY_IN_BANK,
        ),
    ),
    refund_donation: (GIFT, Refund(entry=7, **MONEY_IN_BANK)),
    receive_custodial: (
        CustodialReceipt(custody_id=CustodyId(an_id("new")), held_for="Báo", **MONEY_IN_BANK),
    ),
    pay_custodial: (CustodialPayment(custody_id=CUSTODY, **MONEY_IN_BANK),),
    propose_disbursement: (a_proposal(on=INSIDE),),
    approve_disbursement: (Approval(disbursement_id=DISBURSEMENT, effective_on=INSIDE),),
    reject_disbursement: (DISBURSEMENT, INSIDE),
    pay_disbursement: (Payment(disbursement_id=APPROVED, account_id=BANK, effective_on=INSIDE),),
    return_disbursement: (
        PAID,
        (),
        Return(
            disbursement_id=PAID.disbursement_id,
            payment=9,
            account_id=BANK,
            amount_dong=1,
            awards=1,
            effective_on=INSIDE,
        ),
    ),
    issue_goods: (
        Issue(
            disbursement_class=DisbursementClass.SUPPORT,
            programme="Tiếp sức đến trường",
            goods=Goods(item="vở", quantity_milli=1, unit="quyển"),
            awards=1,
            effective_on=INSIDE,
        ),
    ),
    release_purpose: (
        RESTRICTED,
        Consent(
            fund_id=FundId(an_id("this fund")),
            entry=8,
            to_purpose=GENERAL,
            amount_dong=1,
            given_on=OPENED,
            recorded_by=TREASURER,
        ),
        Release(
            entry=8,
            amount_dong=1,
            donor_id=DONOR,
            consent_id=CONSENT,
            effective_on=INSIDE,
        ),
    ),
    send_transfer: (
        FundId(an_id("this fund")),
        Sending(transfer_id=TRANSFER, to_fund_id=OTHER_FUND, **MONEY_IN_BANK),
    ),
    receive_transfer: (
        transfer_sent(effective_on=OPENED),
        OTHER_FUND,
        1,
        Arrival(transfer_id=TRANSFER, account_id=BANK, effective_on=INSIDE),
    ),
    return_transfer: (
        transfer_sent(effective_on=OPENED),
        1,
        Arrival(transfer_id=TRANSFER, account_id=BANK, effective_on=INSIDE),
    ),
    move_money: (
        Move(from_account_id=BANK, to_account_id=CASH_BOX, amount_dong=1, effective_on=INSIDE),
    ),
    reverse_entry: (GIFT, Reversal(entry=7, reason=ReversalReason.OTHER, effective_on=INSIDE)),
    count_cash: (Count(account_id=CASH_BOX, counted_dong=0, effective_on=INSIDE),),
    post_difference: (COUNTED, Difference(entry=9, effective_on=INSIDE)),
    reconcile_bank: (Reconciliation(account_id=BANK, statement_dong=0, effective_on=INSIDE),),
}
"""What each decision would be asked for with a day of a closed period."""

NOT_DATED_BY_WHO_ASKS = {
    "launch_mobilization",
    "close_period",
    "reopen_period",
    "open_fund",
    "hand_over",
    "match_row",
    "keep_matched",
}
"""They are dated today, come before the books, are about the periods themselves, or two books, or
move no money, or are as of the day of the reversal they come with."""

_PERSON_FOR = {
    approve_disbursement: APPROVER,
    reject_disbursement: APPROVER,
    release_purpose: APPROVER,
    send_transfer: APPROVER,
    pay_disbursement: CASHIER,
}


@pytest.mark.parametrize("decision", DATED_INSIDE, ids=lambda decision: decision.__name__)
def test_nothing_is_dated_inside_a_closed_period(decision: Callable[..., Event]) -> None:
    case = A_LIFE.by(_PERSON_FOR.get(decision, TREASURER))
    asked = DATED_INSIDE[decision]
    case.when(decision, *asked).then(
        PeriodIsClosed("effective_on", first_open_on=FIRST_OPEN.isoformat())
    )
    case.after(period_reopened(OPENED)).when(decision, *asked).is_not_refused_for(PeriodIsClosed)


LATE = [each for each, asked in DATED_INSIDE.items() if hasattr(asked[-1], "occurred_on")]


@pytest.mark.parametrize("decision", LATE, ids=lambda decision: decision.__name__)
@pytest.mark.parametrize(
    "occurred_on, refusal",
    [
        (INSIDE, None),
        (THROUGH, None),
        (FIRST_OPEN, PeriodIsOpen("occurred_on", first_open_on=FIRST_OPEN.isoformat())),
        (OPENED, None),
        (
            OPENED - timedelta(days=1),
            DatedBeforeFund("occurred_on", began_on=OPENED.isoformat()),
        ),
        (TODAY, DatedAhead("occurred_on", today=TODAY.isoformat())),
    ],
)
def test_only_what_happened_in_closed_books_has_another_day_than_the_one_it_is_booked_on(
    decision: Callable[..., Event], occurred_on: date, refusal: LedgerError | None
) -> None:
    """It happened since the fund began, before the first open day, and is booked on an open one."""
    case = A_LIFE.by(_PERSON_FOR.get(decision, TREASURER))
    *others, intent = cast("tuple[Any, ...]", DATED_INSIDE[decision])
    late = replace(intent, effective_on=FIRST_OPEN, occurred_on=occurred_on)
    if refusal is None:
        case.when(decision, *others, late).is_accepted()
    else:
        case.when(decision, *others, late).then(refusal)


def test_there_are_no_two_days_while_the_books_were_never_closed() -> None:
    gift = a_donation(occurred_on=INSIDE)
    given(*A_FUND).when(receive_donation, gift).then(
        PeriodIsOpen("occurred_on", first_open_on=OPENED.isoformat())
    )


def test_every_decision_of_every_activity_is_in_that_table() -> None:
    modules = [each for each in vars(activities).values() if isinstance(each, ModuleType)]
    decisions = {
        name
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and "context" in inspect.signature(function).parameters
        and "fund" in inspect.signature(function).parameters
        and function.__annotations__["return"] is not None
    }
    dated = {decision.__name__ for decision in DATED_INSIDE}
    assert decisions - {"record_rows"} == dated | NOT_DATED_BY_WHO_ASKS - {"open_fund"}
