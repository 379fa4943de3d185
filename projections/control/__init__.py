"""What others check: the books of accounts, counts, closings, corrections, the board."""
