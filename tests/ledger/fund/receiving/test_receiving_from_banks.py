"""What a bank credits and debits of its own: interest, fees, and what nobody has explained yet."""

from datetime import date

from ledger.errors.missing import AccountNotFound, CreditNotFound, DebitNotFound, PurposeNotFound
from ledger.errors.money import (
    AmountMismatch,
    BalanceTooLarge,
    DatedBeforeEntry,
    PeriodIsOpen,
    WrongAccountKind,
)
from ledger.errors.restricted import ClassNotAllowed, PurposeExpired
from ledger.events.fund.money import FromStatement
from ledger.fund.receiving.banking import (
    BankFee,
    Interest,
    UnexplainedDebit,
    charge_bank_fee,
    credit_interest,
    note_debit,
)
from ledger.values import BALANCE_DONG_MAX, GENERAL, DisbursementClass, MemoId, PurposeId
from tests.builders import BANK, CASH_BOX, TERM_DEPOSIT, TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.happened import CREDIT, DEBIT, PURPOSE
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded, purpose_defined
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    credit_unallocated,
    debit_unallocated,
    interest_credited,
)
from tests.ledger.specification import given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    CLOSED_2024,
    IN_2024,
    NO_ACCOUNT,
    NO_CREDIT,
    NO_DEBIT,
    NO_PURPOSE,
    NOT_AN_AMOUNT,
    SEALED,
    TOMORROW,
    TOO_EARLY,
)

OTHER_PURPOSE = PurposeId(str(an_id("another purpose")))


def test_interest_comes_in_on_a_bank_account() -> None:
    interest = Interest(account_id=BANK, amount_dong=1_200, effective_on=TODAY)
    given(*A_FUND).when(credit_interest, interest).then(interest_credited(1_200))


def test_interest_from_a_statement_keeps_its_row() -> None:
    memo = MemoId(an_id("memo"))
    interest = Interest(
        account_id=BANK,
        amount_dong=1_200,
        effective_on=TODAY,
        statement_row="ab" * 32,
        memo_id=memo,
    )
    private = FromStatement(recorded_by=TREASURER, statement_row="ab" * 32, memo_id=memo)
    given(*A_FUND).when(credit_interest, interest).then(interest_credited(private=private))


