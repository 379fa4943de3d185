"""Closings and reopenings of a fund's books, as they come in."""

from api.operations.fields import Choice, Day, Text
from api.operations.schema import In
from api.v1.schemas.transfers import SHA256_PATTERN
from ledger.fund.control.closing import Reopening
from ledger.values import ReopeningReason


class PeriodIn(In):
    """The day, over already, that the books are to be closed through."""

    through = Day(required=True)


class ReopeningIn(In):
    """The first day to be open again, and why; everybody can read that."""

    makes = Reopening

    since = Day(required=True)
    reason = Choice(ReopeningReason, required=True)
    decision_number = Text(allow_none=True)
    document_sha256 = Text(pattern=SHA256_PATTERN, allow_none=True)
