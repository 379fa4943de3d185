"""An entry is reversed by its negative, and what it had used up is open again."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.access import SamePerson
from ledger.errors.money import (
    BadAmount,
    DatedBeforeEntry,
    EntryDrawnOn,
    InsufficientFunds,
    NotReversible,
    PeriodIsClosed,
    WrongReplacement,
)
from ledger.errors.people import ConsentIncomplete
from ledger.events.base import Event
from ledger.events.fund.correcting import (
    BankReconciled,
    EntryReversed,
    Reopened,
    ReopenedDebit,
    ReversalPrivate,
)
from ledger.fund.control.correcting import Background, reverse_entry
from ledger.fund.control.counting import Reconciliation, reconcile_bank
from ledger.fund.opening import OpeningBalance, record_opening_balance
from ledger.fund.receiving.banking import BankFee, charge_bank_fee
from ledger.fund.spending.disbursements import Payment, pay_disbursement
from ledger.values import AMOUNT_DONG_MAX, GENERAL, UNALLOCATED, DisbursementClass, Series
from tests.builders import (
    BANK,
    CASHIER,
    DISBURSEMENT,
    MOBILIZATION,
    OPENED,
    TREASURER,
    a_donation,
    goods,
)
from tests.fakes import TODAY
from tests.ledger.fund.control.test_correcting import (
    CLOSED_DAY,
    ENTRY,
    FIRST_OPEN,
    WRONG,
    YESTERDAY,
    reversed_,
)
from tests.ledger.happened import AUTHORITY, CREDIT, DEBIT, PURPOSE, voucher
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import (
    A_FUND,
    account_opened,
    fund_opened,
    opening_balance_recorded,
    purpose_defined,
)
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    credit_unallocated,
    debit_unallocated,
    donation_received,
    interest_credited,
    mobilization_launched,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    disbursement_returned,
    donation_refunded,
    purpose_released,
)
from tests.ledger.specification import given, mended_one_by_one
from tests.ledger.wrong import AHEAD, BEFORE_ALL, TOMORROW, TOO_EARLY

# Reversing


@pytest.mark.parametrize(
    "entry, fields",
    [
        (donation_received(), {}),
        (donation_received(mobilization_id=MOBILIZATION), {"mobilization_id": MOBILIZATION}),
        (
            donation_received(goods=goods(), account_id=None, account_kind=None),
            {"voucher": voucher(Series.BANK_CREDIT)},
        ),
        (interest_credited(), {}),
        (bank_fee_charged(), {"voucher": voucher(Series.BANK_DEBIT)}),
        (
            opening_balance_recorded(),
            {"voucher": None, "entry_effective_on": OPENED, "effective_on": OPENED},
        ),
    ],
)
def test_an_entry_is_reversed_by_its_negative_on_its_own_day(
    entry: Event, fields: dict[str, object]
) -> None:
    fund = given(*A_FUND, mobilization_launched(), entry)
    fund.when(reverse_entry, entry, WRONG).then(reversed_(entry, **fields))


def test_an_entry_may_be_reversed_on_a_later_day() -> None:
    entry = donation_received(on=YESTERDAY)
    given(*A_FUND, entry).when(reverse_entry, entry, replace(WRONG, effective_on=TODAY)).then(
        reversed_(entry, entry_effective_on=YESTERDAY)
    )


@pytest.mark.parametrize(
    "event",
    [
        fund_opened(),
        account_opened(),
        debit_unallocated(),
        disbursement_proposed(),
        reversed_(donation_received()),
    ],
)
def test_what_moved_no_money_and_what_is_a_reversal_is_not_reversible(event: Event) -> None:
    given(*A_FUND).when(reverse_entry, event, WRONG).then(NotReversible("entry"))


def test_a_reversal_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    entry = donation_received(on=TODAY)
    wrong = replace(
        WRONG,
        effective_on=TOMORROW,
        replacement=BankFee(account_id=BANK, amount_dong=0, effective_on=TODAY),
    )
    nothing = a_donation(0)
    naming = replace(WRONG, entry=ENTRY + 1, replacement=a_donation(named=True))
    drawn_on = donation_refunded(20_000, entry=ENTRY)
    mended_one_by_one(
        given(*A_FUND, entry, drawn_on, period_closed(CLOSED_DAY)),
        reverse_entry,
        {
            "entry": account_opened(),
            "reversal": wrong,
            "background": Background(may_be_named=False),
        },
        (NotReversible("entry"), {"entry": entry}),
        (
            EntryDrawnOn("entry", drawn_dong=20_000),
            {"reversal": replace(wrong, entry=ENTRY + 1)},
        ),
        (AHEAD, {"reversal": replace(wrong, entry=ENTRY + 1, effective_on=BEFORE_ALL)}),
        (TOO_EARLY, {"reversal": replace(wrong, entry=ENTRY + 1, effective_on=CLOSED_DAY)}),
        (
            PeriodIsClosed("effective_on", first_open_on=FIRST_OPEN.isoformat()),
            {"reversal": replace(wrong, entry=ENTRY + 1, effective_on=YESTERDAY)},
        ),
        (
            DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
            {"reversal": replace(wrong, entry=ENTRY + 1, effective_on=None)},
        ),
        (
            WrongReplacement("replacement"),
            {"reversal": naming},
        ),
        (ConsentIncomplete("replacement.named"), {"background": Background()}),
    )
    given(*A_FUND, entry).when(reverse_entry, entry, replace(WRONG, replacement=nothing)).then(
        BadAmount("amount_dong", least=1, most=AMOUNT_DONG_MAX)
    )


def test_an_entry_of_a_closed_period_is_reversed_on_the_first_open_day() -> None:
    entry = donation_received(on=date(2025, 5, 12))
    fund = given(*A_FUND, entry, period_closed(CLOSED_DAY))
    reversal = reversed_(entry, entry_effective_on=date(2025, 5, 12), effective_on=FIRST_OPEN)
    fund.when(reverse_entry, entry, WRONG).then(reversal)
    late = a_donation(on=FIRST_OPEN, occurred_on=date(2025, 5, 12))
    fund.when(reverse_entry, entry, replace(WRONG, replacement=late)).then(
        reversal,
        donation_received(
            on=FIRST_OPEN,
            occurred_on=date(2025, 5, 12),
            voucher=voucher(Series.BANK_CREDIT, 2),
            corrects=ENTRY,
        ),
    )
    inside = a_donation(on=date(2025, 5, 12))
    fund.when(reverse_entry, entry, replace(WRONG, replacement=inside)).then(
        PeriodIsClosed("effective_on", first_open_on=FIRST_OPEN.isoformat())
    )


@pytest.mark.parametrize(
    "entry, later, drawn_dong",
    [
        (donation_received(), donation_refunded(20_000, entry=ENTRY), 20_000),
        (
            donation_received(purpose=PURPOSE),
            purpose_released(30_000, entry=ENTRY),
            30_000,
        ),
        (disbursement_paid(), disbursement_returned(500_000, payment=ENTRY), 500_000),
        (
            credit_unallocated(),
            donation_received(400_000, credit_id=CREDIT),
            400_000,
        ),
        (credit_unallocated(), donation_refunded(credit_id=CREDIT, purpose=UNALLOCATED), 500_000),
    ],
)
def test_an_entry_that_later_ones_rest_on_is_reversed_only_after_them(
    entry: Event, later: Event, drawn_dong: int
) -> None:
    setup = (
        purpose_defined(),
        opening_balance_recorded(),
        disbursement_proposed(),
        disbursement_approved(),
    )
    fund = given(*A_FUND, *setup, entry, later)
    fund.when(reverse_entry, entry, WRONG).then(EntryDrawnOn("entry", drawn_dong=drawn_dong))
    [undone] = fund.when(reverse_entry, later, replace(WRONG, entry=ENTRY + 1)).outcome()
    assert isinstance(undone, EntryReversed)
    fund.after(undone).when(reverse_entry, entry, WRONG).is_accepted()


def test_what_a_reversal_reopens_stands_on_the_day_the_bank_had_it() -> None:
    fee = bank_fee_charged(debit_id=DEBIT)
    fund = given(*A_FUND, debit_unallocated(effective_on=YESTERDAY), fee)
    background = Background(debited_on=YESTERDAY)
    [reversal] = fund.when(reverse_entry, fee, WRONG, background=background).outcome()
    assert isinstance(reversal, EntryReversed)
    assert reversal.debit is not None
    assert reversal.debit.effective_on == YESTERDAY


def test_a_debit_whose_fee_is_reversed_as_of_a_later_day_waits_from_that_day_on() -> None:
    fee = bank_fee_charged(debit_id=DEBIT, effective_on=YESTERDAY)
    fund = given(*A_FUND, debit_unallocated(effective_on=YESTERDAY), fee)
    background = Background(debited_on=YESTERDAY)
    later = replace(WRONG, effective_on=TODAY)
    [reversal] = fund.when(reverse_entry, fee, later, background=background).outcome()
    assert isinstance(reversal, EntryReversed)
    stated = Reconciliation(account_id=BANK, statement_dong=-55_000, effective_on=YESTERDAY)
    [reconciled] = fund.after(reversal).when(reconcile_bank, stated).outcome()
    assert isinstance(reconciled, BankReconciled)
    assert (reconciled.book_dong, reconciled.undecided_dong) == (-55_000, 0)
    [today] = (
        fund.after(reversal).when(reconcile_bank, replace(stated, effective_on=TODAY)).outcome()
    )
    assert isinstance(today, BankReconciled)
    assert (today.book_dong, today.undecided_dong) == (0, 55_000)


def test_an_overdraft_that_a_reversal_uncovers_is_recorded_and_stops_further_spending() -> None:
    gift = donation_received(1_500_000)
    fund = given(
        *A_FUND,
        gift,
        bank_fee_charged(1_000_000),
        disbursement_proposed(500_000),
        disbursement_approved(),
    )
    payment = Payment(disbursement_id=DISBURSEMENT, account_id=BANK, effective_on=TODAY)
    fund.by(CASHIER).when(pay_disbursement, payment).is_accepted()
    fund.when(reverse_entry, gift, WRONG).then(reversed_(gift))
    fund.after(reversed_(gift)).by(CASHIER).when(pay_disbursement, payment).then(
        InsufficientFunds("purpose", available_dong=-1_000_000, asked_dong=500_000)
    )


# What is open again


def test_a_reversed_opening_balance_may_be_recorded_anew() -> None:
    wrong = opening_balance_recorded()
    right = OpeningBalance(account_id=BANK, amount_dong=1, effective_on=OPENED)
    reversal = reversed_(wrong, voucher=None, entry_effective_on=OPENED, effective_on=OPENED)
    fund = given(*A_FUND, wrong, reversal)
    fund.when(record_opening_balance, right).then(opening_balance_recorded(1))


def test_a_reversed_fee_leaves_its_debit_without_an_explanation_again() -> None:
    wrong = bank_fee_charged(debit_id=DEBIT)
    reopened = ReopenedDebit(
        debit_id=DEBIT, account_id=BANK, amount_dong=55_000, effective_on=TODAY
    )
    reversal = reversed_(wrong, voucher=voucher(Series.BANK_DEBIT), debit=reopened)
    fund = given(*A_FUND, debit_unallocated(), wrong)
    fund.when(reverse_entry, wrong, WRONG).then(reversal)
    again = BankFee(account_id=BANK, amount_dong=55_000, effective_on=TODAY, debit_id=DEBIT)
    charged = bank_fee_charged(voucher=voucher(Series.BANK_DEBIT, 2), debit_id=DEBIT)
    fund.after(reversal).when(charge_bank_fee, again).then(charged)
    fund.when(reverse_entry, wrong, replace(WRONG, replacement=again)).then(
        reversal, replace(charged, corrects=ENTRY)
    )


def a_reversed_payment(paid: Event) -> EntryReversed:
    return reversed_(
        paid,
        voucher=voucher(Series.BANK_DEBIT),
        disbursement=Reopened(
            disbursement_id=DISBURSEMENT,
            disbursement_class=DisbursementClass.SCHOLARSHIP,
            purpose=GENERAL,
            amount_dong=1_000_000,
            awards=2,
        ),
        debit=ReopenedDebit(
            debit_id=DEBIT, account_id=BANK, amount_dong=1_000_000, effective_on=TODAY
        ),
        private=ReversalPrivate(recorded_by=TREASURER, authority=AUTHORITY),
    )


def test_a_reversed_payment_stands_approved_again_and_may_be_paid_and_reversed_again() -> None:
    fund = given(
        *A_FUND,
        opening_balance_recorded(),
        debit_unallocated(1_000_000),
        disbursement_proposed(),
        disbursement_approved(),
    )
    payment = Payment(
        disbursement_id=DISBURSEMENT, account_id=BANK, effective_on=TODAY, debit_id=DEBIT
    )
    for number in (1, 2):
        paid = disbursement_paid(debit_id=DEBIT, voucher=voucher(Series.BANK_DEBIT, number))
        reversal = replace(a_reversed_payment(paid), voucher=voucher(Series.BANK_DEBIT, number))
        fund.by(CASHIER).when(pay_disbursement, payment).then(paid)
        fund.after(paid).when(reverse_entry, paid, WRONG).then(reversal)
        fund = fund.after(paid, reversal)


def test_a_reversed_payment_still_takes_a_third_person() -> None:
    paid = disbursement_paid(debit_id=DEBIT)
    fund = given(
        *A_FUND,
        opening_balance_recorded(),
        disbursement_proposed(),
        disbursement_approved(),
        paid,
        a_reversed_payment(paid),
    )
    payment = Payment(disbursement_id=DISBURSEMENT, account_id=BANK, effective_on=TODAY)
    for by in (AUTHORITY.prepared_by, AUTHORITY.approved_by):
        fund.by(by).when(pay_disbursement, payment).then(SamePerson())
