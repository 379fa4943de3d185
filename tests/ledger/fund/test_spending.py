"""Spending takes three persons, and money that is there on every day."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from ledger.errors import (
    AccountNotFound,
    AmountMismatch,
    BadAmount,
    BalanceTooLarge,
    DatedBeforeEntry,
    DebitNotFound,
    DisbursementNotFound,
    InsufficientFunds,
    PurposeNotFound,
    SamePerson,
    WrongDisbursementStep,
)
from ledger.events.base import Event
from ledger.events.fund.spending import ProposalPrivate
from ledger.fund.spending import (
    Payment,
    approve_disbursement,
    pay_disbursement,
    propose_disbursement,
    reject_disbursement,
)
from ledger.values import (
    BALANCE_DONG_MAX,
    GENERAL,
    AccountId,
    AccountKind,
    Category,
    DisbursementClass,
    DisbursementId,
    Series,
)
from tests.builders import (
    APPROVER,
    BANK,
    CASH_BOX,
    CASHIER,
    DISBURSEMENT,
    TERM_DEPOSIT,
    TREASURER,
    a_proposal,
    an_id,
)
from tests.fakes import TODAY
from tests.ledger.happened import (
    A_FUND,
    AUTHORITY,
    DEBIT,
    PURPOSE,
    bank_fee_charged,
    debit_unallocated,
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    disbursement_rejected,
    donation_received,
    opening_balance_recorded,
    purpose_defined,
    voucher,
)
from tests.ledger.specification import given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    NO_ACCOUNT,
    NO_DEBIT,
    NO_PURPOSE,
    NOT_AN_AMOUNT,
    TOMORROW,
    TOO_EARLY,
)

OTHER = DisbursementId(an_id("another disbursement"))
YESTERDAY = date(2025, 6, 15)
MONEY = (*A_FUND, opening_balance_recorded(2_000_000))
PROPOSED = (*MONEY, disbursement_proposed(1_000_000))
APPROVED = (*PROPOSED, disbursement_approved())


def not_enough(field: str, available: int, asked: int = 1_000_000) -> InsufficientFunds:
    return InsufficientFunds(field, available_dong=available, asked_dong=asked)


# Proposing


def test_a_proposal_keeps_what_is_too_narrow_to_publish_apart() -> None:
    categories = (Category.POOR, Category.ORPHANED)
    proposal = a_proposal(categories=categories, place="Thôn Đông, xã Thạch Hà")
    private = ProposalPrivate(
        recorded_by=TREASURER, categories=categories, place="Thôn Đông, xã Thạch Hà"
    )
    given(*A_FUND).when(propose_disbursement, proposal).then(
        disbursement_proposed(1_000_000, private=private)
    )


@pytest.mark.parametrize("disbursement_class", DisbursementClass)
def test_every_class_of_disbursement_may_be_proposed_without_money(
    disbursement_class: DisbursementClass,
) -> None:
    given(*A_FUND).when(
        propose_disbursement, a_proposal(disbursement_class=disbursement_class)
    ).then(disbursement_proposed(disbursement_class=disbursement_class))


def test_a_proposal_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND),
        propose_disbursement,
        a_proposal(0, awards=0, purpose=NO_PURPOSE, on=TOMORROW),
        (NOT_AN_AMOUNT, {"amount_dong": 10}),
        (BadAmount("awards", least=1, most=10), {"awards": 11}),
        (BadAmount("awards", least=1, most=10), {"awards": 10}),
        (PurposeNotFound("purpose"), {"purpose": GENERAL}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": TODAY}),
    )


# Approving and rejecting


def test_a_second_person_approves() -> None:
    given(*PROPOSED).by(APPROVER).when(approve_disbursement, DISBURSEMENT, TODAY).then(
        disbursement_approved()
    )


def test_a_second_person_rejects() -> None:
    given(*PROPOSED).by(APPROVER).when(reject_disbursement, DISBURSEMENT, TODAY).then(
        disbursement_rejected()
    )


STEPS: list[tuple[Any, dict[str, Any]]] = [
    (DisbursementNotFound("disbursement_id"), {"disbursement_id": OTHER}),
    (
        WrongDisbursementStep("disbursement_id", step="approved"),
        {"disbursement_id": DISBURSEMENT},
    ),
    (SamePerson(), {"by": APPROVER}),
    (AHEAD, {"effective_on": BEFORE_ALL}),
    (TOO_EARLY, {"effective_on": YESTERDAY}),
    (DatedBeforeEntry("effective_on", proposed_on=TODAY.isoformat()), {"effective_on": TODAY}),
]
NOBODYS = {"disbursement_id": DisbursementId(an_id("of nobody")), "effective_on": TOMORROW}
TWO_PROPOSED = given(
    *A_FUND,
    opening_balance_recorded(1_999_999),
    disbursement_proposed(999_999, disbursement_id=OTHER),
    replace(disbursement_approved(), disbursement_id=OTHER),
    disbursement_proposed(1_000_000),
)


def test_an_approval_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        TWO_PROPOSED,
        approve_disbursement,
        NOBODYS,
        *STEPS,
        elsewhere=[InsufficientFunds],
    )


def test_a_rejection_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(TWO_PROPOSED, reject_disbursement, NOBODYS, *STEPS)


def test_what_is_rejected_is_no_longer_open() -> None:
    given(*PROPOSED, disbursement_rejected()).by(APPROVER).when(
        approve_disbursement, DISBURSEMENT, TODAY
    ).then(DisbursementNotFound("disbursement_id"))


@pytest.mark.parametrize(
    "money, available",
    [
        ([], 0),
        ([opening_balance_recorded(999_999)], 999_999),
        ([opening_balance_recorded(purpose=PURPOSE)], 0),
        ([donation_received(5_000_000, on=TODAY), bank_fee_charged(4_500_000)], 500_000),
        # What is approved already is spoken for.
        (
            [
                opening_balance_recorded(1_500_000),
                disbursement_proposed(600_000, disbursement_id=OTHER),
                replace(disbursement_approved(), disbursement_id=OTHER),
            ],
            900_000,
        ),
        # Overdrawn, it has nothing to approve from.
        ([bank_fee_charged(55_000)], -55_000),
    ],
)
def test_an_approval_needs_money_of_its_purpose(money: list[Event], available: int) -> None:
    given(*A_FUND, purpose_defined(), *money, disbursement_proposed()).by(APPROVER).when(
        approve_disbursement, DISBURSEMENT, TODAY
    ).then(not_enough("purpose", available))


def test_an_approval_may_use_the_last_dong() -> None:
    given(*A_FUND, opening_balance_recorded(1_000_000), disbursement_proposed()).by(APPROVER).when(
        approve_disbursement, DISBURSEMENT, TODAY
    ).then(disbursement_approved())


# Paying


def a_payment(**fields: object) -> Payment:
    payment = Payment(disbursement_id=DISBURSEMENT, account_id=BANK, effective_on=TODAY)
    return replace(payment, **fields)


def test_a_third_person_pays() -> None:
    given(*APPROVED).by(CASHIER).when(pay_disbursement, a_payment()).then(disbursement_paid())


def test_cash_is_paid_on_a_voucher_for_cash() -> None:
    given(
        *A_FUND,
        opening_balance_recorded(account_id=CASH_BOX, account_kind=AccountKind.CASH_BOX),
        disbursement_proposed(),
        disbursement_approved(),
    ).by(CASHIER).when(pay_disbursement, a_payment(account_id=CASH_BOX)).then(
        disbursement_paid(
            account_id=CASH_BOX,
            account_kind=AccountKind.CASH_BOX,
            voucher=voucher(Series.CASH_PAYMENT),
        )
    )


def test_a_payment_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    proposed = DisbursementId(an_id("only proposed"))
    mended_one_by_one(
        given(
            *A_FUND,
            opening_balance_recorded(999_999),
            disbursement_proposed(disbursement_id=proposed),
            disbursement_proposed(1_000_000),
            disbursement_approved(),
            debit_unallocated(1_000_001),
            disbursement_proposed(500_000, disbursement_id=OTHER),
            replace(disbursement_approved(), disbursement_id=OTHER),
        ),
        pay_disbursement,
        a_payment(
            disbursement_id=DisbursementId(an_id("of nobody")),
            account_id=NO_ACCOUNT,
            effective_on=TOMORROW,
            debit_id=NO_DEBIT,
        ),
        (DisbursementNotFound("disbursement_id"), {"disbursement_id": proposed}),
        (
            WrongDisbursementStep("disbursement_id", step="proposed"),
            {"disbursement_id": DISBURSEMENT},
        ),
        (SamePerson(), {"by": APPROVER}),
        (SamePerson(), {"by": CASHIER}),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": YESTERDAY}),
        (DatedBeforeEntry("effective_on", approved_on=TODAY.isoformat()), {"effective_on": TODAY}),
        (DebitNotFound("debit_id"), {"debit_id": DEBIT}),
        (AmountMismatch("amount_dong", must_be_dong=1_000_001), {"debit_id": None}),
        (not_enough("purpose", 999_999), {"disbursement_id": OTHER}),
        elsewhere=[BalanceTooLarge],
    )


def test_no_payment_passes_what_the_sums_can_hold() -> None:
    full = opening_balance_recorded(BALANCE_DONG_MAX)
    fund = given(*A_FUND, full, disbursement_proposed(1_000_000), disbursement_approved())
    fund.by(CASHIER).when(pay_disbursement, a_payment()).then(BalanceTooLarge("amount_dong"))


def test_a_payment_may_turn_out_to_be_a_debit_of_a_statement() -> None:
    fund = given(*APPROVED, debit_unallocated(1_000_000))
    explained = disbursement_paid(debit_id=DEBIT)
    fund.by(CASHIER).when(pay_disbursement, a_payment(debit_id=DEBIT)).then(explained)


def test_nothing_is_paid_twice() -> None:
    given(*APPROVED, disbursement_paid()).by(CASHIER).when(pay_disbursement, a_payment()).then(
        DisbursementNotFound("disbursement_id")
    )


@pytest.mark.parametrize("account_id", [CASH_BOX, TERM_DEPOSIT])
def test_the_account_must_hold_what_is_paid_from_it(account_id: AccountId) -> None:
    given(*APPROVED).by(CASHIER).when(pay_disbursement, a_payment(account_id=account_id)).then(
        not_enough("account_id", 0)
    )


def test_the_purpose_must_hold_what_is_paid_for_it() -> None:
    for_a_purpose = (
        *A_FUND,
        purpose_defined(),
        opening_balance_recorded(5_000_000),
        opening_balance_recorded(1_000_000, purpose=PURPOSE),
        disbursement_proposed(purpose=PURPOSE),
        disbursement_approved(),
    )
    fund = given(*for_a_purpose).by(CASHIER)
    fund.when(pay_disbursement, a_payment()).then(disbursement_paid(purpose=PURPOSE))
    fund = given(*for_a_purpose, bank_fee_charged(1, purpose=PURPOSE)).by(CASHIER)
    fund.when(pay_disbursement, a_payment()).then(not_enough("purpose", 999_999))


def test_money_that_is_needed_on_a_later_day_is_not_paid_out_on_an_earlier_one() -> None:
    """Two million on the first, a fee of 1.5 million on the tenth, one million on the fifteenth."""
    fund = given(
        *A_FUND,
        donation_received(2_000_000, on=date(2025, 6, 1)),
        bank_fee_charged(1_500_000, on=date(2025, 6, 10)),
        donation_received(1_000_000, on=date(2025, 6, 15)),
        disbursement_proposed(effective_on=date(2025, 6, 1)),
        disbursement_approved(on=date(2025, 6, 1)),
    ).by(CASHIER)
    authority = replace(AUTHORITY, approved_on=date(2025, 6, 1))
    private = replace(disbursement_paid().private, authority=authority)
    for day in (date(2025, 6, 1), date(2025, 6, 10), date(2025, 6, 14)):
        fund.when(pay_disbursement, a_payment(effective_on=day)).then(
            not_enough("purpose", 500_000)
        )
    fund.when(pay_disbursement, a_payment(effective_on=date(2025, 6, 15))).then(
        disbursement_paid(
            effective_on=date(2025, 6, 15),
            voucher=voucher(Series.BANK_DEBIT, 2),
            private=private,
        )
    )


def test_an_overdraft_that_a_fact_uncovered_stops_further_spending() -> None:
    given(*APPROVED, bank_fee_charged(1_000_001)).by(CASHIER).when(
        pay_disbursement, a_payment()
    ).then(not_enough("purpose", 999_999))
    given(*APPROVED, bank_fee_charged(2_000_001)).by(CASHIER).when(
        pay_disbursement, a_payment()
    ).then(not_enough("purpose", -1))
