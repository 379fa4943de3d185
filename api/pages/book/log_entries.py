"""One entry straight from the log, for whoever has just written it: never late."""

from api.auth import Person
from api.services import ledger
from ledger.errors.missing import EntryNotFound
from ledger.store.log.codec import Recorded
from ledger.values import FundId
from projections.movements import Movement, movement

ENTRY = "<int(min=1, max=1000000000000):entry>"
"""How an entry is named in an address: by its version in the fund's stream."""


def logged_entry(person: Person, fund_id: FundId, version: int) -> Movement:
    """Return what an entry of a fund moved, or raise `EntryNotFound`."""
    event = person.desk.entry(fund_id, version)
    (row,) = ledger().stream_rows(fund_id, version - 1, 1)
    moved = movement(Recorded(row.id, row.recorded_at_micros, fund_id, version, event))
    if moved is None:
        raise EntryNotFound("entry")
    return moved


def voucher_of(moved: Movement) -> str | None:
    """Return the number of an entry's voucher; a reversal has that of the entry it reverses."""
    voucher = getattr(moved.event, "voucher", None)
    return None if voucher is None else str(voucher)
