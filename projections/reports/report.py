"""The report object: one shape for every level, and for JSON, page and paper.

Amounts are đồng. What may be below zero by its nature says so by its name: `_net`, `differences`.
Counts are suất (awards), lượt (recipients as often as they received) and persons (each once).
"""

from datetime import date
from enum import StrEnum

import msgspec

from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    Category,
    DisbursementClass,
    FundId,
    Level,
    Measure,
    PurposeId,
    ReportScope,
    TargetUnit,
)
from projections.reports.beside import FromPaper, JointTotal, RecipientsToldOf
from projections.views import AsOf


class PurposeKind(StrEnum):
    """For what money stands there: free, bound by its donors, of unknown origin, of others."""

    GENERAL = "general"
    RESTRICTED = "restricted"
    UNALLOCATED = "unallocated"
    CUSTODIAL = "custodial"


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """An association as it was called on the last day of the period; or on that restated to."""

    association_id: AssociationId
    name: str
    level: Level


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """The days of a period, both included."""

    first: date
    last: date


class SharedUnit(msgspec.Struct, frozen=True, kw_only=True):
    """An association that others succeeded as well, and what share of it counts, in millionths."""

    unit: Unit
    share_millionths: int


class Restated(msgspec.Struct, frozen=True, kw_only=True):
    """That the tree of one day was taken for all of the period; nothing joins or leaves then.

    What had ended by `on` counts for its successors. `estimated` says that some of it counts here
    by a share only: every figure then may have a part of it that nobody ever counted so. Of which
    units is in `shares`.
    """

    on: date
    estimated: bool
    shares: tuple[SharedUnit, ...]


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


class Mobilized(msgspec.Struct, frozen=True, kw_only=True):
    """What was raised (vận động): gifts of money less refunds, goods, and help given directly.

    Beside it, never in it: what is pledged and outstanding at the end, and what came in for others
    (`custodial`).
    """

    total: int
    cash: int
    in_kind: int
    direct_aid: int
    pledged_outstanding: int
    custodial: int
    gifts: int


class Supported(msgspec.Struct, frozen=True, kw_only=True):
    """What reached recipients: paid by the funds, given in goods, given directly, and by others.

    Beside it, never in it: what was handed on for others (`custodial`), and of what was given
    together (`joint`) all that nobody can say who paid.
    """

    total: int
    from_fund: int
    in_kind: int
    direct_aid: int
    by_others: int
    custodial: int
    joint: tuple[JointTotal, ...]


class ClassCount(msgspec.Struct, frozen=True, kw_only=True):
    """Awards of one class; `luot` is null where somebody's recipients were not counted."""

    disbursement_class: DisbursementClass
    suat: int
    luot: int | None


class CategoryCount(msgspec.Struct, frozen=True, kw_only=True):
    """Awards to recipients with a tag; or, with several tags, of lists that do not say whose."""

    categories: tuple[Category, ...]
    suat: int
    luot: int | None
    amount: int


class Recipients(msgspec.Struct, frozen=True, kw_only=True):
    """Who received: three measures that are never mixed.

    `luot` and `persons` are null where nobody counted. `by_category` is null for those who may not
    see it; `exhaustive` says that it is a partition: each award under just one category. Both of
    `persons` and `exhaustive` are null for them as well: of one or two awards they tell whose.
    `by_others` are those of help that others gave, wholly or in part: told, and in no count here.
    """

    suat: int
    luot: int | None
    persons: int | None
    by_class: tuple[ClassCount, ...]
    by_category: tuple[CategoryCount, ...] | None
    exhaustive: bool | None
    by_others: RecipientsToldOf


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """How many there were: the sum of so many reported figures, the latest and earliest of a day.

    `source` is that of the one figure, null where several are added up.
    """

    value: int
    as_of: date
    as_of_earliest: date
    figures: int
    source: str | None


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """How many were added, from a day to another."""

    value: int
    since: date
    as_of: date
    source: str | None


class StatisticLine(msgspec.Struct, frozen=True, kw_only=True):
    """A measure before the period, what was reported as added in it, and at its end.

    The share of the population is in thousandths, to the nearest.
    """

    measure: Measure
    opening: Counted | None
    added: Added | None
    closing: Counted | None
    permille_of_population: int | None


class TargetLine(msgspec.Struct, frozen=True, kw_only=True):
    """An aim of the association with all below it, and what is `reached` of it, in its unit."""

    measure: Measure
    unit: TargetUnit
    value: int
    due_on: date
    set_on: date
    decision_number: str | None
    reached: int | None


class PerInhabitant(msgspec.Struct, frozen=True, kw_only=True):
    """What falls to each inhabitant, in đồng to the nearest."""

    population: int
    mobilized: int
    supported: int
    cash: int


class LevelLine(msgspec.Struct, frozen=True, kw_only=True):
    """The associations of one level, how many of them have a fund, and what those come to.

    `estimated` where a share of a split unit is in it, as it may be in a restated report.
    """

    level: Level
    estimated: bool
    associations: int
    with_fund: int
    mobilized: int
    supported: int
    cash: int


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """What an association directly below comes to with all that is below it; or the own funds.

    `estimated` where a share of a split unit is in it, as it may be in a restated report.
    """

    unit: Unit
    is_own: bool
    estimated: bool
    funds: int
    mobilized: int
    supported: int
    cash: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report of an association for a period, as it was known at a position of the log.

    `restated` is null where every entry counts for whom it counted on its own day.
    """

    association: Unit
    period: Days
    scope: ReportScope
    restated: Restated | None
    known_at: AsOf
    funds: int
    cash: Cash
    in_kind: InKind
    transfers: Transfers
    mobilized: Mobilized
    supported: Supported
    recipients: Recipients
    by_level: tuple[LevelLine, ...]
    by_unit: tuple[UnitLine, ...]
    statistics: tuple[StatisticLine, ...]
    targets: tuple[TargetLine, ...]
    per_inhabitant: PerInhabitant | None
    from_paper: FromPaper
