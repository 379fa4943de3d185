"""What the bank does by itself: interest, fees, and debits nobody has explained yet."""

from collections.abc import Sequence

import msgspec

from api.operations.reading import reading
from api.operations.resource import Resource
from api.people.seen import see_memos
from api.services import ledger
from api.v1.schemas.bank import BankFeeIn, InterestIn
from ledger.access import Action
from ledger.fund.receiving.banking import BankFee, Interest
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId
from projections.receiving import debits
from projections.receiving.debits import PendingDebit
from projections.views import AsOf

resource = Resource("bank", "Ngân hàng: interest, fees, undecided debits")


class DebitOut(msgspec.Struct, frozen=True, kw_only=True):
    """A bank's debit that waits for a decision, with the bank's memo for who may see it."""

    debit: PendingDebit
    memo: str | None


class DebitsOut(msgspec.Struct, frozen=True, kw_only=True):
    """A fund's undecided debits, oldest first."""

    items: Sequence[DebitOut]
    known_at: AsOf


@resource.write("/funds/<uuid:fund_id>/interest", InterestIn, Action.RECORD)
def credit_interest(command: Command, interest: Interest, fund_id: FundId) -> Receipt:
    """Record interest the bank credited (tiền lãi)."""
    return ledger().credit_interest(command, fund_id, interest)


@resource.write("/funds/<uuid:fund_id>/bank-fees", BankFeeIn, Action.RECORD)
def charge_bank_fee(command: Command, fee: BankFee, fund_id: FundId) -> Receipt:
    """Record a fee the bank took; naming an undecided debit decides that this is what it was."""
    return ledger().charge_bank_fee(command, fund_id, fee)


@resource.read("/funds/<uuid:fund_id>/debits", DebitsOut, Action.READ)
def list_debits(_: object, fund_id: FundId) -> DebitsOut:
    """List the debits of bank statements that wait for a person's decision."""
    with reading() as state:
        pending, known_at = debits.pending(state, fund_id), state.as_of()
    memos = see_memos(fund_id, (each.memo_id for each in pending if each.memo_id))
    return DebitsOut(
        items=[
            DebitOut(debit=each, memo=memos.get(each.memo_id) if each.memo_id else None)
            for each in pending
        ],
        known_at=known_at,
    )
