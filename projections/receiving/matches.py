"""Which entries of a bank account are matched with a row of its statements (đối chiếu)."""

from ledger.events.fund.correcting import StatementRowMatched
from ledger.store.log.codec import Recorded
from projections.batch import Batch


def matched(batch: Batch, recorded: Recorded, event: StatementRowMatched) -> None:
    """Add what the statement of an account shows of an entry."""
    batch.put(
        "matches",
        recorded.stream,
        event.entry,
        event.account_id,
        version=recorded.version,
        position=recorded.position,
        booked_on=event.booked_on,
        memo_id=event.private.memo_id,
    )
