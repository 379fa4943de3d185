"""The report object: one shape for every level, and for JSON, page and paper.

Amounts are đồng. Counts are suất (awards), lượt (recipients as often as they received) and persons
(each once).
"""

from datetime import date

import msgspec

from ledger.values import (
    AssociationId,
    Category,
    DisbursementClass,
    Level,
    Measure,
    ReportScope,
    TargetUnit,
)
from projections.reports.beside import FromPaper, JointTotal, RecipientsToldOf
from projections.reports.money import Cash, InKind, Transfers
from projections.views import AsOf


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
    """Awards to recipients with a tag; or, with several tags, of lists that do not say whose.

    In a published report `luot` and `amount` are null where they would tell, beside the public list
    of payments, which tags a single one has. A line without tags is all that stands together there.
    """

    categories: tuple[Category, ...]
    suat: int
    luot: int | None
    amount: int | None


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

    It is `complete` if nobody's figure is missing: only then is it held against another. `source`
    is that of the one figure, null where several are added up.
    """

    value: int
    as_of: date
    as_of_earliest: date
    figures: int
    complete: bool
    source: str | None


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """How many were added, from a day to another."""

    value: int
    since: date
    as_of: date
    source: str | None


class StatisticLine(msgspec.Struct, frozen=True, kw_only=True):
    """A measure before the period, what was reported as added in it, and at its end.

    The share of the population is in thousandths, to the nearest; null unless both are complete.
    """

    measure: Measure
    opening: Counted | None
    added: Added | None
    closing: Counted | None
    permille_of_population: int | None


class TargetLine(msgspec.Struct, frozen=True, kw_only=True):
    """An aim of the association with all below it, and what is `reached` of it, in its unit.

    A report of its own (scope `own`) does not know what all below it reached: null.
    """

    measure: Measure
    unit: TargetUnit
    value: int
    due_on: date
    set_on: date
    decision_number: str | None
    reached: int | None


class PerInhabitant(msgspec.Struct, frozen=True, kw_only=True):
    """What falls to each inhabitant, in đồng to the nearest, where the population is complete."""

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