def test_interest_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(
            *A_FUND,
            opening_balance_recorded(BALANCE_DONG_MAX - 900_000),
            credit_unallocated(500_000),
            CLOSED_2024,
        ),
        credit_interest,
        Interest(
            account_id=NO_ACCOUNT,
            amount_dong=0,
            purpose=NO_PURPOSE,
            effective_on=TOMORROW,
            occurred_on=date(2025, 6, 15),
            credit_id=NO_CREDIT,
        ),
        (NOT_AN_AMOUNT, {"amount_dong": 500_001}),
        (AccountNotFound("account_id"), {"account_id": CASH_BOX}),
        (WrongAccountKind("account_id"), {"account_id": BANK}),
        (PurposeNotFound("purpose"), {"purpose": GENERAL}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": date(2025, 6, 15)}),
        (PeriodIsOpen("occurred_on", first_open_on="2025-01-01"), {"occurred_on": None}),
        (CreditNotFound("credit_id"), {"credit_id": CREDIT}),
        (AmountMismatch("amount_dong", most_dong=500_000), {"amount_dong": 500_000}),
        (
            DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (BalanceTooLarge("amount_dong"), {"amount_dong": 200_000}),
    )


def test_a_fee_is_a_fact_even_where_it_overdraws_the_account() -> None:
    fee = BankFee(account_id=BANK, amount_dong=55_000, effective_on=TODAY)
    given(*A_FUND).when(charge_bank_fee, fee).then(bank_fee_charged(55_000))


def test_a_fee_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(
            *A_FUND,
            purpose_defined(expires_on=date(2025, 6, 14)),
            purpose_defined(OTHER_PURPOSE),
            debit_unallocated(55_000),
            CLOSED_2024,
        ),
        charge_bank_fee,
        BankFee(
            account_id=NO_ACCOUNT,
            amount_dong=0,
            purpose=NO_PURPOSE,
            effective_on=TOMORROW,
            occurred_on=date(2025, 6, 15),
            debit_id=NO_DEBIT,
        ),
        (NOT_AN_AMOUNT, {"amount_dong": 500_000}),
        (AccountNotFound("account_id"), {"account_id": CASH_BOX}),
        (WrongAccountKind("account_id"), {"account_id": BANK}),
        (PurposeNotFound("purpose"), {"purpose": PURPOSE}),
        (PurposeExpired("purpose", expired_on="2025-06-14"), {"purpose": OTHER_PURPOSE}),
        (ClassNotAllowed("purpose", allowed=""), {"purpose": GENERAL}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": date(2025, 6, 15)}),
        (PeriodIsOpen("occurred_on", first_open_on="2025-01-01"), {"occurred_on": None}),
        (DebitNotFound("debit_id"), {"debit_id": DEBIT}),
        (AmountMismatch("amount_dong", must_be_dong=55_000), {"amount_dong": 55_000}),
        (
            DatedBeforeEntry("effective_on", entry_on=TODAY.isoformat()),
            {"effective_on": TODAY},
        ),
        elsewhere=[BalanceTooLarge],
    )


def test_money_given_for_a_purpose_bears_a_fee_only_if_it_is_given_for_administration() -> None:
    fee = BankFee(account_id=BANK, amount_dong=55_000, purpose=PURPOSE, effective_on=TODAY)
    for classes in ((), (DisbursementClass.SCHOLARSHIP,)):
        given(*A_FUND, purpose_defined(classes=classes)).when(charge_bank_fee, fee).then(
            ClassNotAllowed("purpose", allowed=", ".join(classes))
        )
    pays = purpose_defined(classes=(DisbursementClass.ADMINISTRATION,), expires_on=TODAY)
    given(*A_FUND, pays).when(charge_bank_fee, fee).then(bank_fee_charged(55_000, purpose=PURPOSE))


def test_no_fee_passes_what_the_sums_can_hold() -> None:
    fund = given(*A_FUND, opening_balance_recorded(BALANCE_DONG_MAX - 1))
    fee = BankFee(account_id=BANK, amount_dong=2, effective_on=TODAY)
    fund.when(charge_bank_fee, fee).then(BalanceTooLarge("amount_dong"))


def test_a_fee_settles_the_debit_it_explains_once() -> None:
    fee = BankFee(account_id=BANK, amount_dong=55_000, effective_on=TODAY, debit_id=DEBIT)
    explained = bank_fee_charged(55_000, debit_id=DEBIT)
    given(*A_FUND, debit_unallocated(55_000)).when(charge_bank_fee, fee).then(explained)
    given(*A_FUND, debit_unallocated(55_000), explained).when(charge_bank_fee, fee).then(
        DebitNotFound("debit_id")
    )


def test_a_fee_explains_no_debit_of_another_account() -> None:
    fee = BankFee(account_id=TERM_DEPOSIT, amount_dong=55_000, effective_on=TODAY, debit_id=DEBIT)
    given(*A_FUND, debit_unallocated(55_000)).when(charge_bank_fee, fee).then(
        AccountNotFound("account_id")
    )


A_NOTED_DEBIT = UnexplainedDebit(
    debit_id=DEBIT,
    account_id=BANK,
    amount_dong=55_000,
    effective_on=TODAY,
    statement_row="ab" * 32,
    memo_id=MemoId(DEBIT),
)


def test_a_debit_is_noted_without_a_guess_and_moves_no_money() -> None:
    given(*A_FUND).when(note_debit, A_NOTED_DEBIT).then(debit_unallocated(55_000))


def test_a_debit_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND, CLOSED_2024),
        note_debit,
        UnexplainedDebit(
            debit_id=DEBIT,
            account_id=NO_ACCOUNT,
            amount_dong=0,
            effective_on=TOMORROW,
            occurred_on=date(2025, 6, 15),
            statement_row="ab" * 32,
            memo_id=MemoId(DEBIT),
        ),
        (NOT_AN_AMOUNT, {"amount_dong": 55_000}),
        (AccountNotFound("account_id"), {"account_id": TERM_DEPOSIT}),
        (WrongAccountKind("account_id"), {"account_id": BANK}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": TODAY}),
        (PeriodIsOpen("occurred_on", first_open_on="2025-01-01"), {"occurred_on": None}),
    )
