"""What comes in, what is promised, what is held for others, and what the bank tells."""
