"""Disbursements as they come in: proposals, decisions on them, payments."""

from marshmallow import fields, validate

from api.operations.fields import Choice, Day, Dong, Identifier, Purpose, Text, Whole
from api.operations.queries import KnownAtText, PageAsked, PageQuery
from api.operations.schema import In
from ledger.values import Category, DisbursementClass
from projections.disbursements import Status

AWARDS_MAX = 10_000_000


class DisbursementIn(In):
    """Money to be given: `awards` awards (suất) of `amount_dong` together.

    `categories` may overlap; like `place` they are shown to entitled readers only.
    """

    disbursement_class = Choice(DisbursementClass, required=True)
    programme = Text(required=True)
    purpose = Purpose(allow_none=True)
    amount_dong = Dong(required=True)
    awards = Whole(required=True, most=AWARDS_MAX)
    categories = fields.List(
        Choice(Category), allow_none=True, validate=validate.Length(max=len(Category))
    )
    place = Text(allow_none=True)
    effective_on = Day(required=True)


class DecisionIn(In):
    """The day a disbursement is approved or rejected on."""

    effective_on = Day(required=True)


class PaymentIn(In):
    """From where and when a disbursement is paid; `debit_id` names the bank debit it was."""

    account_id = Identifier(required=True)
    effective_on = Day(required=True)
    debit_id = Identifier(allow_none=True)


class DisbursementAsked(PageAsked, frozen=True, kw_only=True):
    """Which disbursements."""

    status: Status | None = None


class DisbursementQuery(PageQuery):
    """Disbursements at a step, as they were known at a position or moment."""

    makes = DisbursementAsked

    status = Choice(Status)
    known_at = KnownAtText()
