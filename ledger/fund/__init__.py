"""One fund: its state, and one file of decisions per activity, each with its evolve cases."""

from ledger.fund import (
    banking,
    closing,
    correcting,
    counting,
    handing_over,
    holding,
    issuing,
    matching,
    mobilizing,
    opening,
    receiving,
    refunding,
    restricting,
    returning,
    spending,
    transferring,
    undoing,
)
from ledger.fund.state import Fund, evolve

__all__ = [
    "Fund",
    "banking",
    "closing",
    "correcting",
    "counting",
    "evolve",
    "handing_over",
    "holding",
    "issuing",
    "matching",
    "mobilizing",
    "opening",
    "receiving",
    "refunding",
    "restricting",
    "returning",
    "spending",
    "transferring",
    "undoing",
]
