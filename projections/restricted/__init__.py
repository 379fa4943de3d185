"""Money given for a purpose: what is left of it, and which gift paid for what."""
