"""What this version calls unique, noted of events that another one recorded."""

from api.cli.progress import progress
from ledger.application import Ledger

_AT_ONCE = 1_000


def note_facts(ledger: Ledger) -> None:
    """Note every unique fact of the log that is not noted yet, however many do so together.

    Raises `UnreadableEvent` at what a newer version recorded, and `StoreBusy`.
    """
    after = 0
    with progress("Noting what is unique", ledger.position()) as advance:
        while page := ledger.read(after, _AT_ONCE):
            ledger.note_facts(page)
            after = page[-1].position
            advance(after)
