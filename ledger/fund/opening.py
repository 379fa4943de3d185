"""Opening a fund: its accounts, purposes and opening balances."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.conflicts import AlreadyExists
from ledger.errors.money import BadAmount, DatedAhead, OpeningBalanceExists, WrongAccountKind
from ledger.errors.restricted import BadRestriction
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
from ledger.fund.checks import (
    account_of,
    check_amount,
    check_date,
    check_purpose,
    check_room,
)
from ledger.fund.open_items import Account, Controls
from ledger.fund.state import Fund, evolves, without
from ledger.values import (
    GENERAL,
    UNALLOCATED,
    AccountId,
    AccountKind,
    AssociationId,
    LegalRegime,
    PurposeId,
    Role,
)


class NewFund(msgspec.Struct, frozen=True, kw_only=True):
    """A fund to open."""

    association_id: AssociationId
    name: str
    legal_regime: LegalRegime = LegalRegime.INTERNAL_FUND
    effective_on: date


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account to open; a bank account needs BIN and number, a cash box has neither."""

    account_id: AccountId
    account_kind: AccountKind
    name: str
    bank_bin: str | None = None
    number: str | None = None
    effective_on: date


class NewPurpose(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose to define, and what its money may be spent on."""

    purpose: PurposeId
    name: str
    restriction: Restriction = Restriction()
    effective_on: date


class NewControls(msgspec.Struct, frozen=True, kw_only=True):
    """How the board wants a fund controlled; what is not named is as usual.

    `cashier_exception` is the number of its decision, public, that lets the treasurer be cashier.
    """

    payer_may_prepare: bool = False
    cashier_exception: str | None = None
    administration_permille: int | None = None
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


class NewLimit(msgspec.Struct, frozen=True, kw_only=True):
    """What one person of a role may decide on in one step, in đồng; none lifts a limit."""

    role: Role
    limit_dong: int | None = None
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


class OpeningBalance(msgspec.Struct, frozen=True, kw_only=True):
    """What an account held for a purpose when the fund came into this book."""

    account_id: AccountId
    purpose: PurposeId = GENERAL
    amount_dong: int
    effective_on: date


def open_fund(new: NewFund, context: Context) -> FundOpened:
    """Open a fund, dated back as far as its paper books go, or raise `DatedAhead`."""
    if new.effective_on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
    return FundOpened(
        association_id=new.association_id,
        name=new.name,
        legal_regime=new.legal_regime,
        effective_on=new.effective_on,
        private=context.private,
    )


def set_controls(fund: Fund, new: NewControls, context: Context) -> FundControlsSet:
    """Set how a fund is controlled, from now on and in public.

    Raises `BadAmount`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`.
    """
    permille = new.administration_permille
    if permille is not None and not 0 <= permille <= _WHOLE_PERMILLE:
        raise BadAmount("administration_permille", least=0, most=_WHOLE_PERMILLE)
    check_date(fund, new.effective_on, context)
    return FundControlsSet(
        payer_may_prepare=new.payer_may_prepare,
        cashier_exception=new.cashier_exception,
        administration_permille=permille,
        effective_on=new.effective_on,
        private=context.documented(new.decision_number, new.document_sha256),
    )


def set_limit(fund: Fund, new: NewLimit, context: Context) -> SpendingLimitSet:
    """Bound what one person of a role may decide on, from now on.

    Raises `BadAmount`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`.
    """
    if new.limit_dong is not None:
        check_amount(new.limit_dong, smallest=0, field="limit_dong")
    check_date(fund, new.effective_on, context)
    return SpendingLimitSet(
        role=new.role,
        limit_dong=new.limit_dong,
        effective_on=new.effective_on,
        private=context.documented(new.decision_number, new.document_sha256),
    )


def open_account(fund: Fund, new: NewAccount, context: Context) -> AccountOpened:
    """Open an account.

    Raises `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `AlreadyExists`, `WrongAccountKind`.
    That a bank account belongs to one fund only is a unique fact, checked where it is recorded.
    """
    check_date(fund, new.effective_on, context)
    if new.account_id in fund.accounts:
        raise AlreadyExists("account_id")
    given = (new.bank_bin is not None) + (new.number is not None)
    if given not in _BANK_FIELDS_GIVEN[new.account_kind]:
        raise WrongAccountKind("bank_bin", "number")
    return AccountOpened(
        account_id=new.account_id,
        account_kind=new.account_kind,
        name=new.name,
        bank_bin=new.bank_bin,
        number=new.number,
        effective_on=new.effective_on,
        private=context.private,
    )


def define_purpose(fund: Fund, new: NewPurpose, context: Context) -> PurposeDefined:
    """Define a purpose.

    Raises `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `AlreadyExists`, `BadRestriction`.
    """
    check_date(fund, new.effective_on, context)
    reserved = {GENERAL, UNALLOCATED, *fund.custodies}
    if new.purpose in reserved or new.purpose in fund.purposes:
        raise AlreadyExists("purpose")
    _check_restriction(new)
    return PurposeDefined(
        purpose=new.purpose,
        name=new.name,
        restriction=new.restriction.public,
        effective_on=new.effective_on,
        private=Narrow(
            recorded_by=context.by,
            categories=new.restriction.categories,
            place=new.restriction.place,
        ),
    )


def record_opening_balance(
    fund: Fund, opening: OpeningBalance, context: Context
) -> OpeningBalanceRecorded:
    """Record what an account held for a purpose at the start, once for each pair.

    What an account held that was taken over from another fund was taken over with it.

    Raises `BadAmount`, `AccountNotFound`, `PurposeNotFound`, `DatedAhead`, `DatedBeforeFund`,
    `PeriodIsClosed`, `OpeningBalanceExists`, `BalanceTooLarge`.
    """
    check_amount(opening.amount_dong)
    account = account_of(fund, opening.account_id)
    check_purpose(fund, opening.purpose)
    check_date(fund, opening.effective_on, context, account)
    pair = opening_pair(opening.account_id, opening.purpose)
    if account.is_taken_over or pair in fund.opened_balances:
        raise OpeningBalanceExists("account_id")
    check_room(fund, opening.amount_dong)
    return OpeningBalanceRecorded(
        account_id=opening.account_id,
        account_kind=account.kind,
        purpose=opening.purpose,
        amount_dong=opening.amount_dong,
        effective_on=opening.effective_on,
        private=context.private,
    )


def _check_restriction(new: NewPurpose) -> None:
    restriction = new.restriction
    if len(set(restriction.classes)) < len(restriction.classes):
        raise BadRestriction("restriction.classes")
    if len(set(restriction.categories)) < len(restriction.categories):
        raise BadRestriction("restriction.categories")
    if restriction.expires_on is not None and restriction.expires_on < new.effective_on:
        raise BadRestriction("restriction.expires_on", least=new.effective_on.isoformat())


_WHOLE_PERMILLE = 1_000

_BANK_FIELDS_GIVEN = {
    AccountKind.CASH_BOX: {0},
    AccountKind.BANK: {2},
    AccountKind.TERM_DEPOSIT: {0, 2},
}


def opening_pair(account_id: AccountId | None, purpose: PurposeId) -> str:
    """Return the key under which a fund remembers that this opening balance is recorded."""
    return f"{account_id} {purpose}"


@evolves(AccountOpened)
def _account_opened(fund: Fund, event: AccountOpened) -> Fund:
    account = Account(
        kind=event.account_kind, opened_on=event.effective_on, bank_bin=event.bank_bin
    )
    return msgspec.structs.replace(fund, accounts={**fund.accounts, event.account_id: account})


@evolves(FundControlsSet)
def _controls_set(fund: Fund, event: FundControlsSet) -> Fund:
    controls = Controls(
        payer_may_prepare=event.payer_may_prepare,
        cashier_exception=event.cashier_exception,
        administration_permille=event.administration_permille,
    )
    return msgspec.structs.replace(fund, controls=controls)


@evolves(SpendingLimitSet)
def _spending_limit_set(fund: Fund, event: SpendingLimitSet) -> Fund:
    if event.limit_dong is None:
        return msgspec.structs.replace(fund, limits=without(fund.limits, event.role))
    limits = {**fund.limits, event.role: event.limit_dong}
    return msgspec.structs.replace(fund, limits=limits)


@evolves(PurposeDefined)
def _purpose_defined(fund: Fund, event: PurposeDefined) -> Fund:
    purposes = {**fund.purposes, event.purpose: event.binding}
    return msgspec.structs.replace(fund, purposes=purposes)


@evolves(OpeningBalanceRecorded)
def _opening_balance_recorded(fund: Fund, event: OpeningBalanceRecorded) -> Fund:
    pair = opening_pair(event.account_id, event.purpose)
    opened = msgspec.structs.replace(fund, opened_balances=fund.opened_balances | {pair})
    return opened.with_money(event.account_id, event.purpose, event.effective_on, event.amount_dong)
