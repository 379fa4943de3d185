"""Money given for a purpose: the purposes, what donors agree to, what is released."""
