"""What comes in, what is promised, what is held for others, and statements of the bank."""
