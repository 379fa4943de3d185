"""Transfers between funds, and moves between a fund's accounts, as they come in."""

from api.operations.fields import Choice, Day, Dong, Identifier, Purpose, Text
from api.operations.queries import KnownAtText, PageAsked, PageQuery
from api.operations.schema import In
from ledger.fund.transferring import Move
from projections.transferring.transfers import Leg, TransferStatus

SHA256_PATTERN = "[0-9a-f]{64}"


class TransferIn(In):
    """Money to send to another fund (điều chuyển); `debit_id` names the bank debit it was."""

    from_fund_id = Identifier(required=True)
    to_fund_id = Identifier(required=True)
    account_id = Identifier(required=True)
    purpose = Purpose(allow_none=True)
    amount_dong = Dong(required=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    debit_id = Identifier(allow_none=True)
    decision_number = Text(allow_none=True)
    document_sha256 = Text(pattern=SHA256_PATTERN, allow_none=True)


class ComingBackIn(In):
    """Where and when money that was sent came back; `credit_id` names the credit that it was."""

    account_id = Identifier(required=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    credit_id = Identifier(allow_none=True)


class ArrivalIn(ComingBackIn):
    """Where and when money that was sent arrived, and for which purpose of the receiving fund."""

    purpose = Purpose(allow_none=True)


class MoveIn(In):
    """Money to move between two accounts of a fund; it may be a bank's debit, or its credit."""

    makes = Move

    from_account_id = Identifier(required=True)
    to_account_id = Identifier(required=True)
    amount_dong = Dong(required=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    debit_id = Identifier(allow_none=True)
    credit_id = Identifier(allow_none=True)
    decision_number = Text(allow_none=True)
    document_sha256 = Text(pattern=SHA256_PATTERN, allow_none=True)


class TransfersAsked(PageAsked, frozen=True, kw_only=True):
    """Which transfers of a fund."""

    side: Leg | None = None
    status: TransferStatus | None = None


class TransferQuery(PageQuery):
    """Transfers that a fund sent or that are for it, as known at a position or moment."""

    makes = TransfersAsked

    side = Choice(Leg)
    status = Choice(TransferStatus)
    known_at = KnownAtText()
