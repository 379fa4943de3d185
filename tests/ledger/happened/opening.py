"""What has happened when a fund was opened: accounts, purposes, opening balances, controls."""

from datetime import date

from msgspec.structs import replace

from ledger.events.fund.money import Documented
from ledger.events.fund.opening import (
    AccountOpened,
    FundControlsSet,
    FundOpened,
    Narrow,
    OpeningBalanceRecorded,
    PurposeDefined,
    Restriction,
    SpendingLimitSet,
)
from ledger.values import AccountKind, LegalRegime, PurposeId, Role
from tests.builders import BANK, COMMUNE, OPENED, TREASURER
from tests.fakes import TODAY
from tests.ledger.happened import ACCOUNT_IDS, BY_TREASURER, PURPOSE


def fund_opened(on: date = OPENED) -> FundOpened:
    return FundOpened(
        association_id=COMMUNE,
        name="Quỹ Khuyến học xã Thạch Hà",
        legal_regime=LegalRegime.INTERNAL_FUND,
        effective_on=on,
        private=BY_TREASURER,
    )


def account_opened(kind: AccountKind = AccountKind.BANK, on: date = OPENED) -> AccountOpened:
    bank = kind is AccountKind.BANK
    return AccountOpened(
        account_id=ACCOUNT_IDS[kind],
        account_kind=kind,
        name="Nơi giữ tiền",
        bank_bin="970436" if bank else None,
        number="0541000123456" if bank else None,
        effective_on=on,
        private=BY_TREASURER,
    )


A_FUND = (fund_opened(), *(account_opened(kind) for kind in AccountKind))
"""A fund with a cash box, a bank account and a term deposit, and nothing in them."""


def purpose_defined(purpose: PurposeId = PURPOSE, **restriction: object) -> PurposeDefined:
    """`purpose_defined(expires_on=…)` restricts what its money may be spent on."""
    bound = replace(Restriction(), **restriction)
    return PurposeDefined(
        purpose=purpose,
        name="Học bổng Đất Tổ",
        restriction=bound.public,
        effective_on=OPENED,
        private=Narrow(recorded_by=TREASURER, categories=bound.categories, place=bound.place),
    )


def opening_balance_recorded(
    dong: int = 2_000_000, *, on: date = OPENED, **fields: object
) -> OpeningBalanceRecorded:
    event = OpeningBalanceRecorded(
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=on,
        private=BY_TREASURER,
    )
    return replace(event, **fields)


def controls_set(**fields: object) -> FundControlsSet:
    event = FundControlsSet(effective_on=TODAY, private=Documented(recorded_by=TREASURER))
    return replace(event, **fields)


def spending_limit_set(limit_dong: int | None, role: Role = Role.APPROVER) -> SpendingLimitSet:
    return SpendingLimitSet(
        role=role,
        limit_dong=limit_dong,
        effective_on=TODAY,
        private=Documented(recorded_by=TREASURER),
    )
