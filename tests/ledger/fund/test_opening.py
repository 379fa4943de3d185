"""How a fund, its accounts, its purposes and its opening balances begin."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors import (
    AccountNotFound,
    AlreadyExists,
    BalanceTooLarge,
    OpeningBalanceExists,
    PurposeNotFound,
    WrongAccountKind,
)
from ledger.fund.opening import (
    NewPurpose,
    OpeningBalance,
    define_purpose,
    open_account,
    open_fund,
    record_opening_balance,
)
from ledger.values import (
    BALANCE_DONG_MAX,
    GENERAL,
    AccountId,
    AccountKind,
    PurposeId,
)
from tests.builders import BANK, CASH_BOX, OPENED, a_context, a_fund, an_account, an_id
from tests.fakes import TODAY
from tests.ledger.happened import (
    A_FUND,
    PURPOSE,
    account_opened,
    fund_opened,
    opening_balance_recorded,
    purpose_defined,
)
from tests.ledger.specification import given, mended_one_by_one, named_refusals, told
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    NO_ACCOUNT,
    NO_PURPOSE,
    NOT_AN_AMOUNT,
    TOMORROW,
    TOO_EARLY,
)


def test_a_fund_may_be_dated_back_as_far_as_its_paper_books() -> None:
    long_ago = date(1996, 10, 2)
    assert open_fund(a_fund(on=long_ago), a_context()) == fund_opened(on=long_ago)


def test_a_fund_is_not_dated_ahead() -> None:
    with pytest.raises(type(AHEAD)) as refused:
        open_fund(a_fund(on=TOMORROW), a_context())
    assert told(refused.value) == told(AHEAD)
    assert named_refusals(open_fund) == ["DatedAhead"]


# Accounts


@pytest.mark.parametrize("kind", AccountKind)
def test_an_account_of_every_kind_is_opened(kind: AccountKind) -> None:
    new = replace(an_account(kind), name="Nơi giữ tiền")
    given(fund_opened()).when(open_account, new).then(account_opened(kind))


def test_a_term_deposit_may_have_a_number_at_its_bank() -> None:
    deposit = replace(
        an_account(AccountKind.TERM_DEPOSIT), bank_bin="970436", number="0541000999999"
    )
    given(fund_opened()).when(open_account, deposit).is_accepted()


def test_an_account_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND),
        open_account,
        replace(an_account(), number=None, effective_on=TOMORROW),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": OPENED}),
        (AlreadyExists("account_id"), {"account_id": AccountId(an_id("another account"))}),
        (WrongAccountKind("bank_bin", "number"), {"number": "0541000999999"}),
    )


@pytest.mark.parametrize(
    "kind, bank_bin, number",
    [
        (AccountKind.BANK, None, None),
        (AccountKind.BANK, "970436", None),
        (AccountKind.BANK, None, "0541000123456"),
        (AccountKind.CASH_BOX, "970436", "0541000123456"),
        (AccountKind.CASH_BOX, "970436", None),
        (AccountKind.TERM_DEPOSIT, None, "0541000123456"),
    ],
)
def test_only_what_lies_at_a_bank_has_its_bin_and_a_number(
    kind: AccountKind, bank_bin: str | None, number: str | None
) -> None:
    new = replace(an_account(kind), bank_bin=bank_bin, number=number)
    given(fund_opened()).when(open_account, new).then(WrongAccountKind("bank_bin", "number"))


# Purposes

A_PURPOSE = NewPurpose(purpose=PURPOSE, name="Học bổng Đất Tổ", effective_on=OPENED)


def test_a_purpose_is_defined_once() -> None:
    given(fund_opened()).when(define_purpose, A_PURPOSE).then(purpose_defined())


def test_a_purpose_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND, purpose_defined()),
        define_purpose,
        replace(A_PURPOSE, effective_on=TOMORROW),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": TODAY}),
        (AlreadyExists("purpose"), {"purpose": GENERAL}),
        (AlreadyExists("purpose"), {"purpose": PurposeId(str(an_id("another purpose")))}),
    )


# Opening balances


def test_an_opening_balance_is_recorded_for_an_account_and_a_purpose() -> None:
    opening = OpeningBalance(
        account_id=BANK, purpose=PURPOSE, amount_dong=2_000_000, effective_on=OPENED
    )
    given(*A_FUND, purpose_defined()).when(record_opening_balance, opening).then(
        opening_balance_recorded(2_000_000, purpose=PURPOSE)
    )


def test_an_opening_balance_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND, opening_balance_recorded(BALANCE_DONG_MAX - 400_000)),
        record_opening_balance,
        OpeningBalance(
            account_id=NO_ACCOUNT, purpose=NO_PURPOSE, amount_dong=0, effective_on=TOMORROW
        ),
        (NOT_AN_AMOUNT, {"amount_dong": 500_000}),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (PurposeNotFound("purpose"), {"purpose": GENERAL}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": OPENED}),
        (OpeningBalanceExists("account_id"), {"account_id": CASH_BOX}),
        (BalanceTooLarge("amount_dong"), {"amount_dong": 400_000}),
    )


def test_each_account_and_purpose_has_an_opening_balance_of_its_own() -> None:
    fund = given(*A_FUND, purpose_defined(), opening_balance_recorded())
    for account_id, purpose in [(CASH_BOX, GENERAL), (BANK, PURPOSE)]:
        opening = OpeningBalance(
            account_id=account_id, purpose=purpose, amount_dong=1, effective_on=OPENED
        )
        fund.when(record_opening_balance, opening).is_accepted()
