"""One association: its state, and one file of decisions per activity."""

from ledger.association.state import Association, evolve

__all__ = ["Association", "evolve"]
