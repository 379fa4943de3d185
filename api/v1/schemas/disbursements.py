"""Disbursements as they come in: proposals, decisions on them, payments."""

from typing import Any

from marshmallow import ValidationError, fields, post_load

from api.operations.fields import (
    Choice,
    Day,
    DecisionNumber,
    Dong,
    Identifier,
    Purpose,
    Several,
    Sha256,
    Text,
    Whole,
)
from api.operations.queries import KnownAtText, PageAsked, PageQuery
from api.operations.schema import In, either, way
from ledger.fund.spending.award_lists import LINES_MAX, Award
from ledger.values import BALANCE_DONG_MAX, Category, DisbursementClass
from projections.spending.disbursements import Status

AWARDS_MAX = 10_000_000

_MISSING = "Missing data for required field."


class Categories(Several):
    """Tags of recipients, which may overlap."""

    def __init__(self) -> None:
        """Take each tag there is, perhaps none."""
        super().__init__(Choice(Category), allow_none=True, most=len(Category))


class LineNumbers(Several):
    """Numbers of lines of an award list, which count from 1."""

    def __init__(self) -> None:
        """Take as many as a list has lines, perhaps none."""
        super().__init__(Whole(most=LINES_MAX), allow_none=True, most=LINES_MAX)


class AwardIn(In):
    """A line of an award list: so much to one recipient, in `awards` awards (suất)."""

    beneficiary_id = Identifier(allow_none=True)
    categories = Categories()
    amount_dong = Dong(required=True)
    awards = Whole(most=AWARDS_MAX, allow_none=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Award:
        """Return the line."""
        given = {name: data[name] for name in data if data[name] is not None}
        return Award(**{**given, "categories": tuple(given.get("categories", ()))})


class DisbursementIn(In):
    """Money to be given: `awards` awards (suất) of `amount_dong` together.

    `instances` counts recipients as often as they receive (lượt), `persons` each of them once.
    With `lines`, tags stand there, and all four numbers follow; one that is given nevertheless
    must be theirs. Tags, place and lines are shown to entitled readers only, and so are the
    number of the decision and the document, which the fund keeps.
    """

    together = either(way(amount_dong="integer", awards="integer"), way(lines="array"))

    disbursement_class = Choice(DisbursementClass, required=True)
    programme = Text(required=True)
    purpose = Purpose(allow_none=True)
    amount_dong = Dong(allow_none=True)
    awards = Whole(most=AWARDS_MAX, allow_none=True)
    instances = Whole(most=AWARDS_MAX, allow_none=True)
    persons = Whole(most=AWARDS_MAX, allow_none=True)
    categories = Categories()
    place = Text(allow_none=True)
    lines = Several(fields.Nested(AwardIn), allow_none=True, least=1, most=LINES_MAX)
    effective_on = Day(required=True)
    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """Return the members of a proposal; raise `ValidationError` for sums nobody gave."""
        given = {name: data[name] for name in data if data[name] is not None}
        lines = tuple(given.get("lines", ()))
        if lines:
            given.setdefault("amount_dong", sum(line.amount_dong for line in lines))
            given.setdefault("awards", sum(line.awards for line in lines))
        missing = {name: [_MISSING] for name in ("amount_dong", "awards") if name not in given}
        if missing:
            raise ValidationError(missing)
        return {**given, "lines": lines, "categories": tuple(given.get("categories", ()))}


class ApprovalIn(In):
    """The day a disbursement is approved on, and the decision (quyết định) behind it."""

    effective_on = Day(required=True)
    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)


class DecisionIn(In):
    """The day a disbursement is rejected on."""

    effective_on = Day(required=True)


class PaymentIn(In):
    """From where and when a disbursement is paid, by default all that is left of it.

    A part of an award list is named by the numbers of its `lines`, any other by `amount_dong` and
    `awards`. `debit_id` names the bank debit that it was.
    """

    account_id = Identifier(required=True)
    amount_dong = Dong(allow_none=True)
    awards = Whole(least=0, most=AWARDS_MAX, allow_none=True)
    lines = LineNumbers()
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    debit_id = Identifier(allow_none=True)
    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)


class ReturnIn(In):
    """What came back of a payment (its version), and into which account.

    Of an award list it is named by the numbers of the `lines`, else by `amount_dong` and `awards`,
    by default all that is left. `credit_id` names the credit of unknown origin that it was.
    """

    payment = Whole(required=True, most=BALANCE_DONG_MAX)
    account_id = Identifier(required=True)
    amount_dong = Dong(allow_none=True)
    awards = Whole(least=0, most=AWARDS_MAX, allow_none=True)
    lines = LineNumbers()
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    credit_id = Identifier(allow_none=True)
    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)


class DisbursementAsked(PageAsked, frozen=True, kw_only=True):
    """Which disbursements."""

    status: Status | None = None


class DisbursementQuery(PageQuery):
    """Disbursements at a step, as they were known at a position or moment."""

    makes = DisbursementAsked

    status = Choice(Status)
    known_at = KnownAtText()
