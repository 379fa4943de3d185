"""Cash counts, their differences, and bank reconciliations, as they come in."""

from marshmallow import fields

from api.operations.fields import Day, Dong, Identifier, Purpose, Several, Text, Whole
from api.operations.queries import KnownAtText, PageQuery
from api.operations.schema import In
from api.v1.schemas.transfers import SHA256_PATTERN
from ledger.events.fund.correcting import Denomination
from ledger.fund.control.counting import Count, Difference, Reconciliation
from ledger.values import BALANCE_DONG_MAX

DENOMINATIONS_MAX = 40
PIECES_MAX = 1_000_000_000


class DenominationIn(In):
    """So many notes of one value."""

    makes = Denomination

    dong = Dong(required=True)
    pieces = Whole(required=True, least=0, most=PIECES_MAX)


class CountIn(In):
    """What was in a cash box (kiểm kê quỹ); `denominations`, if any, add up to it."""

    makes = Count

    account_id = Identifier(required=True)
    counted_dong = Dong(required=True, least=0)
    denominations = Several(
        fields.Nested(DenominationIn),
        allow_none=True,
        most=DENOMINATIONS_MAX,
    )
    effective_on = Day(required=True)
    decision_number = Text(allow_none=True)
    document_sha256 = Text(pattern=SHA256_PATTERN, allow_none=True)


class DifferenceIn(In):
    """The difference that a count found (`entry`, its version), to be posted for a purpose."""

    makes = Difference

    entry = Whole(required=True, most=BALANCE_DONG_MAX)
    purpose = Purpose(allow_none=True)
    effective_on = Day(required=True)
    decision_number = Text(allow_none=True)
    document_sha256 = Text(pattern=SHA256_PATTERN, allow_none=True)


class ReconciliationIn(In):
    """What the bank says that an account held at a day's end (đối soát); it may be overdrawn."""

    makes = Reconciliation

    account_id = Identifier(required=True)
    statement_dong = Whole(required=True, least=-BALANCE_DONG_MAX, most=BALANCE_DONG_MAX)
    effective_on = Day(required=True)
    document_sha256 = Text(pattern=SHA256_PATTERN, allow_none=True)


class CountQuery(PageQuery):
    """Counts, as they were known at a position or moment."""

    known_at = KnownAtText()
