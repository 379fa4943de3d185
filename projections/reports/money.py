"""The money and goods of a report, from opening to closing, and what goes between its funds.

Amounts are đồng. What may be below zero by its nature says so by its name: `_net`, `differences`.
"""

from enum import StrEnum

import msgspec

from ledger.values import AccountId, AccountKind, FundId, PurposeId


class PurposeKind(StrEnum):
    """For what money stands there: free, bound by its donors, of unknown origin, of others."""

    GENERAL = "general"
    RESTRICTED = "restricted"
    UNALLOCATED = "unallocated"
    CUSTODIAL = "custodial"


class Perimeter(msgspec.Struct, frozen=True, kw_only=True):
    """What units held on the day they came to hang below the association, or ceased to."""

    joined: int = 0
    left: int = 0


class Receipts(msgspec.Struct, frozen=True, kw_only=True):
    """What the funds received; neither transfers nor what they hold for others."""

    donations: int = 0
    interest: int = 0


class Payments(msgspec.Struct, frozen=True, kw_only=True):
    """What the funds paid, by class, less what came back."""

    scholarship: int = 0
    support: int = 0
    award: int = 0
    administration: int = 0

    @property
    def aid(self) -> int:
        """What went to recipients."""
        return self.scholarship + self.support + self.award


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the money: opening + moved + joined − left = closing."""

    opening: int = 0
    moved: int = 0
    joined: int = 0
    left: int = 0
    closing: int = 0


class HeldIn(Held, frozen=True, kw_only=True):
    """The money in one account; or in all of a kind, which has no fund, id or name."""

    kind: AccountKind
    fund_id: FundId | None = None
    account_id: AccountId | None = None
    name: str | None = None


class HeldFor(Held, frozen=True, kw_only=True):
    """The money of a fund for one purpose; or for all of a kind, which has no fund, id or name.

    The purpose `general` has no name, nor has money of unknown origin.
    """

    kind: PurposeKind
    fund_id: FundId | None = None
    purpose: PurposeId | None = None
    name: str | None = None


class Cash(msgspec.Struct, frozen=True, kw_only=True):
    """The money: opening, what came, what went, closing.

    `opening` has in it the opening balances of funds whose book began in the period
    (`opening_recorded`). Transfers and handovers are from and to funds outside;
    `in_transit_net` is what arrived in the period between the funds inside, less what they sent.
    `by_account` and `by_purpose` are the same money twice: of an association's own funds each
    account and each purpose, of all below it as well, or restated, each kind of them.
    """

    opening: int
    opening_recorded: int
    receipts: Receipts
    transfers_in: int
    transfers_out: int
    handovers_in: int
    handovers_out: int
    in_transit_net: int
    payments: Payments
    bank_fees: int
    refunds: int
    differences: int
    custodial_net: int
    unallocated_net: int
    perimeter: Perimeter
    closing: int
    by_account: tuple[HeldIn, ...]
    by_purpose: tuple[HeldFor, ...]

    @property
    def balances(self) -> bool:
        """Whether opening and all that moved are closing."""
        came = self.receipts.donations + self.receipts.interest
        came += self.transfers_in + self.handovers_in
        either = self.in_transit_net + self.differences + self.custodial_net + self.unallocated_net
        went = self.payments.aid + self.payments.administration + self.bank_fees + self.refunds
        moved = came + either - went - self.transfers_out - self.handovers_out
        return self.opening + moved + self.perimeter.joined - self.perimeter.left == self.closing


class GoodsFlow(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of one kind, in thousandths of the unit that `commodity` begins with."""

    commodity: str
    opening_milli: int = 0
    received_milli: int = 0
    issued_milli: int = 0
    handovers_net_milli: int = 0
    joined_milli: int = 0
    left_milli: int = 0
    closing_milli: int = 0


class InKind(msgspec.Struct, frozen=True, kw_only=True):
    """Goods by their value, and each kind by its quantity; never a part of the money."""

    opening: int
    received: int
    issued: int
    handovers_net: int
    perimeter: Perimeter
    closing: int
    goods: tuple[GoodsFlow, ...]


class Legs(msgspec.Struct, frozen=True, kw_only=True):
    """Transfers: how many, and of how much together."""

    transfers: int = 0
    dong: int = 0


class Eliminated(msgspec.Struct, frozen=True, kw_only=True):
    """What the funds inside sent or left one another in the period: in no total."""

    sent: Legs
    received: Legs
    handed_over: int
    taken_over: int


class InTransit(msgspec.Struct, frozen=True, kw_only=True):
    """What was on its way when the period ended: between funds inside, to and from those outside.

    No fund has it meanwhile.
    """

    within: Legs
    outgoing: Legs
    incoming: Legs


class Transfers(msgspec.Struct, frozen=True, kw_only=True):
    """Transfers between funds, which are never gifts."""

    eliminated: Eliminated
    in_transit: InTransit
