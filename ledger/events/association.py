"""Events in the stream of one association (hội khuyến học) of any level.

`effective_on` is the first day that things are so, in Asia/Ho_Chi_Minh. Only an establishment is
dated back; everything else about the tree may be decided ahead, under the number of the decision.
"""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event, Payload, Private
from ledger.values import (
    AssociationId,
    Category,
    DisbursementClass,
    Level,
    Measure,
    TargetUnit,
)


class AssociationEstablished(Event, frozen=True, kw_only=True):
    """An association began, under its parent in the tree (thành lập hội)."""

    topic: ClassVar[str] = "association.established"

    name: str
    level: Level
    parent_id: AssociationId | None = None
    effective_on: date


class Renamed(Event, frozen=True, kw_only=True):
    """An association has another name from that day on (đổi tên)."""

    topic: ClassVar[str] = "association.renamed"

    name: str
    effective_on: date
    decision_number: str


class Attached(Event, frozen=True, kw_only=True):
    """An association hangs below another parent from that day on (chuyển về trực thuộc)."""

    topic: ClassVar[str] = "association.attached"

    parent_id: AssociationId
    effective_on: date
    decision_number: str


class Successor(Payload, frozen=True, kw_only=True):
    """Who takes over from an association, and what share of it, in millionths of the whole."""

    association_id: AssociationId
    share_millionths: int


class Succeeded(Event, frozen=True, kw_only=True):
    """An association ended and others took over from it: merged (one), or split (several).

    `effective_on` is the first day that it is no more (sáp nhập, chia tách, kết thúc hoạt động).
    The shares of its successors sum to the whole.
    """

    topic: ClassVar[str] = "association.succeeded"

    successors: tuple[Successor, ...]
    effective_on: date
    decision_number: str


class Inherited(Event, frozen=True, kw_only=True):
    """An association took over from one that ended that day: the other side of `Succeeded`."""

    topic: ClassVar[str] = "association.inherited"

    predecessor_id: AssociationId
    share_millionths: int
    effective_on: date
    decision_number: str


class Dissolved(Event, frozen=True, kw_only=True):
    """An association ended and nobody took over from it (giải thể)."""

    topic: ClassVar[str] = "association.dissolved"

    effective_on: date
    decision_number: str


class StatisticReported(Event, frozen=True, kw_only=True):
    """So many were counted on a day; or, with `since`, were added from that day to the other.

    `whole` says that all below the association are counted as well. `source` is where the figure
    stands. A later report of the same measure, extent and days takes the place of an earlier one.
    """

    topic: ClassVar[str] = "association.statistic_reported"

    measure: Measure
    value: int
    whole: bool
    since: date | None = None
    effective_on: date
    source: str


class TargetSet(Event, frozen=True, kw_only=True):
    """The association with all below it aims at so many, or at a share of the population, by a day.

    Each target of a measure takes the place of the one before.
    """

    topic: ClassVar[str] = "association.target_set"

    measure: Measure
    value: int
    unit: TargetUnit
    due_on: date
    effective_on: date
    decision_number: str | None = None


class GivenLine(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """Whom help reached, as far as it was told: awards (suất), lượt, persons, đồng.

    `part_of` is the number, from 1, of an earlier line of whose recipients these are some: such a
    line adds to no total. Tags overlap; those that point at a few stand in the private part.
    """

    disbursement_class: DisbursementClass
    part_of: int | None = None
    categories: tuple[Category, ...] = ()
    awards: int | None = None
    instances: int | None = None
    persons: int | None = None
    amount_dong: int | None = None


class FewTagged(Payload, frozen=True, kw_only=True):
    """The tags of a line of a few recipients, by its number."""

    number: int
    categories: tuple[Category, ...]


class GivenPrivate(Private, frozen=True, kw_only=True):
    """Beside who recorded it: tags of a few recipients, and a place too narrow to publish."""

    few: tuple[FewTagged, ...] = ()
    place: str | None = None


class PaperBalance(Payload, frozen=True, kw_only=True):
    """What was left at the end of a day, in đồng."""

    amount_dong: int
    on: date


class PeriodSummaryReported(Event, frozen=True, kw_only=True):
    """What an association without a book did on paper from `since` to `effective_on`.

    `whole` says that all below it is in it. `mobilized_dong` is at least its parts, where those are
    known at all; None is what paper does not say. A later summary of the same days and extent takes
    the place of an earlier one, and one that says nothing takes it back. No report counts it for
    days on which there is a book.
    """

    topic: ClassVar[str] = "association.period_summary_reported"

    whole: bool
    since: date
    effective_on: date
    mobilized_dong: int | None = None
    cash_dong: int | None = None
    in_kind_dong: int | None = None
    direct_aid_dong: int | None = None
    supported_dong: int | None = None
    closing: PaperBalance | None = None
    lines: tuple[GivenLine, ...] = ()
    source: str
    private: GivenPrivate


class AidGivenReported(Event, frozen=True, kw_only=True):
    """Help given by partners, or together with them, from `since` to `effective_on`.

    `amount_dong` is what is known of all lines together, and never split among them; of it the own
    funds paid `own_share_dong`, which their books have already: None if nobody said. Payer,
    co-organisers and place are different things, and organisations, never people. A later report of
    the same programme, days and extent takes the place of an earlier one; without lines and amount
    it takes it back.
    """

    topic: ClassVar[str] = "association.aid_given_reported"

    programme: str
    whole: bool
    since: date
    effective_on: date
    amount_dong: int | None = None
    own_share_dong: int | None = None
    lines: tuple[GivenLine, ...] = ()
    payer: str
    co_organisers: tuple[str, ...] = ()
    place: str | None = None
    source: str
    private: GivenPrivate


class Reorganised(Event, frozen=True, kw_only=True):
    """A whole reorganisation was carried out below an association.

    So many units were to begin and to end by it; each is told in its own stream. `other_decisions`
    are those that some of them ended by, where they are not all that of the whole.
    """

    topic: ClassVar[str] = "association.reorganised"

    began: int
    ended: int
    effective_on: date
    decision_number: str
    other_decisions: tuple[str, ...] = ()


EVENTS = (
    AssociationEstablished,
    Renamed,
    Attached,
    Succeeded,
    Inherited,
    Dissolved,
    Reorganised,
    StatisticReported,
    TargetSet,
    PeriodSummaryReported,
    AidGivenReported,
)
