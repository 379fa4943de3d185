"""What a fund is: its regime, accounts and purposes, its board's rules, and its first balances."""

from datetime import date
from typing import ClassVar

import msgspec

from ledger.events.base import Event, Payload, Private
from ledger.events.fund.money import Documented, MoneyEvent
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    Category,
    DisbursementClass,
    LegalRegime,
    PurposeId,
    Role,
)


class FundOpened(Event, frozen=True, kw_only=True):
    """A fund of an association began, under a legal regime (lập quỹ)."""

    topic: ClassVar[str] = "fund.opened"

    association_id: AssociationId
    name: str
    legal_regime: LegalRegime
    effective_on: date


class FundControlsSet(Event, frozen=True, kw_only=True):
    """The board set how the fund is controlled, in public; each setting replaces the one before.

    `payer_may_prepare` lets whoever prepared a disbursement pay it out too (otherwise Law on
    Accounting 88/2015, Art. 52). `cashier_exception` is the number, for everybody to read, of the
    decision by which the board lets the fund's treasurer be its cashier too; without one nobody is
    both (same article). `administration_permille` is the board's own share of a year's receipts for
    administration, in place of the usual one of `ledger.rules`.
    """

    topic: ClassVar[str] = "fund.controls_set"

    payer_may_prepare: bool = False
    cashier_exception: str | None = None
    administration_permille: int | None = None
    effective_on: date
    private: Documented


class SpendingLimitSet(Event, frozen=True, kw_only=True):
    """The board bounded what one person of a role may decide on in one step; none lifts it."""

    topic: ClassVar[str] = "fund.spending_limit_set"

    role: Role
    limit_dong: int | None = None
    effective_on: date
    private: Documented


class AccountOpened(Event, frozen=True, kw_only=True):
    """A cash box, bank account or term deposit of the fund began.

    A bank account is the pair of BIN (6 digits) and number: the number alone is no identity.
    """

    topic: ClassVar[str] = "fund.account_opened"

    account_id: AccountId
    account_kind: AccountKind
    name: str
    bank_bin: str | None = None
    number: str | None = None
    effective_on: date


class Restriction(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """What money given for a purpose may be spent on; what is not named is free.

    `programme` and `place` are names that a disbursement must carry, `classes` those it may be
    of. Each recipient has one of `categories` at least. `expires_on` is the last day to spend.
    `names_recipients` says that the donors named the recipients' amounts and addresses, so that
    the money is no base for administration costs.
    """

    programme: str | None = None
    classes: tuple[DisbursementClass, ...] = ()
    categories: tuple[Category, ...] = ()
    place: str | None = None
    expires_on: date | None = None
    names_recipients: bool = False

    @property
    def public(self) -> "Restriction":
        """What everybody may know of it: not whom and where, which may be one known child."""
        return msgspec.structs.replace(self, categories=(), place=None)

    def narrowed(self, categories: tuple[Category, ...], place: str | None) -> "Restriction":
        """Return all of it, with what is kept apart in private."""
        return msgspec.structs.replace(
            self, categories=self.categories or categories, place=self.place or place
        )


class Narrow(Private, frozen=True, kw_only=True):
    """Beside who recorded it: for whom, and where, the money is."""

    categories: tuple[Category, ...] = ()
    place: str | None = None


class PurposeDefined(Event, frozen=True, kw_only=True):
    """A purpose was defined that money can be given for (quỹ có mục đích riêng).

    Of its restriction, categories and place are in the private part.
    """

    topic: ClassVar[str] = "fund.purpose_defined"

    purpose: PurposeId
    name: str
    restriction: Restriction = Restriction()
    effective_on: date
    private: Narrow

    @property
    def binding(self) -> Restriction:
        """All that binds its money."""
        return self.restriction.narrowed(self.private.categories, self.private.place)


class OpeningBalanceRecorded(MoneyEvent, frozen=True, kw_only=True):
    """What an account held for a purpose when the fund came into this book (số dư đầu kỳ)."""

    topic: ClassVar[str] = "fund.opening_balance_recorded"


EVENTS = (
    FundOpened,
    FundControlsSet,
    SpendingLimitSet,
    AccountOpened,
    PurposeDefined,
    OpeningBalanceRecorded,
)
