"""Reversals as they come in, perhaps with what should have stood there."""

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, post_load

from api.operations.fields import Choice, Day, Whole
from api.operations.schema import In
from api.v1.schemas.bank import BankFeeIn, InterestIn
from api.v1.schemas.donations import DonationIn
from ledger.fund.control.correcting import Replacement, Reversal
from ledger.values import BALANCE_DONG_MAX, ReversalReason

_MUST = "Must have one member: donation, interest or bank_fee."


class ReplacementIn(In):
    """What should have stood there: one member, of the kind of the entry that is reversed.

    Without `occurred_on`, what happened in books that are closed by now keeps that day if it is
    booked on the entry's own day or the first open one, unless the reason is `wrong_date`.
    """

    together: ClassVar = {"minProperties": 1, "maxProperties": 1}

    donation = fields.Nested(DonationIn)
    interest = fields.Nested(InterestIn)
    bank_fee = fields.Nested(BankFeeIn)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Replacement:
        """Return the one entry; raise `ValidationError` unless there is just one."""
        if len(data) != 1:
            raise ValidationError(_MUST)
        replacement: Replacement = next(iter(data.values()))
        return replacement


class ReversalIn(In):
    """An entry to reverse, by its version; without `effective_on` on the entry's own date."""

    makes = Reversal

    entry = Whole(required=True, most=BALANCE_DONG_MAX)
    reason = Choice(ReversalReason, required=True)
    effective_on = Day(allow_none=True)
    replacement = fields.Nested(ReplacementIn, allow_none=True)
