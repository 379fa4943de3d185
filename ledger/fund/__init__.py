"""One fund: its state, and one file of decisions per activity, each with its evolve cases."""

from ledger.fund import correcting, mobilizing, opening, receiving, spending
from ledger.fund.state import Fund, evolve

__all__ = ["Fund", "correcting", "evolve", "mobilizing", "opening", "receiving", "spending"]
