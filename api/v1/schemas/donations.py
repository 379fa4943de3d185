"""Gifts as they come in: money, goods, foreign currency."""

from typing import Any

from marshmallow import ValidationError, fields, post_load

from api.operations.fields import Day, Dong, Flag, Identifier, Purpose, Strict, Text, Whole
from api.operations.schema import In, either, way
from ledger.events.fund.money import Foreign, Goods
from ledger.fund.receiving.donations import Donation
from ledger.values import AMOUNT_DONG_MAX

BATCH_MAX = 5_000
"""Gifts in one batch: more than a day's at the largest desk, and recorded within a second."""

_DECIMAL = r"[0-9]{1,15}(\.[0-9]{1,8})?"


class ForeignIn(In):
    """The foreign money behind a gift: amount and rate as decimal texts, đồng per unit."""

    makes = Foreign

    currency = Text(required=True, pattern="(?!VND)[A-Z]{3}")
    amount = Text(required=True, pattern=_DECIMAL)
    rate = Text(required=True, pattern=_DECIMAL)
    rate_on = Day(required=True)
    rate_source = Text(required=True)


class GoodsIn(In):
    """Goods (hiện vật): what, how many thousandths of which unit, and how they were valued."""

    makes = Goods

    item = Text(required=True)
    quantity_milli = Whole(required=True, most=AMOUNT_DONG_MAX)
    unit = Text(required=True, most=50)
    valuation = Text(allow_none=True)


class DonationIn(In):
    """A gift: money to an account, or goods without one.

    `amount_dong` is its value; zero only for goods that nobody can value. Without `purpose` it
    is for the appeal's own, else `general`. `named` says that the donor agreed to be named.
    `pledge_id` names the pledge it fulfils, whose mobilization is its own; `credit_id` the credit
    of unknown origin that it was. With `outside_mobilization` a gift that the appeal's window
    does not take is recorded without it. `occurred_on` is when a late fact happened.
    """

    together = either(
        way(account_id="string", amount_dong={"minimum": 1}, without=["goods"]),
        way(goods="object", without=["account_id", "foreign"]),
    )

    account_id = Identifier(allow_none=True)
    amount_dong = Dong(required=True, least=0)
    purpose = Purpose(allow_none=True)
    mobilization_id = Identifier(allow_none=True)
    outside_mobilization = Flag()
    pledge_id = Identifier(allow_none=True)
    donor_id = Identifier(allow_none=True)
    named = Flag()
    foreign = fields.Nested(ForeignIn, allow_none=True)
    goods = fields.Nested(GoodsIn, allow_none=True)
    device_number = Text(allow_none=True, most=50)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    credit_id = Identifier(allow_none=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Donation:
        """Return the gift, or raise `ValidationError`: its parts must fit each other."""
        gift = Donation(**{name: data[name] for name in data if data[name] is not None})
        wrong = _misfit(gift)
        if wrong is not None:
            raise ValidationError(wrong[1], wrong[0])
        return gift


def _misfit(gift: Donation) -> tuple[str, str] | None:
    """Return which part of a gift does not fit the others, and what it must be."""
    if gift.goods is None:
        if gift.account_id is None:
            return "account_id", "Money needs an account."
        return None if gift.amount_dong else ("amount_dong", "Only goods may be without a value.")
    if gift.account_id is not None:
        return "account_id", "Goods go to no account."
    return None if gift.foreign is None else ("foreign", "Goods have no currency.")


class Gifts(Strict[list[Any]], fields.List[Any]):
    """Gifts that are each read by themselves: one that is wrong becomes its error."""

    must = f"Must be a list of 1 to {BATCH_MAX} gifts."

    def read(self, value: object) -> list[Donation | ValidationError] | None:
        """Return gifts and errors, in their order."""
        if type(value) is not list or not 1 <= len(value) <= BATCH_MAX:
            return None
        return [self._read(item) for item in value]

    def _read(self, item: object) -> Donation | ValidationError:
        try:
            gift: Donation = self.inner.deserialize(item)
        except ValidationError as error:
            return error
        return gift


class DonationBatchIn(In):
    """Many gifts at once."""

    donations = Gifts(
        fields.Nested(DonationIn),
        required=True,
        metadata={"minItems": 1, "maxItems": BATCH_MAX},
    )
