"""The audit report of an association of any level: one query, one object for every form of it."""
