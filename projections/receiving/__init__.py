"""What comes in, what is promised, what is held for others, and goods."""
