"""What comes in that is not the fund's, and what goes out again: credits, refunds, custody."""

from typing import Any

from marshmallow import ValidationError, post_load

from api.operations.fields import (
    Day,
    DecisionNumber,
    Dong,
    Identifier,
    Sha256,
    Text,
    Whole,
)
from api.operations.schema import In, either, way
from ledger.fund.spending.refunding import Refund
from ledger.values import BALANCE_DONG_MAX

_ONE_OF_TWO = "Name either a gift or a credit."


class CreditIn(In):
    """Money that came in and that nobody can place yet (chưa rõ nguồn)."""

    account_id = Identifier(required=True)
    amount_dong = Dong(required=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)


class RefundIn(In):
    """Money to give back: of a gift (`entry`, its version) or of a credit of unknown origin.

    `debit_id` names the undecided bank debit that it was.
    """

    together = either(
        way(entry="integer", without=["credit_id"]), way(credit_id="string", without=["entry"])
    )

    entry = Whole(allow_none=True, most=BALANCE_DONG_MAX)
    credit_id = Identifier(allow_none=True)
    account_id = Identifier(required=True)
    amount_dong = Dong(required=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    debit_id = Identifier(allow_none=True)
    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Refund:
        """Return the refund; raise `ValidationError` unless it is of just one of the two."""
        refund = Refund(**{name: data[name] for name in data if data[name] is not None})
        if (refund.entry is None) == (refund.credit_id is None):
            raise ValidationError(_ONE_OF_TWO, "entry")
        return refund


class CustodialReceiptIn(In):
    """More money for others to an account; `credit_id` names the credit it turned out to be."""

    account_id = Identifier(required=True)
    amount_dong = Dong(required=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    credit_id = Identifier(allow_none=True)


class CustodyIn(CustodialReceiptIn):
    """The first money held for others (thu hộ), and whom it is to be handed on to.

    `held_for` is seen by staff only.
    """

    held_for = Text(required=True)


class CustodialPaymentIn(In):
    """Money to hand on to those it is held for (chi hộ)."""

    account_id = Identifier(required=True)
    amount_dong = Dong(required=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    debit_id = Identifier(allow_none=True)
    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)
