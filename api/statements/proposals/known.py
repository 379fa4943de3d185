"""What the book tells that a row of a statement may belong to, as plain data."""

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from ledger.values import (
    AccountId,
    CreditId,
    DebitId,
    DisbursementId,
    DonorId,
    MobilizationId,
    PledgeId,
    TransferId,
)


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal with a code that donors write into their memos, and the days it takes gifts of."""

    mobilization_id: MobilizationId
    code: str
    starts_on: date
    ends_on: date | None = None

    def takes_gifts_of(self, on: date) -> bool:
        """Tell whether a gift of a day counts for it."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What is outstanding of a pledge; `names` are what its donor is called (personal data)."""

    pledge_id: PledgeId
    amount_dong: int
    since: date
    mobilization_id: MobilizationId | None = None
    donor_id: DonorId | None = None
    names: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name the pledge only: what is shown here ends up in logs."""
        return f"Promise(pledge_id={self.pledge_id})"


class OnItsWay(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer that has not arrived: to this fund, or sent by it and perhaps coming back."""

    transfer_id: TransferId
    amount_dong: int
    sent_on: date
    is_own: bool = False


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """What a statement of another account showed, and nobody has said yet what it was."""

    account_id: AccountId
    amount_dong: int
    happened_on: date
    debit_id: DebitId | None = None
    credit_id: CreditId | None = None


class Approved(msgspec.Struct, frozen=True, kw_only=True):
    """A disbursement that is approved and not paid."""

    disbursement_id: DisbursementId
    amount_dong: int
    approved_on: date


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """What could come back of a payment: so many awards, or a line of its list, for an amount."""

    disbursement_id: DisbursementId
    payment: int
    amount_dong: int
    paid_on: date
    awards: int | None = None
    lines: tuple[int, ...] = ()


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of this account somebody wrote by hand; `dong` came in, or (negative) went out.

    It may be in the book of the fund that handed the account over to this one.
    """

    entry: int
    dong: int
    happened_on: date
    is_of_former: bool = False


WrittenOn = Callable[[date, date], Iterable[Written]]
"""Tells what was written by hand from one day to another: of a statement's days it may be much."""


def _nothing_written(_: date, __: date) -> Iterable[Written]:
    return ()


class OwnAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Another bank account of the fund."""

    account_id: AccountId
    number: str


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """All of it; `mobilization_id` is the appeal that gifts without a code are for.

    What was `written` by hand is asked for the days of rows as they come. `version` is the fund's
    that is surely known: what is written by hand since then is looked for once more.
    """

    version: int | None = None
    mobilization_id: MobilizationId | None = None
    appeals: tuple[Appeal, ...] = ()
    promises: tuple[Promise, ...] = ()
    on_their_way: tuple[OnItsWay, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    approved: tuple[Approved, ...] = ()
    paid: tuple[Paid, ...] = ()
    written: WrittenOn = _nothing_written
    accounts: tuple[OwnAccount, ...] = ()
