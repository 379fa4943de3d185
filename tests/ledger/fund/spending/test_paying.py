"""Paying takes a third person, all at once or in parts, and money that is there on every day."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.access import OverLimit, OwnAward, SamePerson
from ledger.errors.missing import AccountNotFound, DebitNotFound, DisbursementNotFound
from ledger.errors.money import (
    AdministrationCapExceeded,
    AmountMismatch,
    BadAmount,
    BadAwardList,
    BalanceTooLarge,
    DatedAhead,
    DatedBeforeEntry,
    InsufficientFunds,
    PeriodIsOpen,
    WrongDisbursementStep,
)
from ledger.errors.restricted import PurposeExpired
from ledger.fund.control.correcting import Background, Reversal, reverse_entry
from ledger.fund.spending.disbursements import pay_disbursement
from ledger.postings import postings
from ledger.values import (
    BALANCE_DONG_MAX,
    GENERAL,
    AccountId,
    AccountKind,
    DisbursementId,
    ReversalReason,
    Role,
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
    an_id,
)
from tests.fakes import TODAY
from tests.ledger.fund.spending.disbursing import (
    APPROVED,
    BIG,
    CLOSED_IN_MAY,
    GIFT,
    MAY,
    MONEY,
    OTHER,
    YESTERDAY,
    a_listed_disbursement,
    a_payment,
    fund_after,
    not_enough,
)
from tests.ledger.happened import AUTHORITY, DEBIT, PURPOSE, voucher
from tests.ledger.happened.control import entry_reversed, period_closed
from tests.ledger.happened.opening import (
    A_FUND,
    opening_balance_recorded,
    purpose_defined,
    spending_limit_set,
)
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    custodial_received,
    debit_unallocated,
    donation_received,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
)
from tests.ledger.specification import given, mended_one_by_one
from tests.ledger.wrong import AHEAD, BEFORE_ALL, NO_ACCOUNT, NO_DEBIT, TOMORROW, TOO_EARLY


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
    listed = (*MONEY, *a_listed_disbursement())
    mended_one_by_one(
        given(
            *listed,
            disbursement_proposed(disbursement_id=proposed),
            purpose_defined(expires_on=YESTERDAY),
            disbursement_proposed(5_000, disbursement_id=BIG, purpose=PURPOSE),
            replace(disbursement_approved(on=YESTERDAY), disbursement_id=BIG),
            disbursement_proposed(5_000, disbursement_id=OTHER),
            replace(disbursement_approved(on=YESTERDAY), disbursement_id=OTHER),
            debit_unallocated(1_000_001),
            bank_fee_charged(1_999_999),
            disbursement_proposed(1, awards=1, disbursement_id=GIFT),
            replace(disbursement_approved(), disbursement_id=GIFT),
            spending_limit_set(5_000, Role.CASHIER),
            period_closed(date(2025, 5, 31)),
        ),
        pay_disbursement,
        a_payment(
            disbursement_id=DisbursementId(an_id("of nobody")),
            account_id=NO_ACCOUNT,
            amount_dong=5_001,
            awards=3,
            lines=(1, 4),
            effective_on=TOMORROW,
            occurred_on=TOMORROW,
            debit_id=NO_DEBIT,
        ),
        (DisbursementNotFound("disbursement_id"), {"disbursement_id": proposed}),
        (
            WrongDisbursementStep("disbursement_id", step="proposed"),
            {"disbursement_id": DISBURSEMENT},
        ),
        (SamePerson(), {"by": APPROVER}),
        (SamePerson(), {"by": CASHIER}),
        (BadAwardList("lines.1"), {"lines": (1,), "disbursement_id": BIG}),
        (BadAwardList("lines"), {"lines": ()}),
        (BadAmount("amount_dong", least=1, most=5_000), {"amount_dong": 5_000}),
        (
            BadAmount("awards", least=2, most=2),
            {"disbursement_id": DISBURSEMENT, "amount_dong": None, "awards": None},
        ),
        (
            OverLimit("amount_dong", limit_dong=5_000, asked_dong=1_000_000),
            {"disbursement_id": BIG},
        ),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": MAY}),
        (CLOSED_IN_MAY, {"effective_on": date(2025, 6, 1)}),
        (
            DatedAhead("occurred_on", today=TODAY.isoformat()),
            {"occurred_on": date(2025, 6, 1)},
        ),
        (PeriodIsOpen("occurred_on", first_open_on="2025-06-01"), {"occurred_on": None}),
        (
            DatedBeforeEntry("effective_on", approved_on=YESTERDAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (
            PurposeExpired("purpose", expired_on=YESTERDAY.isoformat()),
            {"disbursement_id": OTHER},
        ),
        (DebitNotFound("debit_id"), {"debit_id": DEBIT}),
        (AmountMismatch("amount_dong", must_be_dong=1_000_001), {"debit_id": None}),
        (not_enough("purpose", 1, 5_000), {"disbursement_id": GIFT}),
        elsewhere=[OwnAward, AdministrationCapExceeded, BalanceTooLarge],
    )


# Paying in parts


def test_a_part_is_paid_and_the_rest_stays_approved() -> None:
    part = disbursement_paid(400_000, awards=1)
    fund = given(*APPROVED).by(CASHIER)
    fund.when(pay_disbursement, a_payment(amount_dong=400_000, awards=1)).then(part)
    rest = disbursement_paid(600_000, awards=1, voucher=voucher(Series.BANK_DEBIT, 2))
    fund.after(part).when(pay_disbursement, a_payment()).then(rest)
    assert fund_after(fund.after(part)).committed_dong(GENERAL) == 600_000
    assert fund_after(fund.after(part, rest)).disbursements == {}


@pytest.mark.parametrize(
    "dong, awards, refused",
    [
        (1_000_001, 2, BadAmount("amount_dong", least=1, most=1_000_000)),
        (0, 0, BadAmount("amount_dong", least=1, most=1_000_000)),
        (1_000_000, 1, BadAmount("awards", least=2, most=2)),
        (999_999, 2, BadAmount("awards", least=0, most=1)),
        (999_999, -1, BadAmount("awards", least=0, most=1)),
        (999_999, None, BadAmount("awards", least=0, most=1)),
    ],
)
def test_what_is_left_has_an_award_in_it_as_long_as_there_is_money(
    dong: int, awards: int | None, refused: BadAmount
) -> None:
    given(*APPROVED).by(CASHIER).when(
        pay_disbursement, a_payment(amount_dong=dong, awards=awards)
    ).then(refused)


def test_lines_are_paid_by_their_numbers_and_none_of_them_twice() -> None:
    fund = given(*MONEY, *a_listed_disbursement()).by(CASHIER)
    part = disbursement_paid(
        700_000,
        awards=3,
        instances=2,
        private=replace(disbursement_paid().private, lines=(1, 3)),
    )
    fund.when(pay_disbursement, a_payment(lines=(3, 1))).then(part)
    paid = fund.after(part)
    paid.when(pay_disbursement, a_payment(lines=(2, 3))).then(BadAwardList("lines.1"))
    rest = disbursement_paid(
        300_000,
        awards=1,
        instances=1,
        voucher=voucher(Series.BANK_DEBIT, 2),
        private=replace(disbursement_paid().private, lines=(2,)),
    )
    paid.when(pay_disbursement, a_payment()).then(rest)
    assert fund_after(paid.after(rest)).disbursements == {}


def test_of_a_list_a_sum_that_is_named_must_be_that_of_the_lines() -> None:
    fund = given(*MONEY, *a_listed_disbursement()).by(CASHIER)
    for fields, refused in [
        ({"amount_dong": 299_999}, AmountMismatch("amount_dong", must_be_dong=300_000)),
        ({"awards": 2}, AmountMismatch("awards", must_be=1)),
    ]:
        fund.when(pay_disbursement, a_payment(lines=(2,), **fields)).then(refused)
    fund.when(pay_disbursement, a_payment(lines=(2,), amount_dong=300_000, awards=1)).is_accepted()


def test_a_reversed_part_is_to_be_paid_again_line_by_line() -> None:
    listed = a_listed_disbursement()
    lines = listed[0].private.lines
    fund = given(*MONEY, *listed).by(CASHIER)
    part = disbursement_paid(
        700_000,
        awards=3,
        instances=2,
        private=replace(disbursement_paid().private, lines=(1, 3)),
    )
    (reversed_,) = reverse_entry(
        fund_after(fund.after(part)),
        part,
        Reversal(entry=8, reason=ReversalReason.RETURNED),
        fund.by(TREASURER).context,
        Background(lines=lines),
    )
    again = fund_after(fund.after(part, reversed_))
    assert again.disbursements == fund_after(fund).disbursements
    assert again.balance_dong == 2_000_000


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


def test_what_is_not_the_funds_own_never_makes_good_what_another_purpose_overdrew() -> None:
    """A gift is spent and bounces; a custody's money lies in the same account."""
    bounced = donation_received(1_000_000)
    overdrawn = entry_reversed(
        tuple(line.reversed() for line in postings(bounced)), amount_dong=1_000_000
    )
    fund = given(
        *A_FUND,
        purpose_defined(),
        bounced,
        bank_fee_charged(1_000_000),
        custodial_received(1_000_000, voucher=voucher(Series.BANK_CREDIT, 2)),
        donation_received(1_000_000, purpose=PURPOSE, voucher=voucher(Series.BANK_CREDIT, 3)),
        disbursement_proposed(1_000_000, purpose=PURPOSE),
        disbursement_approved(),
    ).by(CASHIER)
    fund.when(pay_disbursement, a_payment()).is_accepted()
    fund.after(overdrawn).when(pay_disbursement, a_payment()).then(
        InsufficientFunds("purpose", available_dong=0, asked_dong=1_000_000)
    )


def test_what_was_paid_before_it_was_approved_is_no_payment() -> None:
    fund = given(*APPROVED, period_closed(YESTERDAY)).by(CASHIER)
    fund.when(pay_disbursement, a_payment(occurred_on=YESTERDAY)).then(
        DatedBeforeEntry("occurred_on", approved_on=TODAY.isoformat())
    )
