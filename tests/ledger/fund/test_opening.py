"""How a fund, its accounts, its purposes and its opening balances begin."""

from datetime import date

import pytest
from msgspec.structs import asdict, replace

from ledger.errors.conflicts import AlreadyExists
from ledger.errors.missing import AccountNotFound, PurposeNotFound
from ledger.errors.money import (
    BadAmount,
    BalanceTooLarge,
    OpeningBalanceExists,
    PeriodIsClosed,
    WrongAccountKind,
)
from ledger.errors.restricted import BadRestriction
from ledger.events.fund.handing_over import AccountTakenOver
from ledger.events.fund.money import Documented
from ledger.events.fund.opening import Restriction
from ledger.fund import Fund
from ledger.fund.open_items import Controls
from ledger.fund.opening import (
    NewControls,
    NewLimit,
    NewPurpose,
    OpeningBalance,
    define_purpose,
    open_account,
    open_fund,
    record_opening_balance,
    set_controls,
    set_limit,
)
from ledger.values import (
    AMOUNT_DONG_MAX,
    BALANCE_DONG_MAX,
    GENERAL,
    AccountId,
    AccountKind,
    Category,
    DisbursementClass,
    PurposeId,
    Role,
)
from tests.builders import BANK, CASH_BOX, OPENED, TREASURER, a_context, a_fund, an_account, an_id
from tests.fakes import TODAY
from tests.ledger import handed_over
from tests.ledger.happened import CUSTODY, PURPOSE
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import (
    A_FUND,
    account_opened,
    controls_set,
    fund_opened,
    opening_balance_recorded,
    purpose_defined,
    spending_limit_set,
)
from tests.ledger.happened.receiving import custodial_received
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

CLOSED = period_closed(date(2024, 12, 31))
IS_CLOSED = PeriodIsClosed("effective_on", first_open_on="2025-01-01")


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
        given(*A_FUND, CLOSED),
        open_account,
        replace(an_account(), number=None, effective_on=TOMORROW),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": OPENED}),
        (IS_CLOSED, {"effective_on": TODAY}),
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
        given(*A_FUND, purpose_defined(), custodial_received(), CLOSED),
        define_purpose,
        replace(A_PURPOSE, effective_on=TOMORROW, restriction=Restriction(expires_on=OPENED)),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": OPENED}),
        (IS_CLOSED, {"effective_on": TODAY}),
        (AlreadyExists("purpose"), {"purpose": GENERAL}),
        (AlreadyExists("purpose"), {"purpose": PurposeId(str(CUSTODY))}),
        (AlreadyExists("purpose"), {"purpose": PurposeId(str(an_id("another purpose")))}),
        (
            BadRestriction("restriction.expires_on", least=TODAY.isoformat()),
            {"restriction": Restriction(expires_on=TODAY)},
        ),
    )


def test_a_purpose_says_what_its_money_may_be_spent_on() -> None:
    restriction = Restriction(
        programme="Tiếp sức đến trường",
        classes=(DisbursementClass.SCHOLARSHIP,),
        categories=(Category.ORPHANED, Category.POOR),
        place="xã Thạch Hà",
        expires_on=date(2025, 12, 31),
        names_recipients=True,
    )
    restricted = replace(A_PURPOSE, restriction=restriction)
    defined = purpose_defined(**asdict(restriction))
    assert (defined.restriction.categories, defined.restriction.place) == ((), None)
    assert defined.binding == restriction
    case = given(fund_opened()).when(define_purpose, restricted)
    case.then(defined)
    state = given(fund_opened(), defined).state
    assert isinstance(state, Fund)
    assert state.purposes == {PURPOSE: restriction}


@pytest.mark.parametrize(
    "restriction, field",
    [
        (Restriction(classes=2 * (DisbursementClass.AWARD,)), "restriction.classes"),
        (Restriction(categories=2 * (Category.POOR,)), "restriction.categories"),
    ],
)
def test_a_restriction_names_nothing_twice(restriction: Restriction, field: str) -> None:
    new = replace(A_PURPOSE, restriction=restriction)
    given(fund_opened()).when(define_purpose, new).then(BadRestriction(field))


# What the board decides


