"""One fund: its state, and one file of decisions per activity, each with its evolve cases."""

from ledger.fund import opening, restricting, transferring
from ledger.fund.control import closing, correcting, counting, undoing
from ledger.fund.handing_over import handovers
from ledger.fund.receiving import banking, donations, holding, matching, mobilizing
from ledger.fund.spending import disbursements, issuing, refunding, returning
from ledger.fund.state import Fund, evolve

__all__ = [
    "Fund",
    "banking",
    "closing",
    "correcting",
    "counting",
    "disbursements",
    "donations",
    "evolve",
    "handovers",
    "holding",
    "issuing",
    "matching",
    "mobilizing",
    "opening",
    "refunding",
    "restricting",
    "returning",
    "transferring",
    "undoing",
]
