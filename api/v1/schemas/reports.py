"""What one may ask of a report, and which one to publish."""

from datetime import date

import msgspec

from api.errors import BadKnownAt
from api.operations.fields import Choice, Identifier, Whole
from api.operations.queries import KnownAt, KnownAtText, PeriodText, RestatedText
from api.operations.schema import In
from api.periods import Period
from ledger.values import BALANCE_DONG_MAX, AssociationId, ReportScope


class PositionKnown(Whole):
    """A position of the log, in a body; anything else is refused as `bad_known_at`."""

    refusal = BadKnownAt


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
    period = PeriodText(required=True)
    scope = Choice(ReportScope)
    known_at = PositionKnown(least=0, most=BALANCE_DONG_MAX, allow_none=True)
    restated = RestatedText(allow_none=True)


class ReportQuery(In):
    """The report of a period such as `2025-H1`, as it was known at a position or moment.

    With `restated`, as if the tree of that day had been there all the time.
    """

    makes = ReportAsked

    period = PeriodText(required=True)
    scope = Choice(ReportScope)
    known_at = KnownAtText()
    restated = RestatedText()
