"""What one may ask of a report; what is no period, or no moment, is refused by its own name."""

import msgspec

from api.errors import BadKnownAt, BadPeriod
from api.operations.fields import Choice
from api.operations.queries import KnownAt, KnownAtText, PeriodText
from api.operations.schema import In
from api.periods import Period
from projections.reports.report import Scope


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


class ReportAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which report."""

    period: Period
    scope: Scope = Scope.CONSOLIDATED
    known_at: KnownAt | None = None


class ReportQuery(In):
    """The report of a period such as `2025-H1`, as it was known at a position or moment."""

    makes = ReportAsked

    period = ReportPeriod(required=True)
    scope = Choice(Scope)
    known_at = ReportKnownAt()
