"""Reorganisation files: old units, new units, shares, days and decisions, made into a plan."""
