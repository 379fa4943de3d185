"""Parts of a report that stand beside the totals of the books: help of others, and paper.

Amounts are đồng. Null is what nobody said.
"""

from datetime import date

import msgspec

from ledger.values import AssociationId, Category, DisbursementClass


class JointTotal(msgspec.Struct, frozen=True, kw_only=True):
    """An amount that nobody split: over several lines, or with partners whose part is not known.

    Where the part of the own funds (`own_share`) is known, the rest is in what others gave.
    """

    association_id: AssociationId
    programme: str
    since: date
    as_of: date
    amount: int
    own_share: int | None
    lines: int
    disbursement_classes: tuple[DisbursementClass, ...]
    source: str


class GivenCount(msgspec.Struct, frozen=True, kw_only=True):
    """Recipients of one class with just these tags, as so many `figures` told them.

    `is_part` says that another line counts them as well. Persons are null where several figures
    are added up: they may be the same people. Each is null where a figure leaves it out.
    """

    disbursement_class: DisbursementClass
    categories: tuple[Category, ...]
    is_part: bool
    suat: int | None
    luot: int | None
    persons: int | None
    amount: int | None
    figures: int


class RecipientsToldOf(msgspec.Struct, frozen=True, kw_only=True):
    """Who received, as told and not as booked; never added to the recipients of the books.

    Those whom the own funds paid are in both. Lines overlap, and `exhaustive` is never said.
    """

    suat: int | None
    luot: int | None
    lines: tuple[GivenCount, ...]
    exhaustive: bool = False


class PaperMobilized(msgspec.Struct, frozen=True, kw_only=True):
    """What was raised on paper; `unsplit` is what nobody told the kind of."""

    total: int
    cash: int
    in_kind: int
    direct_aid: int
    unsplit: int


class PaperClosing(msgspec.Struct, frozen=True, kw_only=True):
    """What was left on paper: the sum of so many balances, the latest and earliest of a day."""

    total: int
    as_of: date
    as_of_earliest: date
    figures: int


class FromPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What units without a book did on paper: apart from every other total of the report.

    `summaries` of `associations` are counted, and none for days on which a book is open: those are
    `covered`. `overlapping` ones say again what another says.
    """

    associations: int
    summaries: int
    covered: int
    overlapping: int
    since: date | None
    as_of: date | None
    mobilized: PaperMobilized
    supported: int
    closing: PaperClosing | None
    recipients: RecipientsToldOf
