"""What the events that move money have in common, and what they are made of."""

from datetime import date

from ledger.events.base import Event, Payload, Private
from ledger.values import (
    GENERAL,
    AccountId,
    AccountKind,
    MemoId,
    MobilizationId,
    PledgeId,
    PurposeId,
)

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class MoneyEvent(Event, frozen=True, kw_only=True):
    """What every movement of money says: which account, which purpose, how much, when."""

    account_id: AccountId
    account_kind: AccountKind
    purpose: PurposeId = GENERAL
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None


class FromStatement(Private, frozen=True, kw_only=True):
    """Beside who recorded it: the row of the bank statement it came from, if it did.

    `statement_row` is the row's day and keyed identity; `memo_id` names the memo, which is
    personal data, in the people vault.
    """

    statement_row: str | None = None
    memo_id: MemoId | None = None


class Documented(Private, frozen=True, kw_only=True):
    """Beside who recorded it: the decision it rests on, and the SHA-256 of an attached file."""

    decision_number: str | None = None
    document_sha256: str | None = None


class Foreign(Payload, frozen=True, kw_only=True):
    """The foreign money behind a gift: amount and rate as decimal text, đồng per unit."""

    currency: str
    amount: str
    rate: str
    rate_on: date
    rate_source: str


class Goods(Payload, frozen=True, kw_only=True):
    """Goods (hiện vật): what, how many thousandths of which unit, how valued."""

    item: str
    quantity_milli: int
    unit: str
    valuation: str | None = None

    @property
    def commodity(self) -> str:
        """What the quantity is counted in: unit and item together, e.g. `quyển vở`.

        Words of the unit are joined by no-break spaces, so that the first plain space ends it and
        no two kinds are counted as one.
        """
        return f"{NO_BREAK_SPACE.join(self.unit.split())} {' '.join(self.item.split())}"


class Fulfilment(Payload, frozen=True, kw_only=True):
    """What a gift fulfils of a pledge: the part of its amount that was still outstanding.

    `since` is the day from which it was outstanding; the rest is the pledge's own.
    """

    pledge_id: PledgeId
    amount_dong: int
    since: date
    due_on: date | None = None
    mobilization_id: MobilizationId | None = None
