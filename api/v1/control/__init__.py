"""What others check: limits, corrections, counts, closings, the books of accounts."""
