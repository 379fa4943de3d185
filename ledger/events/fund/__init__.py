"""Events in the stream of one fund (quỹ): everything that ever moved or explained its money.

Money is đồng, above zero. `effective_on` is the business date in Asia/Ho_Chi_Minh; `occurred_on`
stands beside it when a late fact had to be booked on the first open day.
"""

from ledger.events.fund import (
    closing,
    correcting,
    handing_over,
    mobilizing,
    opening,
    receiving,
    spending,
    transferring,
)

EVENTS = (
    *opening.EVENTS,
    *mobilizing.EVENTS,
    *receiving.EVENTS,
    *spending.EVENTS,
    *transferring.EVENTS,
    *handing_over.EVENTS,
    *correcting.EVENTS,
    *closing.EVENTS,
)

__all__ = [
    "EVENTS",
    "closing",
    "correcting",
    "handing_over",
    "mobilizing",
    "opening",
    "receiving",
    "spending",
    "transferring",
]
