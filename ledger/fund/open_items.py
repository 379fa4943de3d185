"""What a fund's state is made of: its accounts, its rules, and everything that is still open."""

from datetime import date

import msgspec

from ledger.events.fund.spending import Authority, AwardLine
from ledger.fund.days import NO_DAYS, Days
from ledger.values import (
    AccountId,
    AccountKind,
    DisbursementClass,
    DonorId,
    MobilizationId,
    PurposeId,
    StaffId,
)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A place where the fund's money lies; `is_taken_over` with all it held, from another fund."""

    kind: AccountKind
    opened_on: date
    bank_bin: str | None = None
    is_taken_over: bool = False


class Controls(msgspec.Struct, frozen=True, kw_only=True):
    """What the board decided about the fund in place of the usual rules."""

    payer_may_prepare: bool = False
    cashier_exception: str | None = None
    administration_permille: int | None = None


class Mobilization(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal's window, purpose and code; `ends_on` moves to the closing day when closed."""

    starts_on: date
    ends_on: date | None
    closed: bool = False
    purpose: PurposeId
    memo_code: str | None = None


class Pledge(msgspec.Struct, frozen=True, kw_only=True):
    """What is outstanding of a pledge, all of it from the day `since` on."""

    amount_dong: int
    since: date
    due_on: date | None = None
    mobilization_id: MobilizationId | None = None
    donor_id: DonorId | None = None


class Disbursement(msgspec.Struct, frozen=True, kw_only=True):
    """What is open of a disbursement: proposed, and approved once `authority` is there.

    `lines` are the lines of its award list that are not paid.
    """

    disbursement_class: DisbursementClass
    purpose: PurposeId
    amount_dong: int
    awards: int
    lines: tuple[AwardLine, ...] = ()
    prepared_by: StaffId
    proposed_on: date
    authority: Authority | None = None


class Debit(msgspec.Struct, frozen=True, kw_only=True):
    """A bank debit that waits for a person's decision."""

    account_id: AccountId
    amount_dong: int
    effective_on: date


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of a credit that nobody could place yet, all of it there since a day.

    `came_on` is the day on which it came, which may have been booked later.
    """

    account_id: AccountId
    amount_dong: int
    effective_on: date
    came_on: date


class Stock(msgspec.Struct, frozen=True):
    """Goods of one kind held for one purpose: thousandths of their unit, and đồng."""

    quantity: Days = NO_DAYS
    value: Days = NO_DAYS

    def since(self, on: date) -> list[tuple[date, int, int]]:
        """Return quantity and value at the end of a day and of each later one that changed them."""
        quantity, value = dict(self.quantity.after(on)), dict(self.value.after(on))
        milli, dong = self.quantity.at(on), self.value.at(on)
        found = [(on, milli, dong)]
        for day in sorted(quantity | value):
            milli, dong = milli + quantity.get(day, 0), dong + value.get(day, 0)
            found.append((day, milli, dong))
        return found

    @property
    def is_nothing(self) -> bool:
        """Whether what moved cancels on every day, as after a mistake that was reversed."""
        return self.quantity.is_nothing and self.value.is_nothing


class Year(msgspec.Struct, frozen=True):
    """What the cap on administration looks at, in đồng: receipts of a year that are its base."""

    base_dong: int = 0
    administration_dong: int = 0


def stock_key(purpose: PurposeId, commodity: str) -> str:
    """Return the key under which a fund's state holds goods of a kind for a purpose."""
    return f"{purpose} {commodity}"
