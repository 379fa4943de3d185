"""Goods that leave the stock, as they come in, and what one may ask of them."""

from typing import Any

from marshmallow import fields, post_load

from api.operations.fields import Choice, Day, DecisionNumber, Purpose, Several, Sha256, Text, Whole
from api.operations.queries import KnownAtText, PageQuery
from api.operations.schema import In
from api.v1.schemas.disbursements import AWARDS_MAX
from api.v1.schemas.donations import GoodsIn
from ledger.fund.spending.issuing import Issue
from ledger.values import Category, DisbursementClass


class GoodsIssueIn(In):
    """Goods to give out, in `awards` awards (suất, phần quà); their value is the stock's average.

    `instances` counts recipients as often as they receive (lượt). Tags and place are shown to
    entitled readers only.
    """

    disbursement_class = Choice(DisbursementClass, required=True)
    programme = Text(required=True)
    purpose = Purpose(allow_none=True)
    goods = fields.Nested(GoodsIn, required=True)
    awards = Whole(required=True, most=AWARDS_MAX)
    instances = Whole(allow_none=True, most=AWARDS_MAX)
    categories = Several(Choice(Category), allow_none=True, most=len(Category))
    place = Text(allow_none=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Issue:
        """Return what is to be given out."""
        given = {name: data[name] for name in data if data[name] is not None}
        return Issue(**{**given, "categories": tuple(given.get("categories", ()))})


class GoodsIssuesQuery(PageQuery):
    """Issues of goods, as they were known at a position or moment."""

    known_at = KnownAtText()
