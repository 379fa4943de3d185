"""What one may ask of a report; what is no period, or no moment, is refused by its own name."""

from datetime import date

import msgspec

from api.errors import BadKnownAt, BadPeriod, BadRestated
from api.operations.fields import Choice, Day, Identifier, Whole
from api.operations.queries import KnownAt, KnownAtText, PeriodText
from api.operations.schema import In
from api.periods import Period
from ledger.values import BALANCE_DONG_MAX, AssociationId, ReportScope


class ReportPeriod(PeriodText):
    """A period; anything else is refused as `bad_period`."""

    def read(self, value: object) -> Period:
        """Return a period, or raise `BadPeriod`."""
        period = super().read(value)
        if period is None:
            raise BadPeriod("period")
        return period


class ReportKnownAt(KnownAtText):
    """A position or a moment; anything else is refused as `bad_known_at`."""

    def read(self, value: object) -> KnownAt:
        """Return a position or an aware moment, or raise `BadKnownAt`."""
        known_at = super().read(value)
        if known_at is None:
            raise BadKnownAt("known_at")
        return known_at


class ReportDay(Day):
    """A day whose units to restate to; anything else is refused as `bad_restated`."""

    def read(self, value: object) -> date:
        """Return a day, or raise `BadRestated`."""
        day = super().read(value)
        if day is None:
            raise BadRestated("restated")
        return day


class ReportAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which report; `restated` is a day whose tree is to be taken for all of the period."""

    period: Period
    scope: ReportScope = ReportScope.CONSOLIDATED
    known_at: KnownAt | None = None
    restated: date | None = None


class PublicationAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which report to publish; `known_at` is a position, none for now."""

    association_id: AssociationId
    period: Period
    scope: ReportScope = ReportScope.CONSOLIDATED
    known_at: int | None = None
    restated: date | None = None


class PublicationIn(In):
    """The report of a period to publish, as it is known now or was at a position of the log."""

    makes = PublicationAsked

    association_id = Identifier(required=True)
    period = ReportPeriod(required=True)
    scope = Choice(ReportScope)
    known_at = Whole(least=0, most=BALANCE_DONG_MAX, allow_none=True)
    restated = ReportDay(
        allow_none=True,
        metadata={"description": "A day whose units to show, as in a report that is asked for."},
    )


class ReportQuery(In):
    """The report of a period such as `2025-H1`, as it was known at a position or moment.

    With `restated`, as if the tree of that day had been there all the time.
    """

    makes = ReportAsked

    period = ReportPeriod(required=True)
    scope = Choice(ReportScope)
    known_at = ReportKnownAt()
    restated = ReportDay(
        metadata={
            "description": "A day whose units to show: what had ended counts for its successors."
        }
    )
