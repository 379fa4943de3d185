"""Consents of donors as they come in."""

from api.operations.fields import Day, Dong, Identifier, Purpose, Sha256, Whole
from api.operations.schema import In
from ledger.values import BALANCE_DONG_MAX


class ConsentIn(In):
    """A donor's consent: up to `amount_dong` of a gift, an entry of a fund, may serve a purpose."""

    fund_id = Identifier(required=True)
    entry = Whole(required=True, most=BALANCE_DONG_MAX)
    to_purpose = Purpose(allow_none=True)
    amount_dong = Dong(required=True)
    effective_on = Day(required=True)
    document_sha256 = Sha256(allow_none=True)


class ConsentWithdrawalIn(In):
    """Nothing: a consent is taken back whole, on the day that is asked."""
