"""Money given for a purpose: what donors agree to, and what is released."""
