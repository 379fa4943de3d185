"""Associations: the dated tree, what they count beside money, what was done on paper."""
