"""What others check: corrections, counts, reconciliations, closings."""
