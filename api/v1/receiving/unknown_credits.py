"""Credits of unknown origin (chưa rõ nguồn): money that is there, owed to someone unknown."""

from collections.abc import Sequence
from typing import Any

import msgspec
from uuid_utils.compat import uuid7

from api.operations.reading import reading
from api.operations.resource import Resource
from api.people.seen import see_memos
from api.services import ledger
from api.v1.schemas.holding import CreditIn
from ledger.access import Action
from ledger.fund.receiving.banking import UnplacedCredit
from ledger.recording.commands import Command, Receipt
from ledger.values import CreditId, FundId
from projections.receiving import unknown_credits
from projections.receiving.unknown_credits import WaitingCredit
from projections.views import AsOf

resource = Resource("unknown-credits", "Chưa rõ nguồn: money nobody can place yet")


class CreditOut(msgspec.Struct, frozen=True, kw_only=True):
    """A credit that waits for a person to place it, with the bank's memo for who may see it."""

    credit: WaitingCredit
    memo: str | None


class CreditsOut(msgspec.Struct, frozen=True, kw_only=True):
    """A fund's credits of unknown origin, oldest first."""

    items: Sequence[CreditOut]
    known_at: AsOf


@resource.write("/funds/<uuid:fund_id>/credits", CreditIn, Action.RECORD)
def note_credit(command: Command, credit: dict[str, Any], fund_id: FundId) -> Receipt:
    """Take in money that nobody can place; gifts, interest and refunds may name it later."""
    noted = UnplacedCredit(credit_id=CreditId(uuid7()), **credit)
    return ledger().note_credit(command, fund_id, noted)


@resource.read("/funds/<uuid:fund_id>/credits", CreditsOut, Action.READ)
def list_credits(_: object, fund_id: FundId) -> CreditsOut:
    """List the credits of unknown origin, with what is left of each."""
    with reading() as state:
        waiting, known_at = unknown_credits.waiting(state, fund_id), state.as_of()
    memos = see_memos(fund_id, (each.memo_id for each in waiting if each.memo_id))
    return CreditsOut(
        items=[
            CreditOut(credit=each, memo=memos.get(each.memo_id) if each.memo_id else None)
            for each in waiting
        ],
        known_at=known_at,
    )