def test_the_board_sets_controls_and_each_setting_replaces_the_one_before() -> None:
    lenient = NewControls(
        payer_may_prepare=True,
        administration_permille=70,
        effective_on=TODAY,
        decision_number="12/QĐ-HKH",
        document_sha256="ab" * 32,
    )
    document = Documented(
        recorded_by=TREASURER, decision_number="12/QĐ-HKH", document_sha256="ab" * 32
    )
    decided = controls_set(payer_may_prepare=True, administration_permille=70, private=document)
    fund = given(*A_FUND)
    fund.when(set_controls, lenient).then(decided)
    state = fund.after(decided).state
    assert isinstance(state, Fund)
    assert state.controls == Controls(payer_may_prepare=True, administration_permille=70)
    usual = fund.after(decided, controls_set()).state
    assert isinstance(usual, Fund)
    assert usual.controls == Controls()


@pytest.mark.parametrize("permille", [0, 1_000])
def test_a_share_for_administration_is_from_nothing_to_all(permille: int) -> None:
    controls = NewControls(administration_permille=permille, effective_on=TODAY)
    given(*A_FUND).when(set_controls, controls).is_accepted()


def test_controls_are_refused_for_the_first_thing_that_is_wrong_with_them() -> None:
    mended_one_by_one(
        given(*A_FUND, CLOSED),
        set_controls,
        NewControls(administration_permille=-1, effective_on=TOMORROW),
        (
            BadAmount("administration_permille", least=0, most=1_000),
            {"administration_permille": 1_001},
        ),
        (
            BadAmount("administration_permille", least=0, most=1_000),
            {"administration_permille": None},
        ),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": OPENED}),
        (IS_CLOSED, {"effective_on": TODAY}),
    )


def test_a_limit_binds_one_role_until_it_is_lifted() -> None:
    limit = NewLimit(role=Role.APPROVER, limit_dong=5_000_000, effective_on=TODAY)
    fund = given(*A_FUND)
    fund.when(set_limit, limit).then(spending_limit_set(5_000_000))
    limited = fund.after(spending_limit_set(5_000_000), spending_limit_set(0, Role.CASHIER))
    assert isinstance(limited.state, Fund)
    assert limited.state.limits == {Role.APPROVER: 5_000_000, Role.CASHIER: 0}
    limited.when(set_limit, replace(limit, limit_dong=None)).then(spending_limit_set(None))
    lifted = limited.after(spending_limit_set(None)).state
    assert isinstance(lifted, Fund)
    assert lifted.limits == {Role.CASHIER: 0}


def test_a_limit_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND, CLOSED),
        set_limit,
        NewLimit(role=Role.APPROVER, limit_dong=-1, effective_on=TOMORROW),
        (BadAmount("limit_dong", least=0, most=AMOUNT_DONG_MAX), {"limit_dong": 0}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": OPENED}),
        (IS_CLOSED, {"effective_on": TODAY}),
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
        given(*A_FUND, opening_balance_recorded(BALANCE_DONG_MAX - 400_000), CLOSED),
        record_opening_balance,
        OpeningBalance(
            account_id=NO_ACCOUNT, purpose=NO_PURPOSE, amount_dong=0, effective_on=TOMORROW
        ),
        (NOT_AN_AMOUNT, {"amount_dong": 500_000}),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (PurposeNotFound("purpose"), {"purpose": GENERAL}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": OPENED}),
        (IS_CLOSED, {"effective_on": TODAY}),
        (OpeningBalanceExists("account_id"), {"account_id": CASH_BOX}),
        (BalanceTooLarge("amount_dong"), {"amount_dong": 400_000}),
    )


def test_an_account_that_was_taken_over_has_no_opening_balance_beside_what_it_held() -> None:
    taken = handed_over.of(AccountTakenOver, account_id=CASH_BOX)
    opening = OpeningBalance(account_id=CASH_BOX, amount_dong=1, effective_on=TODAY)
    given(fund_opened(), taken).when(record_opening_balance, opening).then(
        OpeningBalanceExists("account_id")
    )


def test_each_account_and_purpose_has_an_opening_balance_of_its_own() -> None:
    fund = given(*A_FUND, purpose_defined(), opening_balance_recorded())
    for account_id, purpose in [(CASH_BOX, GENERAL), (BANK, PURPOSE)]:
        opening = OpeningBalance(
            account_id=account_id, purpose=purpose, amount_dong=1, effective_on=OPENED
        )
        fund.when(record_opening_balance, opening).is_accepted()
