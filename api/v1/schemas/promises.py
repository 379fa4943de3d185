"""Pledges and direct aid as they come in, and what one may ask of pledges."""

from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, post_load

from api.operations.fields import (
    Choice,
    Day,
    DecisionNumber,
    Dong,
    Flag,
    Identifier,
    Sha256,
)
from api.operations.queries import AsOfText, KnownAtText, PageAsked, PageQuery
from api.operations.schema import In, either, way
from api.v1.schemas.donations import GoodsIn
from ledger.values import MobilizationId
from projections.receiving.pledges import PledgeStatus

_OF_NO_VALUE = "Only goods may be without a value."


class PledgeIn(In):
    """A pledge (đăng ký ủng hộ); `due_on` is the last day it is promised for."""

    amount_dong = Dong(required=True)
    due_on = Day(allow_none=True)
    donor_id = Identifier(allow_none=True)
    named = Flag()
    effective_on = Day(required=True)


class WithdrawalIn(In):
    """The day it became clear that the rest of a pledge will not be given."""

    effective_on = Day(required=True)


class DirectAidIn(In):
    """Help given straight to whom it was for; zero đồng only for goods that nobody can value."""

    together = either(way(amount_dong={"minimum": 1}), way(goods="object"))

    amount_dong = Dong(required=True, least=0)
    goods = fields.Nested(GoodsIn, allow_none=True)
    effective_on = Day(required=True)
    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """Return the members of a report; raise `ValidationError` for help that is nothing."""
        given = {name: data[name] for name in data if data[name] is not None}
        if not given["amount_dong"] and "goods" not in given:
            raise ValidationError(_OF_NO_VALUE, "amount_dong")
        return given


class PledgesAsked(PageAsked, frozen=True, kw_only=True):
    """Which pledges."""

    mobilization: MobilizationId | None = None
    status: PledgeStatus | None = None
    as_of: date | None = None


class PledgesQuery(PageQuery):
    """Pledges for an appeal, that stand so at the end of a day (by default today)."""

    makes = PledgesAsked

    mobilization = Identifier()
    status = Choice(PledgeStatus)
    as_of = AsOfText()
    known_at = KnownAtText()
