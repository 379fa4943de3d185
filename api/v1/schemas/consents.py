"""Consents of donors as they come in."""

from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from api.operations.fields import Day, Dong, Identifier, Purpose, Sha256, Whole
from api.operations.schema import In, either, way
from ledger.values import BALANCE_DONG_MAX

_TOGETHER = "Name fund and entry of the gift together."


class ConsentIn(In):
    """A donor's consent: up to `amount_dong` of a gift, an entry of a fund, may serve a purpose.

    Money that came from another fund was given there: `gift_fund_id` and `gift_entry` say as what.
    """

    fund_id = Identifier(required=True)
    entry = Whole(required=True, most=BALANCE_DONG_MAX)
    to_purpose = Purpose(allow_none=True)
    amount_dong = Dong(required=True)
    effective_on = Day(required=True)
    gift_fund_id = Identifier(allow_none=True)
    gift_entry = Whole(allow_none=True, most=BALANCE_DONG_MAX)
    document_sha256 = Sha256(allow_none=True)

    together: ClassVar[dict[str, Any]] = either(
        way(gift_fund_id="string", gift_entry="integer"),
        way(without=("gift_fund_id", "gift_entry")),
    )

    @validates_schema
    def check_gift(self, data: dict[str, Any], **_: object) -> None:
        """Take fund and entry of a gift elsewhere together."""
        named = {name for name in ("gift_fund_id", "gift_entry") if data.get(name) is not None}
        if len(named) == 1:
            (missing,) = {"gift_fund_id", "gift_entry"} - named
            raise ValidationError(_TOGETHER, missing)


class ConsentWithdrawalIn(In):
    """Nothing: a consent is taken back whole, on the day that is asked."""
